//! `ask`, `search` and `source` on the first article: the right sentence, or none.

use std::time::{Duration, Instant};

use pullquote::commands::{Ask, Call, Search, Source};
use pullquote::corpus::MemorySource;
use pullquote::engine::Engine;
use pullquote::reply::{Reply, Verdict};

use crate::support::random::Random;
use crate::support::{asked, sample};

fn ask(question: &str) -> Call {
    Call::new(Ask { question: question.to_owned(), article: None })
}

fn search(query: &str) -> Call {
    Call::new(Search { query: query.to_owned(), from: None, to: None, place: None, who: None })
}

fn source(text: &str) -> Call {
    Call::new(Source { text: text.to_owned() })
}

/// The outcome of each request in a line: verdict, route, how it was found, and how the best excerpt opens.
fn check<const N: usize>(engine: &Engine, queries: [Call; N]) -> String {
    queries.map(|query| line(&asked(engine, &query))).join("\n")
}

fn line(reply: &Reply) -> String {
    let mut said = vec![format!("{:?}", reply.verdict)];
    said.extend(reply.routed.iter().map(|routed| format!("by {routed}")));
    said.extend(reply.notes.iter().cloned());
    if let Some(best) = reply.excerpts.first() {
        said.extend(best.found_by.map(|found| format!("{found:?}")));
        said.push(best.text.chars().take(50).collect());
    }
    said.join(" | ")
}

