//! What is wrong with a set-up is told before a reader finds out.

use std::fs;
use std::fs::File;
use std::time::Duration;

use crate::support::newsletter::Newsletter;

const ARTICLE: &str = "+++\nid = \"ferry\"\ntitle = \"The ferry\"\npublisher = \"Harbour Notes\"\ndate = 2024-05-01\n\
                       url = \"https://harbour.example/ferry\"\nlicence = \"CC BY 4.0\"\n+++\nDenver has no ferry.\n";

fn tracker(command: &str) -> String {
    format!(
        "id = \"ferries\"\n\ncommand = \"{command}\"\nquestion = \"Has it a ferry?\"\ntitle = \"Ferries\"\ndate = 2024-05-01\n\n\
         [[record]]\nplace = \"Denver\"\ngeoid = \"0820000\"\nreceived = false\narticle = \"ferry\"\nevidence = \"Denver has no ferry\"\n"
    )
}

/// A data folder with an article, and these files beside it.
fn letter(files: &[(&str, String)]) -> Newsletter {
    let letter = Newsletter::new();
    letter.run(&["init", "."]);
    let files = files.iter().map(|(name, text)| (*name, text.as_str()));
    for (name, text) in files.chain([("corpus/articles/ferry.md", ARTICLE)]) {
        fs::write(letter.folder.join(name), text).expect("written");
    }
    letter
}

