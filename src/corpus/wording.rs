//! A tracker's own words: what its file says, and what follows from its question.

use crate::domain::{CountsAs, Listed, Status, TrackerWording, Verb};
use crate::text::{Inflected, bases_of, fold, plural, tokens};
use crate::words::Words;

use super::error::Problem;
use super::fields::{FieldReader, Located};

/// What a headline fills in.
const FIELDS: [&str; 6] = ["subject", "item", "items", "count", "date", "sender"];

/// Reads `verbs`, `yes`, `no`, `not_listed`, `item`, `items`, `listed` and the `[[status]]` tables.
pub(super) fn read(reader: &mut FieldReader<'_, '_>, words: &Words, question: &str) -> TrackerWording {
    let mut verbs: Vec<Spelt> = reader.texts("verbs").iter().filter_map(|entry| Spelt::read(entry)).collect();
    let clause = Clause::of(question, &verbs);
    // What a status of the list is called after its verb; a verb that tells nothing by itself gives no name.
    let mut done = verbs.first().map(|verb| verb.participle.clone());
    if verbs.is_empty() {
        let verb = clause.as_ref().and_then(Clause::verb);
        done = clause.as_ref().zip(verb.as_ref()).and_then(|(clause, verb)| clause.label(verb));
        verbs.extend(verb);
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
    let listed = reader.word("listed", &["all", "yes"], &[Listed::All, Listed::Yes]).unwrap_or_default();
    let answered = |key: &str, clause: String| words.say(key, &[("clause", &clause)]);
    // A question that no statement follows from is repeated; what is no question is a heading.
    let unparsed = |answer: &str| {
        let question = question.trim();
        let key = if question.ends_with('?') { "wording.to_question" } else { "wording.under_heading" };
        let answer = words.say(&format!("wording.status_{answer}"), &[]);
        words.say(key, &[("answer", &answer), ("question", &question)])
    };
    let yes = yes.unwrap_or_else(|| match &clause {
        Some(clause) => answered("wording.yes_clause", clause.affirmed()),
        None => unparsed("yes"),
    });
    let no = no.unwrap_or_else(|| match &clause {
        Some(clause) => answered("wording.no_clause", clause.denied()),
        None => unparsed("no"),
    });
    let declared = reader.list("status").unwrap_or_default();
    let statuses = if declared.is_empty() {
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
        let asked = Asked { verbs: &verbs, done: done.as_deref(), clause: clause.as_ref() };
        let mut statuses: Vec<Status> = Vec::with_capacity(declared.len());
        for (at, item) in declared.into_iter().enumerate() {
            let line = item.line;
            let Some(status) = status(reader, at, item, words, &asked, [&yes, &no]) else { continue };
            if statuses.iter().any(|other| other.name == status.name) {
                reader.wrong(line, &format!("status[{at}].name"), Problem::GivenTwice);
            } else {
                statuses.push(status);
            }
        }
        statuses
    };
    let verbs = verbs.into_iter().map(|spelt| spelt.verb).collect();
    TrackerWording { verbs, statuses, not_listed, item, items, listed }
}

fn check_fields(reader: &mut FieldReader<'_, '_>, name: &str, line: u32, text: &str) {
    if let Some(field) = crate::words::fields(text).find(|field| !FIELDS.contains(field)) {
        reader.wrong(line, name, Problem::UnknownPlaceholder(field.to_owned()));
    }
}

/// One `[[status]]`. `answers` are the headlines of a plain yes and a plain no.
fn status(
    reader: &mut FieldReader<'_, '_>,
    at: usize,
    item: Located,
    words: &Words,
    asked: &Asked<'_>,
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
    let told = asked.told(&name.to_lowercase(), words);
    let counts_as = counts_as.unwrap_or(told);
    let wording = wording.map(|(text, _)| text).unwrap_or_else(|| match (asked.infinitive(&name), counts_as, told) {
        (Some(clause), CountsAs::No, _) => words.say("wording.no_clause", &[("clause", &clause)]),
        (Some(clause), _, _) => format!("{clause}."),
        (None, CountsAs::Yes, CountsAs::Yes) => answers[0].clone(),
        (None, CountsAs::No, CountsAs::No) => answers[1].clone(),
        _ => words.say("wording.status", &[("status", &name)]),
    });
    Some(Status { name, wording, counts_as, colour })
}

/// What a list asks for, to which its statuses are answers.
struct Asked<'a> {
    verbs: &'a [Spelt],
    /// What those are called that did.
    done: Option<&'a str>,
    clause: Option<&'a Clause>,
}

