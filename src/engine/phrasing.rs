//! What the records of a list say, in the list's own words: of one subject, and of many.

use super::Engine;
use super::lists::List;
use crate::domain::{Record, Status, Tracker};
use crate::reply::{Reply, Verdict, Visibility};
use crate::text;
use crate::words::{capital, fill, one_stop};

/// Longer words before the subject are no "Yes." or "Not yet.".
const LONGEST_OPENING: usize = 3;

/// How a headline is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Manner {
    /// As the list words it: "No. Fort Collins did not sign the pledge."
    #[default]
    Whole,
    /// Without "Yes." or "No.", which answer the list's question: here another was asked ("Did it refuse to sign?").
    Bare,
    /// The same, with the day of the record where it has one of its own: "When did it sign?"
    Dated,
}

/// The reply where what would decide may not be cited.
pub(crate) fn does_not_know(engine: &Engine, command: &str) -> Reply {
    let mut reply = Reply::new(command, Verdict::NotFound, engine.words.say("ask.not_found", &[]));
    reply.visibility = Visibility::Private;
    reply
}

/// The list's wording of what it says about a subject; `None` is that it says nothing.
pub(super) fn say(engine: &Engine, list: &List<'_>, record: Option<&Record>, subject: &str, manner: Manner) -> String {
    let wording = &list.tracker.wording;
    let status = record.and_then(|record| wording.status(&record.status));
    let template = match status {
        Some(status) => status.wording.as_str(),
        // The same for every subject: neither that it is on the hidden part nor that it is not.
        None if list.partial => return engine.say_of_part("tracker.open_part", "tracker.shown_part"),
        None => wording.not_listed.as_str(),
    };
    let template = if manner == Manner::Whole { template } else { bare(template) };
    let said = filled(engine, list, template, subject);
    match record.and_then(|record| record.date).filter(|_| manner == Manner::Dated) {
        Some(day) => format!("{said} {}", engine.words.say("tracker.dated", &[("date", &date(engine, day))])),
        None => said,
    }
}

fn filled(engine: &Engine, list: &List<'_>, template: &str, subject: &str) -> String {
    let tracker = list.tracker;
    let count = list.count();
    // "the State of Oregon" begins a sentence.
    let begins = template
        .split("{subject}")
        .next()
        .is_some_and(|before| before.trim_end().is_empty() || before.trim_end().ends_with('.'));
    let subject = if begins { capital(subject) } else { subject.to_owned() };
    let sender = tracker.sender.as_deref().unwrap_or_default();
    let date = date(engine, tracker.date);
    let (item, items) = (noun(tracker, count), &tracker.wording.items);
    fill(
        template,
        &[
            ("subject", &subject),
            ("item", &item),
            ("items", items),
            ("count", &count),
            ("date", &date),
            ("sender", &sender),
        ],
    )
}

/// What so many are called.
fn noun(tracker: &Tracker, count: usize) -> &str {
    if count == 1 { &tracker.wording.item } else { &tracker.wording.items }
}

/// How many the list names, and when; with its title where several lists answer.
pub(super) fn scope(engine: &Engine, list: &List<'_>, titled: bool) -> String {
    let tracker = list.tracker;
    let count = list.count();
    let key = match (titled, list.partial) {
        (false, false) if count == 0 => "tracker.scope_none",
        (false, false) if count == 1 => "tracker.scope_one",
        (true, false) if count == 1 => "tracker.scope_one_titled",
        (false, false) => "tracker.scope",
        (true, false) => "tracker.scope_titled",
        (false, true) => "tracker.scope_open",
        (true, true) => "tracker.scope_open_titled",
    };
    let (items, date) = (noun(tracker, count), date(engine, tracker.date));
    engine.words.say(key, &[("count", &count), ("items", &items), ("date", &date), ("title", &tracker.title)])
}

/// That a later record may be among those for paying readers: the same for every subject that the open part names.
pub(super) fn open_record(engine: &Engine, list: &List<'_>) -> Option<String> {
    list.partial.then(|| engine.say_of_part("tracker.open_record", "tracker.shown_record"))
}

/// What was said of a subject before, if anything was: "Before: promised on Jan. 3, 2024."
pub(super) fn history(engine: &Engine, list: &List<'_>, record: &Record) -> Option<String> {
    let step = |earlier: &Record| {
        let date = date(engine, earlier.since(list.tracker));
        engine.words.say("tracker.step", &[("status", &earlier.status), ("date", &date)])
    };
    let steps: Vec<String> = list.history(record).map(step).collect();
    (!steps.is_empty()).then(|| engine.words.say("tracker.history", &[("steps", &steps.join("; "))]))
}

