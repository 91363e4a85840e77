//! What people type: the same question in any clothes has the same answer, and one word is one however it is spelt.

use std::sync::LazyLock;

use proptest::prelude::*;
use pullquote::commands::{Ask, Call, Search};
use pullquote::corpus::MemorySource;
use pullquote::engine::Engine;
use pullquote::reply::{Reply, Verdict};

use crate::support::{asked, newsroom, sample};

fn ask(engine: &Engine, question: &str) -> Reply {
    asked(engine, &Call::new(Ask { question: question.to_owned(), article: None }))
}

/// The verdict, and where the first excerpt stands.
fn answered(reply: &Reply) -> (Verdict, Option<(String, usize)>) {
    (reply.verdict, reply.excerpts.first().map(|first| (first.text.clone(), first.start)))
}

static NEWSROOM: LazyLock<Engine> = LazyLock::new(|| newsroom::engine().1);
static SAMPLE: LazyLock<Engine> = LazyLock::new(|| sample::engine().1);

const QUESTIONS: &[&str] = &[
    "Who defended the plan to close libraries?",
    "What did Daniel Reyes say about the roof?",
    "Who is Maria Reyes?",
    "How much will drivers pay to cross the harbor bridge?",
    "Which council member voted against the toll?",
    "What did Governor Helen Marsh threaten to do?",
    "When was the library roof patched?",
    "Who walked out on Sunday?",
    "What did Anton Weil call the toll?",
    "Who is Ruth Okafor's husband?",
    "Where was Nora Quillfeather born?",
    "Why did the council vote to close three branch libraries?",
    "What's the capital of Mongolia?",
    "What did the U.S. treasurer Anton Weil say about the toll?",
];

const LETTERS: &[&str] = &[
    "Did New Orleans receive the letter?",
    "How many jurisdictions got the letter?",
    "Who is the mayor of New Orleans?",
    "What did Mitch Landrieu say about props?",
    "What happens to cities that don't comply?",
    "When were the letters sent?",
];

const BEFORE: &[&str] = &[
    "",
    "Hi! ",
    "hey folks, ",
    "Hello everyone :) ",
    "Quick question: ",
    "quick q - ",
    "Does anyone know: ",
    "Good morning! ",
    "According to the newsletter, ",
    "<@123456789> ",
    "🤔 ",
    "sorry if this was asked before, but ",
];
const BEHIND: &[&str] = &["", " thx", " please", " :)", " Thanks in advance!", " 🙏", " pls"];

/// The question as it may be typed.
fn dressed(question: &str, before: &str, behind: &str, [lower, bare, apostrophes, doubled]: [bool; 4]) -> String {
    let mut typed = question.trim_end_matches('?').to_owned();
    if lower {
        typed = typed.to_lowercase();
    }
    if apostrophes {
        typed = typed.replace('\'', "");
    }
    let mark = match (bare, doubled) {
        (true, _) => "",
        (false, true) => "??!",
        (false, false) => "?",
    };
    format!("{before}{typed}{mark}{behind}")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]
    #[test]
    fn a_question_in_other_clothes_had_another_answer(
        question in proptest::sample::select(QUESTIONS),
        letter in proptest::sample::select(LETTERS),
        before in proptest::sample::select(BEFORE),
        behind in proptest::sample::select(BEHIND),
        clothes in any::<[bool; 4]>(),
    ) {
        for (engine, question) in [(&*NEWSROOM, question), (&*SAMPLE, letter)] {
            let typed = dressed(question, before, behind, clothes);
            prop_assert_eq!(answered(&ask(engine, question)), answered(&ask(engine, &typed)), "{}", typed);
        }
    }
}

#[test]
fn a_greeting_has_one_friendly_line() {
    for greeting in ["Hi!", "hello everyone 👋", "Thanks!", "thx :)"] {
        let reply = ask(&NEWSROOM, greeting);
        assert!(reply.excerpts.is_empty() && reply.notes.is_empty(), "{greeting}");
        assert!(
            ["Hello!", "You are welcome."].iter().any(|line| reply.headline.starts_with(line)),
            "{}",
            reply.headline
        );
    }
}

/// An engine over one article with these paragraphs.
fn over(body: &str) -> Engine {
    let article = format!(
        "+++\nid = \"a\"\ntitle = \"Notes of a week\"\npublisher = \"The Mill Letter\"\ndate = 2021-03-04\n\
         url = \"https://mill.example/a\"\nlicence = \"CC BY 4.0\"\n+++\n\n{body}\n"
    );
    sample::over(&MemorySource::default().with("articles/a.md", article.into_bytes()))
}

fn found(engine: &Engine, query: &str) -> String {
    let search = Search { query: query.to_owned(), from: None, to: None, place: None, who: None };
    let reply = asked(engine, &Call::new(search));
    let first = reply.excerpts.first().map_or("-", |first| first.text.as_str());
    format!("{query}: {first}")
}

const SPELLINGS: &str = "The clerk sent an e-mail to every member of the co-op.\n\n\
    An email from the dairy came back on Tuesday.\n\n\
    Repairs of the weir cost $12,500 in all.\n\n\
    The COVID-19 ward has twenty beds, and the well-being office has 3 rooms.\n\n\
    Seán O’Brien-Dale opened the sluice, and Mr. O’Malley closed it.\n\n\
    The U.S. paid for the weir, said the envoy of the United States.";

