//! `source` on messages that say whose words they quote: never approved where the archive does not confirm it.

use pullquote::commands::{Call, Source};
use pullquote::corpus::MemorySource;
use pullquote::engine::Engine;
use pullquote::reply::{Part, Reply, Verdict};

use crate::support::{asked, sample};

const ARTICLES: &[(&str, &str)] = &[
    (
        "ferry",
        "Mayor Ann Reed met the captains in Port Anders on Monday.\n\n\
         “We are going to keep the ferry running all winter,” said Ann Reed.\n\n\
         “I don't think the harbor can freeze before March,” Captain Otto Brandt said.\n\n\
         Ann Reed never said “the ferry is a waste of public money,” her office told reporters.\n\n\
         “Nobody told the crew that the winter boats were sold,” read a note on the door.",
    ),
    (
        "family",
        "The captain's son was at the quay.\n\n“My father never took a day off in forty years,” said Otto Brandt Jr.",
    ),
    (
        "prices",
        "The council raised the fares.\n\n''The new fares are an insult to every commuter,'' Ida Moss told the council.\n\n''Ida Moss has read the plan upside down,'' said Karl Moss.",
    ),
    (
        "pier",
        "Ida Moss met Ann Reed at the pier on Friday.\n\n“The old pier will stand for a hundred years,” she said, although “nobody else dares to walk on it,” Ida Moss said.",
    ),
];

fn engine() -> Engine {
    let source = ARTICLES.iter().fold(MemorySource::default(), |source, (id, body)| {
        let head = format!(
            "+++\nid = \"{id}\"\ntitle = \"News of the {id}\"\npublisher = \"The Coast Letter\"\ndate = 2024-05-01\n\
             url = \"https://coast.example/p/news-of-the-{id}\"\nlicence = \"CC BY 4.0\"\nshow = \"whole\"\n+++\n\n"
        );
        source.with(&format!("articles/{id}.md"), head + body)
    });
    sample::over(&source)
}

fn replied(engine: &Engine, message: &str) -> Reply {
    asked(engine, &Call::new(Source { text: message.to_owned() }))
}

/// The verdict, the headline and the first excerpt's speaker, for each message.
fn check<const N: usize>(messages: [&str; N]) -> String {
    let engine = engine();
    let line = |message: &str| {
        let reply = replied(&engine, message);
        let speaker = reply.excerpts.first().and_then(|excerpt| excerpt.speaker.clone());
        let notes: String = reply.notes.iter().map(|note| format!("\n  ! {note}")).collect();
        format!("{:?} [{}] {}{notes}", reply.verdict, speaker.unwrap_or_default(), reply.headline)
    };
    messages.map(line).join("\n")
}

/// Whether all of these have one verdict; else those that have another.
fn all_are<const N: usize>(verdict: Verdict, messages: [&str; N]) {
    let engine = engine();
    for message in messages {
        assert_eq!(replied(&engine, message).verdict, verdict, "{message}");
    }
}

#[test]
fn a_speaker_is_named_in_many_ways() {
    let words = "We are going to keep the ferry running all winter";
    let forms = [
        "NAME said: “WORDS.”",
        "“WORDS,” NAME said.",
        "“WORDS,” said Mayor NAME.",
        "NAME: “WORDS”",
        "NAME on the ferry: “WORDS”",
        "“WORDS” — NAME",
        "“WORDS”\n— NAME, May 2024",
        "As NAME put it, “WORDS.”",
        "“WORDS,” as NAME put it.",
        "According to NAME, “WORDS.”",
        "In the words of NAME: “WORDS”",
        "NAME came to Port Anders. “WORDS.”",
        "I liked what NAME had to say: “WORDS”",
        "„WORDS“, said NAME.",
        "«WORDS», said NAME.",
        "``WORDS,'' NAME said.",
        "‘WORDS,’ said NAME.",
        "NAME: WORDS",
        "NAME said that WORDS.",
        "WORDS, NAME said.",
        "WORDS — NAME",
    ];
    let engine = engine();
    for form in forms {
        let verdict = |name: &str| replied(&engine, &form.replace("NAME", name).replace("WORDS", words)).verdict;
        assert_eq!(verdict("Ann Reed"), Verdict::Verbatim, "{form}");
        assert_eq!(verdict("Ida Moss"), Verdict::Misattributed, "{form}");
    }
}

