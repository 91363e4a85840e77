//! A generated corpus, the same every time: words as frequent as in English (Zipf), ten paragraphs an article, and
//! among the sentences some that quote a person and some that name a place, which is work for the index.

use std::io::Write;

use serde::{Deserialize, Serialize};

/// Different words.
const VOCABULARY: u64 = 60_000;

/// Paragraphs of an article.
pub const PARAGRAPHS: usize = 10;

/// Words of a sentence.
const WORDS: u64 = 20;

/// Different people who are quoted.
const PEOPLE: u64 = 2_000;

/// Of so many sentences, one is somebody's words, and one names a place.
const QUOTED: u64 = 8;
const PLACED: u64 = 8;

const PLACES: [&str; 8] = [
    "Denver",
    "Cook County, Ill.",
    "New Orleans",
    "Louisville, Ky.",
    "Seattle",
    "West Palm Beach, Fla.",
    "Sacramento",
    "Bernalillo County",
];

/// A line of the archive, in the form that `pullquote` reads.
#[derive(Serialize, Deserialize)]
pub struct Article {
    pub id: String,
    pub title: String,
    publisher: String,
    date: String,
    url: String,
    licence: String,
    pub paragraphs: Vec<String>,
}

struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Dice {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        // The first numbers of neighbouring seeds are alike.
        for _ in 0..8 {
            dice.below(2);
        }
        dice
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % bound.max(1)
    }

    /// The rank of a word, from 0: half as often for twice the rank.
    fn rank(&mut self) -> u64 {
        let share = self.below(1 << 40) as f64 / (1u64 << 40) as f64;
        ((VOCABULARY as f64).powf(share) - 1.0) as u64
    }
}

/// The word of a rank, made of syllables; common ones are short.
fn word(rank: u64) -> String {
    const OPEN: [&str; 16] = ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr", "ch"];
    const VOWEL: [&str; 8] = ["a", "e", "i", "o", "u", "ea", "ou", "ai"];
    let mut word = String::new();
    let mut left = rank + 1;
    while left > 0 {
        word.push_str(OPEN[(left % 16) as usize]);
        word.push_str(VOWEL[(left / 16 % 8) as usize]);
        left /= 128;
    }
    word.push(['n', 'r', 't', 'l'][(rank % 4) as usize]);
    word
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The name of a person who is quoted.
pub fn person(number: u64) -> String {
    format!("{} {}", capitalised(&word(900 + number % 40)), capitalised(&word(20_000 + number)))
}

fn sentence(dice: &mut Dice, words: u64) -> String {
    let words: Vec<String> = (0..words).map(|_| word(dice.rank())).collect();
    let text = capitalised(&words.join(" "));
    if dice.below(QUOTED) == 0 {
        return format!("“{text},” said {}.", person(dice.below(PEOPLE)));
    }
    if dice.below(PLACED) == 0 {
        return format!("{text} in {}.", PLACES[dice.below(PLACES.len() as u64) as usize]);
    }
    format!("{text}.")
}

/// The articles of a corpus of so many paragraphs.
pub fn articles(paragraphs: usize) -> impl Iterator<Item = Article> {
    (0..paragraphs.div_ceil(PARAGRAPHS)).map(|number| {
        let mut dice = Dice::new(number as u64 + 1);
        let title = capitalised(&(0..8).map(|_| word(dice.rank())).collect::<Vec<_>>().join(" "));
        let paragraph = |dice: &mut Dice| {
            let sentences = 2 + dice.below(3);
            (0..sentences).map(|_| sentence(dice, WORDS)).collect::<Vec<_>>().join(" ")
        };
        let paragraphs = (0..PARAGRAPHS).map(|_| paragraph(&mut dice)).collect();
        Article {
            id: format!("article-{number}"),
            title,
            publisher: "Bench".to_owned(),
            date: format!("20{:02}-{:02}-{:02}", number % 24, 1 + number % 12, 1 + number % 28),
            url: format!("https://bench.example/{number}"),
            licence: "CC BY 4.0".to_owned(),
            paragraphs,
        }
    })
}

/// Writes the corpus, and says how long its texts are.
pub fn write(paragraphs: usize, mut out: impl Write) -> anyhow::Result<u64> {
    let mut bytes = 0;
    for article in articles(paragraphs) {
        bytes += article.title.len() + article.paragraphs.iter().map(String::len).sum::<usize>();
        serde_json::to_writer(&mut out, &article)?;
        out.write_all(b"\n")?;
    }
    Ok(bytes as u64)
}

/// Two to four words that somebody looks for: words of an article, the commonest left out.
pub fn search(turn: usize, paragraphs: usize) -> Vec<String> {
    let mut dice = Dice::new(turn as u64 + 1_000_003);
    let number = dice.below(paragraphs.div_ceil(PARAGRAPHS) as u64);
    let wanted = 2 + dice.below(3) as usize;
    let mut of = Dice::new(number + 1);
    let mut words = Vec::new();
    while words.len() < wanted {
        let rank = of.rank();
        if rank >= 30 {
            words.push(word(rank));
        }
    }
    words
}

/// What somebody has typed so far of a name or a title: one to six letters.
pub fn typed(turn: usize) -> String {
    let mut dice = Dice::new(turn as u64 + 2_000_003);
    let (length, whole) = (1 + dice.below(6) as usize, person(dice.below(PEOPLE)).to_lowercase());
    whole.chars().take(length).collect()
}
