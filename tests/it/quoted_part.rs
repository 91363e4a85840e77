//! Of an article that shows only quotations a reply shows so much and no more, all of its pages together.

use std::collections::BTreeSet;

use pullquote::commands::{Article, Ask, Call, Jurisdictions, Said, Search, Source, Tracker};
use pullquote::corpus::MemorySource;
use pullquote::domain::ParagraphKey;
use pullquote::engine::{Engine, Page, Request, word_count};

use crate::support::{asked, sample};

/// Many short paragraphs about one matter, in which one person speaks often.
fn engine(show: &str) -> Engine {
    let head = format!(
        "+++\nid = \"ferry\"\ntitle = \"The ferry\"\npublisher = \"The Coast Letter\"\ndate = 2024-05-01\n\
         url = \"https://coast.example/ferry\"\nlicence = \"all rights reserved\"\nshow = \"{show}\"\n+++\n"
    );
    let body = |at: usize| {
        format!(
            "\nThe ferry carried {at} cars over the sound on day {at} of the strike. \
             “The ferry will carry {at} more cars next week,” said Captain Ida Moss of the ferry. \
             Nobody in Port Anders was left behind on that day, and {at} people thanked the crew of the ferry for it.\n"
        )
    };
    let long = format!("\nThe ferry {}stopped.\n", "went over the sound and came back and ".repeat(30));
    let text = head + &(1..40).map(body).collect::<String>() + &long;
    let record = |at: usize| {
        format!(
            "\n[[record]]\nname = \"Crew {at}\"\nreceived = true\narticle = \"ferry\"\nevidence = \"{at} people thanked the crew of the ferry\"\n"
        )
    };
    let list =
        "id = \"crews\"\ncommand = \"crews\"\nquestion = \"Was it thanked?\"\ntitle = \"Crews\"\ndate = 2024-05-01\n\
                subject = \"name\"\nitem = \"crew\"\n"
            .to_owned()
            + &(1..30).map(record).collect::<String>();
    let source = MemorySource::default().with("articles/ferry.md", text).with("jurisdictions/crews.toml", list);
    sample::over(&source)
}

fn queries() -> Vec<(&'static str, Call)> {
    let text = |text: &str| text.to_owned();
    let ask = |article: Option<&str>| {
        Call::new(Ask { question: text("How many cars did the ferry carry?"), article: article.map(str::to_owned) })
    };
    let search = Call::new(Search { query: text("ferry cars"), from: None, to: None, place: None, who: None });
    let quoted = "\"The ferry will carry 7 more cars next week\" and \"The ferry will carry 8 more cars next week\" and \
                  \"The ferry will carry 9 more cars next week\" and \"The ferry will carry 10 more cars next week\"";
    vec![
        ("ask", ask(None)),
        ("ask in the article", ask(Some("ferry"))),
        ("ask that counts", Call::new(Ask { question: text("How many crews were thanked?"), article: None })),
        ("said", Call::new(Said { who: text("Ida Moss"), ..Said::default() })),
        ("said about", Call::new(Said { who: text("Ida Moss"), about: Some(text("cars")), ..Said::default() })),
        ("said by nobody", Call::new(Said { who: text("Port Anders"), ..Said::default() })),
        ("who said", Call::new(Ask { question: text("Who said the ferry will carry more cars?"), article: None })),
        ("search", search),
        (
            "source",
            Call::new(Source { text: text("The ferry carried cars over the sound on each day of the strike.") }),
        ),
        ("source of quotations", Call::new(Source { text: text(quoted) })),
        ("jurisdictions", Call::new(Jurisdictions { state: None, kind: None, verdict: None })),
        ("list", Call::new(Tracker { command: text("crews"), subject: None })),
        ("record", Call::new(Tracker { command: text("crews"), subject: Some(text("Crew 7")) })),
        ("article", Call::new(Article { title: text("ferry"), paragraph: None })),
        ("paragraph", Call::new(Article { title: text("ferry"), paragraph: Some(ParagraphKey::Body(40)) })),
        ("long sentence", Call::new(Ask { question: text("What went over the sound and came back?"), article: None })),
    ]
}

fn paged(call: &Call, page: Page) -> Call {
    Call { request: Request { page, ..Request::default() }, ..call.clone() }
}

/// The slices that a reply shows on all of its pages, and how many words they are.
fn shown(engine: &Engine, query: &Call, limit: usize) -> (usize, usize) {
    let mut slices: BTreeSet<(String, String)> = BTreeSet::new();
    for offset in (0..200).step_by(limit) {
        let reply = asked(engine, &paged(query, Page { offset, limit }));
        let mut see = |key: ParagraphKey, text: &str| {
            if !text.is_empty() {
                slices.insert((key.to_string(), text.to_owned()));
            }
        };
        for excerpt in &reply.excerpts {
            assert_eq!(excerpt.context, [excerpt.start, excerpt.end], "nothing around it is shown");
            see(excerpt.paragraph, &excerpt.text);
        }
        for row in &reply.rows {
            match row {
                pullquote::reply::Row::Record(record) => see(record.paragraph, &record.evidence),
                pullquote::reply::Row::Paragraph(paragraph) => see(paragraph.paragraph, &paragraph.text),
                _ => {}
            }
        }
    }
    // What is part of another slice is shown with it.
    let whole: Vec<&(String, String)> = slices
        .iter()
        .filter(|(key, text)| !slices.iter().any(|(of, other)| of == key && other != text && other.contains(text)))
        .collect();
    (whole.len(), whole.iter().map(|(_, text)| word_count(text)).sum())
}

#[test]
fn one_request_returned_every_word_of_an_article_that_shows_only_quotations() {
    let engine = engine("quote");
    for (what, query) in queries() {
        for limit in [1, 5, 200] {
            let (slices, words) = shown(&engine, &query, limit);
            assert!(slices <= 3 && words <= 150, "{what}, {limit} a page: {slices} slices, {words} words");
        }
    }
    let (slices, _) = shown(&engine, &queries().swap_remove(1).1, 200);
    assert_eq!(slices, 3, "as much as may be shown is shown");
}

#[test]
fn an_article_that_may_be_shown_whole_is() {
    let engine = {
        let engine = engine("whole");
        let reply = asked(&engine, &paged(&queries().swap_remove(1).1, Page { offset: 0, limit: 200 }));
        assert!(reply.excerpts.len() > 50, "{}", reply.excerpts.len());
        engine
    };
    assert!(asked(&engine, &queries().swap_remove(13).1).rows.len() > 1);
}
