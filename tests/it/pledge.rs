//! A tracker of names, made up here: its file alone makes a command, in the shell, in a batch, in help and completion.

use crate::support::folder;

const ARTICLE: &str = "+++\nid = \"pledge\"\ntitle = \"Who signed\"\npublisher = \"The Valley Letter\"\ndate = 2024-05-01\nurl = \"https://valley.example/pledge\"\nlicence = \"CC BY 4.0\"\n+++\n\nAcme Mills and Borough Bakers signed the clean river pledge on Wednesday.\n\nCoal & Sons refused to sign it.\n";

const TRACKER: &str = r#"
id = "river-2024"
command = "pledge"
question = "Did this company sign the clean river pledge?"
title = "The clean river pledge"
date = 2024-05-01
subject = "name"
yes = "Yes. {subject} signed the pledge."
no = "No. {subject} did not sign the pledge."
not_listed = "{subject} is not among those that were asked."
item = "company"
items = "companies"

[[record]]
name = "Acme Mills"
aliases = ["Acme", "The Mill"]
received = true
article = "pledge"
evidence = "Acme Mills and Borough Bakers signed the clean river pledge on Wednesday."

[[record]]
name = "Borough Bakers"
received = true
article = "pledge"
evidence = "Acme Mills and Borough Bakers signed the clean river pledge on Wednesday."

[[record]]
name = "Coal & Sons"
received = false
article = "pledge"
evidence = "Coal & Sons refused to sign it."
"#;

/// What the program says in a data folder with the tracker, and with whatever other trackers are given.
fn check(others: &[&str], arguments: &[&str], input: &str) -> String {
    let named = |at: usize| format!("jurisdictions/other-{at}.toml");
    let names: Vec<String> = (0..others.len()).map(named).collect();
    let mut files = vec![("articles/pledge.md", ARTICLE), ("jurisdictions/river.toml", TRACKER)];
    files.extend(names.iter().map(String::as_str).zip(others.iter().copied()));
    folder::run(folder::data(&files).path(), arguments, input).1
}

/// The verdict and headline of a reply in JSON.
fn told(name: &str) -> String {
    let reply = check(&[], &["pledge", name, "--json"], "");
    let reply: serde_json::Value = serde_json::from_str(&reply).expect("a reply");
    format!("{}: {} {}", reply["verdict"].as_str().expect("a verdict"), reply["headline"], reply["notes"])
}

#[test]
fn its_command_answers_in_its_own_words() {
    insta::assert_snapshot!(check(&[], &["pledge", "Acme Mills"], ""), @"
    Yes. Acme Mills signed the pledge. The list has the 3 companies named on May
    1, 2024.

      │ Acme Mills and Borough Bakers signed the clean river pledge on Wednesday.
      — The Valley Letter, Who signed, May 1, 2024, ¶1 (CC BY 4.0)
      https://valley.example/pledge#:~:text=Acme%20Mills%20and%20Borough%20Bakers%20signed%20the%20clean%20river%20pledge%20on%20Wednesday
    ");
    insta::assert_snapshot!(told("the mill"), @r#"yes: "Yes. Acme Mills signed the pledge. The list has the 3 companies named on May 1, 2024." []"#);
    insta::assert_snapshot!(told("Coal and Sons"), @r#"no: "No. Coal & Sons did not sign the pledge. The list has the 3 companies named on May 1, 2024." []"#);
    insta::assert_snapshot!(told("Borough Backers"), @r#"yes: "Yes. Borough Bakers signed the pledge. The list has the 3 companies named on May 1, 2024." ["“Borough Backers” was read as Borough Bakers."]"#);
    insta::assert_snapshot!(told("Narnia Ltd"), @r#"unknown_name: "I do not know “Narnia Ltd” from the list." []"#);
}

#[test]
fn it_is_in_the_help_in_a_batch_and_in_completion() {
    insta::assert_snapshot!(check(&[], &["help", "pledge"], ""), @"
    Did this company sign the clean river pledge?
      name: The name

      /pledge [name]  Did this company sign the clean river pledge?
        /pledge Acme Mills
    ");
    let completion = r#"{"autocomplete": {"command": "pledge", "option": "name", "partial": "bo"}}"#;
    insta::assert_snapshot!(check(&[], &["batch"], &format!("{completion}\n")), @r#"{"choices":[{"value":"Borough Bakers","label":"Borough Bakers"}]}"#);
    assert!(check(&[], &["--help"], "").contains("pledge"));
}

#[test]
fn two_lists_on_one_command_both_answer_the_newest_first() {
    let later = TRACKER
        .replace("river-2024", "river-2025")
        .replace("2024-05-01", "2025-05-01")
        .replace("The clean river pledge", "The renewed pledge");
    insta::assert_snapshot!(check(&[&later], &["pledge", "Coal & Sons"], ""), @"
    No. Coal & Sons did not sign the pledge. (The renewed pledge: the 3 companies
    named on May 1, 2025.) No. Coal & Sons did not sign the pledge. (The clean river
    pledge: the 3 companies named on May 1, 2024.)

      │ Coal & Sons refused to sign it.
      — The Valley Letter, Who signed, May 1, 2024, ¶2 (CC BY 4.0)
      https://valley.example/pledge#:~:text=Coal%20%26%20Sons%20refused%20to%20sign%20it
    ");
}
