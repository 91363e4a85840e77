//! What readers type, made by rule from the list and the gazetteer: several hundred cases, each with what a careful person
//! would answer.

mod lists;

use std::collections::{BTreeSet, HashMap};

use pullquote::commands::{Call, Tracker};
use pullquote::domain::{CountsAs, Geoid, JurisdictionKind, Record};
use pullquote::engine::Engine;
use pullquote::places::{Gazetteer, PlaceId, normalize};
use pullquote::reply::{Relation, Reply, Verdict};

use crate::support::random::Random;
use crate::support::{asked, sample};
use lists::{ABROAD, FICTION, NO_PLACES, ODD, OTHER_NAMES, items};

/// What a careful person would answer.
#[derive(Debug, Clone)]
enum Want {
    /// What the list says of this place, with the listed places around and in it.
    Answer(Geoid),
    /// A question that offers at least these.
    Ask(Vec<Geoid>),
    /// The answer for this place, or a question that offers it.
    AnswerOrAsk(Geoid),
    /// That no such place is known.
    Unknown,
}

struct Case {
    kind: &'static str,
    text: String,
    want: Want,
}

/// The list, the gazetteer, and the cases made so far.
struct Maker {
    engine: Engine,
    gazetteer: &'static Gazetteer,
    records: Vec<(Geoid, bool)>,
    /// Places by their normalised names, the largest first.
    names: HashMap<String, Vec<PlaceId>>,
    cases: Vec<Case>,
    random: Random,
}

impl Maker {
    fn new() -> Self {
        let (_, engine) = sample::engine();
        let record =
            |record: &Record| (record.subject.geoid().expect("a place").clone(), record.counts_as == CountsAs::Yes);
        let records =
            engine.archive().trackers().iter().flat_map(|tracker| tracker.records.iter().map(record)).collect();
        let gazetteer = Gazetteer::embedded();
        let mut names: HashMap<String, Vec<PlaceId>> = HashMap::new();
        for id in gazetteer.ids().filter(|id| gazetteer.geoid(*id).as_str().len() != 10) {
            names.entry(normalize(&gazetteer.jurisdiction(id).name)).or_default().push(id);
        }
        Maker { engine, gazetteer, records, names, cases: Vec::new(), random: Random::seeded() }
    }

    fn add(&mut self, kind: &'static str, text: impl Into<String>, want: Want) {
        let text = text.into();
        if !self.cases.iter().any(|case| case.text == text) {
            self.cases.push(Case { kind, text, want });
        }
    }

    fn listed(&self, geoid: &Geoid) -> Option<bool> {
        self.records.iter().find(|(other, _)| self.gazetteer.same(geoid, other)).map(|(_, received)| *received)
    }

    fn verdict(&self, geoid: &Geoid) -> Verdict {
        match self.listed(geoid) {
            Some(true) => Verdict::Yes,
            Some(false) => Verdict::No,
            None => Verdict::NotListed,
        }
    }

    /// The listed places that contain this one or lie in it.
    fn related(&self, geoid: &Geoid) -> BTreeSet<(bool, String)> {
        let others = self.records.iter().map(|(other, _)| other).filter(|other| !self.gazetteer.same(geoid, other));
        others
            .filter_map(|other| {
                let within = self.gazetteer.contains(geoid, other);
                (within || self.gazetteer.contains(other, geoid)).then(|| (within, other.to_string()))
            })
            .collect()
    }

    /// What a bare name asks for: the likely ones of the places and listed counties that bear it.
    fn bare(&self, name: &str) -> Want {
        let places = self.names.get(&normalize(name)).cloned().unwrap_or_default();
        let most = places.first().map_or(0, |id| self.gazetteer.population(*id));
        let mut likely: Vec<Geoid> = places
            .into_iter()
            .filter(|id| {
                let geoid = self.gazetteer.geoid(*id);
                self.gazetteer.population(*id) >= most / 5 || self.listed(&geoid).is_some()
            })
            .map(|id| self.gazetteer.geoid(id))
            .collect();
        let answer = |geoid: &Geoid| (self.verdict(geoid), self.related(geoid));
        let Some(first) = likely.first().cloned() else { return Want::Unknown };
        likely.dedup();
        if likely.iter().all(|other| answer(other) == answer(&first)) { Want::Answer(first) } else { Want::Ask(likely) }
    }

