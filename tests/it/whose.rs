//! Whom a reader means by a name, a part of one or an office, and what of their words fits a topic best.

use jiff::civil::Date;
use pullquote::commands::{Ask, Call, Completion, People, Said, Search, Table, complete};
use pullquote::corpus::MemorySource;
use pullquote::engine::Engine;
use pullquote::reply::{Choice, Reply, Row, Verdict};

use crate::support::{asked, sample};

/// An archive of articles: each its day, its title and its paragraphs.
fn archive(articles: &[(&str, &str, &[&str])]) -> Engine {
    let line = |(number, (date, title, paragraphs)): (usize, &(&str, &str, &[&str]))| {
        serde_json::json!({"id": format!("n{number:02}"), "title": title, "publisher": "The Quay", "date": date,
            "url": format!("https://quay.example/{number}"), "licence": "CC0", "paragraphs": paragraphs})
        .to_string()
    };
    let lines: Vec<String> = articles.iter().enumerate().map(line).collect();
    sample::over(&MemorySource::default().with("all.jsonl", lines.join("\n").as_str()))
}

/// A family, three who held one office in turn, and a namesake elsewhere.
fn quay() -> Engine {
    archive(&[
        (
            "2016-02-01",
            "Ferry fares",
            &[
                "“The ferry will run on Sunday,” said Donald Hale.",
                "“Fares will rise by a dollar in May,” Donald Hale said.",
                "“Nobody asked the islanders first,” Donald Hale said on Monday.",
                "“We shall paint both boats next spring,” said Donald Hale.",
                "“The harbor needs a second crane,” Donald Hale said.",
            ],
        ),
        (
            "2016-02-03",
            "Ferry quarrel",
            &[
                "“My father is wrong about the crane,” said Donald Hale Jr.",
                "“I would sell the old boats,” said Ivy Hale.",
            ],
        ),
        (
            "2016-03-01",
            "The case of the nets",
            &[
                "“We will bring the net makers to court,” said Attorney General Ruth Okafor.",
                "“The nets are a danger to every seal,” Attorney General Ruth Okafor said.",
                "“No judge will stop us this year,” Attorney General Ruth Okafor said.",
            ],
        ),
        (
            "2018-03-01",
            "The case of the traps",
            &[
                "“The lobster traps are legal in this state,” said Attorney General Ben Stone.",
                "“Every trap must carry a number,” Attorney General Ben Stone said.",
                "“Fishermen have waited long enough,” Attorney General Ben Stone said.",
                "“I only read the papers,” said Deputy Attorney General Lou Pike.",
                "“Our traps are none of their business,” said Ohio Attorney General Zoe Falk.",
            ],
        ),
        (
            "2018-05-01",
            "William Brandt on his roof",
            &[
                "“The roof leaks on every second bed,” said William Brandt.",
                "William Brandt denied that he told nurses “the roof is as dry as a bone.”",
            ],
        ),
    ])
}

fn said(who: &str, about: &str) -> Said {
    Said { who: who.to_owned(), about: Some(about.to_owned()).filter(|about| !about.is_empty()), ..Said::default() }
}

fn told(reply: &Reply) -> String {
    let mut lines = vec![format!("{:?}: {}", reply.verdict, reply.headline)];
    lines.extend(reply.notes.iter().map(|note| format!("  ! {note}")));
    lines.extend(reply.choices.iter().map(|Choice { label, .. }| format!("  ? {label}")));
    lines.extend(reply.excerpts.iter().take(3).map(|excerpt| {
        let speaker = excerpt.speaker.as_deref().unwrap_or("-");
        format!("  {} [{speaker}] {}", excerpt.date, excerpt.text)
    }));
    lines.join("\n")
}

fn check<const N: usize>(engine: &Engine, whose: [(&str, &str); N]) -> String {
    whose.map(|(who, about)| told(&asked(engine, &Call::new(said(who, about))))).join("\n")
}

