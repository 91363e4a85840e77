//! Speech reported without quotation marks: "said that he … would not attend", "according to the letter, …".

use std::ops::Range;

use super::lexicon::Class;
use super::mentions::Sort;
use super::reading::Kind;
use super::scene::Scene;

/// Speech in the article's own wording.
#[derive(Debug, Clone)]
pub(super) struct Reported {
    pub(super) paragraph: usize,
    /// What was said, as the article words it: bytes.
    pub(super) range: Range<usize>,
    /// The mention that speaks.
    pub(super) speaker: usize,
    /// The reporting word.
    pub(super) cue: usize,
}

/// The share from which a word reports speech surely enough to open indirect speech.
const REPORTS: u8 = 60;

/// How many tokens an attribution may take between its speaker and its cue.
const BETWEEN: usize = 3;

/// All speech reported without marks, in reading order.
pub(super) fn reported(scene: &Scene<'_>) -> Vec<Reported> {
    let mut found = Vec::new();
    let mut sentence = None;
    let mut clause = Clause::default();
    for (cue, token) in scene.reading.tokens.iter().enumerate() {
        let reports = token.kind == Kind::Word && (token.cue() >= REPORTS || token.is(Class::Announcing));
        // One report a sentence: what follows inside it is part of what was said.
        if !reports || token.capital || sentence == Some(token.sentence) {
            continue;
        }
        let Some(speaker) = speaker_before(scene, cue) else { continue };
        let Some(content) = content_after(scene, cue, &mut clause) else { continue };
        let Some((paragraph, range)) = scene.reading.bytes(content.start, content.end.saturating_sub(1)) else {
            continue;
        };
        sentence = Some(token.sentence);
        found.push(Reported { paragraph, range, speaker, cue });
    }
    found
}

/// The subject of a cue: the mention right before it, over adverbs and auxiliaries, or over one aside in commas.
fn speaker_before(scene: &Scene<'_>, cue: usize) -> Option<usize> {
    let mut at = cue;
    for _ in 0..BETWEEN {
        at = at.checked_sub(1)?;
        let token = scene.reading.token(at)?;
        if let Some(mention) = scene.mention_at(at) {
            return subject(scene, mention);
        }
        if token.kind == Kind::Comma {
            return over_aside(scene, at);
        }
        if !token.any(&[Class::Auxiliary, Class::Adverb]) && !scene.reading.word(at).ends_with("ly") {
            return None;
        }
    }
    None
}

/// "Sessions, for his part, said": the mention before the comma that opens the aside.
fn over_aside(scene: &Scene<'_>, comma: usize) -> Option<usize> {
    for at in (comma.saturating_sub(12)..comma).rev() {
        let token = scene.reading.token(at)?;
        match token.kind {
            Kind::Comma => {
                let host = scene.mention_at(at.checked_sub(1)?)?;
                // "Biden, who was to travel to Columbus, Ohio, on Wednesday, said": not the place.
                return subject(scene, scene.outside_relative(host).unwrap_or(host));
            }
            Kind::Word | Kind::Number => {}
            _ => return None,
        }
    }
    None
}

/// A mention that can be the subject of a reporting verb.
fn subject(scene: &Scene<'_>, mention: usize) -> Option<usize> {
    let found = scene.mentions.get(mention)?;
    let head = scene.reading.token(found.head)?;
    let object = head.possessive || head.is(Class::Object) && !head.is(Class::It) || head.is(Class::Possessive);
    if object {
        return None;
    }
    // "a letter to Sessions said": what stands behind a preposition is no subject.
    let mut before = found.tokens.start;
    if let Some(role) = found.role.clone().filter(|role| role.start < before) {
        before = role.start;
    }
    // "polls in Ashford and Port Reed found": the second stands where the first does.
    if let Some(and) = before.checked_sub(1).filter(|and| scene.joins(*and))
        && let Some(first) = and.checked_sub(1).and_then(|at| scene.mention_at(at))
        && let Some(first) = scene.mentions.get(first).filter(|first| first.tokens.end == and)
    {
        before = first.tokens.start;
    }
    let preposition = before.checked_sub(1).and_then(|index| scene.reading.token(index));
    let behind = preposition.is_some_and(|word| {
        // "a week after Lee promised to": these open a clause, with a subject of its own.
        let opens_clause = word
            .entry
            .is_some_and(|entry| matches!(entry.word, "after" | "before" | "since" | "until" | "as" | "than" | "like"));
        word.kind == Kind::Word && word.is(Class::Preposition) && !word.opens && !opens_clause
    });
    let speaks = match found.sort {
        Sort::Pronoun => scene.refers(mention) || head.is(Class::They),
        _ => true,
    };
    (speaks && !behind).then_some(mention)
}

