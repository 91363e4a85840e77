//! A question in small letters, as people type, read with the capitals that the archive gives its words.

use std::collections::HashMap;

use super::sentences::candidates;
use super::spelling::is_slip_of_the_archive;
use super::{Engine, Request};
use crate::index::{PassageQuery, StoredParagraph, WeightedTerm};
use crate::query::{EntityKind, List, Question, Role, is_known, vector};
use crate::text;

/// From this share of its uses inside sentences on, a word that is written with a capital is a name.
const NAMES: f32 = 0.8;

/// Paragraphs that are looked at for a word that the likeliest ones do not hold.
const FURTHER: usize = 6;

/// So few uses tell little of a word of English.
const FEW: usize = 2;

/// In a text with a greater share of capitals they tell nothing: a headline.
const HEADLINE: f32 = 0.6;

/// Reads a question as it is asked of this archive. Where its letters are all small, or all capitals, what the archive
/// writes with capitals is a name.
pub(crate) fn read(engine: &Engine, request: &Request, source: &str) -> Question {
    let question = with_possessives(engine, Question::parse(source));
    let tells = !tells_nothing(&question.text);
    if tells && !opens_on_name(&question) {
        return question;
    }
    // The first word has its capital anyway.
    let lower = if tells { small_first(&question.text) } else { question.text.to_lowercase() };
    let small =
        if lower == question.text { question } else { Question { notes: question.notes, ..Question::parse(&lower) } };
    let words = if tells { 1 } else { usize::MAX };
    let Some(written) = with_capitals(engine, request, &small, words) else { return small };
    Question { notes: small.notes, ..Question::parse(&written) }
}

/// The question with the apostrophe that "Ramoss" lacks, where the archive has "Ramos" and not that.
fn with_possessives(engine: &Engine, question: Question) -> Question {
    let known = |word: &str| engine.doc_freq(&text::term(word)) > 0;
    let lacking = text::tokens(&question.text).find_map(|word| {
        let owner = word.text.strip_suffix('s').filter(|owner| owner.ends_with('s') && owner.len() > 3)?;
        let lacks = !is_known(&text::term(word.text)) && !known(word.text) && known(owner);
        lacks.then(|| (word.range(), owner))
    });
    let Some((at, owner)) = lacking else { return question };
    let [before, behind] = [0..at.start, at.end..question.text.len()].map(|range| question.text.get(range));
    let written = format!("{}{owner}'s{}", before.unwrap_or_default(), behind.unwrap_or_default());
    Question { notes: question.notes.clone(), ..Question::parse(&written) }
}

/// Whether the capitals of a question tell no names from other words.
fn tells_nothing(asked: &str) -> bool {
    let tokens: Vec<text::Token<'_>> =
        text::tokens(asked).filter(|token| token.text.starts_with(char::is_alphabetic)).collect();
    // The country is written large for whoever types it small.
    let always = |word: &str| matches!(word, "I" | "U.S" | "United" | "States");
    let capital = |token: &&text::Token<'_>| token.text.starts_with(char::is_uppercase) && !always(token.text);
    let inner = tokens.iter().skip(1).filter(capital).count();
    // "Who Is The Mayor": function words are written small where capitals tell anything.
    let all = tokens.len() > 3 && tokens.iter().all(|token| capital(&token));
    inner == 0 && !opens_on_acronym(&tokens) || all || shouted(&tokens)
}

