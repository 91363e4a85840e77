//! `people`: who is quoted, how often and when, and the next page of any answer in the chat.

use std::fs;

use pullquote::commands::{Call, People};
use pullquote::corpus::MemorySource;
use pullquote::engine::{Engine, Viewer};
use pullquote::render::terminal;
use pullquote::reply::{Reply, Visibility};

use crate::support::{asked, newsroom, sample};

fn people(role: Option<&str>, from: Option<&str>, to: Option<&str>) -> Call {
    let day = |day: Option<&str>| day.map(|day| day.parse().expect("a day"));
    Call::new(People { role: role.map(str::to_owned), from: day(from), to: day(to) })
}

/// Outcome, headline and rows.
fn check(reply: &Reply) -> String {
    let rows = reply.rows.iter().map(|row| serde_json::to_string(row).expect("JSON"));
    std::iter::once(format!("{:?} {} of {}", reply.verdict, reply.headline, reply.total))
        .chain(rows)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn the_most_quoted_stand_first() {
    let engine = newsroom::engine().1;
    insta::assert_snapshot!(check(&asked(&engine, &people(None, None, None))), @r#"
    Found People who are quoted: 7. of 7
    {"first":"2020-03-02","last":"2020-07-01","name":"Ruth Okafor","paragraphs":6,"role":"Council Member"}
    {"first":"2020-03-02","last":"2020-04-10","name":"Daniel Reyes","paragraphs":3,"role":"Mayor"}
    {"first":"2020-07-01","last":"2020-07-01","name":"Anton Weil","paragraphs":1,"role":"State Treasurer"}
    {"first":"2020-04-10","last":"2020-04-10","name":"Helen Marsh","paragraphs":1,"role":"Governor"}
    {"first":"2020-03-02","last":"2020-03-02","name":"Maria Reyes","paragraphs":1,"role":"librarian"}
    "#);
    let mut last = people(None, None, None);
    last.request.page.offset = 5;
    insta::assert_snapshot!(check(&asked(&engine, &last)), @r#"
    Found People who are quoted: 7. of 7
    {"first":"2020-07-01","last":"2020-07-01","name":"Reyes","paragraphs":1,"role":null}
    {"first":"2020-06-21","last":"2020-06-21","name":"Tom Brandt","paragraphs":1,"role":"union leader"}
    "#);
}

#[test]
fn a_role_and_a_period_narrow() {
    let engine = newsroom::engine().1;
    insta::assert_snapshot!(check(&asked(&engine, &people(Some("Mayor"), None, None))), @r#"
    Found People who are quoted: 1. of 1
    {"first":"2020-03-02","last":"2020-04-10","name":"Daniel Reyes","paragraphs":3,"role":"Mayor"}
    "#);
    insta::assert_snapshot!(check(&asked(&engine, &people(None, Some("2020-06-01"), Some("2020-06-30")))), @r#"
    Found People who are quoted: 1. of 1
    {"first":"2020-06-21","last":"2020-06-21","name":"Tom Brandt","paragraphs":1,"role":"union leader"}
    "#);
    insta::assert_snapshot!(check(&asked(&engine, &people(None, Some("2020-07-01"), None))), @r#"
    Found People who are quoted: 3. of 3
    {"first":"2020-07-01","last":"2020-07-01","name":"Ruth Okafor","paragraphs":3,"role":null}
    {"first":"2020-07-01","last":"2020-07-01","name":"Anton Weil","paragraphs":1,"role":"State Treasurer"}
    {"first":"2020-07-01","last":"2020-07-01","name":"Reyes","paragraphs":1,"role":null}
    "#);
    insta::assert_snapshot!(check(&asked(&engine, &people(Some("astronaut"), None, None))), @"NotFound Nobody who fits is quoted. of 0");
}

#[test]
fn a_terminal_shows_them_in_a_line_each() {
    let engine = newsroom::engine().1;
    let reply = asked(&engine, &people(Some("mayor"), None, None));
    let shown = terminal::reply(&reply, engine.words(), terminal::Look { width: 90, one: false });
    insta::assert_snapshot!(anstream::adapter::strip_str(&shown), @"
    People who are quoted: 1.

      Daniel Reyes  Mayor; paragraphs: 3, from March 2, 2020 to April 10, 2020
    ");
}

/// An archive where Ada Byron is quoted for everyone once, and once more, with a role and beside another, for paying readers.
fn partly_paid() -> Engine {
    let article = |id: &str, date: &str, audience: &str, text: &str| {
        format!(
            "+++\nid = \"{id}\"\ntitle = \"On {id}\"\npublisher = \"The Quay\"\ndate = {date}\nurl = \"https://quay.example/{id}\"\n\
             licence = \"CC BY 4.0\"\naudience = \"{audience}\"\n+++\n\n{text}\n"
        )
    };
    let open = article("ferries", "2024-04-01", "everyone", "“The ferry will run on Sunday,” Ada Byron said.");
    let paid =
        "“The ferry will not run on Monday,” Mayor Ada Byron said.\n\n“We will swim instead,” Carl Dunmore said.";
    let paid = article("swims", "2024-05-01", "paid", paid);
    sample::over(
        &MemorySource::default().with("articles/open.md", open.as_str()).with("articles/paid.md", paid.as_str()),
    )
}

#[test]
fn what_is_for_paying_readers_is_counted_for_them_alone() {
    let engine = partly_paid();
    let open = asked(&engine, &people(None, None, None));
    insta::assert_snapshot!(check(&open), @r#"
    Found People who are quoted: 1. of 1
    {"first":"2024-04-01","last":"2024-04-01","name":"Ada Byron","paragraphs":1,"role":null}
    "#);
    assert_eq!(open.visibility, Visibility::Public);
    assert!(asked(&engine, &people(Some("mayor"), None, None)).rows.is_empty(), "a role that a paid article gives");
    let mut paying = people(None, None, None);
    paying.request.viewer = Viewer::reader(true);
    let paid = asked(&engine, &paying);
    insta::assert_snapshot!(check(&paid), @r#"
    Found People who are quoted: 2. of 2
    {"first":"2024-04-01","last":"2024-05-01","name":"Ada Byron","paragraphs":2,"role":"Mayor"}
    {"first":"2024-05-01","last":"2024-05-01","name":"Carl Dunmore","paragraphs":1,"role":null}
    "#);
    assert_eq!(paid.visibility, Visibility::Private);
}

#[test]
fn a_surname_alone_is_its_only_bearer_s() {
    let article = |id: &str, text: &str| {
        let paragraphs = [text];
        serde_json::json!({"id": id, "title": id, "publisher": "V", "date": "2024-05-01", "url": "https://v.example/",
            "licence": "CC0", "paragraphs": paragraphs})
        .to_string()
    };
    let lines = [
        article("one", "“The ferry will run on Sunday,” said Ada Byron."),
        article("two", "“The ferry will stop on Monday,” Byron said."),
    ];
    let engine = sample::over(&MemorySource::default().with("all.jsonl", lines.join("\n").as_str()));
    insta::assert_snapshot!(check(&asked(&engine, &people(None, None, None))), @r#"
    Found People who are quoted: 1. of 1
    {"first":"2024-05-01","last":"2024-05-01","name":"Ada Byron","paragraphs":2,"role":null}
    "#);
}

#[test]
fn the_chat_goes_on_where_the_last_answer_ended() {
    let folder = tempfile::tempdir().expect("a folder");
    let articles = folder.path().join("corpus/articles");
    fs::create_dir_all(&articles).expect("a corpus");
    for number in 1..8 {
        let text = format!(
            "+++\nid = \"n{number}\"\ntitle = \"Number {number}\"\npublisher = \"The Quay\"\ndate = 2024-05-0{number}\n\
             url = \"https://quay.example/{number}\"\nlicence = \"CC BY 4.0\"\n+++\n\nThe harbour was painted in colour {number}.\n"
        );
        fs::write(articles.join(format!("{number}.md")), text).expect("an article");
    }
    let said = crate::support::folder::run(folder.path(), &[], "/more\nWhat's new?\n/more\n/more\n").1;
    let lines: Vec<&str> = said
        .lines()
        .filter(|line| line.contains("Number") || line.contains("more") || line.contains("newest"))
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @"
    There is no more of the last answer.
    Articles, newest first: 7.
      May 7, 2024  Number 7
      May 6, 2024  Number 6
      May 5, 2024  Number 5
      May 4, 2024  Number 4
      May 3, 2024  Number 3
    5 of 7 shown; ask for more with --limit and --offset, or /more in the chat.
    Articles, newest first: 7.
      May 2, 2024  Number 2
      May 1, 2024  Number 1
    There is no more of the last answer.
    ");
}