#[test]
fn words_of_another_are_never_approved() {
    insta::assert_snapshot!(check([
        "Otto Brandt said “We are going to keep the ferry running all winter.”",
        "otto brandt: we are going to keep the ferry running all winter",
        "Ann Reed said that I don't think the harbor can freeze before March.",
    ]), @"
    Misattributed [Ann Reed] In the archive these words are Ann Reed's.
    Misattributed [Ann Reed] In the archive these words are Ann Reed's.
    Misattributed [Otto Brandt] In the archive these words are Otto Brandt's.
    ");
}

#[test]
fn father_and_son_of_one_name_are_two_people() {
    insta::assert_snapshot!(check([
        "Otto Brandt said: “My father never took a day off in forty years”",
        "Otto Brandt Jr. said: “My father never took a day off in forty years”",
        "Brandt said: “My father never took a day off in forty years”",
        "“I don't think the harbor can freeze before March,” said Otto Brandt Jr.",
    ]), @"
    Misattributed [Otto Brandt Jr] In the archive these words are Otto Brandt Jr's.
    Verbatim [Otto Brandt Jr] The archive has these words exactly so.
    Verbatim [Otto Brandt Jr] The archive has these words exactly so.
      ! Brandt is Otto Brandt Jr here.
    Misattributed [Otto Brandt] In the archive these words are Otto Brandt's.
    ");
}

#[test]
fn denied_words_and_words_of_nobody_are_unattributed() {
    insta::assert_snapshot!(check([
        "Ann Reed said “the ferry is a waste of public money”",
        "“the ferry is a waste of public money”",
        "Ann Reed said: “The council raised the fares.”",
        "Ann Reed said: “Nobody told the crew that the winter boats were sold”",
    ]), @"
    Unattributed [] The archive has these words, but not as something that was said: read the whole sentence.
    Unattributed [] The archive has these words, but not as something that was said: read the whole sentence.
    Unattributed [] The archive has these as the article's own words, not Ann Reed's.
    Unattributed [] The archive has these words, but not as something that was said: read the whole sentence.
    ");
}

#[test]
fn a_contraction_is_no_difference_and_a_negation_is() {
    all_are(
        Verdict::Verbatim,
        [
            "Brandt: “I do not think the harbor can freeze before March”",
            "“I dont think the harbor can freeze before March”",
            "“We're going to keep the ferry running all winter”",
        ],
    );
    all_are(
        Verdict::Altered,
        [
            "Brandt: “I think the harbor can freeze before March”",
            "Brandt: “I don't think the harbor can't freeze before March”",
            "Brandt: “I think the harbor cannot freeze before March”",
            "Brandt: “think the harbor can freeze before March”",
            "Reed: “We are not going to keep the ferry running all winter”",
        ],
    );
}

#[test]
fn marks_set_in_pairs_enclose_words_of_whoever_is_named() {
    insta::assert_snapshot!(check([
        "Ida Moss: “The new fares are an insult to every commuter”",
        "Karl Moss: “The new fares are an insult to every commuter”",
        "Moss: “The new fares are an insult to every commuter”",
    ]), @"
    Verbatim [Ida Moss] The archive has these words exactly so.
    Misattributed [Ida Moss] In the archive these words are Ida Moss'.
    Verbatim [Ida Moss] The archive has these words exactly so.
      ! Moss is Ida Moss here.
    ");
}

#[test]
fn after_an_exact_hit_nothing_unrelated_follows() {
    let reply = replied(&engine(), "Ann Reed said “We are going to keep the ferry running all winter.”");
    assert_eq!(reply.excerpts.iter().map(|excerpt| excerpt.part).collect::<Vec<_>>(), [Part::Answer]);
}

#[test]
fn a_pasted_link_finds_its_article() {
    let engine = engine();
    for link in [
        "https://coast.example/p/news-of-the-prices",
        "http://www.coast.example/p/news-of-the-prices/?utm_source=share&utm_medium=web&r=7x#comments",
        "https://coast.example/p/news-of-the-prices/amp?anything=1",
        "https://open.substack.com/pub/coastletter/p/news-of-the-prices?r=7x&showWelcome=true",
        "have you seen this? (https://coast.example/p/news-of-the-prices)",
    ] {
        let reply = replied(&engine, link);
        let first = reply.excerpts.first().map(|excerpt| excerpt.article.as_str());
        assert_eq!((reply.verdict, first), (Verdict::Found, Some("prices")), "{link}");
    }
    assert_eq!(replied(&engine, "https://coast.example/p/something-else").verdict, Verdict::NotFound);
}

#[test]
fn an_unsure_speaker_needs_the_article_as_a_second_witness() {
    insta::assert_snapshot!(check([
        "Ida Moss said: “The old pier will stand for a hundred years”",
        "Ann Reed said: “The old pier will stand for a hundred years”",
        "Otto Brandt said: “The old pier will stand for a hundred years”",
    ]), @"
    Verbatim [] The archive has these words exactly so.
      ! That Ida Moss said this follows from what stands around it: read the passage.
    Unattributed [] The archive has these words, but who said them is unclear.
    Unattributed [] The archive has these words, but who said them is unclear.
    ");
}