/// Whether all is written in capitals, and not of acronyms alone.
fn shouted(tokens: &[text::Token<'_>]) -> bool {
    const LONGEST_ACRONYM: usize = 5;
    let capitals = |token: &text::Token<'_>| !token.text.chars().any(char::is_lowercase);
    tokens.len() > 1 && tokens.iter().all(capitals) && tokens.iter().any(|token| token.text.len() > LONGEST_ACRONYM)
}

/// Whether the first word is taken for a name by itself.
fn opens_on_name(question: &Question) -> bool {
    let first = text::tokens(&question.text).next();
    let entity = first.and_then(|first| question.entities.iter().find(|entity| entity.range.start == first.start));
    let alone = |range: &std::ops::Range<usize>| first.is_some_and(|first| first.range().end >= range.end);
    let tokens: Vec<text::Token<'_>> = first.into_iter().collect();
    entity.is_some_and(|entity| entity.kind == EntityKind::Name && alone(&entity.range)) && !opens_on_acronym(&tokens)
}

fn small_first(asked: &str) -> String {
    let first = text::tokens(asked).next().map_or(0..0, |first| first.range());
    let [before, word, behind] =
        [0..first.start, first.clone(), first.end..asked.len()].map(|range| asked.get(range).unwrap_or_default());
    format!("{before}{}{behind}", word.to_lowercase())
}

fn opens_on_acronym(tokens: &[text::Token<'_>]) -> bool {
    tokens.first().is_some_and(|token| token.text.chars().filter(|letter| letter.is_uppercase()).count() > 1)
}

/// How the archive writes a word inside sentences.
#[derive(Default)]
struct Uses {
    small: usize,
    capital: usize,
    /// With a capital at the start of a sentence, or in a headline.
    unclear: usize,
    /// With a capital inside a longer name.
    inside: usize,
    /// With a capital beside the question's next word, which has one too; and both in small letters.
    pairs: [usize; 2],
    forms: HashMap<String, usize>,
}

impl Uses {
    /// Whether it and the next word are a name together: "rose bowl".
    fn opens_pair(&self) -> bool {
        let [capital, small] = self.pairs;
        capital > 0 && capital as f32 >= NAMES * (capital + small) as f32
    }

    fn form(&self) -> Option<&str> {
        let most = self.forms.iter().max_by(|(one, times), (other, others)| (times, other).cmp(&(others, one)));
        most.map(|(form, _)| form.as_str())
    }
}

/// The question with names as the archive writes them, among its first words; nothing where it has none.
fn with_capitals(engine: &Engine, request: &Request, question: &Question, first: usize) -> Option<String> {
    let mut words: Vec<Asked<'_>> = asked(question);
    words.iter_mut().skip(first).for_each(|word| word.may_be_name = false);
    let paragraphs = candidates(engine, request, question);
    let mut uses: Vec<Uses> = words.iter().map(|_| Uses::default()).collect();
    paragraphs.iter().for_each(|paragraph| count(paragraph, &words, &mut uses));
    for at in 0..words.len() {
        let rare = uses.get(at).is_some_and(|uses| uses.small + uses.capital < FEW);
        let Some(word) = words.get(at).filter(|word| rare && word.may_be_name) else { continue };
        let query = PassageQuery {
            terms: vec![WeightedTerm { term: word.term.clone(), weight: 1.0 }],
            filter: crate::index::Filter { paid: request.viewer.paid, ..Default::default() },
            ..PassageQuery::default()
        };
        let mut further: Vec<Uses> = words.iter().map(|_| Uses::default()).collect();
        for hit in engine.candidates(&query, FURTHER) {
            count(&hit.paragraph, &words, &mut further);
        }
        if let (Some(own), Some(found)) = (uses.get_mut(at), further.into_iter().nth(at)) {
            *own = Uses { pairs: own.pairs, ..found };
        }
    }
    let mut written = String::with_capacity(question.text.len());
    let mut from = 0;
    let mut named = false;
    let read: Vec<Reading> = words.iter().zip(&uses).map(|(word, uses)| reading(engine, word, uses)).collect();
    let pairs: Vec<bool> = uses.iter().map(Uses::opens_pair).collect();
    let is_name = |at: usize| {
        let pair = |at: usize| pairs.get(at).copied().unwrap_or_default();
        let beside = || [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|at| read.get(at));
        match read.get(at)? {
            Reading::Name => Some(true),
            _ if pair(at) || at.checked_sub(1).is_some_and(pair) => Some(true),
            // A strange word beside a name, or beside another, is of a name.
            Reading::Strange => Some(beside().any(|other| *other != Reading::Word)),
            Reading::Word => None,
        }
    };
    for (at, (word, uses)) in words.iter().zip(&uses).enumerate() {
        if is_name(at) != Some(true) {
            continue;
        }
        written.push_str(question.text.get(from..word.start)?);
        written.push_str(&capitalised(word, uses));
        from = word.start + word.typed.len();
        named = true;
    }
    written.push_str(question.text.get(from..)?);
    named.then_some(written)
}

/// A word of the question.
struct Asked<'q> {
    typed: &'q str,
    start: usize,
    term: String,
    may_be_name: bool,
}

fn asked(question: &Question) -> Vec<Asked<'_>> {
    let read = text::tokens(&question.text).map(|token| {
        let term = text::term(token.text);
        let role = question.terms.iter().find(|known| known.text == term).map(|known| (known.role, known.entity));
        let free = |entity: Option<usize>| {
            entity.and_then(|at| question.entities.get(at)).is_none_or(|entity| entity.kind == EntityKind::Name)
        };
        let may_be_name = role
            .is_some_and(|(role, entity)| matches!(role, Role::Content | Role::Light) && free(entity))
            && token.text.starts_with(char::is_alphabetic);
        Asked { typed: token.text, start: token.start, term, may_be_name }
    });
    read.collect()
}

