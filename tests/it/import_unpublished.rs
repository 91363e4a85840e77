//! Articles that their newsletter took back: they answer no more, and an editor decides.

use std::fs;

use crate::import_sources::{FERRY, Letter};
use crate::support::web::Web;

/// An export of the posts with these numbers.
fn export(numbers: &[usize]) -> (&'static str, String) {
    let rows = numbers.iter().map(|number| {
        let title = ["The ferry", "The school", "The weir", "The lock", "The pier", "The bell", "The dyke"][*number];
        format!(
            "post_{number},{title},https://harbour.example/p/{number},confirmed,2024-05-0{} 10:00:00,\"<p>{number}: {FERRY}</p>\"\n",
            number + 1
        )
    });
    ("posts.csv", "id,web_title,url,status,created_at,content_html\n".to_owned() + &rows.collect::<String>())
}

/// How many articles answer, and how many lie aside.
fn counts(letter: &Letter) -> (usize, usize) {
    let aside = fs::read_dir(letter.0.folder.join("corpus/unpublished")).map_or(0, Iterator::count);
    (letter.articles().len(), aside)
}

const ID: &str = "2024-05-02-the-school";

#[test]
fn what_a_full_export_lacks_answers_no_more() {
    let letter = Letter::new();
    letter.import(&[export(&[0, 1, 2, 3, 4, 5])]);
    let told = letter.import(&[export(&[0, 2, 3, 4, 5, 6])]);
    assert!(told.contains(&format!("unpublished: {ID}: a full export of harbour.example lacks it")), "{told}");
    assert_eq!(counts(&letter), (6, 1));
    assert!(letter.0.run(&["doctor"]).contains(&format!("{ID}: a full export")));
    // The same again changes nothing.
    assert!(!letter.import(&[export(&[0, 2, 3, 4, 5, 6])]).contains("unpublished"));
    // Its source has it again.
    assert!(letter.import(&[export(&[0, 1, 2, 3, 4, 5, 6])]).contains(&format!("{ID}: its source has it again")));
    assert_eq!(counts(&letter), (7, 0));
}

#[test]
fn an_editor_keeps_or_forgets_what_was_taken_back() {
    let letter = Letter::new();
    letter.import(&[export(&[0, 1, 2, 3, 4, 5])]);
    letter.import(&[export(&[0, 2, 3, 4, 5])]);
    assert!(letter.0.run(&["keep", ID]).contains(&format!("kept: {ID}")));
    assert_eq!(counts(&letter), (6, 0));
    letter.import(&[export(&[0, 2, 3, 4, 5])]);
    assert_eq!(counts(&letter), (6, 0));

    let letter = Letter::new();
    letter.import(&[export(&[0, 1, 2, 3, 4, 5])]);
    letter.import(&[export(&[0, 2, 3, 4, 5])]);
    assert!(letter.0.run(&["import", "--prune"]).contains(&format!("forgotten: {ID}")));
    assert_eq!(counts(&letter), (5, 0));
    assert!(letter.import(&[export(&[0, 1, 2, 3, 4, 5])]).contains("was forgotten"));
}

/// What the program says on both of its outputs, and whether it ended well.
fn told(letter: &Letter, arguments: &[&str]) -> (bool, String) {
    let output = letter.0.program(arguments).output().expect("the program runs");
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("text"));
    (output.status.success(), said.concat())
}