#[test]
fn father_and_son_are_two_people() {
    insta::assert_snapshot!(check(&quay(), [("Donald Hale Jr.", ""), ("donald hale", "the crane"), ("Ivy Hale Jr.", "")]), @"
    Found: What Donald Hale Jr said:
      2016-02-03 [Donald Hale Jr] My father is wrong about the crane,
    Found: What Donald Hale said about the crane:
      2016-02-01 [Donald Hale] The harbor needs a second crane,
    NotFound: The archive has no words of Ivy Hale Jr.. Did you mean one of these?
      ! Newest article: May 1, 2018.
      ? Donald Hale
      ? Donald Hale Jr
      ? Ivy Hale
      2016-02-03 [-] “I would sell the old boats,” said Ivy Hale.
      2016-02-03 [-] “My father is wrong about the crane,” said Donald Hale Jr.
      2016-02-01 [-] “The ferry will run on Sunday,” said Donald Hale.
    ");
}

#[test]
fn a_surname_is_that_of_whoever_is_quoted_far_more_than_the_next() {
    insta::assert_snapshot!(check(&quay(), [("Hale", "fares")]), @"
    Found: What Donald Hale said about fares:
      ! Not who you meant? Others fit as well.
      ? Donald Hale Jr
      ? Ivy Hale
      2016-02-01 [Donald Hale] Fares will rise by a dollar in May,
      2016-02-01 [Donald Hale] The ferry will run on Sunday,
      2016-02-01 [Donald Hale] We shall paint both boats next spring,
    ");
}

#[test]
fn first_names_short_names_and_slips_of_the_pen_are_understood() {
    insta::assert_snapshot!(check(&quay(), [("ivy", ""), ("Bill Brandt", "roof"), ("Okafer", "nets"), ("Ruth Okafur", "seals")]), @"
    Found: What Ivy Hale said:
      2016-02-03 [Ivy Hale] I would sell the old boats,
    Found: What William Brandt said about roof:
      ! Sentences that stand last: 1. By these the article reports that words were denied; they are not certainly those of William Brandt.
      2018-05-01 [William Brandt] The roof leaks on every second bed,
      2018-05-01 [-] William Brandt denied that he told nurses “the roof is as dry as a bone.”
    Found: What Ruth Okafor said about nets:
      ! “Okafer” was read as Ruth Okafor.
      2016-03-01 [Ruth Okafor] The nets are a danger to every seal,
      2016-03-01 [Ruth Okafor] We will bring the net makers to court,
      2016-03-01 [Ruth Okafor] No judge will stop us this year,
    Found: What Ruth Okafor said about seals:
      ! “Ruth Okafur” was read as Ruth Okafor.
      2016-03-01 [Ruth Okafor] The nets are a danger to every seal,
    ");
    // Whom the archive names is nobody else misspelt.
    let engine = archive(&[("2020-01-01", "Boats", &["“Boats need paint,” said Ann Marsh.", "Ann March looked on."])]);
    insta::assert_snapshot!(check(&engine, [("Ann March", "")]), @"
    NotFound: The archive has no words of Ann March. Did you mean one of these?
      ! Newest article: Jan. 1, 2020.
      ? Ann Marsh
      2020-01-01 [-] Ann March looked on.
      2020-01-01 [-] “Boats need paint,” said Ann Marsh.
    ");
}

#[test]
fn an_office_is_that_of_its_last_holder_or_of_the_year_s() {
    let engine = quay();
    insta::assert_snapshot!(check(&engine, [("the attorney general", ""), ("attorney general 2016", ""), ("AG Okafor", ""), ("the Ohio attorney general", "")]), @"
    Found: What Ben Stone said:
      ! Not who you meant? Others fit as well.
      ? Ruth Okafor, Attorney General
      ? Zoe Falk, Ohio Attorney General
      2018-03-01 [Ben Stone] The lobster traps are legal in this state,
      2018-03-01 [Ben Stone] Every trap must carry a number,
      2018-03-01 [Ben Stone] Fishermen have waited long enough,
    Found: What Ruth Okafor said, by date:
      2016-03-01 [Ruth Okafor] We will bring the net makers to court,
      2016-03-01 [Ruth Okafor] The nets are a danger to every seal,
      2016-03-01 [Ruth Okafor] No judge will stop us this year,
    Found: What Ruth Okafor said:
      2016-03-01 [Ruth Okafor] We will bring the net makers to court,
      2016-03-01 [Ruth Okafor] The nets are a danger to every seal,
      2016-03-01 [Ruth Okafor] No judge will stop us this year,
    Found: What Zoe Falk said:
      2018-03-01 [Zoe Falk] Our traps are none of their business,
    ");
    let first = Date::constant(2016, 1, 1);
    let last = Date::constant(2016, 12, 31);
    let dated = Said { from: Some(first), to: Some(last), ..said("attorney general", "") };
    assert_eq!(asked(&engine, &Call::new(dated)).headline, "What Ruth Okafor said, by date:");
}

#[test]
fn search_knows_people_as_said_does() {
    let search = |who: &str| {
        let search = Search { query: "traps".to_owned(), who: Some(who.to_owned()), ..Search::default() };
        told(&asked(&quay(), &Call::new(search)))
    };
    insta::assert_snapshot!(["the attorney general", "stone", "Ruth Okafor"].map(search).join("\n"), @"
    Found: Articles found: 1.
      ! Not who you meant? Others fit as well.
      ? Ruth Okafor, Attorney General
      ? Zoe Falk, Ohio Attorney General
      2018-03-01 [-] “Every trap must carry a number,” Attorney General Ben Stone said.
    Found: Articles found: 1.
      2018-03-01 [-] “Every trap must carry a number,” Attorney General Ben Stone said.
    NotFound: Nothing in the archive matches.
      ! Newest article: May 1, 2018.
    ");
}

#[test]
fn what_somebody_denied_is_the_article_s_sentence_and_not_theirs() {
    let reply = asked(&quay(), &Call::new(said("William Brandt", "")));
    let denied = reply.excerpts.iter().find(|excerpt| excerpt.text.contains("dry as a bone")).expect("the denial");
    assert!(denied.text.starts_with("William Brandt denied"), "{}", denied.text);
    assert_eq!((denied.certain, &denied.speaker), (Some(false), &None));
    assert!(reply.notes.iter().any(|note| note.contains("denied")), "{:?}", reply.notes);
}

/// One speaker in three years, with the topic in the sentence, in the question before, and in the title alone.
fn tolls() -> Engine {
    archive(&[
        (
            "2017-05-01",
            "Council hears Ada Quill",
            &[
                "Reporters asked her about the toll on the harbor bridge.",
                "“It should go up before the summer comes,” Ada Quill said.",
            ],
        ),
        ("2018-05-01", "Bridge toll divides the town", &["“People have had more than enough of it,” Ada Quill said."]),
        (
            "2019-05-01",
            "Ada Quill in her garden",
            &[
                "“The toll on the bridge is a fine idea after all,” Ada Quill said.",
                "“My roses are late because of the frost,” Ada Quill said.",
            ],
        ),
    ])
}

#[test]
fn a_topic_is_found_around_a_quotation_and_the_best_fit_stands_first() {
    insta::assert_snapshot!(check(&tolls(), [("Ada Quill", "the bridge toll"), ("Quill", "roses"), ("Quill", "the hospital's budget")]), @"
    Found: What Ada Quill said about the bridge toll:
      2019-05-01 [Ada Quill] The toll on the bridge is a fine idea after all,
      2018-05-01 [Ada Quill] People have had more than enough of it,
      2017-05-01 [Ada Quill] It should go up before the summer comes,
    Found: What Ada Quill said about roses:
      2019-05-01 [Ada Quill] My roses are late because of the frost,
    NotFound: The archive has nothing that Ada Quill said about the hospital's budget.
      ! What Ada Quill did talk about: fine idea, summer comes, enough, frost, late.
      ! Newest article: May 1, 2019.
      2019-05-01 [Ada Quill] The toll on the bridge is a fine idea after all,
      2019-05-01 [Ada Quill] My roses are late because of the frost,
      2018-05-01 [Ada Quill] People have had more than enough of it,
    ");
}

#[test]
fn statements_over_time_go_by_date() {
    let ask = |question: &str| told(&asked(&tolls(), &Call::new(Ask { question: question.to_owned(), article: None })));
    insta::assert_snapshot!([
        "What has Ada Quill said about the bridge toll over time?",
        "How has Ada Quill's position on the bridge toll changed?",
        "What has Ada Quill said about the bridge toll since 2018?",
    ].map(ask).join("\n"), @"
    Found: What Ada Quill said about the bridge toll, by date:
      2017-05-01 [Ada Quill] It should go up before the summer comes,
      2018-05-01 [Ada Quill] People have had more than enough of it,
      2019-05-01 [Ada Quill] The toll on the bridge is a fine idea after all,
    Found: What Ada Quill said about the bridge toll, by date:
      2017-05-01 [Ada Quill] It should go up before the summer comes,
      2018-05-01 [Ada Quill] People have had more than enough of it,
      2019-05-01 [Ada Quill] The toll on the bridge is a fine idea after all,
    Found: What Ada Quill said about the bridge toll, by date:
      2018-05-01 [Ada Quill] People have had more than enough of it,
      2019-05-01 [Ada Quill] The toll on the bridge is a fine idea after all,
    ");
}

#[test]
fn who_is_private_is_not_listed_but_found_by_the_full_name() {
    let engine = quay().keeping_private(vec!["Ivy Hale".to_owned()]);
    let table = Table::builtin(engine.words());
    let typed = Completion::new(&table, "said", "who", "iv".to_owned()).expect("a completion");
    assert_eq!(complete(&engine, &table, &typed), []);
    let listed = asked(&engine, &Call::new(People::default()));
    let listed = |name: &str| listed.rows.iter().any(|row| matches!(row, Row::Entry(entry) if entry.name == name));
    assert!(listed("Donald Hale") && !listed("Ivy Hale"));
    let offered = asked(&engine, &Call::new(said("Hale", "")));
    assert!(offered.choices.iter().all(|choice| choice.value != "Ivy Hale"), "{:?}", offered.choices);
    assert_eq!(asked(&engine, &Call::new(said("ivy", ""))).verdict, Verdict::NotFound);
    assert_eq!(asked(&engine, &Call::new(said("Ivy Hale", ""))).verdict, Verdict::Found);
    let search = Search { query: "old boats".to_owned(), ..Search::default() };
    assert_eq!(asked(&engine, &Call::new(search)).verdict, Verdict::Found);
}

#[test]
fn a_namesake_was_answered_for_in_place_of_somebody_private() {
    let family = |typed: &str| {
        let engine = quay().keeping_private(vec!["Donald Hale".to_owned()]);
        check(&engine, [(typed, "crane"), (typed, "boats")])
    };
    insta::assert_snapshot!(family("Hale"), @"
    Ambiguous: More than one person fits Hale.
      ? Donald Hale Jr
      ? Ivy Hale
    Found: What Ivy Hale said about boats:
      ! Not who you meant? Others fit as well.
      ? Donald Hale Jr
      2016-02-03 [Ivy Hale] I would sell the old boats,
    ");
    let paragraphs: &[&str] = &[
        "“The ferry will run on Sunday,” said Mayor Donald Hale.",
        "“Fares will rise by a dollar in May,” said Mayor Donald Hale.",
        "“The old boats are sold,” said Ivy Hale.",
    ];
    let engine = archive(&[("2016-02-01", "Ferry fares", paragraphs)]);
    let engine = engine.keeping_private(vec!["Donald Hale".to_owned()]);
    insta::assert_snapshot!(check(&engine, [("Hale", ""), ("Hale", "boats"), ("Mayor Hale", ""), ("the mayor", ""), ("Ivy", "")]), @"
    Ambiguous: More than one person fits Hale.
      ? Ivy Hale
    Ambiguous: More than one person fits Hale.
      ? Ivy Hale
    NotFound: The archive has no words of Mayor Hale. Did you mean one of these?
      ! Newest article: Feb. 1, 2016.
      ? Ivy Hale
      2016-02-01 [-] “The ferry will run on Sunday,” said Mayor Donald Hale.
      2016-02-01 [-] “Fares will rise by a dollar in May,” said Mayor Donald Hale.
      2016-02-01 [-] “The old boats are sold,” said Ivy Hale.
    NotFound: The archive has no words of the mayor.
      ! Newest article: Feb. 1, 2016.
      2016-02-01 [-] “The ferry will run on Sunday,” said Mayor Donald Hale.
      2016-02-01 [-] “Fares will rise by a dollar in May,” said Mayor Donald Hale.
    Found: What Ivy Hale said:
      2016-02-01 [Ivy Hale] The old boats are sold,
    ");
}

#[test]
fn a_body_named_after_somebody_was_offered_as_their_namesake() {
    let paragraphs: &[&str] = &[
        "“The ferry will run on Sunday,” said Donald Hale.",
        "“We want bigger boats,” the Committee for Ivy Hale said in a statement.",
        "“So do I,” said Ivy Hale.",
    ];
    let engine = archive(&[("2016-02-01", "Ferry fares", paragraphs)]);
    insta::assert_snapshot!(check(&engine, [("Hale", "")]), @"
    Ambiguous: More than one person fits Hale.
      ? Ivy Hale
      ? Donald Hale
    ");
}
