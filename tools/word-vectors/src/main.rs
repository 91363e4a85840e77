//! Makes the vectors of words that lie close where words mean alike: the words that a small language model knows as
//! one token, each read by the model alone, and of what the model makes of them the directions in which they differ most.
//!
//! `word-vectors MODEL WORDS VECTORS` reads a folder with `vocab.txt`, `config.json` and `model.safetensors` (a BERT
//! model that is trained to compare sentences: all-MiniLM-L6-v2).

mod model;
mod principal;

use std::path::Path;

use anyhow::Context as _;

use model::Model;

/// So many numbers make a vector.
const DIMENSIONS: usize = 32;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, words_out, vectors_out] = arguments.as_slice() else {
        anyhow::bail!("expected: word-vectors MODEL WORDS VECTORS")
    };
    let model = Path::new(model);
    let vocabulary = std::fs::read_to_string(model.join("vocab.txt")).context("vocab.txt")?;
    let vocabulary: Vec<&str> = vocabulary.lines().collect();
    let mut words: Vec<(&str, u32)> =
        (0..).zip(&vocabulary).filter(|(_, token)| is_word(token)).map(|(number, token)| (*token, number)).collect();
    words.sort_unstable();
    let numbers: Vec<u32> = words.iter().map(|(_, number)| *number).collect();
    let read = Model::open(model, &vocabulary)?.read(&numbers)?;
    let vectors = principal::directions(&read, DIMENSIONS);

    let mut bytes = Vec::new();
    for vector in vectors.row_iter() {
        // Where a vector points is all that is of use: each is made as long as bytes allow.
        let scale = f64::from(i8::MAX) / vector.norm().max(f64::MIN_POSITIVE);
        let scaled = vector.iter().map(|number| (number * scale).round() as i8);
        bytes.extend(scaled.flat_map(i8::to_le_bytes));
    }
    let mut lines = String::from(HEADING);
    words.iter().for_each(|(word, _)| lines.extend([word, "\n"]));
    std::fs::write(words_out, lines).with_context(|| words_out.clone())?;
    std::fs::write(vectors_out, bytes).with_context(|| vectors_out.clone())
}

/// Whether a token is a whole word: the others are pieces, marks and numbers.
fn is_word(token: &str) -> bool {
    token.len() > 2 && token.bytes().all(|byte| byte.is_ascii_lowercase())
}

const HEADING: &str = "\
# The words whose vectors stand in vectors.bin, in its order. Made by tools/word-vectors from all-MiniLM-L6-v2 (see
# LICENSE-MINILM).
";
