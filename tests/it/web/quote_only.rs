//! Articles that show only quotations, or only their link: what all answers of a day together give out of one.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::receipts::{coded, published};
use crate::support::folder;
use crate::support::page::check_page;
use crate::support::pages::Pages;

/// The settings of all tests here.
const SETTINGS: &str = "meaning = \"off\"\n[web]\nrequests_per_minute = 1000000\n";
/// Stands in a link that spells words out.
const FRAGMENT: &str = ":~:text=";

fn article(id: &str, front: &str, paragraphs: &[String]) -> String {
    format!(
        "+++\nid = \"{id}\"\ntitle = \"Notes of the {id}\"\npublisher = \"The Weir\"\ndate = 2024-03-01\n\
         url = \"https://weir.example/{id}\"\nlicence = \"All rights reserved\"\n{front}\n+++\n\n{}\n",
        paragraphs.join("\n\n")
    )
}

fn served(files: &[(&str, &str)]) -> TempDir {
    let data = folder::data(files);
    fs::write(data.path().join("pullquote.toml"), SETTINGS).expect("settings");
    data
}

/// How many lists rest on the article, with a record each.
const LISTS: usize = 12;

fn evidence(number: usize) -> String {
    format!("Mill {number} signed the pledge of the dam in its own hall in spring.")
}

/// A list's command: a letter of its own, since none ends with a digit.
fn command(number: usize) -> String {
    format!("dams{}", char::from(b'a' + u8::try_from(number).expect("few")))
}

/// Lists whose records all rest on one article that shows only quotations.
fn lists() -> TempDir {
    let paragraphs: Vec<String> = (0..LISTS).map(evidence).collect();
    let mut files = vec![("articles/mills.md".to_owned(), article("mills", "show = \"quote\"", &paragraphs))];
    files.extend((0..LISTS).map(|number| {
        let command = command(number);
        let list = format!(
            "id = \"{command}\"\ncommand = \"{command}\"\nquestion = \"Did the mill sign?\"\ntitle = \"Pledge {number}\"\n\
             date = 2024-03-01\nsubject = \"name\"\nitem = \"mill\"\n\n[[record]]\nname = \"Mill {number}\"\nreceived = true\n\
             article = \"mills\"\nevidence = \"{}\"\n",
            evidence(number)
        );
        (format!("jurisdictions/{command}.toml"), list)
    }));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    served(&files)
}

/// Which of the sentences stand in it.
fn given_out(text: &str) -> BTreeSet<usize> {
    (0..LISTS).filter(|number| text.contains(&evidence(*number))).collect()
}

#[test]
fn the_api_gave_out_through_records_what_it_bounded_in_excerpts() {
    let data = lists();
    let pages = Pages::serve(data.path());
    let (mut shown, mut notes) = (BTreeSet::new(), 0);
    for number in 0..LISTS {
        let answer = pages.post_json(&format!("/api/v1/{}", command(number)), &json!({}));
        assert_eq!(answer.status, 200, "{}", answer.text());
        let reply = answer.json();
        let row = &reply["rows"][0];
        let (start, end) = (row["start"].as_u64().expect("a number"), row["end"].as_u64().expect("a number"));
        let words = row["evidence"].as_str().expect("text");
        assert_eq!(end - start, words.len() as u64, "{row}");
        assert_eq!(answer.text().contains(FRAGMENT), !words.is_empty(), "{reply}");
        shown.append(&mut given_out(&answer.text()));
        notes += usize::from(reply["notes"].to_string().contains("as much of this article today"));
    }
    // 15 in 100 words are 23, of which each sentence has 13.
    assert_eq!((shown.len(), notes), (1, LISTS - 1));
}

#[test]
fn links_of_records_spelled_out_on_pages_what_was_not_counted() {
    let data = lists();
    let pages = Pages::serve(data.path());
    for number in 0..LISTS {
        let command = command(number);
        for answer in [pages.post(&format!("/{command}"), &[]), pages.get(&format!("/list/{command}"))] {
            let page = check_page(&answer);
            assert_eq!(answer.status, 200);
            assert!(page.select("td a[href='https://weir.example/mills']").length() == 1, "{}", answer.text());
            assert!(!answer.text().contains(FRAGMENT) && given_out(&answer.text()).is_empty(), "{}", answer.text());
        }
    }
}

#[test]
fn a_table_to_download_kept_the_words_in_its_links() {
    let data = lists();
    let pages = Pages::serve(data.path());
    let mut shown = BTreeSet::new();
    for number in 0..LISTS {
        let table = pages.get(&format!("/list/{}/table.csv", command(number))).text();
        let own = given_out(&table);
        assert_eq!(table.contains(FRAGMENT), !own.is_empty(), "{table}");
        shown.extend(own);
    }
    assert_eq!(shown.len(), 1);
}

