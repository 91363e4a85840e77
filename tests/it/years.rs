//! Questions on an archive of several years, in which offices change hands and counts grow.

use pullquote::commands::{Ask, Call};
use pullquote::corpus::MemorySource;
use pullquote::engine::Engine;

use crate::support::{asked, sample};

const ISSUES: [(&str, &[&str]); 12] = [
    (
        "2017-03-06",
        &["The port board named Ivo Lang harbor master on Monday.", "The toll on the swing bridge is now 2 dollars."],
    ),
    ("2018-05-14", &["Harbor master Ivo Lang told skippers that the channel would be dredged."]),
    ("2018-09-03", &["Pilots began a strike over their pensions."]),
    ("2018-10-01", &["Talks in the pilots' strike broke down again."]),
    ("2018-11-05", &["The pilots' strike ended when the port restored their pensions."]),
    ("2019-09-02", &["The port board named Maria Sunde harbor master.", "The board closed the east pier."]),
    ("2020-02-10", &["Harbor master Maria Sunde defended the fees before the council."]),
    ("2021-06-07", &["The toll on the swing bridge is now 3 dollars."]),
    ("2022-04-04", &["The board closed the east pier for a second time.", "Treasurer Anton Weil resigned."]),
    ("2023-01-16", &["Harbor master Peter Okoro is under pressure over the dredging."]),
    ("2023-05-01", &["A year after Treasurer Anton Weil resigned, nobody has been charged."]),
    ("2024-02-05", &["Former harbor master Maria Sunde said that the port had lost its way."]),
];

fn engine() -> Engine {
    let line = |(date, paragraphs): &(&str, &[&str])| {
        serde_json::json!({
            "id": date, "title": "The week at the port", "publisher": "The Harbor Letter", "date": date,
            "url": format!("https://harbor.example/{date}"), "licence": "CC BY 4.0", "paragraphs": paragraphs,
        })
        .to_string()
    };
    let lines: Vec<String> = ISSUES.iter().map(line).collect();
    sample::over(&MemorySource::default().with("articles.jsonl", lines.join("\n")))
}

/// Headline, notes and first excerpt, as answered on a day of 2025.
fn check(engine: &Engine, questions: &[&str]) -> String {
    let line = |question: &&str| {
        let mut call = Call::new(Ask { question: (*question).to_owned(), article: None });
        call.request.today = "2025-03-01".parse().ok();
        let reply = asked(engine, &call);
        let first = reply.excerpts.first().map(|first| first.text.clone()).unwrap_or_default();
        format!("{question}\n  {} | {} | {first}", reply.headline, reply.notes.join(" "))
    };
    questions.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_present_tense_asks_for_the_newest_statement_and_says_how_old_it_is() {
    insta::assert_snapshot!(check(&engine(), &[
        "Who is the harbor master?",
        "who's the harbor master now",
        "What is the toll on the swing bridge?",
        "What is the latest on the pilots' strike?",
        "How did the pilots' strike end?",
    ]), @"
    Who is the harbor master?
      The archive says, as of Jan. 16, 2023: | This was written 2 years ago and may be out of date. | Harbor master Peter Okoro is under pressure over the dredging.
    who's the harbor master now
      The archive says, as of Jan. 16, 2023: | This was written 2 years ago and may be out of date. | Harbor master Peter Okoro is under pressure over the dredging.
    What is the toll on the swing bridge?
      The archive says, as of June 7, 2021: | This was written 3 years ago and may be out of date. | The toll on the swing bridge is now 3 dollars.
    What is the latest on the pilots' strike?
      The archive says, as of Nov. 5, 2018: |  | The pilots' strike ended when the port restored their pensions.
    How did the pilots' strike end?
      The archive says, as of Nov. 5, 2018: |  | The pilots' strike ended when the port restored their pensions.
    ");
}

#[test]
fn a_year_asks_for_what_was_written_then() {
    insta::assert_snapshot!(check(&engine(), &[
        "Who was the harbor master in 2018?",
        "Who was harbor master in February 2020?",
        "Who was the harbor master before 2019?",
        "What was the toll on the swing bridge in 2017?",
    ]), @"
    Who was the harbor master in 2018?
      The archive says, as of May 14, 2018: |  | Harbor master Ivo Lang told skippers that the channel would be dredged.
    Who was harbor master in February 2020?
      The archive says, as of Feb. 10, 2020: |  | Harbor master Maria Sunde defended the fees before the council.
    Who was the harbor master before 2019?
      The archive says, as of May 14, 2018: |  | Harbor master Ivo Lang told skippers that the channel would be dredged.
    What was the toll on the swing bridge in 2017?
      The archive says, as of March 6, 2017: |  | The toll on the swing bridge is now 2 dollars.
    ");
}

#[test]
fn when_something_was_done_is_told_by_the_day_of_its_first_report() {
    insta::assert_snapshot!(check(&engine(), &[
        "When did Treasurer Weil resign?",
        "When did the pilots begin a strike?",
        "When did the board first close the east pier?",
    ]), @"
    When did Treasurer Weil resign?
      The archive says, as of April 4, 2022: |  | Treasurer Anton Weil resigned.
    When did the pilots begin a strike?
      The archive says, as of Sept. 3, 2018: |  | Pilots began a strike over their pensions.
    When did the board first close the east pier?
      The archive says, as of Sept. 2, 2019: |  | The board closed the east pier.
    ");
}
