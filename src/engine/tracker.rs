//! The command of every tracker: is this place, or this name, on the list?

use super::allowance::Allowance;
use super::evidence::{CitedArticles, add_new, echo, evidence, scopes, verdict, visibility, with_history};
use super::lists::{self, List};
use super::phrasing::{self, Manner, say, scope};
use super::{Engine, records, tracker_names};
use crate::domain::{CountsAs, Geoid, Jurisdiction, Record, SubjectKind};
use crate::engine::Request;
use crate::places::{Gazetteer, Matched, Reading, Resolution, Understood, normalize};
use crate::reply::{Choice, Excerpt, Part, Recorded, Records, Related, Relation, Reply, Verdict, Visibility};

/// Readings offered for a choice.
const CHOICES: usize = 25;
/// Readings offered where none is likely.
const OFFERED: usize = 5;
/// Evidence shown for listed places that lie in or around the one asked about.
const RELATED_EVIDENCE: usize = 3;

/// What the lists of a command say of a subject; without one, their records.
pub(crate) fn answer(engine: &Engine, request: &Request, command: &str, subject: Option<&str>) -> Reply {
    match subject {
        Some(subject) => about(engine, request, command, subject, Manner::Whole),
        None => {
            let narrowed = Records { commands: vec![command.to_owned()], ..Records::default() };
            let mut reply = records::answer(engine, request, &narrowed);
            command.clone_into(&mut reply.command);
            reply
        }
    }
}

/// What the lists of a command say of a subject, put in this manner.
pub(super) fn about(engine: &Engine, request: &Request, command: &str, subject: &str, manner: Manner) -> Reply {
    let (places, names): (Vec<List<'_>>, Vec<List<'_>>) = lists::seen(engine, request.viewer)
        .into_iter()
        .filter(|list| list.tracker.command == command)
        .partition(|list| list.tracker.subject == SubjectKind::Place);
    let mut reply = if places.is_empty() {
        tracker_names::answer(engine, request, names, subject, manner)
    } else {
        Places { engine, request, lists: places, manner }.answer(subject)
    };
    reply.command = command.to_owned();
    reply
}

/// What the lists of a command say of each of several subjects, and of how many once.
pub(super) fn of_each(engine: &Engine, request: &Request, command: &str, mut replies: Vec<Reply>) -> Reply {
    let mut lists = lists::seen(engine, request.viewer);
    lists.retain(|list| list.tracker.command == command);
    if let ([list], Some((_, before))) = (lists.as_slice(), replies.split_last_mut()) {
        let scope = scope(engine, list, false);
        for reply in before {
            if let Some(said) = reply.headline.strip_suffix(&scope) {
                reply.headline = said.trim_end().to_owned();
            }
        }
    }
    joined(engine, request, replies)
}

/// Several replies as one, which says what each of them says.
pub(super) fn joined(engine: &Engine, request: &Request, replies: Vec<Reply>) -> Reply {
    let mut replies = replies.into_iter();
    let Some(mut reply) = replies.next() else { return Reply::new("", Verdict::NotFound, String::new()) };
    let mut said = vec![std::mem::take(&mut reply.headline)];
    for other in replies {
        if other.verdict != reply.verdict {
            reply.verdict = Verdict::Found;
        }
        reply.status = reply.status.filter(|status| other.status.as_ref() == Some(status));
        reply.place = reply.place.filter(|place| other.place.as_ref() == Some(place));
        add_new(&mut said, [other.headline]);
        reply.related.extend(other.related);
        add_new(&mut reply.scopes, other.scopes);
        add_new(&mut reply.sources, other.sources);
        add_new(&mut reply.recorded, other.recorded);
        add_new(&mut reply.notes, other.notes);
        if other.visibility == Visibility::Private {
            reply.visibility = Visibility::Private;
        }
        for excerpt in other.excerpts {
            let place = |cut: &Excerpt| (cut.article.clone(), cut.paragraph, cut.start);
            match reply.excerpts.iter_mut().find(|known| place(known) == place(&excerpt)) {
                Some(known) => {
                    add_new(&mut known.highlights, excerpt.highlights);
                    known.highlights.sort_unstable();
                    if excerpt.part == Part::Answer {
                        known.part = Part::Answer;
                    }
                }
                None => reply.excerpts.push(excerpt),
            }
        }
    }
    // Each was bounded by itself; together they may not show more of an article than one may.
    let mut allowance = Allowance::default();
    reply.excerpts.truncate(request.page.limit.max(1));
    reply.excerpts.retain(|excerpt| allowance.admits_excerpt(engine, excerpt));
    reply.total = reply.excerpts.len();
    reply.headline = said.join(" ");
    reply
}