#[test]
fn one_word_was_two_by_its_spelling() {
    let engine = over(SPELLINGS);
    let queries = [
        "email clerk",
        "e-mail dairy",
        "coop",
        "co-op",
        "12500",
        "12,500",
        "covid19",
        "COVID-19",
        "wellbeing",
        "OMalley",
        "o'malley",
        "3",
        "three",
        "20 beds",
    ];
    insta::assert_snapshot!(queries.map(|query| found(&engine, query)).join("\n"), @"
    email clerk: The clerk sent an e-mail to every member of the co-op.
    e-mail dairy: An email from the dairy came back on Tuesday.
    coop: The clerk sent an e-mail to every member of the co-op.
    co-op: The clerk sent an e-mail to every member of the co-op.
    12500: Repairs of the weir cost $12,500 in all.
    12,500: Repairs of the weir cost $12,500 in all.
    covid19: The COVID-19 ward has twenty beds, and the well-being office has 3 rooms.
    COVID-19: The COVID-19 ward has twenty beds, and the well-being office has 3 rooms.
    wellbeing: The COVID-19 ward has twenty beds, and the well-being office has 3 rooms.
    OMalley: Seán O’Brien-Dale opened the sluice, and Mr. O’Malley closed it.
    o'malley: Seán O’Brien-Dale opened the sluice, and Mr. O’Malley closed it.
    3: The COVID-19 ward has twenty beds, and the well-being office has 3 rooms.
    three: The COVID-19 ward has twenty beds, and the well-being office has 3 rooms.
    20 beds: The COVID-19 ward has twenty beds, and the well-being office has 3 rooms.
    ");
    // What stands in quotation marks is looked for as it is spelt.
    insta::assert_snapshot!(["\"e-mail to every\"", "\"email to every\"", "\"email from\"", "-email clerk"].map(|query| found(&engine, query)).join("\n"), @r#"
    "e-mail to every": The clerk sent an e-mail to every member of the co-op.
    "email to every": The clerk sent an e-mail to every member of the co-op.
    "email from": An email from the dairy came back on Tuesday.
    -email clerk: -
    "#);
}

#[test]
fn a_question_finds_the_other_spelling() {
    let engine = over(SPELLINGS);
    let questions = [
        "Who sent the email to the coop?",
        "who opened the sluice",
        "What cost 12500?",
        "Who paid for the weir, the US?",
        "what did the us pay for",
    ];
    let first =
        |question: &str| ask(&engine, question).excerpts.first().map(|first| first.text.clone()).unwrap_or_default();
    insta::assert_snapshot!(questions.map(|question| format!("{question} {}", first(question))).join("\n"), @"
    Who sent the email to the coop? The clerk sent an e-mail to every member of the co-op.
    who opened the sluice Seán O’Brien-Dale opened the sluice, and Mr. O’Malley closed it.
    What cost 12500? Repairs of the weir cost $12,500 in all.
    Who paid for the weir, the US? The U.S. paid for the weir, said the envoy of the United States.
    what did the us pay for The U.S. paid for the weir, said the envoy of the United States.
    ");
}

#[test]
fn the_mark_of_an_item_and_its_source_were_part_of_the_excerpt() {
    let engine = over(
        "1/ The mill closed its gate on Friday. Nobody was told. (The River Post / Weir News)\n\npoll/ Most of the town wants the gate open. (Mill Survey)",
    );
    let shown = |question: &str| {
        let reply = ask(&engine, question);
        let first = reply.excerpts.first().expect("an excerpt");
        format!("{} [{}..{}] {:?}", first.text, first.start, first.end, first.quoted_from)
    };
    insta::assert_snapshot!(["When did the mill close its gate?", "Who wants the gate open?"].map(shown).join("\n"), @r#"
    The mill closed its gate on Friday. [3..38] Some("The River Post / Weir News")
    Most of the town wants the gate open. [6..43] Some("Mill Survey")
    "#);
}

const PEOPLE: &str = "Defense clerk Ada Marchetti used a private account, the Mill Post reported on Monday.\n\n\
    Marchetti’s press aide, Tom Birch, said that the clerk was sorry.\n\n\
    Jim Marchetti, a baker, was not asked.";

#[test]
fn a_full_name_found_the_sentence_that_introduces_it() {
    let engine = over(PEOPLE);
    let questions =
        ["Who is Marchetti's press aide?", "Who is Ada Marchetti's press aide?", "who is ada marchettis press aide"];
    let first =
        |question: &str| ask(&engine, question).excerpts.first().map(|first| first.text.clone()).unwrap_or_default();
    insta::assert_snapshot!(questions.map(|question| format!("{question} {}", first(question))).join("\n"), @"
    Who is Marchetti's press aide? Marchetti’s press aide, Tom Birch, said that the clerk was sorry.
    Who is Ada Marchetti's press aide? Marchetti’s press aide, Tom Birch, said that the clerk was sorry.
    who is ada marchettis press aide Marchetti’s press aide, Tom Birch, said that the clerk was sorry.
    ");
}

#[test]
fn what_the_archive_abbreviates_is_asked_for_in_full() {
    let engine = over(
        "The Mill Water Board (MWB) met on Monday.\n\nThe MWB raised the fee for the sluice by two dollars.\n\nThe baker raised nothing.",
    );
    let questions = [
        "Who raised the fee for the sluice?",
        "How much did the Mill Water Board raise the fee?",
        "how much did the mwb raise the fee",
    ];
    let first =
        |question: &str| ask(&engine, question).excerpts.first().map(|first| first.text.clone()).unwrap_or_default();
    insta::assert_snapshot!(questions.map(|question| format!("{question} {}", first(question))).join("\n"), @"
    Who raised the fee for the sluice? The MWB raised the fee for the sluice by two dollars.
    How much did the Mill Water Board raise the fee? The MWB raised the fee for the sluice by two dollars.
    how much did the mwb raise the fee The MWB raised the fee for the sluice by two dollars.
    ");
}