/// How many receipts of a corrected article show its old words, by door: `now` is what became of the sentences.
fn check_corrected(now: impl Fn(usize) -> String) -> [usize; 2] {
    let was = |number: usize| format!("The otter of year {number} swam in the old mill race at the weir.");
    let text = |front: &str, of: &dyn Fn(usize) -> String| {
        let more = "Bread costs two crowns since Monday, bakers on every square complain.".to_owned();
        article("rivers", front, &(0..LISTS).map(of).chain(vec![more; LISTS]).collect::<Vec<_>>())
    };
    let data = served(&[("articles/rivers.md", &text("show = \"whole\"", &was))]);
    let codes = coded(&published(data.path()), "rivers");
    let codes: Vec<String> =
        codes.into_iter().filter(|(_, own)| own.text.contains("otter")).map(|(code, _)| code).collect();
    assert_eq!(codes.len(), LISTS);
    let path = data.path().join("corpus/articles/rivers.md");
    fs::write(path, text("show = \"quote\"", &now)).expect("a file");
    ["/r", "/api/v1/receipts"].map(|door| {
        let pages = Pages::serve(data.path());
        let (mut shown, mut told) = (0, 0);
        for code in &codes {
            let answer = pages.get(&format!("{door}/{code}"));
            let text = answer.text();
            assert!(answer.status == 200 && text.contains("corrected"), "{text}");
            shown += usize::from(text.contains("otter"));
            told += usize::from(text.contains("as much of this article today"));
        }
        assert_eq!(told, LISTS - shown, "{door}");
        shown
    })
}

#[test]
fn receipts_showed_all_that_a_corrected_article_had_said() {
    let now = |number| format!("Nothing at all is known about animals here, wrote reader number {number} to us.");
    assert_eq!(check_corrected(now), [3, 3]);
}

#[test]
fn receipts_showed_beside_the_new_words_all_the_old_ones() {
    let now = |number| format!("The badger of year {number} swam in the old mill race at the weir.");
    // The old words and the new ones are of two revisions, of each of which so much may be read.
    assert_eq!(check_corrected(now), [3, 3]);
}

#[test]
fn a_receipt_showed_more_of_what_became_quote_only_than_any_reply_may() {
    let long = |animal: &str| {
        let words: Vec<String> = (0..300).map(|number| format!("reed{number}")).collect();
        vec![format!("The {animal} counted {} along the river.", words.join(" "))]
    };
    let data = served(&[("articles/reeds.md", &article("reeds", "show = \"whole\"", &long("otter")))]);
    let codes = coded(&published(data.path()), "reeds");
    let (code, _) = codes.iter().find(|(_, own)| own.text.contains("reed299")).expect("the sentence");
    let path = data.path().join("corpus/articles/reeds.md");
    fs::write(path, article("reeds", "show = \"quote\"", &long("badger"))).expect("a file");
    let pages = Pages::serve(data.path());
    for door in ["/r", "/api/v1/receipts"] {
        let answer = pages.get(&format!("{door}/{code}"));
        assert_eq!((answer.status, answer.text().contains("reed299")), (200, false), "{}", answer.text());
    }
    assert_eq!(pages.get(&format!("/api/v1/receipts/{code}")).json()["outcome"], "replaced");
}

#[test]
fn corrections_said_what_the_article_may_not() {
    let corrected = "corrections = [{ date = 2024-03-02, text = \"We wrote that the canary was yellow.\" }]";
    let body = ["The canary was green all along, the keeper said.".to_owned()];
    let files = ["whole", "quote", "cite"].map(|show| {
        let text = article(show, &format!("show = \"{show}\"\n{corrected}"), &body);
        (format!("articles/{show}.md"), text)
    });
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let data = served(&files);
    let pages = Pages::serve(data.path());
    let assistant = |method: &str, params: Value| {
        let headers = [("content-type", "application/json"), ("accept", "application/json, text/event-stream")];
        let message = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }).to_string();
        pages.send("POST", "/mcp", &headers, message.as_bytes())
    };
    for (show, is_told) in [("whole", true), ("quote", false), ("cite", false)] {
        let answers = [
            pages.get(&format!("/a/{show}")),
            pages.post("/article", &[("title", show)]),
            pages.post_json("/api/v1/article", &json!({ "title": show })),
            assistant("tools/call", json!({ "name": "article", "arguments": { "title": show } })),
            assistant("resources/read", json!({ "uri": format!("pullquote://article/{show}") })),
        ];
        for answer in answers {
            let text = answer.text();
            assert_eq!((answer.status, text.contains("was yellow")), (200, is_told), "{show}: {text}");
            assert!(text.contains("Corrected on"), "{show}: {text}");
        }
        // Whoever has the archive reads what it says.
        let (_, out, _) = folder::run(data.path(), &["article", "--json", show], "");
        assert!(out.contains("was yellow"), "{out}");
    }
}

#[test]
fn a_list_with_paid_records_looked_complete() {
    let body = |mill: &str| vec![format!("{mill} signed the pledge of the dam.")];
    let record = |mill: &str, id: &str| {
        format!(
            "\n[[record]]\nname = \"{mill}\"\nreceived = true\narticle = \"{id}\"\nevidence = \"{mill} signed the pledge of the dam.\"\n"
        )
    };
    let list = format!(
        "id = \"dams\"\ncommand = \"dams\"\nquestion = \"Did the mill sign?\"\ntitle = \"The pledge\"\ndate = 2024-03-01\n\
         subject = \"name\"\nitem = \"mill\"\n{}{}",
        record("Orchard Mills", "open"),
        record("Valley Mills", "inner")
    );
    let data = served(&[
        ("articles/open.md", &article("open", "show = \"whole\"", &body("Orchard Mills"))),
        ("articles/inner.md", &article("inner", "show = \"whole\"\naudience = \"paid\"", &body("Valley Mills"))),
        ("jurisdictions/dams.toml", &list),
    ]);
    let pages = Pages::serve(data.path());
    let page = check_page(&pages.get("/list/dams"));
    assert_eq!(page.select("tbody tr").length(), 1);
    let notes: Vec<String> = page.select("main p.aside").iter().map(|own| own.text().to_string()).collect();
    assert!(matches!(notes.as_slice(), [only] if only.contains("is for paying readers")), "{notes:?}");
}