/// What was said: from after the cue to the end of the clause, no quotation inside it.
fn content_after(scene: &Scene<'_>, cue: usize, clause: &mut Clause) -> Option<Range<usize>> {
    let first = scene.reading.token(cue + 1)?;
    // "Vowed to": what somebody says he will do.
    let announcing = scene.reading.token(cue)?.is(Class::Announcing);
    let opener = first.entry.map_or("", |entry| entry.word);
    let start = match opener {
        // "announced that day", "said that same morning".
        "that" if is_point_in_time(scene, cue + 2) => return None,
        "that" => cue + 2,
        // "threatened to sue": without the verb it would be another statement.
        "to" if announcing => cue,
        _ if announcing => return None,
        // "told reporters that": the one told stands between.
        _ if first.kind == Kind::Word && scene.reading.tokens.get(cue).is_some_and(|token| token.is(Class::Tell)) => {
            told(scene, cue)?
        }
        // "said he would": a clause without "that" has a subject of its own.
        _ if starts_clause(scene, cue + 1) => cue + 1,
        _ => return None,
    };
    let end = clause.end(scene, start.max(cue + 1));
    // What is quoted is reported as such.
    let quoted = scene.reading.token(end).is_some_and(|token| matches!(token.kind, Kind::Quote(_)));
    // "declined to say" reports nothing.
    let least = if start == cue { cue + 3 } else { start + 2 };
    (end > least && !quoted).then_some(start..end)
}

/// Whether "that" before a token points to a time: "that day", "that same morning".
fn is_point_in_time(scene: &Scene<'_>, at: usize) -> bool {
    let time = |at: usize| scene.reading.token(at).is_some_and(|token| !token.capital && token.is(Class::Time));
    time(at) || matches!(scene.reading.word(at), "same" | "very") && time(at + 1)
}

/// The end of a clause or a quotation, whichever comes first. Many reporting words may stand before one end.
#[derive(Debug, Default)]
struct Clause {
    looked_at: Range<usize>,
}

impl Clause {
    fn end(&mut self, scene: &Scene<'_>, start: usize) -> usize {
        let ends = |kind: Kind| matches!(kind, Kind::Stop | Kind::Break | Kind::Semicolon | Kind::Quote(_));
        if !self.looked_at.contains(&start) {
            let rest = scene.reading.tokens.get(start..).unwrap_or_default();
            self.looked_at = start..start + rest.iter().take_while(|token| !ends(token.kind)).count();
        }
        self.looked_at.end
    }
}

/// After "told N": the word after "that", where it follows the one told within a few words.
fn told(scene: &Scene<'_>, cue: usize) -> Option<usize> {
    let ends = |kind: Kind| matches!(kind, Kind::Stop | Kind::Break | Kind::Quote(_));
    let inside = |index: &usize| scene.reading.token(*index).is_some_and(|token| !ends(token.kind));
    (cue + 1..cue + 8).take_while(inside).find_map(|index| {
        let token = scene.reading.token(index)?;
        (token.entry.is_some_and(|entry| entry.word == "that") && token.kind == Kind::Word).then_some(index + 1)
    })
}

/// Whether a clause with a subject and a plain verb starts here.
fn starts_clause(scene: &Scene<'_>, at: usize) -> bool {
    let verb = |index: usize| scene.reading.token(index).is_some_and(|token| token.is(Class::Auxiliary));
    if let Some(mention) = scene.mention_at(at).and_then(|mention| scene.mentions.get(mention)) {
        // "defended his endorsement": a thing, not a clause.
        let possessive = scene.reading.token(mention.head).is_some_and(|head| head.is(Class::Possessive));
        return (mention.tokens.end..mention.tokens.end + 3).any(verb) || mention.sort == Sort::Pronoun && !possessive;
    }
    scene.reading.token(at).is_some_and(|token| token.any(&[Class::Determiner])) && (at + 1..at + 8).any(verb)
}
