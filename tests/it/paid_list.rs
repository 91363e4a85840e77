//! A list of which a part is for paying readers: nobody else learns what that part holds.

use pullquote::commands::{Ask, Call, Completion, Jurisdictions, Said, Search, Source, Table, Tracker, complete};
use pullquote::corpus::MemorySource;
use pullquote::engine::{Engine, Request, Viewer};

use crate::support::{self, sample};

const OPEN: &str = "+++\nid = \"open\"\ntitle = \"Who joined\"\npublisher = \"The Plains Letter\"\ndate = 2024-04-01\n\
    url = \"https://plains.example/open\"\nlicence = \"CC BY 4.0\"\n+++\n\n\
    Topeka, Kansas joined the water fund on Sunday, and so did Orchard Mills.\n";
const PAID: &str = "+++\nid = \"paid\"\ntitle = \"Who joined as well\"\npublisher = \"The Plains Letter\"\ndate = 2024-05-01\n\
    url = \"https://plains.example/paid\"\nlicence = \"CC BY 4.0\"\naudience = \"paid\"\n+++\n\n\
    Wichita, Kansas joined the water fund on Monday, and so did Prairie Bakers. Hutchinson did not.\n";

fn list(id: &str, subject: &str, records: &[[&str; 3]]) -> String {
    let records: String = records
        .iter()
        .map(|[subject, received, article]| {
            let evidence =
                if *article == "open" { "joined the water fund on Sunday" } else { "joined the water fund on Monday" };
            format!(
                "\n[[record]]\n{subject}\nreceived = {received}\narticle = \"{article}\"\nevidence = \"{evidence}\"\n"
            )
        })
        .collect();
    format!(
        "id = \"{id}\"\ncommand = \"{id}\"\nquestion = \"Did it join the water fund?\"\ntitle = \"The water fund\"\n\
         date = 2024-05-01\nsubject = \"{subject}\"\nitem = \"member\"\n{records}"
    )
}

fn engine() -> Engine {
    let places = list(
        "fund",
        "place",
        &[
            ["place = \"Wichita\"\ngeoid = \"2079000\"", "true", "paid"],
            ["place = \"Hutchinson\"\ngeoid = \"2033625\"", "false", "paid"],
            ["place = \"Topeka\"\ngeoid = \"2071000\"", "true", "open"],
        ],
    );
    let names = list(
        "firms",
        "name",
        &[["name = \"Prairie Bakers\"", "true", "paid"], ["name = \"Orchard Mills\"", "true", "open"]],
    );
    let source = MemorySource::default()
        .with("articles/open.md", OPEN)
        .with("articles/paid.md", PAID)
        .with("jurisdictions/fund.toml", places)
        .with("jurisdictions/firms.toml", names);
    sample::over(&source)
}

fn fund(place: &str) -> Call {
    Call::new(Tracker { command: "fund".to_owned(), subject: Some(place.to_owned()) })
}

fn firms(name: &str) -> Call {
    Call::new(Tracker { command: "firms".to_owned(), subject: Some(name.to_owned()) })
}

fn ask(question: &str) -> Call {
    Call::new(Ask { question: question.to_owned(), article: None })
}

fn source(text: &str) -> Call {
    Call::new(Source { text: text.to_owned() })
}

/// A way to ask about a subject, and what it is called.
type Asking<'a> = (&'a str, &'a dyn Fn(&str) -> Call);

/// The whole reply as JSON, without the time that it took.
fn whole(engine: &Engine, query: Call, paid: bool) -> String {
    let request = Request { viewer: Viewer::reader(paid), ..Request::default() };
    let mut reply = support::asked(engine, &Call { request, ..query });
    reply.took_us = 0;
    format!("{} {:?}", serde_json::to_string(&reply).expect("JSON"), reply.visibility)
}

/// The reply about `subject`, whose own name and number are put aside.
fn about(engine: &Engine, query: impl Fn(&str) -> Call, subject: &str, geoid: &str) -> String {
    whole(engine, query(subject), false).replace(subject, "(name)").replace(geoid, "(geoid)")
}