/// What a list says of so many: "2 cities in Colorado signed the pledge.", in the words that it has for one.
pub(super) fn several(engine: &Engine, list: &List<'_>, status: &Status, count: usize, group: &Group) -> String {
    let counted = group.counted(engine, list.tracker, count);
    let template = bare(&status.wording);
    // "{subject}'s mayor" is of one alone.
    let simple = template.strip_prefix("{subject}").is_some_and(|rest| !rest.starts_with(['\'', '’']))
        && crate::words::fields(template).filter(|field| *field != "date" && *field != "sender").count() == 1;
    if !simple {
        return engine.words.say("tracker.several", &[("counted", &counted), ("status", &status.name)]);
    }
    let agreed = if count == 1 { template.to_owned() } else { plural_verb(list.tracker, template) };
    let said = one_stop(&filled(engine, list, &agreed, &counted));
    let first = text::sentences(&said).first().and_then(|range| said.get(range.clone())).map(str::to_owned);
    first.unwrap_or(said)
}

/// Which of the subjects are counted.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// What one is called, where only those of a kind are.
    pub kind: Option<String>,
    /// Where they lie, where that was asked.
    pub place: Option<String>,
}

impl Group {
    fn counted(&self, engine: &Engine, tracker: &Tracker, count: usize) -> String {
        let items = match &self.kind {
            Some(kind) if count == 1 => kind.clone(),
            Some(kind) => text::plural(kind),
            None => noun(tracker, count).to_owned(),
        };
        match &self.place {
            Some(place) => {
                engine.words.say("tracker.counted_in", &[("count", &count), ("items", &items), ("place", place)])
            }
            None => engine.words.say("tracker.counted", &[("count", &count), ("items", &items)]),
        }
    }
}

/// The wording from the subject on, where nothing but "Yes.", "No." or the like stands before it.
fn bare(template: &str) -> &str {
    let Some((before, _)) = template.split_once("{subject}") else { return template };
    let opening = before.trim_end();
    let short = text::tokens(opening).count() <= LONGEST_OPENING;
    let ends = opening.ends_with(['.', ',', '!', ':', ';', '–', '—']);
    if ends && short { template.get(before.len()..).unwrap_or(template) } else { template }
}

/// The wording for one, made to agree with many: what stands right after the subject.
fn plural_verb(tracker: &Tracker, template: &str) -> String {
    let Some(after) = template.strip_prefix("{subject} ") else { return template.to_owned() };
    let (verb, rest) = after.split_once(' ').unwrap_or((after, ""));
    let (verb, stop) = verb.strip_suffix('.').map_or((verb, ""), |verb| (verb, "."));
    let many = match verb {
        "is" => "are",
        "was" => "were",
        "has" => "have",
        "does" => "do",
        "isn't" => "aren't",
        "wasn't" => "weren't",
        "hasn't" => "haven't",
        "doesn't" => "don't",
        // "supports", of the list's own verb.
        verb => {
            let own = text::bases_of(verb).into_iter().find(|base| {
                verb.ends_with('s') && tracker.wording.verbs.iter().any(|known| !known.passive && known.phrase == *base)
            });
            return match own {
                Some(base) => format!("{{subject}} {base}{stop} {}", theirs(rest)).trim_end().to_owned(),
                None => theirs(template),
            };
        }
    };
    format!("{{subject}} {many}{stop} {}", plural_rest(many, rest)).trim_end().to_owned()
}

/// What stands behind a verb of many: "their water", "sanctuary cities".
fn plural_rest(verb: &str, rest: &str) -> String {
    let rest = theirs(rest);
    let being = matches!(verb, "are" | "were" | "aren't" | "weren't");
    let (not, after) = rest.strip_prefix("not ").map_or(("", rest.as_str()), |after| ("not ", after));
    let Some(noun) = ["a ", "an "].iter().find_map(|article| after.strip_prefix(article)).filter(|_| being) else {
        return rest;
    };
    // What is said of the noun stands as it is.
    const BEHIND: [&str; 12] =
        [" of ", " in ", " at ", " for ", " with ", " to ", " by ", " from ", " on ", " under ", " that ", " which "];
    let end = BEHIND.iter().filter_map(|link| noun.find(link)).min();
    let end = end.unwrap_or_else(|| noun.find([',', '.', ';']).unwrap_or(noun.len()));
    let (head, behind) = noun.split_at_checked(end).unwrap_or((noun, ""));
    format!("{not}{}{behind}", text::plural(head))
}

/// "its" of one is "their" of many.
fn theirs(rest: &str) -> String {
    let word = |word: &str| match word {
        "its" => "their".to_owned(),
        "itself" => "themselves".to_owned(),
        other => other.to_owned(),
    };
    rest.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// A day as news writes it: "Jan. 24, 2018".
pub(crate) fn date(engine: &Engine, date: jiff::civil::Date) -> String {
    let months = engine.words.say("tracker.months", &[]);
    let month = months.split(' ').nth(usize::from(date.month().unsigned_abs()).saturating_sub(1)).unwrap_or_default();
    engine.words.say("tracker.date", &[("month", &month), ("day", &date.day()), ("year", &date.year())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_answers_the_question_of_the_list_can_be_left_out() {
        let wordings = [
            "Yes. {subject} signed the pledge.",
            "Not yet: {subject} is in committee.",
            "The letter went to {subject}.",
            "{subject} is not on the list.",
        ];
        insta::assert_snapshot!(wordings.map(bare).join(" | "), @"{subject} signed the pledge. | {subject} is in committee. | The letter went to {subject}. | {subject} is not on the list.");
    }
}
