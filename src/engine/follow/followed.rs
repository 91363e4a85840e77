//! What can be followed: what a reader means by what they typed, what it is called, what an excerpt names.

use crate::domain::{Geoid, Record, Tracker};
use crate::engine::allowance::Allowance;
use crate::engine::evidence::{CitedArticles, evidence};
use crate::engine::people::{Meant, Period, meant};
use crate::engine::{Engine, lists};
use crate::places::Gazetteer;
use crate::reply::{Choice, Excerpt, Part};
use crate::text;

/// Characters of a phrase, at most: it stands in the id of a button.
pub const LONGEST_PHRASE: usize = 80;
/// Choices that are offered.
const OFFERED: usize = 25;

/// What sort of thing is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A place, by its GEOID.
    Place,
    /// Somebody who is quoted, by their full name.
    Person,
    /// A list, by its id.
    Tracker,
    /// Words in a row.
    Phrase,
}

impl Kind {
    /// Every one.
    pub const ALL: [Kind; 4] = [Kind::Place, Kind::Person, Kind::Tracker, Kind::Phrase];

    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Place => "place",
            Kind::Person => "person",
            Kind::Tracker => "tracker",
            Kind::Phrase => "phrase",
        }
    }

    /// What a word stands for.
    pub fn named(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Something that can be followed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Followed {
    /// What sort of thing it is.
    pub kind: Kind,
    /// Which one.
    pub value: String,
}

/// What was meant by what somebody typed.
#[derive(Debug, Clone, PartialEq)]
pub enum Read {
    /// One thing.
    One(Followed),
    /// One of these, or, where it is not `known`, perhaps one of these.
    Several {
        /// Whether there is something of that name at all.
        known: bool,
        /// The choices.
        choices: Vec<Choice>,
    },
    /// Nothing.
    Nothing,
}

impl Engine {
    /// What somebody means to follow. Who is private is followed by nobody.
    pub fn to_follow(&self, kind: Kind, typed: &str, paid: bool) -> Read {
        let one = |value: String| Read::One(Followed { kind, value });
        let several = |known, mut choices: Vec<Choice>| {
            choices.truncate(OFFERED);
            if choices.is_empty() { Read::Nothing } else { Read::Several { known, choices } }
        };
        match kind {
            Kind::Place => {
                let gazetteer = Gazetteer::embedded();
                let resolution = gazetteer.resolve(typed);
                let mut geoids: Vec<&Geoid> = resolution.likely().map(|reading| &reading.place.geoid).collect();
                let known = !geoids.is_empty();
                if let [only] = geoids.as_slice() {
                    return one(only.to_string());
                }
                if !known {
                    geoids = resolution.readings.iter().map(|reading| &reading.place.geoid).collect();
                }
                let choice = |geoid: &Geoid| Choice { value: geoid.to_string(), label: gazetteer.label(geoid) };
                several(known, geoids.into_iter().map(choice).collect())
            }
            Kind::Person => match meant(self, paid, typed, Period::default()) {
                Meant::One(who) if self.is_private(&who.name) => Read::Nothing,
                Meant::One(who) => one(who.name),
                Meant::Several(choices) => several(true, choices),
                Meant::Nobody(choices) => several(false, choices),
            },
            Kind::Tracker => {
                let typed = text::fold(typed.trim());
                let trackers = self.archive.trackers();
                let is = |named: &str| text::fold(named) == typed;
                match trackers.iter().find(|own| is(&own.id) || is(&own.title)) {
                    Some(tracker) => one(tracker.id.clone()),
                    None => several(
                        false,
                        trackers.iter().map(|own| Choice { value: own.id.clone(), label: own.title.clone() }).collect(),
                    ),
                }
            }
            Kind::Phrase => {
                let words = typed.split_whitespace().collect::<Vec<_>>().join(" ");
                let words = text::clip(words.trim_matches(['"', '“', '”']), LONGEST_PHRASE).0;
                let telling = text::tokens(words).any(|word| !text::is_stop_word(&text::fold(word.text)));
                if telling { one(words.to_owned()) } else { Read::Nothing }
            }
        }
    }

    /// What is followed as its reader calls it; nothing where there is no such thing any more.
    pub fn label_of(&self, followed: &Followed) -> Option<String> {
        match followed.kind {
            Kind::Place => {
                let geoid = Geoid(followed.value.clone());
                let gazetteer = Gazetteer::embedded();
                gazetteer.place(&geoid).map(|_| gazetteer.label(&geoid))
            }
            Kind::Person => Some(followed.value.clone()),
            Kind::Tracker => {
                let own = self.archive.trackers().iter().find(|own| own.id == followed.value);
                own.map(|own| own.title.clone())
            }
            Kind::Phrase => Some(format!("“{}”", followed.value)),
        }
    }

    /// What an excerpt names that can be followed: who speaks in it, its places, the lists that it is evidence for.
    pub fn named_in(&self, excerpt: &Excerpt) -> Vec<Followed> {
        let mut found: Vec<Followed> = Vec::new();
        let mut add = |kind, value: String| {
            let followed = Followed { kind, value };
            if !found.contains(&followed) {
                found.push(followed);
            }
        };
        if let Some(speaker) = excerpt.speaker.as_deref().filter(|_| excerpt.certain != Some(false))
            && let Read::One(who) = self.to_follow(Kind::Person, speaker, false)
        {
            add(who.kind, who.value);
        }
        let mentions = Gazetteer::embedded().mentions(&excerpt.text);
        mentions
            .into_iter()
            .filter_map(|own| own.geoids.into_iter().next())
            .for_each(|geoid| add(Kind::Place, geoid.0));
        let of_article = |(_, record): &(&Tracker, &Record)| {
            record.article == excerpt.article && excerpt.text.contains(&record.evidence)
        };
        let records = self.open_records().into_iter().filter(of_article);
        records.for_each(|(tracker, _)| add(Kind::Tracker, tracker.id.clone()));
        found.truncate(OFFERED);
        found
    }

    /// A record as it stands, with its evidence.
    pub fn standing_record(&self, tracker: &str, subject: &str) -> Option<StandingRecord> {
        let all = self.standing_records();
        let (_, record) = all.into_iter().find(|(own, record)| *own == tracker && record.subject.key() == subject)?;
        let mut cited = CitedArticles::of(self);
        let found = evidence(&mut cited, &[(Part::Answer, record)], 1, &mut Allowance::default()).into_iter().next()?;
        let list = self.archive.trackers().iter().find(|own| own.id == tracker)?;
        Some(StandingRecord {
            list: list.title.clone(),
            subject: record.subject.label().to_owned(),
            status: record.status.clone(),
            excerpt: found,
            paid: lists::for_paying(self, record),
            paid_list: self.has_paid_records(tracker),
        })
    }
}

/// A record as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct StandingRecord {
    /// The title of its list.
    pub list: String,
    /// Whom or what it is about.
    pub subject: String,
    /// What it says.
    pub status: String,
    /// The words that say so.
    pub excerpt: Excerpt,
    /// Whether these are for paying readers.
    pub paid: bool,
    /// Whether its list has a record whose evidence is.
    pub paid_list: bool,
}
