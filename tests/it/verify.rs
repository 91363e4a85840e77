//! `pullquote verify`: what a person is told who checks a text by a receipt's code.

use std::fs;
use std::path::Path;

use pullquote::domain::ParagraphKey;

use crate::receipts::{coded, published};
use crate::support::folder::{self, run};

const FLOOD: &str = "+++\nid = \"flood\"\ntitle = \"The flood\"\npublisher = \"The Weir\"\ndate = 2024-03-01\n\
    url = \"https://weir.example/flood\"\nlicence = \"CC BY 4.0\"\n+++\n\n\
    The mayor’s office said the weir “did not” hold. Nobody was hurt. It broke at noon, and the lower town stood under water.\n";

/// A data folder with the article, and the code of the sentence that opens so.
fn flooded(opening: &str) -> (tempfile::TempDir, String) {
    let data = folder::data(&[("articles/flood.md", FLOOD)]);
    let code = code_of(data.path(), opening);
    (data, code)
}

fn code_of(data: &Path, opening: &str) -> String {
    let coded = coded(&published(data), "flood");
    let own = coded.into_iter().find(|(_, own)| own.paragraph != ParagraphKey::Title && own.text.starts_with(opening));
    own.expect("a sentence").0
}

/// The article with other words in place of some, all of them at once.
fn edited(data: &Path, edits: &[(&str, &str)]) {
    let path = data.join("corpus/articles/flood.md");
    let mut text = fs::read_to_string(&path).expect("the article");
    for (from, to) in edits {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    fs::write(path, text).expect("written");
    assert_eq!(run(data, &["index"], "").0, Some(0));
}

/// A line for the front matter, in the place of its end.
const NOTED: (&str, &str) = ("+++\n\nThe", "corrections = [{ date = 2024-03-02, text = \"The hour.\" }]\n+++\n\nThe");

/// What the program says of a text, and its exit status.
fn verified(data: &Path, code: &str, claimed: &str) -> String {
    let (status, out, err) = run(data, &["verify", code, claimed], "");
    format!("{status:?}\n{out}{err}").replace(code, "CODE")
}

#[test]
fn words_that_stand_so_are_confirmed_however_they_are_typed() {
    let (data, code) = flooded("The mayor’s");
    insta::assert_snapshot!(verified(data.path(), &code, "“The mayor's office said  the weir \"did not\" hold.”"), @"
    Some(0)
    The words stand exactly so in the archive.

      │ The mayor’s office said the weir “did not” hold.
      — The Weir, The flood, March 1, 2024, ¶1 (CC BY 4.0)
      https://weir.example/flood#:~:text=The%20mayor%E2%80%99s%20office%20said%20the%20weir%20%E2%80%9Cdid%20not%E2%80%9D%20hold
    ");
    let (front, back) = code.split_at(6);
    let dashed = format!("{front}-{back}").to_uppercase();
    let (status, ..) =
        run(data.path(), &["verify", &dashed, "-"], "the mayor’s office said\nthe weir 'did not' hold\n");
    assert_eq!(status, Some(0));
    let words = ["verify", &code, "The", "mayor’s", "office", "said", "the", "weir", "“did", "not”", "hold."];
    assert_eq!(run(data.path(), &words, "").0, Some(0));
}

#[test]
fn a_word_that_is_missing_is_shown() {
    let (data, code) = flooded("The mayor’s");
    insta::assert_snapshot!(verified(data.path(), &code, "The mayor’s office said the weir “did” hold."), @"
    Some(1)
    The archive has other words there.
      You wrote: The mayor’s office said the weir [“did”] hold
      The archive has: The mayor’s office said the weir [“did not”] hold

      │ The mayor’s office said the weir “did not” hold.
      — The Weir, The flood, March 1, 2024, ¶1 (CC BY 4.0)
      https://weir.example/flood#:~:text=The%20mayor%E2%80%99s%20office%20said%20the%20weir%20%E2%80%9Cdid%20not%E2%80%9D%20hold
    ");
    let (_, out, _) = run(data.path(), &["verify", &code, "The weir did hold.", "--json"], "");
    let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((&json["verdict"], &json["code"]), (&"altered".into(), &code.as_str().into()));
    assert!(json["diff"].is_array() && json["excerpt"]["url"].is_string() && json["said"].is_null(), "{json}");
}

#[test]
fn a_correction_shows_what_stood_there_and_what_stands_there_now() {
    let (data, code) = flooded("It broke");
    let elsewhere = code_of(data.path(), "Nobody was");
    edited(data.path(), &[("It broke at noon", "It broke at ten"), NOTED]);
    let then = "It broke at noon, and the lower town stood under water.";
    insta::assert_snapshot!(verified(data.path(), &code, then), @"
    Some(0)
    That is what the article said before it was corrected on March 2, 2024.
      It said: It broke at noon, and the lower town stood under water.
      It says now:

      │ It broke at ten, and the lower town stood under water.
      — The Weir, The flood, March 1, 2024, ¶1 (CC BY 4.0)
      (corrected on March 2, 2024)
      https://weir.example/flood#:~:text=It%20broke%20at%20ten%2C%20and%20the%20lower%20town%20stood%20under%20water
    ");
    insta::assert_snapshot!(verified(data.path(), &code, &then.replace("noon", "ten")), @"
    Some(0)
    That is what the article says since it was corrected on March 2, 2024. The code
    names what it said before.
      It said: It broke at noon, and the lower town stood under water.
      It says now:

      │ It broke at ten, and the lower town stood under water.
      — The Weir, The flood, March 1, 2024, ¶1 (CC BY 4.0)
      (corrected on March 2, 2024)
      https://weir.example/flood#:~:text=It%20broke%20at%20ten%2C%20and%20the%20lower%20town%20stood%20under%20water
    ");
    insta::assert_snapshot!(verified(data.path(), &code, &then.replace("noon", "one")), @"
    Some(1)
    The archive had other words there; the article was corrected on March 2, 2024.
      You wrote: It broke at [one,] and the lower town stood under water
      The archive has: It broke at [noon,] and the lower town stood under water
      It said: It broke at noon, and the lower town stood under water.
      It says now:

      │ It broke at ten, and the lower town stood under water.
      — The Weir, The flood, March 1, 2024, ¶1 (CC BY 4.0)
      (corrected on March 2, 2024)
      https://weir.example/flood#:~:text=It%20broke%20at%20ten%2C%20and%20the%20lower%20town%20stood%20under%20water
    ");
    // A correction of one sentence leaves the others standing.
    insta::assert_snapshot!(verified(data.path(), &elsewhere, "Nobody was hurt."), @"
    Some(0)
    The words stand exactly so in the archive.

      │ Nobody was hurt.
      — The Weir, The flood, March 1, 2024, ¶1 (CC BY 4.0)
      (corrected on March 2, 2024)
      https://weir.example/flood#:~:text=Nobody%20was%20hurt
    ");
    edited(data.path(), &[(" It broke at ten, and the lower town stood under water.", "")]);
    insta::assert_snapshot!(verified(data.path(), &code, then), @"
    Some(0)
    That is what the article said before it was corrected on March 2, 2024.
      It said: It broke at noon, and the lower town stood under water.
      These words are no longer in it.
    ");
}

#[test]
fn what_may_not_be_shown_any_more_is_named_without_its_words() {
    let (data, code) = flooded("Nobody was");
    edited(data.path(), &[("+++\n\nThe", "audience = \"paid\"\n+++\n\nThe")]);
    insta::assert_snapshot!(verified(data.path(), &code, "Nobody was hurt."), @"
    Some(1)
    The code CODE names words of an article of March 1, 2024 that
    may not be shown, or not to everybody.
    ");
    edited(data.path(), &[("audience = \"paid\"", "show = \"cite\"")]);
    assert!(verified(data.path(), &code, "Nobody was hurt.").starts_with("Some(1)\nThe code CODE names words"));
    let quietly = "corrections = [{ date = 2024-03-02, text = \"A slip.\", quiet = true }]";
    edited(data.path(), &[("show = \"cite\"", quietly), ("Nobody was hurt.", "Two were hurt.")]);
    insta::assert_snapshot!(verified(data.path(), &code, "Nobody was hurt."), @"
    Some(1)
    The article “The flood” of March 1, 2024 was corrected since. What it said is
    not kept, or not shown any more.
      https://weir.example/flood
    ");
    run(data.path(), &["forget", "flood"], "");
    fs::write(data.path().join("corpus/articles/other.md"), FLOOD.replace("\"flood\"", "\"other\"")).expect("written");
    insta::assert_snapshot!(verified(data.path(), &code, "Nobody was hurt."), @"
    Some(1)
    The code names nothing in this archive: it was mistyped, or its article was
    taken out, or never was here.
    ");
}

#[test]
fn a_mistake_in_the_arguments_is_told() {
    let (data, code) = flooded("Nobody was");
    insta::assert_snapshot!(verified(data.path(), "what-is-this", "Nobody was hurt."), @"
    Some(1)
    This is no code. A code is some twenty letters and digits, the last part of a
    permanent link.
    ");
    assert_eq!(run(data.path(), &["verify", &code], "").0, Some(2));
    assert_eq!(run(data.path(), &["verify", &code, "-"], " \n").0, Some(2));
    // A digit that is another names nothing else.
    let mut mistyped = code.clone();
    let last = mistyped.pop();
    mistyped.push(if last == Some('z') { 'y' } else { 'z' });
    let (status, out, _) = run(data.path(), &["verify", &mistyped, "Nobody was hurt."], "");
    assert!(status == Some(1) && out.contains("names nothing in this archive"), "{out}");
}
