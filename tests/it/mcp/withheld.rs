//! `assistants = false`: what no program is given.

use std::collections::BTreeSet;

use pullquote::commands::{Front, Table};
use pullquote::words::Words;
use serde_json::json;

use super::{Conversation, SECRETS, archive, batch, post, request};
use crate::support::folder;
use crate::support::pages::Pages;

#[test]
fn a_person_is_shown_what_a_program_is_not() {
    let data = archive("");
    let search = json!({ "command": "search", "options": { "query": "reservoir quokka", "limit": 50 } });
    let reply = batch(data.path(), &[search]).remove(0).to_string();
    assert!(reply.contains("ledger") && reply.contains("lines"), "{reply}");
    let mut program = Conversation::begin(data.path());
    let result = program.call("search", json!({ "query": "reservoir", "limit": 50 }));
    let articles: Vec<&str> = result["structuredContent"]["excerpts"]
        .as_array()
        .expect("excerpts")
        .iter()
        .filter_map(|own| own["article"].as_str())
        .collect();
    assert!(
        articles.contains(&"flood") && !articles.contains(&"ledger") && !articles.contains(&"lines"),
        "{articles:?}"
    );
}

#[test]
fn a_list_says_to_a_program_what_its_open_part_says() {
    let data = archive("");
    let mut program = Conversation::begin(data.path());
    let listed = program.call("tracker", json!({ "list": "dams" })).to_string();
    assert!(listed.contains("Orchard Mills"), "{listed}");
    for hidden in ["Prairie Mills", "Valley Mills"].iter().chain(&SECRETS) {
        assert!(!listed.contains(hidden), "{hidden}: {listed}");
    }
    let mut asked = |name: &str| {
        let reply = program.call("tracker", json!({ "list": "dams", "subject": name }));
        reply.to_string().replace(name, "(name)")
    };
    // Neither the answer nor its words tell a withheld record from none.
    let timeless = |text: String| text.split("\"took_us\"").next().unwrap_or_default().to_owned();
    assert_eq!(timeless(asked("Prairie Mills")), timeless(asked("Clover Mills")));
}

#[test]
fn who_is_quoted_only_in_what_is_withheld_is_not_named() {
    let data = archive("");
    let mut program = Conversation::begin(data.path());
    let people = program.call("people", json!({ "limit": 50 })).to_string();
    assert!(people.contains("Ann Lee") && !people.contains("Quill") && !people.contains("painter"), "{people}");
    let said = program.call("said", json!({ "who": "Vera Quil" })).to_string();
    assert!(!said.contains("Quill") && !said.contains("painter"), "{said}");
    let typed = json!({ "ref": { "type": "ref/resource", "uri": "pullquote://article/{id}" }, "argument": { "name": "id", "value": "the l" } });
    let completed = program.ask(&request(1, "completion/complete", typed));
    assert_eq!(completed["result"]["completion"]["values"], json!([]));
}

#[test]
fn people_titles_and_subjects_of_what_is_withheld_are_completed_for_no_program() {
    let data = archive("[web]\nrequests_per_minute = 1000\n");
    let pages = Pages::serve(data.path());
    let of = |path: &str, command: &str, option: &str, partial: &str| -> Vec<String> {
        let answer = pages.post_json(path, &json!({ "command": command, "option": option, "partial": partial })).json();
        let choices = answer["choices"].as_array().unwrap_or_else(|| panic!("{command} {option}: {answer}")).clone();
        choices.iter().flat_map(|own| [own["value"].clone(), own["label"].clone()]).map(|own| own.to_string()).collect()
    };
    let mut differ = BTreeSet::new();
    // Of places the gazetteer offers all, whatever lists say of them.
    let hidden = ["Vera Quill", "painter", "ledger report", "lines report", "Prairie Mills", "inner report"];
    let table = Table::builtin(&Words::english()).on(Front::Api);
    let mut asked: Vec<(&str, &str)> = vec![("dams", "name")];
    for command in table.commands() {
        asked.extend(command.options.iter().map(|option| (command.name.as_str(), option.name)));
    }
    for (command, option) in asked {
        for partial in
            ["", "v", "Vera", "Vera Quill", "quill", "the", "the l", "ledger", "p", "Prairie Mills", "valley"]
        {
            let told = of("/api/v1/complete", command, option, partial);
            for own in hidden {
                assert!(!told.iter().any(|choice| choice.contains(own)), "{command} {option} {partial:?}: {told:?}");
            }
            let to_readers = of("/complete.json", command, option, partial);
            differ.extend(hidden.into_iter().filter(|own| to_readers.iter().any(|choice| choice.contains(own))));
        }
    }
    // Readers are offered what is withheld from programs alone, and nothing that is for paying readers.
    assert_eq!(
        differ.into_iter().collect::<Vec<_>>(),
        ["Prairie Mills", "Vera Quill", "ledger report", "lines report"]
    );
    for partial in ["v", "the l", "the i", "ledger"] {
        let typed = json!({ "ref": { "type": "ref/resource", "uri": "pullquote://article/{id}" }, "argument": { "name": "id", "value": partial } });
        let completed = post(&pages, &[], &request(1, "completion/complete", typed).to_string()).json();
        assert_eq!(completed["result"]["completion"]["values"], json!([]), "{partial}");
    }
    let people = pages.post_json("/api/v1/people", &json!({ "limit": 50 })).text();
    assert!(people.contains("Ann Lee") && !people.contains("Quill") && !people.contains("painter"), "{people}");
    assert!(pages.post("/people", &[("limit", "50")]).text().contains("Vera Quill"));
}

