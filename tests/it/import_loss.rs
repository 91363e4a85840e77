//! The loss check: what an import left out and is not sure of is told, shown, counted, and forgotten once it is mended.

use std::fs;

use pullquote::corpus::import::{ImportOptions, Rule, read};

use crate::support::newsletter::Newsletter;

const OWN: [&str; 3] = [
    "The ferry to Oak Island runs four times a day from Monday on, said its captain, who has waited for this for nine years.",
    "It carries sixty people and eight cars, and those who live on the island pay half of what visitors pay for a crossing.",
    "Whoever wants to see it before then can do so on Sunday, when it lies at the old pier with all of its doors wide open.",
];

const BESIDE: &str = "The county bought the ship from a yard in the north that had built it for a lake, which has since fallen dry in summer, \
     so that it lay for two years behind a shed until a reader of ours found it there, took a picture of it, and sent that to the mayor.";

/// A page with a box in the middle of its article.
fn page(boxed: &str) -> String {
    let [first, second, third] = OWN.map(|text| format!("<p>{text}</p>"));
    format!(
        "<!doctype html><html lang=en><head><title>The ferry is back</title><meta property=article:published_time content=2024-05-01>\
         <link rel=canonical href=https://harbour.example/ferry></head><body><nav><ul><li><a href=/>Home</a></li><li><a href=/a>About us</a></li><li><a href=/b>Archive</a></li></ul></nav>\
         <main><article><h1>The ferry is back</h1>{first}{boxed}{second}{third}</article></main>\
         <footer><p>We use cookies so that this page can tell you from others.</p></footer></body></html>"
    )
}

fn doubts(boxed: &str) -> Vec<(Option<Rule>, String)> {
    let reading = read("page.html", page(boxed).as_bytes(), &ImportOptions::default()).expect("a page");
    let loss = reading.drafts.into_iter().next().and_then(|draft| draft.loss);
    loss.iter().flat_map(|loss| loss.doubts()).map(|block| (block.rule, block.text.clone())).collect()
}