/// What one list says about one reading.
struct Found<'l, 'a> {
    list: &'l List<'a>,
    record: Option<&'a Record>,
    related: Vec<(Relation, &'a Record)>,
}

impl Found<'_, '_> {
    /// What must agree for two readings to have one answer.
    fn essence(&self) -> (Option<&str>, Vec<(Relation, Option<&Geoid>)>) {
        let related = self.related.iter().map(|(relation, record)| (*relation, record.subject.geoid())).collect();
        (self.record.map(|record| record.status.as_str()), related)
    }
}

struct Places<'a> {
    engine: &'a Engine,
    request: &'a Request,
    lists: Vec<List<'a>>,
    manner: Manner,
}

impl<'a> Places<'a> {
    fn answer(&self, typed: &str) -> Reply {
        let gazetteer = Gazetteer::embedded();
        let resolution = gazetteer.resolve(typed);
        if resolution.understood != Understood::Places {
            return self.unknown(&resolution, typed);
        }
        let likely = self.likely(&resolution);
        let Some((first, rest)) = likely.split_first() else { return self.unknown(&resolution, typed) };
        let answers = self.look_up(first);
        let essence: Vec<_> = answers.iter().map(Found::essence).collect();
        let agrees =
            |reading: &&Reading| self.look_up(reading).iter().map(Found::essence).collect::<Vec<_>>() == essence;
        if rest.iter().all(agrees) {
            return self.answered(first, &answers, typed);
        }
        let ids: Vec<_> = likely.iter().take(CHOICES).map(|reading| reading.id).collect();
        let labels = gazetteer.labels(&ids);
        let headline = self.with_scope(self.engine.words.say("tracker.ambiguous", &[]));
        let mut reply = Reply::new("", Verdict::Ambiguous, headline);
        reply.scopes = scopes(self.engine, &self.lists);
        let values = likely.iter().map(|reading| reading.place.geoid.to_string());
        reply.choices = values.zip(labels).map(|(value, label)| Choice { value, label }).collect();
        reply.visibility = Visibility::Private;
        reply
    }

