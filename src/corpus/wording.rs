//! A tracker's own words: what its file says, and what follows from its question.

use crate::domain::{CountsAs, Status, TrackerWording, Verb};
use crate::text::{Inflected, bases_of, fold, plural, tokens};
use crate::words::Words;

use super::error::Problem;
use super::fields::{Located, Reader};

/// What a headline fills in.
const FIELDS: [&str; 6] = ["subject", "item", "items", "count", "date", "sender"];

/// Reads `verbs`, `yes`, `no`, `not_listed`, `item`, `items` and the `[[status]]` tables.
pub(super) fn read(reader: &mut Reader<'_, '_>, words: &Words, question: &str) -> TrackerWording {
    let mut verbs: Vec<Spelt> = reader.texts("verbs").iter().filter_map(|entry| Spelt::read(entry)).collect();
    let clause = Clause::of(question, &verbs);
    if verbs.is_empty() {
        verbs.extend(clause.as_ref().and_then(Clause::verb));
    }
    let mut said = |name: &'static str| {
        let (text, line) = reader.optional_text(name)?;
        check_fields(reader, name, line, &text);
        Some(text)
    };
    let (yes, no) = (said("yes"), said("no"));
    let not_listed = said("not_listed").unwrap_or_else(|| words.say("wording.not_listed", &[]));
    let item = said("item").unwrap_or_else(|| words.say("wording.item", &[]));
    let items = said("items").unwrap_or_else(|| plural(&item));
    let answered = |key: &str, clause: String| words.say(key, &[("clause", &clause)]);
    let yes = yes.unwrap_or_else(|| match &clause {
        Some(clause) => answered("wording.yes_clause", clause.affirmed()),
        None => words.say("wording.yes", &[]),
    });
    let no = no.unwrap_or_else(|| match &clause {
        Some(clause) => answered("wording.no_clause", clause.denied()),
        None => words.say("wording.no", &[]),
    });
    let declared = reader.list("status").unwrap_or_default();
    let statuses = if declared.is_empty() {
        let done = verbs.first().map(|verb| verb.participle.clone());
        let not = done.as_ref().map(|done| words.say("wording.status_not", &[("status", done)]));
        vec![
            Status {
                name: done.unwrap_or_else(|| words.say("wording.status_yes", &[])),
                wording: yes,
                counts_as: CountsAs::Yes,
                colour: None,
            },
            Status {
                name: not.unwrap_or_else(|| words.say("wording.status_no", &[])),
                wording: no,
                counts_as: CountsAs::No,
                colour: None,
            },
        ]
    } else {
        let mut statuses: Vec<Status> = Vec::with_capacity(declared.len());
        for (at, item) in declared.into_iter().enumerate() {
            let line = item.line;
            let Some(status) = status(reader, at, item, words, &verbs, [&yes, &no]) else { continue };
            if statuses.iter().any(|other| other.name == status.name) {
                reader.wrong(line, &format!("status[{at}].name"), Problem::GivenTwice);
            } else {
                statuses.push(status);
            }
        }
        statuses
    };
    let verbs = verbs.into_iter().map(|spelt| spelt.verb).collect();
    TrackerWording { verbs, statuses, not_listed, item, items }
}

fn check_fields(reader: &mut Reader<'_, '_>, name: &str, line: u32, text: &str) {
    if let Some(field) = crate::words::fields(text).find(|field| !FIELDS.contains(field)) {
        reader.wrong(line, name, Problem::UnknownPlaceholder(field.to_owned()));
    }
}

/// One `[[status]]`. `answers` are the headlines of a plain yes and a plain no.
fn status(
    reader: &mut Reader<'_, '_>,
    at: usize,
    item: Located,
    words: &Words,
    verbs: &[Spelt],
    answers: [&String; 2],
) -> Option<Status> {
    let mut inner = reader.inner(&format!("status[{at}]"), item)?;
    let name = inner.text("name").map(|(name, _)| name.trim().to_owned());
    let counts_as = inner.word("counts_as", &CountsAs::WORDS, &CountsAs::ALL);
    let wording = inner.optional_text("wording");
    if let Some((text, line)) = &wording {
        check_fields(&mut inner, "wording", *line, text);
    }
    let colour = inner.optional_text("colour").and_then(|(colour, line)| {
        let digits = colour.strip_prefix('#').unwrap_or_default();
        if digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Some(colour.to_lowercase());
        }
        inner.wrong(line, "colour", Problem::NotAColour(colour));
        None
    });
    inner.finish();
    let name = name?;
    // "signed" is what the question asks for; "in committee" is not, and is said as it stands.
    let bare = name.strip_prefix("not ").unwrap_or(&name);
    let asked = verbs.iter().any(|verb| verb.participle == bare || verb.past == bare);
    let told = match (asked, bare == name) {
        (true, true) => CountsAs::Yes,
        (true, false) => CountsAs::No,
        (false, _) => CountsAs::Neither,
    };
    let counts_as = counts_as.unwrap_or(told);
    let wording = wording.map(|(text, _)| text).unwrap_or_else(|| match (counts_as, told) {
        (CountsAs::Yes, CountsAs::Yes) => answers[0].clone(),
        (CountsAs::No, CountsAs::No) => answers[1].clone(),
        _ => words.say("wording.status", &[("status", &name)]),
    });
    Some(Status { name, wording, counts_as, colour })
}