#[test]
fn where_most_is_withheld_what_is_left_is_found() {
    let withheld: String = (0..700)
        .map(|number| {
            let line = json!({
                "id": format!("w{number:03}"), "title": format!("The otter survey {number}"), "publisher": "The Weir",
                "date": "2024-03-02", "url": format!("https://weir.example/w{number}"), "licence": "CC BY 4.0",
                "assistants": false,
                "paragraphs": [format!("\"The otter of the upper weir came back in year {number},\" said Mayor Ann Lee. The otter is a secret of the upper weir.")],
            });
            format!("{line}\n")
        })
        .collect();
    let open = super::article(
        "otter",
        "licence = \"CC BY 4.0\"\n",
        "On Monday somebody looked for traces along the water, and then an otter was counted at the upper weir by the wardens.\n\n\
         \"The otter stays here,\" said Mayor Ann Lee.",
    );
    let data = folder::data(&[("articles/otter.md", &open), ("articles/all.jsonl", &withheld)]);
    let mut program = Conversation::begin(data.path());
    let asked = [
        ("ask", json!({ "question": "Who counted an otter at the upper weir?" })),
        ("search", json!({ "query": "otter upper weir" })),
        ("said", json!({ "who": "Ann Lee", "about": "the otter" })),
        ("check_quote", json!({ "text": "Ann Lee said \"The otter stays here\"" })),
        ("articles", json!({})),
        ("article", json!({ "title": "The otter" })),
    ];
    for (tool, arguments) in asked {
        let result = program.call(tool, arguments);
        let shown = result.to_string();
        assert!(shown.contains("https://weir.example/otter") && !shown.contains("secret"), "{tool}: {shown}");
    }
    let typed = json!({ "ref": { "type": "ref/resource", "uri": "pullquote://article/{id}" }, "argument": { "name": "id", "value": "the otter" } });
    let completed = program.ask(&request(1, "completion/complete", typed));
    assert_eq!(completed["result"]["completion"]["values"], json!(["otter"]));
}

#[test]
fn the_settings_say_what_holds_where_an_article_does_not() {
    let silent = super::article("silent", "licence = \"CC BY 4.0\"\n", "The lynx is silent.");
    let open = super::article("open", "licence = \"CC BY 4.0\"\nassistants = true\n", "The lynx is open.");
    let data = folder::data(&[("articles/silent.md", &silent), ("articles/open.md", &open)]);
    std::fs::write(data.path().join("pullquote.toml"), "[publication]\nassistants = false\n").expect("settings");
    let mut program = Conversation::begin(data.path());
    let shown = program.call("search", json!({ "query": "lynx" })).to_string();
    assert!(shown.contains("The lynx is open.") && !shown.contains("The lynx is silent."), "{shown}");
}

/// Imports a document into a data folder; the one article that is there then.
fn imported(data: &std::path::Path, name: &str, document: &str) -> String {
    std::fs::write(data.join(name), document).expect("a file");
    let (code, out, err) = folder::run(data, &["import", name], "");
    assert_eq!(code, Some(0), "{out}{err}");
    let mut files = crate::support::files(&data.join("corpus/articles"));
    files.retain(|path| path.extension().is_some_and(|end| end == "md"));
    assert_eq!(files.len(), 1, "{files:?}");
    std::fs::read_to_string(files.remove(0)).expect("an article")
}

#[test]
fn an_import_keeps_what_was_withheld() {
    let document = |more: &str, word: &str| {
        super::article("lynx", &format!("licence = \"CC BY 4.0\"\n{more}"), &format!("The lynx is {word}."))
    };
    let withheld = |data: &std::path::Path, article: String, word: &str| {
        assert!(article.contains("assistants = false") && article.contains(word), "{article}");
        let mut program = Conversation::begin(data);
        assert_eq!(program.call("search", json!({ "query": "lynx" }))["structuredContent"]["verdict"], "not_found");
    };
    // The document says so, and its next edition nothing.
    let data = folder::data(&[]);
    withheld(data.path(), imported(data.path(), "lynx.md", &document("assistants = false\n", "back")), "back");
    withheld(data.path(), imported(data.path(), "lynx.md", &document("", "here again")), "here again");
    // Somebody wrote it into the file of the archive.
    let data = folder::data(&[]);
    let article = imported(data.path(), "lynx.md", &document("", "back"));
    assert!(!article.contains("assistants"), "{article}");
    let path = crate::support::files(&data.path().join("corpus/articles")).remove(0);
    std::fs::write(&path, article.replacen("+++\n", "+++\nassistants = false\n", 1)).expect("an article");
    withheld(data.path(), imported(data.path(), "lynx.md", &document("", "here again")), "lynx");
}
