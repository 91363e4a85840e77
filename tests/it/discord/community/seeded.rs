//! Seeded changes of a whole corpus: of each excerpt that was cited it is known what became of it, and that is what is
//! decided. `PULLQUOTE_CORRECTIONS` says of how many.

use pullquote::desk::answers::Became;
use pullquote::domain::ParagraphKey;
use pullquote::engine::Engine;
use pullquote::render::discord::Cited;
use pullquote::render::discord::reference::Reference;

use super::valley::{Valley, article};
use crate::support::archives::word;
use crate::support::sample;

const KINDS: [&str; 12] = [
    "nothing",
    "the sentence",
    "a word's case",
    "another sentence",
    "another paragraph",
    "a new beginning",
    "moved",
    "taken out",
    "paid",
    "forgotten",
    "quiet",
    "cite",
];

/// An article: paragraphs of sentences, no two of which are the same.
type Text = Vec<Vec<String>>;

fn text(random: &mut fastrand::Rng, article: usize) -> Text {
    let mut number = 0;
    let mut sentence = |random: &mut fastrand::Rng| {
        number += 1;
        let [one, two, three, four] = [(); 4].map(|()| word(random));
        format!("The {one} {two} met the {three} {four} on day {article} for the number {number}.")
    };
    let mut paragraph = |random: &mut fastrand::Rng| (0..3).map(|_| sentence(random)).collect();
    (0..4).map(|_| paragraph(random)).collect()
}

fn body(text: &Text) -> String {
    text.iter().map(|paragraph| paragraph.join(" ")).collect::<Vec<_>>().join("\n\n")
}

/// What an answer cites of an article: this sentence.
fn cited(engine: &Engine, id: &str, paragraph: usize, sentence: usize) -> (Reference, String) {
    let key = ParagraphKey::Body(u32::try_from(paragraph + 1).expect("few"));
    let stored = engine.archive().paragraph(id, key).expect("a paragraph");
    match Cited::excerpt(&engine.excerpt(&stored, stored.sentences[sentence].clone())) {
        Some(Cited::Excerpt { reference, words, .. }) => (reference, words),
        other => panic!("no excerpt: {other:?}"),
    }
}

#[test]
fn every_seeded_correction_is_found_and_no_other() {
    let count: usize = std::env::var("PULLQUOTE_CORRECTIONS").map_or(50, |count| count.parse().expect("a number"));
    let mut random = fastrand::Rng::with_seed(24);
    let mut valley = Valley::new();
    let texts: Vec<Text> = (0..count).map(|number| text(&mut random, number)).collect();
    let id = |number: usize| format!("a{number}");
    for (number, text) in texts.iter().enumerate() {
        valley.put(&id(number), article(&id(number), "", &body(text)));
    }
    let before = sample::over(&valley.files());
    let places: Vec<(usize, usize)> = (0..count).map(|_| (random.usize(0..4), random.usize(0..3))).collect();
    let answers: Vec<(Reference, String)> = places
        .iter()
        .enumerate()
        .map(|(number, (paragraph, sentence))| cited(&before, &id(number), *paragraph, *sentence))
        .collect();
    for (number, (paragraph, sentence)) in places.iter().copied().enumerate() {
        let mut text = texts[number].clone();
        let own = &mut text[paragraph][sentence];
        let mut more = "corrections = [{date = 2024-06-02, text = \"It was wrong.\"}]".to_owned();
        match KINDS[number % KINDS.len()] {
            "the sentence" => *own = own.replace(" met ", " left "),
            "a word's case" => *own = own.replace("on day", "on Day"),
            "another sentence" => text[paragraph][(sentence + 1) % 3].push_str(" It rained."),
            "another paragraph" => text[(paragraph + 1) % 4] = vec!["Nothing else is known.".to_owned()],
            "a new beginning" => text.insert(0, vec!["The editors have looked into it.".to_owned()]),
            "moved" => text.swap(paragraph, (paragraph + 1) % 4),
            "taken out" => _ = text[paragraph].remove(sentence),
            "paid" => more = "audience = \"paid\"".to_owned(),
            "quiet" => {
                *own = own.replace(" met ", " left ");
                more = more.replace("\"}", "\", quiet = true}");
            }
            "cite" => more = "show = \"cite\"".to_owned(),
            _ => more.clear(),
        }
        match KINDS[number % KINDS.len()] {
            "forgotten" => valley.forget(&id(number)),
            _ => valley.put(&id(number), article(&id(number), &more, &body(&text))),
        }
    }
    let (after, engine) = (valley.archive(), sample::over(&valley.files()));
    let mut wrong = Vec::new();
    let (mut found, mut standing) = (0, 0);
    for (number, (reference, words)) in answers.iter().enumerate() {
        let kind = KINDS[number % KINDS.len()];
        let (paragraph, sentence) = places[number];
        let became = after.became(reference, words);
        let as_it_is = match (kind, &became) {
            ("nothing", Became::Standing(own)) => own == reference,
            ("another sentence" | "another paragraph" | "a new beginning" | "moved", Became::Standing(own)) => {
                standing += 1;
                let stored = engine.archive().paragraph(&id(number), own.paragraph).expect("a paragraph");
                let range = own.start as usize..(own.start + own.length) as usize;
                stored.paragraph.text.get(range) == Some(texts[number][paragraph][sentence].as_str())
            }
            ("the sentence" | "a word's case" | "taken out", Became::Corrected { .. }) => {
                found += 1;
                true
            }
            ("paid" | "forgotten" | "quiet" | "cite", Became::Withdrawn) => true,
            _ => false,
        };
        if !as_it_is {
            wrong.push(format!("{number}, {kind}: {became:?}"));
        }
    }
    println!("{count} changes: {found} corrections found, {standing} moved, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
