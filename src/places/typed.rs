//! What a person typed, taken apart: a name, what it is said to be, and where it is said to lie.

use super::normalize;

/// No name of a place is longer.
const LONGEST: usize = 100;

/// Words for the whole country, which tell nothing here.
const COUNTRY: &[&str] = &["usa", "us", "united states", "united states of america", "america", "u s a", "the us"];

/// Postal abbreviations that are also words: only meant as states in capitals.
const WORDS_TOO: &[&str] = &["al", "co", "de", "hi", "id", "in", "la", "ma", "me", "mi", "mo", "oh", "ok", "or", "pa"];

/// What the text says that the place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    State,
    County,
    /// A city, town or village.
    Place,
}

/// A text that may name a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Typed {
    /// Everything, normalised.
    pub whole: String,
    /// What stands before the first comma, normalised.
    pub head: String,
    /// What stands after each comma, normalised; the country and a postal code left out.
    pub tails: Vec<String>,
}

/// Takes a text apart; `None` where it cannot be a name.
pub(super) fn read(text: &str) -> Option<Typed> {
    let text = text.trim().trim_start_matches('#');
    let text =
        text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '“' | '”' | '‘' | '’' | '\'' | '?' | '!'));
    let markup = |c: char| c.is_control() || "<>{}[]|\\^~=*_`@$%;+".contains(c);
    if text.chars().nth(LONGEST).is_some()
        || text.contains(markup)
        || text.contains("://")
        || !text.chars().any(char::is_alphabetic)
    {
        return None;
    }
    let mut parts = text.split([',', '(', ')', '，', '、']).map(normalize).filter(|part| !part.is_empty());
    let mut head = parts.next()?;
    let mut tails: Vec<String> = parts.collect();
    match tails.last_mut() {
        Some(last) => without_postal_code(last),
        None => without_postal_code(&mut head),
    }
    tails.retain(|tail| !tail.is_empty() && !COUNTRY.contains(&tail.as_str()));
    if tails.is_empty()
        && let Some(bare) = COUNTRY.iter().find_map(|country| head.strip_suffix(country)?.strip_suffix(' '))
    {
        head = bare.to_owned();
    }
    let whole = std::iter::once(&head).chain(&tails).map(String::as_str).collect::<Vec<_>>().join(" ");
    let a_word =
        WORDS_TOO.contains(&whole.as_str()) && !text.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    // "La." and "la" are Los Angeles or Louisiana; the others are words of a sentence.
    if a_word && whole != "la" && !text.contains('.') {
        return None;
    }
    Some(Typed { whole, head, tails })
}

/// Drops a trailing five-digit postal code.
fn without_postal_code(part: &mut String) {
    while let Some((before, last)) = part.rsplit_once(' ') {
        if last.len() < 4 || last.len() > 5 || !last.bytes().all(|byte| byte.is_ascii_digit()) {
            break;
        }
        *part = before.to_owned();
    }
    if part.len() == 5 && part.bytes().all(|byte| byte.is_ascii_digit()) {
        part.clear();
    }
}

const BEFORE: &[(&str, Wanted)] = &[
    ("city and county of ", Wanted::Place),
    ("city of ", Wanted::Place),
    ("town of ", Wanted::Place),
    ("village of ", Wanted::Place),
    ("borough of ", Wanted::Place),
    ("township of ", Wanted::Place),
    ("municipality of ", Wanted::Place),
    ("downtown ", Wanted::Place),
    ("ciudad de ", Wanted::Place),
    ("ville de ", Wanted::Place),
    ("county of ", Wanted::County),
    ("parish of ", Wanted::County),
    ("condado de ", Wanted::County),
    ("comte de ", Wanted::County),
    ("state of ", Wanted::State),
    ("commonwealth of ", Wanted::State),
    ("estado de ", Wanted::State),
    ("etat de ", Wanted::State),
];

const AFTER: &[(&str, Wanted)] = &[
    (" city and county", Wanted::Place),
    (" city proper", Wanted::Place),
    (" city limits", Wanted::Place),
    (" city", Wanted::Place),
    (" town", Wanted::Place),
    (" village", Wanted::Place),
    (" township", Wanted::Place),
    (" twp", Wanted::Place),
    (" municipality", Wanted::Place),
    (" county", Wanted::County),
    (" co", Wanted::County),
    (" cty", Wanted::County),
    (" cnty", Wanted::County),
    (" parish", Wanted::County),
    (" borough", Wanted::County),
    (" census area", Wanted::County),
    (" municipio", Wanted::County),
    (" state", Wanted::State),
];

/// The words that a label adds in parentheses to tell two places apart.
pub(super) fn kind_word(word: &str) -> Option<Wanted> {
    Some(match word {
        "state" | "the state" => Wanted::State,
        "county" | "the county" | "parish" => Wanted::County,
        "city" | "the city" | "community" | "town" | "village" | "township" | "borough" => Wanted::Place,
        _ => return None,
    })
}

/// The ways to read a name, the most literal first: as it stands, without "the", without the words that say what it is.
pub(super) fn readings(name: &str) -> impl Iterator<Item = (&str, Option<Wanted>)> {
    let bare = name.strip_prefix("the ").or_else(|| name.strip_prefix("la ")).filter(|bare| !bare.is_empty());
    let forms = std::iter::once(name).chain(bare);
    let literal = forms.clone().map(|form| (form, None));
    let before = forms.clone().flat_map(|form| {
        BEFORE.iter().filter_map(move |(word, wanted)| Some((form.strip_prefix(word)?, Some(*wanted))))
    });
    let before = before.flat_map(|(form, wanted)| {
        // "the city of the Dalles", "the County of Cook County".
        [(form, wanted), (form.strip_prefix("the ").unwrap_or(form), wanted)]
    });
    let after = forms.flat_map(|form| {
        AFTER.iter().filter_map(move |(word, wanted)| Some((form.strip_suffix(word)?, Some(*wanted))))
    });
    literal.chain(before).chain(after).filter(|(form, _)| !form.is_empty())
}