#[test]
fn a_question_brings_the_sentence_that_answers() {
    let engine = sample::engine().1;
    insta::assert_snapshot!(check(&engine, [
        ask("Who is the acting director of ICE?"),
        ask("What funds did the Justice Department threaten to cut off?"),
        ask("What do the letters ask for?"),
        ask("How is the work licensed?"),
    ]), @"
    Found | The development comes a month after acting ICE dir
    Found | Some sued the administration after the Justice Dep
    Found | Wednesday's letters ask for proof of compliance.
    Found | Our work is licensed under Creative Commons (CC BY
    ");
}

#[test]
fn what_the_archive_does_not_say_is_not_answered() {
    let engine = sample::engine().1;
    insta::assert_snapshot!(check(&engine, [
        ask("What did Homan say about Texas?"),
        ask("Did Sessions visit Boise?"),
        ask("How old is Jeff Sessions?"),
        ask("Who is the governor of Oregon?"),
        ask("¿Qué ciudades recibieron la carta y por qué?"),
        ask(""),
    ]), @"
    NotFound | No article mentions Texas. | Newest article: Jan. 24, 2018. | The development comes a month after acting ICE dir
    NotFound | No article mentions Boise. | Newest article: Jan. 24, 2018. | Attorney General Jeff Sessions, for his part, said
    NotFound | Newest article: Jan. 24, 2018. | Attorney General Jeff Sessions, for his part, said
    NotFound | Newest article: Jan. 24, 2018. | In addition to New York City, the jurisdictions th
    NotFound | The archive is in English; ask in English, or use a command with a name or a place. | Newest article: Jan. 24, 2018.
    NotFound | Newest article: Jan. 24, 2018.
    ");
}

#[test]
fn questions_that_a_command_answers_go_to_it() {
    let engine = sample::engine().1;
    insta::assert_snapshot!(check(&engine, [
        ask("Did New Orleans receive the letter?"),
        ask("Has Denver got a letter?"),
        ask("What did Landrieu say about props?"),
        ask("Did New Orleans recieve the letter?"),
    ]), @"
    No | by letter | Though his city did not receive the DOJ letter, Ne
    Yes | by letter | In addition to New York City, the jurisdictions th
    Found | by said | Of these, 1 may be somebody else's: the speaker is unclear. They stand last. | he, like de Blasio, would not attend the White Hou
    No | by letter | “recieve” was read as “receive”. | Though his city did not receive the DOJ letter, Ne
    ");
}

#[test]
fn an_article_that_is_named_gives_all_its_sentences() {
    let engine = sample::engine().1;
    let article = Some("2018-01-24-renewing-racist-assault".to_owned());
    let mut call = Call::new(Ask { question: "Did Denver get a letter?".to_owned(), article });
    call.request.page.limit = 1_000;
    let reply = asked(&engine, &call);
    assert_eq!(reply.routed, None);
    assert_eq!(reply.total, reply.excerpts.len());
    for excerpt in &reply.excerpts {
        let paragraph = engine.archive().paragraph(&excerpt.article, excerpt.paragraph).expect("a paragraph");
        let alone = engine.excerpt(&paragraph, excerpt.start..excerpt.end);
        assert_eq!(excerpt.url, alone.url, "the link does not depend on how the excerpt was found");
    }
}

#[test]
fn what_follows_and_what_is_not_so_is_told_by_sentences_that_say_so() {
    let engine = sample::engine().1;
    insta::assert_snapshot!(check(&engine, [
        ask("What happens if a city does not comply?"),
        ask("What happens if a jurisdiction fails to comply?"),
        ask("Who is not attending the meeting?"),
        ask("What is the penalty for fishing?"),
    ]), @"
    Found | Failure to adequately comply, the DOJ warned, mean
    Found | Failure to adequately comply, the DOJ warned, mean
    Found | Responding to the demand, NYC Mayor Bill de Blasio
    NotFound | No article mentions fishing. | Newest article: Jan. 24, 2018.
    ");
}

#[test]
fn a_number_is_asked_for_and_none_is_there() {
    let engine = sample::engine().1;
    for question in [
        "What is the population of Chicago?",
        "What is the salary of the Attorney General?",
        "How much did New York City receive in grants?",
    ] {
        let reply = asked(&engine, &ask(question));
        assert_eq!(reply.verdict, Verdict::NotFound, "{question}");
    }
}

/// An archive of one paragraph.
fn paragraph(text: &str) -> Engine {
    articles(&[&[text]])
}

/// An archive of articles with these paragraphs.
fn articles(all: &[&[&str]]) -> Engine {
    let line = |(number, paragraphs): (usize, &&[&str])| {
        serde_json::json!({
            "id": format!("bridge-{number}"), "title": "A bridge", "publisher": "The Valley Letter", "date": "2024-05-01",
            "url": format!("https://valley.example/bridge-{number}"), "licence": "CC BY 4.0", "paragraphs": paragraphs,
        })
    };
    let lines: Vec<String> = all.iter().enumerate().map(|article| line(article).to_string()).collect();
    sample::over(&MemorySource::default().with("articles.jsonl", lines.join("\n")))
}

#[test]
fn an_excerpt_that_opens_on_a_pronoun_has_the_sentence_before_in_its_context() {
    let text = "The mayor closed the bridge on Friday. He said that its cables had rusted. It opens again in May.";
    let reply = asked(&paragraph(text), &ask("What had rusted?"));
    let best = reply.excerpts.first().expect("an excerpt");
    assert_eq!(best.text, "He said that its cables had rusted.");
    assert_eq!(text.get(best.context[0]..best.start), Some("The mayor closed the bridge on Friday. "));
}

#[test]
fn a_misspelt_word_is_read_as_the_one_that_was_meant_and_a_name_is_not() {
    let engine = paragraph("Mayor Johnson closed the bridge on Thursday because its cables had rusted.");
    insta::assert_snapshot!(check(&engine, [
        ask("Why was the birdge closed?"),
        ask("Which bridge had cabels that russted?"),
        ask("Why did Johnston close the bridge?"),
        ask("Why was the bridge unclosed?"),
    ]), @"
    Found | “birdge” was read as “bridge”. | Mayor Johnson closed the bridge on Thursday becaus
    Found | “cabels” was read as “cables”. | “russted” was read as “rusted”. | Mayor Johnson closed the bridge on Thursday becaus
    NotFound | No article mentions Johnston. | Newest article: May 1, 2024. | Mayor Johnson closed the bridge on Thursday becaus
    Found | Mayor Johnson closed the bridge on Thursday becaus
    ");
}

#[test]
fn a_word_that_may_mean_the_same_is_found_in_all_its_forms() {
    let engine = articles(&[&[
        "This is the news of the week.",
        "The ferry company praised the mayor on Monday at the opening of the new pier.",
        "The ferry company sued the mayor on Friday at the county court of the valley.",
    ]]);
    insta::assert_snapshot!(check(&engine, [ask("Which lawsuit did the ferry company bring against the mayor?")]), @"Found | The ferry company sued the mayor on Friday at the");
}

#[test]
fn what_points_at_the_article_need_not_stand_in_it() {
    let engine = sample::engine().1;
    insta::assert_snapshot!(check(&engine, [ask("What is the licence of this article?")]), @"Found | Our work is licensed under Creative Commons (CC BY");
}

#[test]
fn searches_are_words_and_phrases() {
    let engine = sample::engine().1;
    insta::assert_snapshot!(check(&engine, [
        search("grant money"),
        search("\"lower courts\" -Obama"),
        search("\"money grant\""),
        search("Sessions \"lower courts of appeal\""),
        search("\"lower courts of appeal\" from:2019"),
        search("from:2019 grant"),
        search("colour:red"),
    ]), @"
    Found | Failure to adequately comply, the DOJ warned, mean
    Found | The cities have won in lower courts but the legal 
    NotFound | Newest article: Jan. 24, 2018. | Failure to adequately comply, the DOJ warned, mean
    NotFound | Newest article: Jan. 24, 2018. | The cities have won in lower courts but the legal 
    NotFound | Newest article: Jan. 24, 2018.
    NotFound | Newest article: Jan. 24, 2018.
    NotFound | colour:red was not understood and was looked for as words. | Newest article: Jan. 24, 2018.
    ");
}

#[test]
fn a_search_shows_what_the_article_says_where_its_title_says_as_much() {
    let engine = sample::engine().1;
    insta::assert_snapshot!(check(&engine, [
        search("racist assault"),
        search("\"racist assault\""),
        search("Trump's DOJ threatens"),
    ]), @r#"
    Found | New York City Mayor Bill de Blasio blasted the Dep
    Found | New York City Mayor Bill de Blasio blasted the Dep
    Found | Renewing "Racist Assault on Immigrant Communities,
    "#);
}

#[test]
fn an_article_whose_paragraphs_hold_the_words_between_them_stands_first() {
    let engine = articles(&[
        &["The ferry waited for an hour until the captain was on board."],
        &[
            "When the ferry had been repaired in the yard its captain took the workers out.",
            "In spring a new timetable was printed, as the one before it had been printed in a hurry and was full of errors.",
        ],
        &[
            "Nobody who waits for the bus in the rain has ever seen a timetable, or would have believed what is said there.",
        ],
    ]);
    insta::assert_snapshot!(check(&engine, [search("ferry captain"), search("ferry captain timetable")]), @r"
    Found | The ferry waited for an hour until the captain was
    Found | When the ferry had been repaired in the yard its c
    ");
}

#[test]
fn a_message_is_traced_to_its_source() {
    let engine = sample::engine().1;
    insta::assert_snapshot!(check(&engine, [
        source("Boston got the letter too"),
        source("New Orleans received the letter"),
        source("They say the cities have won in lower courts but the legal fight is ongoing https://t.co/x"),
        source("Landrieu skips the #WhiteHouse meeting because of sanctuary cities"),
        source("lol good morning everyone"),
    ]), @"
    Found | by letter | Ranked | Those receiving the letters had previously been co
    Found | by letter | Claim | Though his city did not receive the DOJ letter, Ne
    Verbatim | Shingle | The cities have won in lower courts but the legal 
    Found | Ranked | Though his city did not receive the DOJ letter, Ne
    NotFound | Newest article: Jan. 24, 2018.
    ");
}

/// Nested marks, wildcards, fields, 6,000 characters, and anything in Unicode.
fn hostile(random: &mut Random) -> String {
    let pieces = [
        "(", ")", "\"", "*", "?", "~99999", "from:", "-", "[a TO z]", "^9", "AND", "OR", "NOT", "who:\"", "\\",
        "letter", "Denver", " ",
    ];
    let length = if random.below(20) == 0 { 6_000 } else { random.below(120) };
    let same = random.below(6) == 0;
    let mut text = String::new();
    let first = *random.of(&pieces);
    while text.len() < length {
        match random.below(3) {
            _ if same => text.push_str(first),
            0 => text.extend(char::from_u32(random.below(0x11_0000) as u32)),
            _ => text += *random.of(&pieces),
        }
    }
    text
}

#[test]
fn hostile_text_is_answered_in_time() {
    let engine = sample::engine().1;
    let count = std::env::var("PULLQUOTE_HOSTILE").ok().and_then(|count| count.parse().ok()).unwrap_or(1_000u32);
    let mut random = Random::seeded();
    let mut slowest = Duration::ZERO;
    for at in 0..count {
        let text = hostile(&mut random);
        let query = match at % 3 {
            0 => ask(&text),
            1 => search(&text),
            _ => source(&text),
        };
        let start = Instant::now();
        asked(&engine, &query);
        slowest = slowest.max(start.elapsed());
    }
    println!("{count} answered, the slowest in {slowest:?}");
    // Wall time on a busy machine: the bound is for what runs away, and takes minutes or for ever.
    assert!(slowest < Duration::from_secs(5));
}