impl Asked<'_> {
    /// "signed" is what the question asks for, and "refused" is the contrary; "in committee" is neither, and is said as it
    /// stands.
    fn told(&self, name: &str, words: &Words) -> CountsAs {
        let bare = name.strip_prefix("not ").unwrap_or(name);
        let own = |name: &str| {
            self.done == Some(name) || self.verbs.iter().any(|verb| verb.participle == name || verb.past == name)
        };
        let plain = |key: &str| self.done.is_none() && words.say(key, &[]) == name;
        match (own(bare), bare == name) {
            (true, true) => CountsAs::Yes,
            (true, false) => CountsAs::No,
            (false, _) if plain("wording.status_yes") => CountsAs::Yes,
            (false, _) if plain("wording.status_no") || self.refusing(name) => CountsAs::No,
            (false, _) => CountsAs::Neither,
        }
    }

    /// Whether a status says that what is asked for was refused: "refused", where the question does not ask for that.
    fn refusing(&self, name: &str) -> bool {
        ["refuse", "decline"].iter().any(|base| Inflected::of(base).past == name)
    }

    /// "{subject} promised to join the fund", of a status that takes such a verb.
    fn infinitive(&self, name: &str) -> Option<String> {
        let base = TAKING_A_VERB.iter().find(|base| Inflected::of(base).past == name.to_lowercase())?;
        let clause =
            self.clause.filter(|clause| matches!(clause.auxiliary.as_str(), "did" | "does" | "do" | "will"))?;
        Some(format!("{{subject}} {} to {}{}", Inflected::of(base).past, clause.word, clause.rest))
    }
}

/// Verbs that take another with "to", and say whether it will be done.
const TAKING_A_VERB: &[&str] = &["refuse", "decline", "promise", "pledge", "vow", "agree", "plan", "offer", "threaten"];

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
            "is" | "are" | "was" | "were" => passive(&self.word),
            // "Has it been fined", "will it be sued": the verb stands behind.
            _ if matches!(self.word.as_str(), "been" | "be") => passive(&self.behind().next()?),
            "has" | "have" => {
                let base = bases_of(&self.word).into_iter().next().unwrap_or_else(|| self.word.clone());
                Spelt::read(&format!("{0}, {1}, {0}", self.word, Inflected::of(&base).past))
            }
            _ => Spelt::read(&self.word),
        }
    }

    fn behind(&self) -> impl Iterator<Item = String> {
        tokens(&self.rest).map(|token| fold(token.text).into_owned())
    }

    /// What those are called of whom it is true: "signed", "given back". A verb that says little by itself names nothing,
    /// nor does what is yet to be.
    fn label(&self, verb: &Spelt) -> Option<String> {
        let bare = !verb.verb.passive
            && bases_of(&verb.verb.phrase).iter().chain([&verb.verb.phrase]).any(|base| EMPTY.contains(&base.as_str()));
        if self.auxiliary == "will" || bare {
            return None;
        }
        // Without its particle a verb is another: "give" and "give back".
        let behind: Vec<String> = self.behind().collect();
        let skipped = if self.word == "been" || self.word == "be" { 1 } else { 0 };
        let own = behind.get(skipped..).unwrap_or_default();
        let particle = [own.first(), own.last()].into_iter().flatten().find(|word| PARTICLES.contains(&word.as_str()));
        let ends = own.last().filter(|word| matches!(word.as_str(), "in" | "on"));
        Some(match particle.or(ends) {
            Some(particle) => format!("{} {particle}", verb.participle),
            None => verb.participle.clone(),
        })
    }
}

/// Verbs that say nothing without what stands behind them.
const EMPTY: &[&str] = &["have", "be", "do", "make", "let"];

/// What makes another verb of the one before it, whatever follows: "give back", "set up", "take part".
const PARTICLES: &[&str] = &[
    "up", "out", "off", "back", "down", "away", "over", "along", "apart", "aside", "together", "forward", "part",
    "place", "through",
];

fn passive(participle: &str) -> Option<Spelt> {
    let is_one = !bases_of(participle).is_empty() && !participle.ends_with('s');
    is_one.then(|| Spelt::read(&format!("be {participle}"))).flatten()
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