    /// The readings to be told apart: the likely ones, and any that is listed if it was not guessed.
    fn likely<'r>(&self, resolution: &'r Resolution) -> Vec<&'r Reading> {
        let likely = |reading: &&Reading| {
            let listed = || self.lists.iter().any(|list| record(list, &reading.place.geoid).is_some());
            let guessed = matches!(reading.matched, Matched::Slips(_));
            resolution.is_likely(reading) || !guessed && listed()
        };
        resolution.readings.iter().filter(likely).collect()
    }

    fn look_up(&self, reading: &Reading) -> Vec<Found<'_, 'a>> {
        let geoid = &reading.place.geoid;
        let says = |list: &&List<'a>| record_of(&list.withheld, geoid).is_none();
        self.lists.iter().filter(says).map(|list| found(list, geoid)).collect()
    }

    fn answered(&self, reading: &Reading, answers: &[Found<'_, 'a>], typed: &str) -> Reply {
        let gazetteer = Gazetteer::embedded();
        if answers.is_empty() {
            return phrasing::does_not_know(self.engine, "");
        }
        let words = &self.engine.words;
        let geoid = &reading.place.geoid;
        let outcome = answers.iter().find_map(|found| found.record);
        let sentences: Vec<String> = answers.iter().map(|found| self.headline(reading, found, answers.len())).collect();
        let mut reply = Reply::new("", verdict(outcome), sentences.join(" "));
        reply.scopes = scopes(self.engine, &self.lists);
        reply.status = outcome.map(|record| record.status.clone());
        reply.recorded = answers.iter().map(|found| recorded(&found.list.tracker.id, found.record, geoid)).collect();
        reply.place = Some(reading.place.clone());
        for found in answers {
            for (relation, record) in &found.related {
                let Some(place) = record.subject.geoid().and_then(|geoid| gazetteer.place(geoid)) else { continue };
                add_new(
                    &mut reply.related,
                    [Related {
                        geoid: place.geoid,
                        name: place.name,
                        relation: *relation,
                        status: record.status.clone(),
                        received: record.counts_as == CountsAs::Yes,
                    }],
                );
            }
        }
        let label = gazetteer.label(geoid);
        if let Matched::Alias | Matched::Nickname | Matched::Neighbourhood | Matched::Slips(_) = reading.matched
            && !is_spelling_of(typed, &reading.place)
        {
            let note = match echo(typed) {
                Some(typed) => words.say("tracker.read_as", &[("typed", &typed), ("place", &label)]),
                None => words.say("tracker.read_as_place", &[("place", &label)]),
            };
            reply.notes.push(crate::words::one_stop(&note));
        }
        if reply.verdict == Verdict::NotListed {
            reply.sources = lists::sources(self.engine, &self.lists);
            reply.notes.extend(answers.iter().filter_map(|found| self.namesake(reading, found)));
        }
        let own = || answers.iter().filter_map(|found| found.record.map(|record| (found.list, record)));
        reply.notes.extend(own().filter_map(|(list, record)| phrasing::history(self.engine, list, record)));
        reply.notes.extend(own().find_map(|(list, _)| phrasing::open_record(self.engine, list)));
        let near =
            answers.iter().flat_map(|found| found.related.iter().map(|(_, record)| *record)).take(RELATED_EVIDENCE);
        let limit = self.request.page.limit.max(1);
        let records: Vec<(Part, &Record)> = if reply.verdict == Verdict::NotListed {
            near.map(|record| (Part::Related, record)).collect()
        } else {
            with_history(own())
        };
        let mut allowance = Allowance::default();
        reply.excerpts = evidence(&mut CitedArticles::of(self.engine), &records, limit, &mut allowance);
        reply.notes.extend(allowance.note(self.engine));
        reply.total = reply.excerpts.len();
        reply.visibility = visibility(self.engine, records.iter().map(|(_, record)| *record));
        reply
    }

    fn headline(&self, reading: &Reading, found: &Found<'_, 'a>, lists: usize) -> String {
        let words = &self.engine.words;
        let label = Gazetteer::embedded().label(&reading.place.geoid);
        let subject = found.record.map_or(label.as_str(), |record| record.subject.label()).to_owned();
        let mut headline = say(self.engine, found.list, found.record, &subject, self.manner);
        if found.record.is_none() && !found.list.partial {
            let names = |wanted: Relation| {
                let of = found
                    .related
                    .iter()
                    .filter(|(relation, record)| *relation == wanted && record.counts_as == CountsAs::Yes);
                of.map(|(_, record)| record.subject.label()).collect::<Vec<_>>()
            };
            let (around, inside) = (names(Relation::Contains), names(Relation::Within));
            for (mut related, one, several) in [
                (around, "tracker.part_of_one", "tracker.part_of_several"),
                (inside, "tracker.in_it_one", "tracker.in_it_several"),
            ] {
                if related.is_empty() {
                    continue;
                }
                let key = if related.len() == 1 { one } else { several };
                let list = match (related.len(), related.pop()) {
                    (2, Some(last)) => words.say("tracker.and", &[("list", &related.join("; ")), ("last", &last)]),
                    (_, last) => related.into_iter().chain(last).collect::<Vec<_>>().join("; "),
                };
                headline.push(' ');
                headline.push_str(&crate::words::capital(&words.say(key, &[("related", &list)])));
            }
        }
        headline.push(' ');
        headline.push_str(&scope(self.engine, found.list, lists > 1));
        crate::words::one_stop(&headline)
    }

    /// What is said, and of which lists.
    fn with_scope(&self, said: String) -> String {
        std::iter::once(said).chain(scopes(self.engine, &self.lists)).collect::<Vec<_>>().join(" ")
    }

    /// A listed county of the same name and state that does not contain the place.
    fn namesake(&self, reading: &Reading, found: &Found<'_, 'a>) -> Option<String> {
        let gazetteer = Gazetteer::embedded();
        let bare = normalize(&reading.place.name);
        let record = found.list.records.iter().find(|record| {
            let place = record.subject.geoid().and_then(|geoid| gazetteer.place(geoid));
            place.is_some_and(|place| {
                place.state == reading.place.state
                    && normalize(&place.name).strip_suffix(" county").is_some_and(|name| name == bare)
            }) && !found.related.iter().any(|(_, related)| std::ptr::eq(*related, **record))
        })?;
        let (other, place) = (record.subject.label(), &reading.place.name);
        let said = self.engine.words.say("tracker.namesake", &[("other", &other), ("place", place)]);
        Some(crate::words::one_stop(&said))
    }

    fn unknown(&self, resolution: &Resolution, typed: &str) -> Reply {
        let words = &self.engine.words;
        let offered = resolution.readings.iter().take(OFFERED);
        let headline = match echo(typed).filter(|_| resolution.understood != Understood::NoName) {
            // There are places of that name, so it is not unknown.
            _ if offered.len() > 0 => words.say("tracker.unsure_place", &[]),
            Some(typed) => words.say("tracker.unknown_place_named", &[("typed", &typed)]),
            None => words.say("tracker.unknown_place", &[]),
        };
        let mut reply = Reply::new("", Verdict::UnknownPlace, self.with_scope(headline));
        reply.scopes = scopes(self.engine, &self.lists);
        let ids: Vec<_> = offered.clone().map(|reading| reading.id).collect();
        let labels = Gazetteer::embedded().labels(&ids);
        let values = offered.map(|reading| reading.place.geoid.to_string());
        reply.choices = values.zip(labels).map(|(value, label)| Choice { value, label }).collect();
        if !reply.choices.is_empty() {
            reply.notes.push(words.say("tracker.namesakes_offered", &[]));
        }
        reply.visibility = Visibility::Private;
        reply
    }
}