    /// Ways to write the state after a name.
    fn stated(&self, geoid: &Geoid) -> Vec<String> {
        let place = self.gazetteer.place(geoid).expect("a place");
        let state = Geoid(geoid.as_str().chars().take(2).collect());
        let full = self.gazetteer.label(&state);
        let news = self.gazetteer.label(geoid).rsplit_once(", ").map(|(_, news)| news.to_owned()).unwrap_or_default();
        let (name, postal) = (&place.name, &place.state);
        vec![
            format!("{name}, {postal}"),
            format!("{name} {postal}"),
            format!("{name}, {full}"),
            format!("{name} {}", full.to_lowercase()),
            format!("{name}, {news}"),
            format!("{} {news}", name.to_uppercase()),
            format!("{name},{postal}"),
            format!("{name}, {full}, USA"),
            format!("{} , {}", name.to_lowercase(), postal.to_lowercase()),
        ]
    }

    fn spellings(&mut self) {
        for (geoid, _) in self.records.clone() {
            let place = self.gazetteer.place(&geoid).expect("a listed place");
            let name = place.name.clone();
            let own = Want::Answer(geoid.clone());
            let bare = if place.kind == JurisdictionKind::State { own.clone() } else { self.bare(&name) };
            for text in [
                name.clone(),
                name.to_lowercase(),
                name.to_uppercase(),
                format!("  {name}  "),
                format!("{name}?"),
                format!("“{name}”"),
                name.replace(' ', "  "),
                accented(&name),
                wide(&name),
            ] {
                self.add("spelling", text, bare.clone());
            }
            match place.kind {
                JurisdictionKind::State => {
                    for text in [
                        format!("State of {name}"),
                        format!("the state of {}", name.to_lowercase()),
                        format!("{name} State"),
                        format!("{name}, USA"),
                        format!("{name} (state)"),
                        place.state.clone(),
                    ] {
                        self.add("spelling", text, own.clone());
                    }
                }
                JurisdictionKind::County => {
                    let short = name.strip_suffix(" County").unwrap_or(&name).to_owned();
                    for text in [
                        format!("{short} Co., {}", place.state),
                        format!("County of {short}, {}", place.state),
                        format!("the County of {short}, {}", place.state),
                        format!("{} county {}", short.to_lowercase(), place.state.to_lowercase()),
                        format!("{short} Cty, {}", place.state),
                    ] {
                        self.add("spelling", text, own.clone());
                    }
                    for text in self.stated(&geoid) {
                        self.add("state", text, own.clone());
                    }
                }
                _ => {
                    for text in [
                        format!("City of {name}, {}", place.state),
                        format!("the city of {name}, {}", place.state),
                        format!("Downtown {name}, {}", place.state),
                        format!("{name} city, {}", place.state),
                    ] {
                        self.add("spelling", text, own.clone());
                    }
                    for text in self.stated(&geoid) {
                        self.add("state", text, own.clone());
                    }
                    self.add("spelling", format!("City of {name}"), bare);
                }
            }
        }
    }

    /// Places of a listed place's name in other states, and counties of a listed city's name.
    fn namesakes(&mut self) {
        for (geoid, _) in self.records.clone() {
            let place = self.gazetteer.place(&geoid).expect("a listed place");
            let short = normalize(place.name.strip_suffix(" County").unwrap_or(&place.name));
            let others: Vec<Geoid> = self
                .gazetteer
                .ids()
                .map(|id| self.gazetteer.geoid(id))
                .filter(|other| other.as_str().len() != 10 && !self.gazetteer.same(other, &geoid))
                .filter(|other| {
                    let name = normalize(&self.gazetteer.place(other).expect("an entity").name);
                    name == short || name.strip_suffix(" county") == Some(&*short)
                })
                .collect();
            for other in others.into_iter().take(8) {
                let namesake = self.gazetteer.place(&other).expect("an entity");
                let kind = if namesake.kind == JurisdictionKind::County { "county against city" } else { "namesake" };
                self.add(kind, format!("{}, {}", namesake.name, namesake.state), Want::AnswerOrAsk(other.clone()));
                let news = self.gazetteer.label(&other);
                self.add(kind, news.replace(',', ""), Want::AnswerOrAsk(other));
            }
        }
    }

    /// Large cities that are not listed, and names that several share.
    fn cities(&mut self) {
        let large: Vec<PlaceId> = self
            .gazetteer
            .ids()
            .filter(|id| self.gazetteer.geoid(*id).as_str().len() == 7 && self.gazetteer.population(*id) >= 150_000)
            .take(140)
            .collect();
        for id in large {
            let geoid = self.gazetteer.geoid(id);
            let name = self.gazetteer.jurisdiction(id).name;
            if self.listed(&geoid).is_some() || self.gazetteer.state_named(&name).is_some() {
                continue;
            }
            let bare = self.bare(&name);
            self.add("large city", name.clone(), bare);
            let stated = self.stated(&geoid);
            let which = self.random.below(stated.len());
            self.add("large city", stated.get(which).cloned().unwrap_or_default(), Want::Answer(geoid));
            if let Some(saint) = name.strip_prefix("St. ") {
                let bare = self.bare(&name);
                for text in [format!("Saint {saint}"), format!("St {saint}"), format!("saint-{}", saint.to_lowercase())]
                {
                    self.add("large city", text, bare.clone());
                }
            }
        }
        for name in [
            "Springfield",
            "Columbus",
            "Portland",
            "Aurora",
            "Columbia",
            "Richmond",
            "Salem",
            "Glendale",
            "Pasadena",
            "Arlington",
            "Lincoln",
            "Madison",
            "Rochester",
            "Lexington",
            "Newark",
            "Cambridge",
            "Franklin",
            "Clinton",
            "Greenville",
            "Bristol",
            "Fairview",
            "Washington County",
            "Orange County",
            "Lake County",
            "Montgomery County",
            "Jefferson County",
            "Lawrence County",
            "Albany County",
            "Monroe County",
            "Marion County",
        ] {
            let bare = self.bare(name);
            self.add("shared name", name, bare);
        }
    }