#[test]
fn a_place_of_the_paid_part_gets_the_reply_of_one_that_is_on_no_part() {
    let engine = engine();
    let asked: [Asking<'_>; 4] = [
        ("command", &fund),
        ("ask", &|place| ask(&format!("Did {place} join the fund?"))),
        ("with its state", &|place| fund(&format!("{place}, Kansas"))),
        ("listed", &|place| ask(&format!("Is {place} on the fund list?"))),
    ];
    for (what, query) in asked {
        let unlisted = about(&engine, query, "Salina", "2062700");
        for (place, geoid) in [("Wichita", "2079000"), ("Hutchinson", "2033625"), ("Emporia", "2021275")] {
            assert_eq!(about(&engine, query, place, geoid), unlisted, "{what}: {place}");
        }
        assert!(!unlisted.contains("not on the list"), "{what}: {unlisted}");
    }
    let claimed =
        |place: &str, geoid: &str| about(&engine, |place| source(&format!("{place} joined the fund")), place, geoid);
    assert_eq!(claimed("Wichita", "2079000"), claimed("Salina", "2062700"));
    assert!(claimed("Wichita", "2079000").contains("part of it is for paying readers"));
    insta::assert_snapshot!(support::asked(&engine, &fund("Wichita")).headline, @"The open part of this list does not say; part of it is for paying readers. The open part of the list has 1 member, named on May 1, 2024.");
    insta::assert_snapshot!(support::asked(&engine, &fund("Topeka")).headline, @"Yes. Topeka joined the water fund. The open part of the list has 1 member, named on May 1, 2024.");
    // A later record of the same place may be hidden: what stands is that of the open part, and so it is said.
    let open = "This is what the open part of the list says; part of it is for paying readers.";
    assert!(whole(&engine, fund("Topeka"), false).contains(open));
    assert!(!whole(&engine, fund("Topeka"), true).contains(open));
    assert!(whole(&engine, fund("Wichita"), true).contains("\"verdict\":\"yes\""));
    assert!(whole(&engine, fund("Wichita"), true).ends_with("Private"));
    assert!(whole(&engine, fund("Salina"), true).contains("is not on the list"));
}

#[test]
fn a_word_of_a_paid_article_was_counted_for_those_who_do_not_pay() {
    // The language model knows the two words by themselves.
    let engine = engine().with_meaning(false);
    let asked = |word: &str| {
        [
            ask(&format!("What did the {word} do on Sunday?")),
            ask(&format!("Did {} Vesper join?", capital(word))),
            source(&format!("the {word} joined the water fund")),
            Call::new(Search { query: format!("{word} fund"), from: None, to: None, place: None, who: None }),
            Call::new(Said { who: capital(word), ..Said::default() }),
        ]
        .map(|query| whole(&engine, query, false).replace(word, "(word)").replace(&capital(word), "(word)"))
    };
    assert_eq!(asked("bakers"), asked("zebras"));
}

fn capital(word: &str) -> String {
    pullquote::words::capital(word)
}

#[test]
fn a_name_of_the_paid_part_gets_the_reply_of_one_that_is_on_no_part() {
    let engine = engine();
    let unlisted = about(&engine, firms, "Clover Motors", "-");
    assert_eq!(about(&engine, firms, "Prairie Bakers", "-"), unlisted);
    assert!(unlisted.contains("part of it is for paying readers"), "{unlisted}");
    assert!(whole(&engine, firms("Prairie Bakers"), true).contains("\"verdict\":\"yes\""));
}

#[test]
fn a_listing_counts_the_open_part_and_says_so_whatever_it_is_narrowed_to() {
    let engine = engine();
    let narrowed = |state: &str| Call::new(Jurisdictions { state: Some(state.to_owned()), kind: None, verdict: None });
    for query in
        [narrowed("Kansas"), narrowed("Ohio"), Call::new(Jurisdictions { state: None, kind: None, verdict: None })]
    {
        let reply = whole(&engine, query.clone(), false);
        assert!(reply.contains("only the open part is counted"), "{reply}");
        assert!(["Wichita", "Hutchinson", "Prairie", "paid\""].iter().all(|hidden| !reply.contains(hidden)), "{reply}");
        assert!(!whole(&engine, query, true).contains("open part"));
    }
}

#[test]
fn completion_and_examples_name_the_open_part_alone() {
    let engine = engine();
    let table = Table::new(engine.words(), &engine.open_trackers()).expect("a table");
    let offered = |command: &str, option: &str, partial: &str| {
        let asked = Completion::new(&table, command, option, partial.to_owned()).expect("an option");
        complete(&engine, &table, &asked).into_iter().map(|choice| choice.label).collect::<Vec<_>>()
    };
    assert_eq!(offered("firms", "name", ""), ["Orchard Mills"]);
    // A listed place stands before larger ones of the same beginning; this one is for paying readers.
    assert_eq!(
        offered("fund", "place", "hutch").first().map(String::as_str),
        offered("search", "place", "hutch").first().map(String::as_str)
    );
    let examples: Vec<&String> = table.commands().iter().flat_map(|command| &command.examples).collect();
    assert!(examples.iter().any(|example| *example == "/fund Topeka"), "{examples:?}");
}