#[test]
fn a_dry_run_deleted_what_it_was_to_forget() {
    let letter = Letter::new();
    letter.import(&[export(&[0, 1, 2, 3, 4, 5])]);
    let (name, text) = export(&[0, 2, 3, 4, 5]);
    fs::write(letter.0.folder.join(name), text).expect("written");
    // A dry run tells what would leave the answers, and what would come back.
    let (_, said) = told(&letter, &["import", "--dry-run", name]);
    assert!(
        said.contains(&format!(
            "unpublished: {ID}: a full export of harbour.example lacks it: it would answer no more"
        )),
        "{said}"
    );
    assert_eq!(counts(&letter), (6, 0));
    letter.0.run(&["import", name]);
    assert_eq!(counts(&letter), (5, 1));
    let (_, said) = told(&letter, &["import", "--prune", "--dry-run"]);
    assert!(said.contains(&format!("would be forgotten: {ID}: a full export")), "{said}");
    let (name, text) = export(&[0, 1, 2, 3, 4, 5]);
    fs::write(letter.0.folder.join(name), text).expect("written");
    let (_, said) = told(&letter, &["import", "--dry-run", name]);
    assert!(said.contains(&format!("{ID}: its source has it again: it would answer again")), "{said}");
    assert!(said.contains("0 added, 0 changed, 0 joined, 6 unchanged"), "{said}");
    assert_eq!(counts(&letter), (5, 1));
    // What cannot be done at once, or by a dry run, is refused before anything is done.
    for arguments in [["import", "--prune", name], ["import", "--prune", "--check"], ["import", "--check", "--dry-run"]]
    {
        let (well, said) = told(&letter, &arguments);
        assert!(!well && said.contains("cannot be used with"), "{said}");
    }
    assert_eq!(counts(&letter), (5, 1));
}

#[test]
fn a_report_that_cannot_be_written_lost_what_the_import_knew() {
    let letter = Letter::new();
    let (name, text) = export(&[0, 1]);
    fs::write(letter.0.folder.join(name), text).expect("written");
    let (well, said) = told(&letter, &["import", name, "--report", "no/such/folder.html"]);
    assert!(
        !well && said.contains("--report no/such/folder.html: cannot be written, so nothing was imported"),
        "{said}"
    );
    assert_eq!(counts(&letter), (0, 0));
    assert!(told(&letter, &["import", name, "--report", "report.html"]).0);
    assert_eq!(counts(&letter), (2, 0));
}

#[test]
fn a_part_of_an_export_and_an_old_one_take_nothing_back() {
    let letter = Letter::new();
    letter.import(&[export(&[0, 1, 2, 3, 4, 5])]);
    let told = letter.import(&[export(&[4, 5])]);
    assert!(told.contains("4 articles are not in this export, which is taken for a part"), "{told}");
    letter.import(&[export(&[0, 1, 2, 3])]);
    assert_eq!(counts(&letter), (6, 0));
}

#[test]
fn a_page_that_is_gone_on_three_days_answers_no_more() {
    let (letter, web) = (Letter::new(), Web::start());
    let page = format!(
        "<html><head><title>The ferry</title><meta property=\"article:published_time\" content=\"2024-05-01\"></head>\
         <body><article><h1>The ferry</h1><p>{FERRY}</p><p>{FERRY} Again.</p><p>{FERRY} And again.</p></article></body></html>"
    );
    web.put("/p/ferry", None, page);
    let import = |arguments: &[&str]| {
        let output =
            letter.0.program(&[&["import", "--http", "--allow-address", "127.0.0.1"], arguments].concat()).output();
        String::from_utf8_lossy(&output.expect("the program runs").stdout).into_owned()
    };
    let url = web.url("/p/ferry");
    assert!(import(&[url.as_str()]).contains("1 added"));
    web.with(|site| site.pages.clear());
    for argument in ["--check", url.as_str(), "--check"] {
        import(&[argument]);
        assert_eq!(counts(&letter), (1, 0), "one day is not three");
    }
    let known = letter.0.folder.join("corpus/.unpublished.json");
    let days = fs::read_to_string(&known).expect("what is known");
    let earlier = days.replacen("\"gone\": [", "\"gone\": [\"2024-06-01\", \"2024-06-02\",", 1);
    assert_ne!(days, earlier);
    fs::write(&known, earlier).expect("written");
    let told = import(&["--check"]);
    assert!(told.contains("its page was gone on 3 days"), "{told}");
    assert_eq!(counts(&letter), (0, 1));
}