/// A verb with the forms that headlines need.
struct Spelt {
    verb: Verb,
    past: String,
    participle: String,
}

impl Spelt {
    /// "sign", "opt out", "be sent"; with its past and its participle behind commas where they are to be told:
    /// "sue, sued" or "take, took, taken".
    fn read(entry: &str) -> Option<Spelt> {
        let mut parts = entry.split([',', '/']).map(str::trim).filter(|part| !part.is_empty());
        let phrase = parts.next()?.to_lowercase();
        let passive = phrase.strip_prefix("be ");
        let (own, rest) = passive.unwrap_or(&phrase).split_once(' ').unwrap_or((passive.unwrap_or(&phrase), ""));
        let told: Vec<String> = parts.map(str::to_lowercase).collect();
        let inflected = Inflected::of(own);
        let mut forms: Vec<String> = Vec::new();
        let given = told.iter().filter_map(|form| form.split(' ').next());
        for base in std::iter::once(own.to_owned()).chain(bases_of(own)) {
            forms.extend(Inflected::of(&base).all().map(str::to_owned));
        }
        forms.extend(given.map(str::to_owned));
        forms.sort();
        forms.dedup();
        let whole = |form: &str| if rest.is_empty() { form.to_owned() } else { format!("{form} {rest}") };
        let (past, participle) = match (passive, told.as_slice()) {
            (Some(_), _) => (whole(own), whole(own)),
            (None, [past]) => (past.clone(), past.clone()),
            (None, [past, participle, ..]) => (past.clone(), participle.clone()),
            // What is given in a past form already, "signed", is not bent further.
            (None, []) if !bases_of(own).is_empty() && own.ends_with("ed") => (whole(own), whole(own)),
            (None, []) => (whole(&inflected.past), whole(&inflected.participle)),
        };
        let passive = passive.is_some();
        Some(Spelt { verb: Verb { phrase, forms, passive }, past, participle })
    }
}

/// A tracker's question taken apart, to be answered in its own words: "Did it sign the pledge?"
struct Clause {
    auxiliary: String,
    /// The word behind the subject: "sign".
    word: String,
    /// All that stands behind that word, to the end: " the pledge".
    rest: String,
    /// The verb's past, where the file says how it goes.
    past: Option<String>,
}

impl Clause {
    fn of(question: &str, verbs: &[Spelt]) -> Option<Clause> {
        let question = question.trim().trim_end_matches(['?', ' ']);
        let found: Vec<_> = tokens(question).collect();
        let folded: Vec<String> = found.iter().map(|token| fold(token.text).into_owned()).collect();
        let auxiliary = folded.first()?.clone();
        if !matches!(
            auxiliary.as_str(),
            "did" | "does" | "do" | "has" | "have" | "is" | "are" | "was" | "were" | "will"
        ) {
            return None;
        }
        let spelt = |word: &String| verbs.iter().find(|spelt| spelt.verb.forms.contains(word));
        let at = match folded.get(1)?.as_str() {
            "it" | "they" | "he" | "she" => 2,
            _ if !verbs.is_empty() => {
                (2..folded.len()).find(|at| folded.get(*at).is_some_and(|word| spelt(word).is_some()))?
            }
            "this" | "the" | "that" | "these" => 3,
            _ => return None,
        };
        let (token, word) = (found.get(at)?, folded.get(at)?);
        let rest = question.get(token.range().end..)?.to_owned();
        let past = spelt(word).filter(|spelt| !spelt.verb.passive && !spelt.verb.phrase.contains(' '));
        let past = past.map(|spelt| spelt.past.clone());
        Some(Clause { auxiliary, word: word.clone(), rest, past })
    }

    /// "{subject} signed the pledge"
    fn affirmed(&self) -> String {
        let Clause { auxiliary, word, rest, past } = self;
        match auxiliary.as_str() {
            "did" => format!("{{subject}} {}{rest}", past.clone().unwrap_or_else(|| Inflected::of(word).past)),
            "does" | "do" => format!("{{subject}} {}{rest}", Inflected::of(word).third),
            other => format!("{{subject}} {} {word}{rest}", singular(other)),
        }
    }

    /// "{subject} did not sign the pledge"
    fn denied(&self) -> String {
        let Clause { auxiliary, word, rest, .. } = self;
        format!("{{subject}} {} not {word}{rest}", singular(auxiliary))
    }

    /// The verb that is asked for.
    fn verb(&self) -> Option<Spelt> {
        match self.auxiliary.as_str() {
            "is" | "are" | "was" | "were" => {
                let participle = !bases_of(&self.word).is_empty() && !self.word.ends_with('s');
                participle.then(|| Spelt::read(&format!("be {}", self.word))).flatten()
            }
            _ => Spelt::read(&self.word),
        }
    }
}

fn singular(auxiliary: &str) -> &str {
    match auxiliary {
        "do" => "does",
        "have" => "has",
        "are" => "is",
        "were" => "was",
        other => other,
    }
}
