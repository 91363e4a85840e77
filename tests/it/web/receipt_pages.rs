//! What an address that was shared shows: as long as the words stand, after they were corrected, and after they were taken out.

use std::fs;

use crate::receipts::{coded, published};
use crate::support::folder;
use crate::support::page::check_page;
use crate::support::pages::Pages;

fn article(show: &str, body: &str) -> String {
    format!(
        "+++\nid = \"flood\"\ntitle = \"The flood\"\npublisher = \"The Weir\"\ndate = 2024-03-01\nurl = \"https://weir.example/flood\"\n\
         licence = \"all rights reserved\"\nshow = \"{show}\"\n+++\n\n{body}\n"
    )
}

const BODY: &str = "The weir broke at noon on Friday.\n\nNobody was hurt, said Ada Byron.";

/// The heading, the words and the status of a receipt after the article became this.
fn check(show: &str, body: Option<&str>) -> (u16, String, String) {
    let data = folder::data(&[
        ("articles/flood.md", &article("whole", BODY)),
        ("articles/other.md", &article("whole", "Other.").replace("flood", "other")),
    ]);
    let path = data.path().join("corpus/articles/flood.md");
    let share = {
        let pages = Pages::serve(data.path());
        let answer = check_page(&pages.post("/search", &[("query", "weir broke noon")]));
        let share = answer.select("a.share").attr("href").expect("an address").to_string();
        assert!(share.starts_with("/r/") && !share.contains("weir"));
        let page = check_page(&pages.get(&share));
        assert!(page.select("blockquote").text().contains("The weir broke at noon on Friday."));
        let said: serde_json::Value =
            serde_json::from_str(&page.select("script[type='application/ld+json']").text()).expect("JSON");
        assert_eq!(said["@type"], "Quotation");
        share
    };
    match body {
        Some(body) => fs::write(path, article(show, body)).expect("a file"),
        None => fs::remove_file(path).expect("a file"),
    }
    let pages = Pages::serve(data.path());
    let answer = pages.get(&share);
    let page = check_page(&answer);
    assert_eq!(answer.header("x-robots-tag"), Some("noindex"));
    (answer.status, page.select("h1").text().to_string(), page.select("section.answer").text().to_string())
}

#[test]
fn words_that_stand_are_shown() {
    let (status, heading, _) = check("whole", Some(BODY));
    assert_eq!((status, heading.as_str()), (200, "These words stand in the archive"));
}

#[test]
fn words_that_were_corrected_stand_beside_what_it_says_now() {
    let (status, heading, all) = check("whole", Some(&BODY.replace("noon", "midnight")));
    assert_eq!(status, 200);
    assert!(heading.contains("was corrected on"), "{heading}");
    assert!(all.contains("noon") && all.contains("midnight") && all.contains("The flood"), "{all}");
}

#[test]
fn what_may_not_be_shown_any_more_is_withdrawn() {
    let (status, heading, all) = check("cite", Some(BODY));
    assert_eq!((status, heading.as_str()), (410, "Withdrawn"));
    assert!(!all.contains("noon") && all.contains("March 1, 2024"), "{all}");
}

#[test]
fn what_was_taken_out_is_unknown() {
    let (status, heading, all) = check("whole", None);
    assert_eq!((status, heading.as_str()), (404, "This names nothing in the archive"));
    assert!(!all.contains("noon"), "{all}");
}

#[test]
fn what_is_no_code_is_unknown() {
    let data = folder::data(&[("articles/flood.md", &article("whole", BODY))]);
    let pages = Pages::serve(data.path());
    for code in ["x", "1rwk05m0tmrf0haj8rk", "%3Cscript%3E", "%ff"] {
        let answer = pages.get(&format!("/r/{code}"));
        check_page(&answer);
        assert_eq!(answer.status, 404, "{code}");
    }
}

#[test]
fn what_was_typed_behind_the_slash_was_said_by_the_page() {
    let data = folder::data(&[("articles/flood.md", &article("whole", BODY))]);
    let pages = Pages::serve(data.path());
    let typed = "Ring-the-editors-at-555-0100";
    assert!(!pages.get(&format!("/r/{typed}")).text().contains("555"));
    let share = check_page(&pages.post("/search", &[("query", "weir broke noon")])).select("a.share").attr("href");
    let share = share.expect("an address").to_string();
    let code = share.trim_start_matches("/r/");
    // A code may be typed in capitals; the page says how it is written.
    let page = pages.get(&format!("/r/{}", code.to_uppercase())).text();
    assert!(page.contains(&format!("/r/{code}\"")) && !page.contains(&code.to_uppercase()), "{page}");
}

#[test]
fn a_quiet_correction_that_was_saved_before_its_text_left_the_old_words_to_be_read() {
    let data = folder::data(&[("articles/flood.md", &article("whole", BODY))]);
    let path = data.path().join("corpus/articles/flood.md");
    let codes = coded(&published(data.path()), "flood");
    let (code, _) = codes.iter().find(|(_, own)| own.text.contains("noon")).expect("the sentence");
    let quietly = "corrections = [{ date = 2024-03-02, text = \"An hour.\", quiet = true }]\n+++\n\n";
    let entered = article("whole", BODY).replace("+++\n\n", quietly);
    let mended = entered.replace("noon", "midnight");
    // Each is read by the program before the next is saved; the last is corrected aloud.
    let aloud = mended.replace("}]", "}, { date = 2024-03-03, text = \"A name.\" }]").replace("Byron", "Lovelace");
    for text in [&entered, &mended, &aloud] {
        fs::write(&path, text).expect("a file");
        published(data.path());
    }
    let pages = Pages::serve(data.path());
    for address in [format!("/r/{code}"), format!("/api/v1/receipts/{code}")] {
        let answer = pages.get(&address);
        assert_eq!((answer.status, answer.text().contains("noon")), (200, false), "{}", answer.text());
    }
    assert_eq!(pages.get(&format!("/api/v1/receipts/{code}")).json()["outcome"], "replaced");
}
