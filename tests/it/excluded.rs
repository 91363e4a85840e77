//! What an answer may not cite decides nothing in it.

use pullquote::commands::{Ask, Call, Jurisdictions, Said, Search, Source, Tracker};
use pullquote::engine::{Engine, Excluded, Span};
use pullquote::reply::{Excerpt, Part, Reply, Verdict};

use crate::support::{asked, sample};

/// More than any reply of the sample has excerpts, one after another.
const ROUNDS: usize = 200;

fn span(excerpt: &Excerpt) -> Span {
    Span {
        article: excerpt.article.clone(),
        revision: excerpt.revision.clone(),
        paragraph: excerpt.paragraph,
        range: excerpt.start..excerpt.end,
    }
}

fn without(engine: &Engine, call: &Call, spans: &[Span]) -> Reply {
    let mut call = call.clone();
    call.request.excluded = Excluded::new(spans.to_vec());
    asked(engine, &call)
}

fn ask(question: &str) -> Call {
    Call::new(Ask { question: question.into(), article: None })
}

fn calls() -> Vec<Call> {
    let mut calls: Vec<Call> = [
        "Who threatened to charge elected officials?",
        "What documentation does the Justice Department seek?",
        "Did New York City receive the letter?",
        "Did Seattle receive the letter?",
        "How many cities received the letter?",
        "What did Landrieu say about props?",
        "Who said \"racist assault\"?",
        "Why did the mayors not attend the meeting?",
        "Why did mayors say they would not attend the White House meeting?",
        "When did the Justice Department send the letters?",
        "Which counties received the letter?",
    ]
    .map(ask)
    .into();
    calls.push(Call::new(Ask {
        question: "What did the mayors say?".into(),
        article: Some("2018-01-24-renewing-racist-assault".into()),
    }));
    let search = Search { query: "mayors meeting".into(), from: None, to: None, place: None, who: None };
    calls.push(Call::new(search));
    calls.push(Call::new(Said { who: "Landrieu".into(), ..Said::default() }));
    calls.push(Call::new(Source { text: "\"a racist assault on our immigrant communities\"".into() }));
    calls.push(Call::new(Source { text: "New York City received the letter.".into() }));
    for place in ["NYC", "Florida", "New Orleans"] {
        calls.push(Call::new(Tracker { command: "letter".into(), subject: Some(place.into()) }));
    }
    calls.push(Call::new(Jurisdictions { state: None, kind: None, verdict: None }));
    calls
}

#[test]
fn whatever_is_excluded_one_after_the_other_is_cited_no_more_and_decides_nothing() {
    let (_, engine) = sample::engine();
    for call in calls() {
        let mut excluded: Vec<Span> = Vec::new();
        let mut rounds = 0;
        loop {
            let reply = without(&engine, &call, &excluded);
            for shown in &reply.excerpts {
                let meets = |span: &&Span| {
                    (&span.article, span.paragraph) == (&shown.article, shown.paragraph)
                        && span.range.start < shown.end
                        && shown.start < span.range.end
                };
                assert_eq!(excluded.iter().find(meets), None, "{:?}: {}", call.command, shown.text);
            }
            // Of an article that is about a message, its title is cited.
            let answers = reply.parts(Part::Answer).any(|cited| !cited.text.is_empty() || reply.command == "source");
            let decided = [Verdict::Yes, Verdict::No, Verdict::Other, Verdict::Found, Verdict::Contradicted];
            assert!(answers || !decided.contains(&reply.verdict), "{:?}: {reply:#?}", call.command);
            let Some(first) = reply.excerpts.iter().find(|excerpt| !excerpt.text.is_empty()) else { break };
            excluded.push(span(first));
            rounds += 1;
            assert!(rounds < ROUNDS, "{:?}", call.command);
        }
    }
}

#[test]
fn a_span_elsewhere_changes_nothing() {
    let (articles, engine) = sample::engine();
    for call in calls() {
        let reply = asked(&engine, &call);
        let mut elsewhere: Vec<Span> = reply.excerpts.iter().map(span).collect();
        elsewhere.iter_mut().for_each(|span| span.revision.0 = "0".repeat(16));
        assert_eq!(without(&engine, &call, &elsewhere), reply, "of another revision of {}", articles[0].meta.id);
    }
}

#[test]
fn the_second_best_answers_and_a_record_without_words_is_not_leant_on() {
    let (_, engine) = sample::engine();
    let told = |call: &Call, spans: &[Span]| {
        let reply = without(&engine, call, spans);
        let first = reply.excerpts.first();
        let part = first.map(|first| first.part);
        let words = first.map(|first| first.text.chars().take(70).collect::<String>()).unwrap_or_default();
        (format!("{:?}: {}\n  {part:?}: {words}\n  {:?}", reply.verdict, reply.headline, reply.notes), first.map(span))
    };
    let mut all = Vec::new();
    for call in [
        ask("Who threatened to charge elected officials?"),
        ask("What did Landrieu say about props?"),
        ask("Who would not attend the White House meeting?"),
        ask("What documentation does the Justice Department seek?"),
        ask("Did New York City receive the letter?"),
        ask("How many cities received the letter?"),
        Call::new(Tracker { command: "letter".into(), subject: Some("NYC".into()) }),
    ] {
        let (before, first) = told(&call, &[]);
        let (after, _) = told(&call, &[first.expect("an excerpt")]);
        all.push(format!("{before}\n  without:\n{after}"));
    }
    insta::assert_snapshot!(all.join("\n"), @r#"
    Found: The archive says:
      Some(Answer): The development comes a month after acting ICE director Thomas Homan t
      []
      without:
    NotFound: The archive does not know.
      Some(Nearest): Beginning in the Obama administration, the Justice Department warned l
      ["Newest article: Jan. 24, 2018."]
    Found: What Mitch Landrieu said about props:
      Some(Answer): he, like de Blasio, would not attend the White House meeting
      ["Of these, 1 may be somebody else's: the speaker is unclear. They stand last."]
      without:
    NotFound: The archive does not know.
      Some(Nearest): "Unfortunately, the Trump administration's decision to threaten mayors
      ["Newest article: Jan. 24, 2018."]
    Found: The archive says:
      Some(Answer): Though his city did not receive the DOJ letter, New Orleans Mayor Mitc
      []
      without:
    Found: The archive says:
      Some(Answer): Responding to the demand, NYC Mayor Bill de Blasio tweeted, "I will NO
      []
    Found: The archive says, as of Jan. 24, 2018:
      Some(Answer): Specifically, the Justice Department seeks documentation that local la
      []
      without:
    Found: The archive says, as of Jan. 24, 2018:
      Some(Answer): Trump's Department of Justice continued its harassment of so-called "s
      []
    Yes: Yes. New York City received the letter. The list has the 23 jurisdictions named on Jan. 24, 2018.
      Some(Answer): Among those receiving the letters was New York City.
      []
      without:
    Found: The archive says:
      Some(Answer): In addition to New York City, the jurisdictions that received the new 
      []
    Found: 14 cities received the letter.
      Some(Answer): Among those receiving the letters was New York City.
      []
      without:
    Found: 13 cities received the letter.
      Some(Answer): In addition to New York City, the jurisdictions that received the new 
      ["Records that are left out, since their evidence is not shown for this question: 1"]
    Yes: Yes. New York City received the letter. The list has the 23 jurisdictions named on Jan. 24, 2018.
      Some(Answer): Among those receiving the letters was New York City.
      ["“NYC” was read as New York City, N.Y."]
      without:
    NotFound: The archive does not know.
      None: 
      []
    "#);
}