    /// Places inside listed ones, and places that hold listed ones.
    fn contained(&mut self) {
        let geoids: Vec<Geoid> = self.gazetteer.ids().map(|id| self.gazetteer.geoid(id)).collect();
        for (listed, _) in self.records.clone() {
            let mut inside: Vec<Geoid> = geoids
                .iter()
                .filter(|geoid| matches!(geoid.as_str().len(), 5 | 7) && self.gazetteer.contains(&listed, geoid))
                .filter(|geoid| self.listed(geoid).is_none())
                .take(60)
                .cloned()
                .collect();
            for _ in 0..4.min(inside.len()) {
                let picked = self.random.below(inside.len());
                let geoid = inside.swap_remove(picked);
                let place = self.gazetteer.place(&geoid).expect("an entity");
                self.add("contained", format!("{}, {}", place.name, place.state), Want::AnswerOrAsk(geoid.clone()));
            }
            for outer in self.gazetteer.containers(&listed) {
                let label = self.gazetteer.label(&outer);
                if label != "New York" && label != "Washington" {
                    self.add("around", label, Want::Answer(outer));
                }
            }
        }
        for (borough, geoid) in [
            ("Brooklyn", "36047"),
            ("the Bronx", "36005"),
            ("Manhattan", "36061"),
            ("Queens, NY", "36081"),
            ("Staten Island", "36085"),
        ] {
            self.add("contained", borough, Want::Answer(geoid.into()));
        }
        // A part of Los Angeles and of New York that governs itself nowhere.
        for (text, geoid) in [
            ("Hollywood, Los Angeles", "0644000"),
            ("Harlem, New York", "3651000"),
            ("Harlem, NYC", "3651000"),
            ("Brooklyn, New York", "36047"),
            ("Louisville, Jefferson County, Kentucky", "2148006"),
            ("San Francisco, San Francisco County, California", "0667000"),
            ("Chicago, Cook County, Illinois", "1714000"),
            ("Seattle, King County", "5363000"),
            ("Oakland, Alameda County, Calif.", "0653000"),
        ] {
            self.add("contained", text, Want::Answer(geoid.into()));
        }
    }

    /// One slip in a listed name, with its state and without.
    fn slips(&mut self) {
        for (geoid, _) in self.records.clone() {
            let place = self.gazetteer.place(&geoid).expect("a listed place");
            let letters: Vec<char> = place.name.chars().collect();
            for way in 0..8 {
                // People seldom miss the first letter.
                let at = 1 + self.random.below(letters.len() - 2);
                let mut slip = letters.clone();
                let other = char::from(b'a' + u8::try_from(self.random.below(26)).unwrap_or(0));
                match way % 4 {
                    0 => drop(slip.remove(at)),
                    1 => slip.insert(at, other),
                    2 => slip.splice(at..=at, [other]).for_each(drop),
                    _ => slip.swap(at, at + 1),
                }
                let slip: String = slip.into_iter().collect();
                let key = normalize(&slip);
                if key == normalize(&place.name) || self.names.contains_key(&key) {
                    continue;
                }
                if place.kind == JurisdictionKind::State {
                    self.add("slip", slip, Want::AnswerOrAsk(geoid.clone()));
                } else {
                    self.add("slip with state", format!("{slip}, {}", place.state), Want::AnswerOrAsk(geoid.clone()));
                    if way < 4 && letters.len() >= 7 && matches!(self.bare(&place.name), Want::Answer(_)) {
                        self.add("slip", slip, Want::AnswerOrAsk(geoid.clone()));
                    }
                }
            }
        }
    }

