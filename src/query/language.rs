//! Whether a question is asked in another language than English, by its function words and its script.

use crate::text;

/// Function words that are frequent in one language and no English words.
const MARKERS: &[(&str, &[&str])] = &[
    (
        "es",
        &[
            "qué", "quién", "cuándo", "dónde", "cuántos", "cuántas", "cómo", "por", "para", "los", "las", "el", "una",
            "del", "que", "es", "fue", "está", "cuál", "quien", "y", "se", "lo",
        ],
    ),
    (
        "fr",
        &[
            "qui", "quoi", "où", "quand", "comment", "pourquoi", "combien", "est", "les", "des", "une", "le", "la",
            "du", "sont", "quel", "quelle", "a-t-il", "dans", "sur", "ont", "été", "et",
        ],
    ),
    (
        "de",
        &[
            "wer", "was", "wann", "wo", "warum", "wie", "viele", "ist", "der", "das", "und", "ein", "eine", "hat",
            "haben", "von", "den", "dem", "welche", "welcher", "nicht", "sind", "wurde", "für",
        ],
    ),
    (
        "pt",
        &[
            "quem", "quando", "onde", "quantos", "quantas", "como", "por", "para", "os", "as", "uma", "do", "da",
            "que", "é", "foi", "não", "são", "qual",
        ],
    ),
    (
        "it",
        &[
            "chi", "cosa", "quando", "dove", "perché", "quanti", "quante", "come", "il", "gli", "della", "che", "è",
            "sono", "una", "del", "quale", "di", "ha",
        ],
    ),
    (
        "nl",
        &[
            "wie", "wat", "wanneer", "waar", "waarom", "hoeveel", "het", "een", "van", "zijn", "heeft", "niet",
            "welke", "de",
        ],
    ),
];

/// The BCP 47 tag of the language that a question is plainly asked in, where that is not English.
///
/// Cautious: two marks of one language, more than there are English function words; or a text without Latin letters.
pub fn foreign_language(source: &str) -> Option<&'static str> {
    if let Some(script) = other_script(source) {
        return Some(script);
    }
    let (mut english, mut foreign) = (0usize, [0usize; 6]);
    for token in text::tokens(source) {
        let word = token.text.to_lowercase();
        english += usize::from(
            text::is_stop_word(&word)
                || matches!(word.as_str(), "what" | "who" | "when" | "where" | "why" | "how" | "which"),
        );
        for (count, (_, markers)) in foreign.iter_mut().zip(MARKERS) {
            *count += usize::from(markers.contains(&word.as_str()));
        }
    }
    let (count, (tag, _)) = foreign.iter().zip(MARKERS).max_by_key(|(count, _)| **count)?;
    (*count >= 2 && *count > english).then_some(*tag)
}

/// The language that a script without Latin letters stands for, where one is plain.
fn other_script(source: &str) -> Option<&'static str> {
    let mut latin = 0usize;
    let mut counts = [0usize; 6];
    const TAGS: [&str; 6] = ["ru", "ar", "zh", "ja", "ko", "hi"];
    for character in source.chars().filter(|character| character.is_alphabetic()) {
        match character {
            '\u{0400}'..='\u{052F}' => counts[0] += 1,
            '\u{0600}'..='\u{06FF}' => counts[1] += 1,
            '\u{4E00}'..='\u{9FFF}' => counts[2] += 1,
            '\u{3040}'..='\u{30FF}' => counts[3] += 1,
            '\u{AC00}'..='\u{D7AF}' => counts[4] += 1,
            '\u{0900}'..='\u{097F}' => counts[5] += 1,
            _ => latin += usize::from(character < '\u{0250}'),
        }
    }
    // Kana among ideographs is Japanese.
    if counts[3] > 0 && counts[3] + counts[2] > latin {
        return Some("ja");
    }
    let (count, tag) = counts.iter().zip(TAGS).max_by_key(|(count, _)| **count)?;
    (*count > latin && *count > 1).then_some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_cases() {
        let check = |source| foreign_language(source).unwrap_or("en");
        let cases = [
            "¿Qué ciudades recibieron la carta y por qué?",
            "Qui a reçu les lettres ?",
            "Wer hat die Briefe bekommen und warum?",
            "Кто получил письма?",
            "誰が手紙を受け取りましたか",
            "Who was the mayor of San Francisco?",
            "Los Angeles",
            "Who is de Blasio?",
        ];
        insta::assert_snapshot!(cases.map(|case| format!("{} {case}", check(case))).join("\n"), @"
        es ¿Qué ciudades recibieron la carta y por qué?
        fr Qui a reçu les lettres ?
        de Wer hat die Briefe bekommen und warum?
        ru Кто получил письма?
        ja 誰が手紙を受け取りましたか
        en Who was the mayor of San Francisco?
        en Los Angeles
        en Who is de Blasio?
        ");
    }
}