/// What the check of the set-up says, whether or not all is well.
fn doctor(letter: &Newsletter) -> String {
    let output = letter.program(&["doctor"]).output().expect("the program runs");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn a_box_of_prose_amid_an_article_is_doubtful_and_a_list_of_links_is_not() {
    assert_eq!(doubts(&format!("<aside><p>{BESIDE}</p></aside>")), [(Some(Rule::Margin), BESIDE.to_owned())]);
    for certain in [
        "<aside><ul><li><a href=/1>The bridge is shut until June, says the county</a></li><li><a href=/2>A school opens on the island at last</a></li></ul></aside>",
        "<form><p>Get our letter each week.</p><input type=email><button>Sign up</button></form>",
        "<p><s>It carries six hundred people, the captain had said before he counted them.</s></p>",
        "",
    ] {
        assert_eq!(doubts(certain), [], "{certain}");
    }
}

#[test]
fn a_loss_is_told_shown_and_counted_until_it_is_mended() {
    let letter = Newsletter::new();
    letter.run(&["init", ".", "--name", "Harbour Notes", "--site", "https://harbour.example"]);
    let file = letter.folder.join("page.html");
    fs::write(&file, page(&format!("<aside><p>{BESIDE}</p></aside>"))).expect("written");

    let dry = letter.run(&["import", "--dry-run", "--json", "page.html"]);
    let line = dry.lines().find(|line| line.starts_with('{')).expect("an article");
    let article: serde_json::Value = serde_json::from_str(line).expect("JSON");
    assert_eq!(article["loss"]["doubtful"], serde_json::json!([{"text": BESIDE, "rule": "margin"}]));
    assert!(article["loss"]["share"].as_f64().is_some_and(|share| share > 0.2 && share < 0.5), "{line}");

    let said = letter.run(&["import", "page.html", "--report", "report.html"]);
    assert!(said.contains("added: 2024-05-01-the-ferry-is-back (warning: "), "{said}");
    assert!(said.contains("doubtful: 2024-05-01-the-ferry-is-back: 1 passage"), "{said}");
    let report = fs::read_to_string(letter.folder.join("report.html")).expect("a report");
    for part in ["<title>", BESIDE, OWN[0], "left out: margin of the page", "<details>"] {
        assert!(report.contains(part), "{part}: {report}");
    }
    let again: serde_json::Value = serde_json::from_str(&letter.run(&["import", "page.html", "--json"])).expect("JSON");
    assert_eq!(
        (again["unchanged"].as_u64(), again["losses"][0]["doubtful"][0]["text"].as_str()),
        (Some(1), Some(BESIDE))
    );
    assert!(doctor(&letter).contains("1 article of which an import left out"), "{}", doctor(&letter));

    // A line of a dry run loads as it is.
    let archive = Newsletter::new();
    archive.run(&["init", ".", "--name", "Harbour Notes", "--site", "https://harbour.example"]);
    fs::write(archive.folder.join("corpus/articles/dry.jsonl"), line).expect("written");
    assert!(doctor(&archive).contains("ok     corpus"), "{}", doctor(&archive));

    fs::write(&file, page(&format!("<p>{BESIDE}</p>"))).expect("written");
    let said = letter.run(&["import", "page.html"]);
    assert!(said.contains("changed: 2024-05-01-the-ferry-is-back\n") && !said.contains("doubtful"), "{said}");
    assert!(!doctor(&letter).contains("an import left out"));
}

/// What an import of one file leaves out with doubt: its rule and its words.
fn left_out(name: &str, text: &str) -> Vec<(String, String)> {
    let options = ImportOptions { site: Some("https://harbour.example".to_owned()), ..ImportOptions::default() };
    let reading = read(name, text.as_bytes(), &options).expect("a document");
    let losses: Vec<serde_json::Value> =
        reading.drafts.iter().filter_map(|draft| draft.loss.as_ref()).map(|loss| loss.json()).collect();
    let blocks = losses.iter().flat_map(|loss| loss["doubtful"].as_array().cloned().unwrap_or_default());
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    blocks.map(|block| (text(&block["rule"]), text(&block["text"]))).collect()
}

#[test]
fn what_a_mails_foot_swallowed_was_not_told() {
    let mail = |foot: &str| {
        let own = OWN.map(|text| format!("<p>{text}</p>")).concat();
        format!(
            "From: Harbour Notes <notes@harbour.example>\r\nTo: bo@readers.example\r\nSubject: The ferry\r\n\
             Date: Wed, 01 May 2024 10:00:00 +0000\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
             <html><body>{own}{foot}<p><a href=\"https://lists.example/u?x=1\">Unsubscribe</a></p></body></html>\r\n"
        )
    };
    let boat = "The boat of bo@readers.example and his two sisters lies at the old pier until the end of May.";
    assert_eq!(left_out("a.eml", &mail(&format!("<p>{boat}</p>"))), [("service".to_owned(), boat.to_owned())]);
    for certain in [
        "",
        "<p>You receive this email because you signed up for it at the old pier.</p>",
        "<p>If you want no more of these, you can <a href=\"https://lists.example/unsubscribe?x=1\">unsubscribe</a> whenever you like.</p>",
        "<p>Thanks for reading Harbour Notes! It is free, and we hope that you like it.</p><p><a href=x>Subscribe</a></p>",
    ] {
        assert_eq!(left_out("a.eml", &mail(certain)), [], "{certain}");
    }
}

#[test]
fn what_stands_beside_a_text_of_markdown_was_not_told() {
    let text = |field: &str, body: &str| {
        format!("---\ntitle: The ferry\ndate: 2024-05-01\n{field}---\n{}\n\n{body}\n\n{}\n", OWN[0], OWN[1])
    };
    let said = "The mill was built by two brothers in a single summer.";
    let told = |rule: &str| vec![(rule.to_owned(), said.to_owned())];
    assert_eq!(left_out("ferry.md", &text(&format!("lede: {said}\n"), "")), told("field"));
    assert_eq!(
        left_out("ferry.md", &text("", &format!("It is {{{{< sidenote \"{said}\" >}}}} late."))),
        told("template")
    );
    assert_eq!(
        left_out("ferry.md", &text("", &format!("<div class=\"sidebar\"><form><p>{said}</p><input></form></div>"))),
        told("form")
    );
    for certain in ["{% comment %}The mill was built by two brothers in a single summer.{% endcomment %}", ""] {
        assert_eq!(left_out("ferry.md", &text("layout: post\nweight: 12\n", certain)), []);
    }
}

#[test]
fn what_stands_on_each_page_of_a_site_was_doubted_on_each() {
    let letter = Newsletter::new();
    letter.run(&["init", ".", "--name", "Harbour Notes", "--site", "https://harbour.example"]);
    let boxed = page(&format!("<aside><p>{BESIDE}</p></aside>"));
    let names = ["ferry", "weir", "lock"].map(|name| {
        let file = format!("{name}.html");
        let text = boxed
            .replace("The ferry is back", &format!("The {name} is back"))
            .replace("example/ferry", &format!("example/{name}"));
        fs::write(letter.folder.join(&file), text.replace("who has waited", &format!("who by the {name} has waited")))
            .expect("written");
        file
    });
    let told = |files: &[&str]| letter.run(&[&["import", "--dry-run"], files].concat()).matches("doubtful: ").count();
    assert_eq!((told(&[&names[0], &names[1]]), told(&[&names[0], &names[1], &names[2]])), (2, 0));
}