    fn other_names(&mut self) {
        for (text, geoid) in items(OTHER_NAMES).filter_map(|item| item.split_once(" = ")) {
            self.add("nickname or language", text, Want::Answer(geoid.into()));
        }
        for (kind, list) in [("no place", NO_PLACES), ("abroad", ABROAD), ("fiction", FICTION)] {
            items(list).for_each(|text| self.add(kind, text, Want::Unknown));
        }
        ODD.iter().for_each(|text| self.add("no place", *text, Want::Unknown));
        self.add("no place", "a".repeat(101), Want::Unknown);
        self.add("no place", "Chicago ".repeat(30), Want::Unknown);
        self.add("state and city", "New York", Want::Ask(vec!["36".into(), "3651000".into()]));
        self.add("state and city", "Washington", Want::Ask(vec!["53".into(), "1150000".into()]));
        for (text, geoid) in [
            ("New York State", "36"),
            ("New York City", "3651000"),
            ("New York, NY", "3651000"),
            ("Washington State", "53"),
            ("Washington, D.C.", "1150000"),
            ("Washington DC", "1150000"),
            ("D.C.", "1150000"),
            ("Kansas City", "2938000"),
            ("Kansas City, KS", "2036000"),
            ("Oklahoma City", "4055000"),
            ("Iowa City", "1938595"),
            ("state of New York", "36"),
            ("city of New York", "3651000"),
        ] {
            self.add("state and city", text, Want::Answer(geoid.into()));
        }
    }

    fn ask(&self, text: &str) -> Reply {
        let query = Call::new(Tracker { command: "letter".to_owned(), subject: Some(text.to_owned()) });
        asked(&self.engine, &query)
    }

    /// What is wrong with the answer to a case.
    fn wrong(&self, case: &Case) -> Option<String> {
        let reply = self.ask(&case.text);
        let offers =
            |geoid: &Geoid| reply.choices.iter().any(|choice| self.gazetteer.same(&Geoid(choice.value.clone()), geoid));
        let answers = |geoid: &Geoid| {
            let related: BTreeSet<(bool, String)> = reply
                .related
                .iter()
                .map(|related| (related.relation == Relation::Within, related.geoid.to_string()))
                .collect();
            // A state may have two of one name.
            let place = reply.place.as_ref().is_some_and(|place| {
                self.gazetteer.same(&place.geoid, geoid)
                    || self.gazetteer.label(&place.geoid) == self.gazetteer.label(geoid)
            });
            place && reply.verdict == self.verdict(geoid) && related == self.related(geoid)
        };
        let asks = reply.verdict == Verdict::Ambiguous;
        let right = match &case.want {
            Want::Answer(geoid) => answers(geoid),
            Want::Ask(geoids) => asks && geoids.iter().all(offers),
            Want::AnswerOrAsk(geoid) => answers(geoid) || asks && offers(geoid),
            Want::Unknown => reply.verdict == Verdict::UnknownPlace,
        };
        (!right).then(|| {
            let place = reply.place.as_ref().map(|place| self.gazetteer.label(&place.geoid));
            let choices: Vec<&str> = reply.choices.iter().map(|choice| choice.label.as_str()).collect();
            let want = match &case.want {
                Want::Answer(geoid) | Want::AnswerOrAsk(geoid) => self.gazetteer.label(geoid),
                Want::Ask(geoids) => {
                    geoids.iter().map(|geoid| self.gazetteer.label(geoid)).collect::<Vec<_>>().join("; ")
                }
                Want::Unknown => "unknown".to_owned(),
            };
            format!("{}: {:?} → {:?} {place:?} {choices:?}, wanted {want}", case.kind, case.text, reply.verdict)
        })
    }
}

/// The name with an accent on its first vowel.
fn accented(name: &str) -> String {
    name.replacen('a', "á", 1).replacen('o', "o\u{308}", 1)
}

/// The name in full-width letters.
fn wide(name: &str) -> String {
    let wide = |letter: char| match letter {
        '!'..='~' => char::from_u32(u32::from(letter) + 0xFEE0).unwrap_or(letter),
        other => other,
    };
    name.chars().map(wide).collect()
}

fn cases() -> Maker {
    let mut maker = Maker::new();
    maker.spellings();
    maker.namesakes();
    maker.cities();
    maker.contained();
    maker.slips();
    maker.other_names();
    maker
}

#[test]
fn what_readers_type_is_answered_as_a_careful_person_would() {
    let maker = cases();
    let mut wrong = Vec::new();
    let mut false_yes = Vec::new();
    for case in &maker.cases {
        let Some(what) = maker.wrong(case) else { continue };
        if maker.ask(&case.text).verdict == Verdict::Yes {
            false_yes.push(what.clone());
        }
        wrong.push(what);
    }
    println!("{} wrong of {}, {} false yes", wrong.len(), maker.cases.len(), false_yes.len());
    wrong.iter().for_each(|what| println!("  {what}"));
    assert_eq!(false_yes, Vec::<String>::new());
    assert!(wrong.len() * 100 <= maker.cases.len() * 3);
}