/// What the program prints, and whether it ends well.
fn check(letter: &Newsletter, arguments: &[&str]) -> (bool, String) {
    let output = letter.program(arguments).output().expect("the program runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.success(), said)
}

#[test]
fn doctor_said_ok_to_a_list_whose_command_the_program_answers_itself() {
    for command in ["map", "serve", "quotes", "ask", "help", "read-document"] {
        let letter = letter(&[("corpus/jurisdictions/ferries.toml", tracker(command))]);
        let (well, said) = check(&letter, &["doctor"]);
        let told = format!("jurisdictions/ferries.toml:3: command: {command:?}");
        assert!(!well && said.contains(&told) && !said.contains("ok     corpus"), "{said}");
    }
    let letter = letter(&[("corpus/jurisdictions/ferries.toml", tracker("ferry"))]);
    assert!(check(&letter, &["doctor"]).0);
}

#[test]
fn doctor_said_ok_to_ids_that_are_none() {
    let settings = |ids: &str| {
        format!(
            "[discord]\nservers = [{ids}]\n# public_channels = [\"#news\"]\npublic_channels = [{ids}]\npaid_roles = [{ids}]\n"
        )
    };
    for id in ["#news", "@paying", "", "12a", "123", "0", "-1", "99999999999999999999999"] {
        let letter = letter(&[("pullquote.toml", settings(&format!("\"123456789012345678\", \"{id}\"")))]);
        let (well, said) = check(&letter, &["doctor"]);
        let told = |field: &str| said.contains(&format!("{field}: {id:?} is no id"));
        assert!(!well && ["servers", "public_channels", "paid_roles"].into_iter().all(told), "{id}: {said}");
        assert!(said.contains("line 4: public_channels") && !said.contains("answers in servers"), "{id}: {said}");
        assert!(said.contains("wrong  settings") && !said.contains("123456789012345678"), "{said}");
    }
    let letter = letter(&[("pullquote.toml", settings("\"123456789012345678\""))]);
    assert!(check(&letter, &["doctor"]).0);
}

#[test]
fn a_desk_for_which_nobody_answers_is_a_mistake() {
    let settings = |privacy: &str| {
        let toml = format!("[discord]\ndesk_servers = [\"123456789012345678\"]\n{privacy}");
        check(&letter(&[("pullquote.toml", toml)]), &["doctor"])
    };
    let lacks = |said: &str, what: &str| said.contains("wrong  servers with a desk: 1: ") && said.contains(what);
    let (well, said) = settings("");
    assert!(!well && lacks(&said, "lacks [privacy] controller and [privacy] contact"), "{said}");
    let (well, said) = settings("[privacy]\ncontroller = \"The Valley Letter\"\ncontact = \" \"\n");
    assert!(!well && lacks(&said, "lacks [privacy] contact"), "{said}");
    let (well, said) =
        settings("[privacy]\ncontroller = \"The Valley Letter\"\ncontact = \"privacy@valley.example\"\n");
    assert!(well && said.contains("ok     servers with a desk: 1"), "{said}");
}

#[test]
fn a_data_folder_that_is_not_there_was_an_empty_archive() {
    let letter = letter(&[]);
    for arguments in [
        &["search", "ferry"][..],
        &["ferry", "Denver"],
        &["index"],
        &["batch"],
        &["log", "ferry"],
        &["forget", "ferry"],
        &["import", "ferry.md"],
        &["import", "--feeds"],
        &["import", "--dry-run", "ferry.md"],
    ] {
        for folder in ["--data", "--corpus"] {
            let (well, said) = check(&letter, &[&[folder, "nowhere"], arguments].concat());
            assert!(!well && said.contains("nowhere: no such folder"), "{folder} {arguments:?}: {said}");
            assert!(!letter.folder.join("nowhere").exists(), "{folder} {arguments:?}");
        }
    }
    for folder in ["--data", "--corpus"] {
        let (well, said) = check(&letter, &[folder, "nowhere", "--help"]);
        assert!(well && said.contains("Usage:") && !said.contains("nowhere"), "{said}");
    }
}

#[test]
fn a_log_that_is_no_terminal_had_colours() {
    let letter = letter(&[]);
    // Nobody listens there, and the client that finds out logs every step.
    let arguments = ["import", "--http", "--allow-address", "127.0.0.1", "http://127.0.0.1:1/"];
    let output = letter.program(&arguments).env("RUST_LOG", "trace").output().expect("the program runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("TRACE"), "nothing was logged: {said}");
    assert!(!said.contains('\u{1b}'), "{said}");
}

#[test]
fn forgetting_said_that_it_was_done_while_another_process_kept_the_article() {
    let letter = letter(&[]);
    letter.run(&["index"]);
    let lock = File::options().write(true).open(letter.folder.join("corpus.index/lock")).expect("a lock");
    lock.lock().expect("locked");
    let mut program = letter.program(&["forget", "ferry"]).spawn().expect("the program starts");
    std::thread::sleep(Duration::from_secs(1));
    assert!(program.try_wait().expect("a program").is_none(), "it ended while the index held the article");
    lock.unlock().expect("unlocked");
    let output = program.wait_with_output().expect("the program ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(letter.state().articles.is_empty() && !letter.state().index.contains("ferry"));
}

#[test]
fn a_list_took_a_command_that_no_command_line_can_say() {
    for command in ["-x", "--data", "_", "a.b", ""] {
        let letter = letter(&[("corpus/jurisdictions/ferries.toml", tracker(command))]);
        let (well, said) = check(&letter, &["doctor"]);
        assert!(!well && said.contains("jurisdictions/ferries.toml:3: command:"), "{command:?}: {said}");
    }
}

#[test]
fn forgetting_an_article_that_a_list_cites_broke_the_archive() {
    let letter = letter(&[("corpus/jurisdictions/ferries.toml", tracker("ferry"))]);
    let (well, said) = check(&letter, &["forget", "ferry"]);
    assert!(!well && said.contains("jurisdictions/ferries.toml: record[0]: Denver"), "{said}");
    assert!(letter.folder.join("corpus/articles/ferry.md").exists() && !said.contains("forgotten:"));
    assert!(check(&letter, &["ferry", "Denver"]).0);
}

#[test]
fn a_mistake_on_the_command_line_steered_the_terminal() {
    let letter = letter(&[]);
    for word in ["fer\u{202e}ry", "--fer\u{202e}ry", "fer\u{9b}ry"] {
        let (well, said) = check(&letter, &[word, "x"]);
        assert!(!well && said.contains("⟨U+") && !said.contains(['\u{202e}', '\u{9b}']), "{said}");
    }
}

#[test]
fn a_lists_verdicts_have_the_word_of_replies_too() {
    let letter = letter(&[("corpus/jurisdictions/ferries.toml", tracker("ferry"))]);
    let of = |verdict: &str| check(&letter, &["jurisdictions", "--verdict", verdict]);
    assert!(of("other").0);
    assert_eq!(of("other"), of("neither"));
}