/// What a list says of a place.
fn recorded(tracker: &str, record: Option<&Record>, place: &Geoid) -> Recorded {
    Recorded {
        tracker: tracker.to_owned(),
        subject: record.map_or_else(|| place.to_string(), |record| record.subject.key()),
        status: record.map(|record| record.status.clone()),
        article: record.map(|record| record.article.clone()).unwrap_or_default(),
    }
}

/// The list's record of a place.
fn record<'a>(list: &List<'a>, geoid: &Geoid) -> Option<&'a Record> {
    record_of(&list.records, geoid)
}

fn record_of<'a>(records: &[&'a Record], geoid: &Geoid) -> Option<&'a Record> {
    let gazetteer = Gazetteer::embedded();
    let own = |record: &&&Record| record.subject.geoid().is_some_and(|other| gazetteer.same(geoid, other));
    records.iter().find(own).copied()
}

fn found<'l, 'a>(list: &'l List<'a>, geoid: &Geoid) -> Found<'l, 'a> {
    let gazetteer = Gazetteer::embedded();
    let mut related = Vec::new();
    for record in &list.records {
        let Some(other) = record.subject.geoid().filter(|other| !gazetteer.same(geoid, other)) else { continue };
        if gazetteer.contains(other, geoid) {
            related.push((Relation::Contains, *record));
        } else if gazetteer.contains(geoid, other) {
            related.push((Relation::Within, *record));
        }
    }
    // The nearest container first: a county before its state.
    related.sort_by_key(|(relation, record)| {
        let digits = record.subject.geoid().map_or(0, |geoid| geoid.as_str().len());
        (*relation, if *relation == Relation::Contains { std::cmp::Reverse(digits) } else { std::cmp::Reverse(0) })
    });
    Found { list, record: record(list, geoid), related }
}

/// Whether a text is nothing but the place's name with its state, in whatever spelling.
fn is_spelling_of(typed: &str, place: &Jurisdiction) -> bool {
    let gazetteer = Gazetteer::embedded();
    let state = Geoid(place.geoid.as_str().chars().take(2).collect());
    let typed = normalize(typed);
    let with_state = |state: &str| normalize(&format!("{} {state}", place.name)) == typed;
    normalize(&gazetteer.label(&place.geoid)) == typed
        || with_state(&place.state)
        || with_state(&gazetteer.label(&state))
}