/// Counts how a paragraph writes the words of a question.
///
/// Inside a longer name ("Environmental Protection Agency") a word is written large for the name's sake: it counts where
/// the word beside it in the name stands beside it in the question, or where it is all that follows a title ("Mayor Lee").
fn count(paragraph: &StoredParagraph, asked: &[Asked<'_>], uses: &mut [Uses]) {
    let body = &paragraph.paragraph.text;
    let tokens: Vec<text::Token<'_>> = text::tokens(body).collect();
    let capitals = tokens.iter().filter(|token| token.text.starts_with(char::is_uppercase)).count();
    let headline = paragraph.paragraph.key.number().is_none() || capitals as f32 > HEADLINE * tokens.len() as f32;
    let terms: Vec<Option<String>> = tokens
        .iter()
        .map(|token| {
            // Most words are not asked about, which their first letter tells.
            let first = token.text.chars().next().map(|first| first.to_ascii_lowercase());
            let may =
                asked.iter().any(|word| word.typed.chars().next().map(|first| first.to_ascii_lowercase()) == first);
            may.then(|| text::term(token.text))
        })
        .collect();
    let opens = |at: usize| {
        tokens.get(at).is_some_and(|token| {
            paragraph.sentences.iter().any(|sentence| {
                let before = body.get(sentence.start..token.start);
                before.is_some_and(|before| before.chars().all(|mark| !mark.is_alphanumeric()))
            }) || at > 0 && opened_by_mark(body, token.start)
        })
    };
    let capital = |at: usize| tokens.get(at).is_some_and(|token| token.text.starts_with(char::is_uppercase));
    let side_by_side = |left: usize, right: usize| {
        let gap =
            tokens.get(left).zip(tokens.get(right)).and_then(|(left, right)| body.get(left.range().end..right.start));
        let closed = tokens.get(left).is_some_and(|left| left.text.ends_with("'s") || left.text.ends_with("’s"));
        !closed && gap.is_some_and(|gap| matches!(gap, " " | ". " | "-" | " & "))
    };
    let is = |at: usize, word: Option<&Asked<'_>>| {
        word.is_some_and(|word| terms.get(at).and_then(Option::as_ref) == Some(&word.term))
    };
    for (at, token) in tokens.iter().enumerate() {
        let Some(term) = terms.get(at).and_then(Option::as_ref) else { continue };
        for (number, word) in asked.iter().enumerate().filter(|(_, word)| word.may_be_name && word.term == *term) {
            let Some(uses) = uses.get_mut(number) else { continue };
            // "Waverly" is not wavering; "carters" may be Carter's.
            let (bare, typed) = (bare(token.text), text::fold(self::bare(word.typed)));
            let form = text::fold(bare);
            if form != typed && typed.strip_suffix('s') != Some(&form) {
                continue;
            }
            let next = asked.get(number + 1).filter(|next| next.may_be_name && !headline);
            if next.is_some() && is(at + 1, next) && side_by_side(at, at + 1) && capital(at) == capital(at + 1) {
                uses.pairs[usize::from(!capital(at))] += 1;
            }
            if !capital(at) {
                uses.small += usize::from(!headline);
                continue;
            }
            if form == typed {
                *uses.forms.entry(bare.to_owned()).or_default() += 1;
            }
            let acronym = bare.chars().filter(|letter| letter.is_uppercase()).count() > 1;
            if headline || opens(at) && !acronym {
                uses.unclear += 1;
                continue;
            }
            let before =
                at.checked_sub(1).filter(|before| capital(*before) && side_by_side(*before, at) && !opens(*before));
            let behind = Some(at + 1).filter(|behind| capital(*behind) && side_by_side(at, *behind));
            let beside = number.checked_sub(1).and_then(|before| asked.get(before));
            let with =
                before.is_some_and(|at| is(at, beside)) || behind.is_some_and(|at| is(at, asked.get(number + 1)));
            let titled = |at: usize| {
                tokens.get(at).is_some_and(|token| {
                    let word = text::fold(token.text);
                    List::Person.has(&word) || List::Honorific.has(&word)
                })
            };
            let alone = behind.is_none() && before.is_none_or(titled);
            // A surname is written with its given name as often as alone.
            let known = is_known(term);
            if with || alone || !known {
                uses.capital += 1;
            } else {
                uses.inside += 1;
            }
        }
    }
}

fn opened_by_mark(text: &str, at: usize) -> bool {
    text.get(..at).is_some_and(|before| before.trim_end().ends_with(['"', '“', ':', '(', '‘', '•']))
}

fn bare(word: &str) -> &str {
    word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word)
}

/// What a word of the question is to the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    Name,
    /// Neither the archive nor English is known to have it.
    Strange,
    Word,
}

fn reading(engine: &Engine, word: &Asked<'_>, uses: &Uses) -> Reading {
    if !word.may_be_name {
        return Reading::Word;
    }
    let known = is_known(&word.term);
    let used = uses.small + uses.capital;
    let is = |name: bool| if name { Reading::Name } else { Reading::Word };
    if used > 0 {
        is(uses.capital as f32 >= NAMES * used as f32 && (!known || uses.capital >= FEW))
    } else if uses.inside > FEW {
        Reading::Name
    } else if uses.unclear + uses.inside > 0 {
        is(!known)
    } else {
        // The lists of English lack many words: one alone is no name for that.
        const SHORTEST: usize = 4;
        let strange = word.typed.len() >= SHORTEST && !known && vector(word.typed).is_none();
        let strange = strange && !is_slip_of_the_archive(engine, word.typed, &word.term);
        if strange { Reading::Strange } else { Reading::Word }
    }
}

/// The word as the archive writes it, or with a capital.
fn capitalised(word: &Asked<'_>, uses: &Uses) -> String {
    let bare = bare(word.typed);
    let ending = word.typed.get(bare.len()..).unwrap_or_default();
    match uses.form().filter(|form| form.starts_with(char::is_uppercase)) {
        Some(form) => format!("{form}{ending}"),
        None => {
            let mut letters = word.typed.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
        }
    }
}
