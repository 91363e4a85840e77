//! No false "yes": every name of the gazetteer, spelled in many ways, asked of the sample list.
//!
//! A sample of them runs with the other tests; `PULLQUOTE_FULL=1` runs all (some minutes, better with `--release`).

use pullquote::commands::{Call, Tracker};
use pullquote::domain::Geoid;
use pullquote::engine::Engine;
use pullquote::places::{Gazetteer, Matched, PlaceId, normalize};
use pullquote::reply::Verdict;

use crate::support::random::Random;
use crate::support::{asked, sample};

struct Sweep {
    engine: Engine,
    gazetteer: &'static Gazetteer,
    listed: Vec<Geoid>,
}

impl Sweep {
    fn is_listed(&self, geoid: &Geoid) -> bool {
        self.listed.iter().any(|other| self.gazetteer.same(geoid, other))
    }

    /// Whether "yes" to `text`, which names the entity `id` that is not listed, is a lie.
    fn lies(&self, text: &str, id: PlaceId, stated: bool) -> Option<String> {
        let query = Call::new(Tracker { command: "letter".to_owned(), subject: Some(text.to_owned()) });
        let reply = asked(&self.engine, &query);
        if reply.verdict != Verdict::Yes {
            return None;
        }
        let answered = reply.place?;
        let own = self.gazetteer.geoid(id);
        let reading = self.gazetteer.resolve(text).readings.into_iter().next()?;
        let bare = |name: &str| {
            let name = normalize(name);
            name.strip_suffix(" county").unwrap_or(&name).to_owned()
        };
        let same_name = bare(&answered.name) == bare(&self.gazetteer.jurisdiction(id).name);
        let meant = match reading.matched {
            // A larger namesake that is listed, or its county.
            // "Cty" is short for county.
            Matched::Name if normalize(text) == format!("{} cty", bare(&answered.name)) => true,
            Matched::Name | Matched::Alias if same_name => {
                !stated || own.as_str().get(..2) == answered.geoid.as_str().get(..2)
            }
            // Parts and nicknames of large cities, before very small places of that name.
            Matched::Neighbourhood => !stated && self.gazetteer.population(id) < 10_000,
            // "City of Angels, CA" is Los Angeles, though Angels Camp calls itself that.
            Matched::Alias | Matched::Nickname => {
                normalize(text).starts_with("city of angels") || !stated && self.gazetteer.population(id) < 1_000
            }
            // A slip that a listed name is as near to.
            Matched::Slips(slips) => {
                let near = |name: &str, typed: &str| strsim::osa_distance(name, typed) <= usize::from(slips) + 1;
                // The slip may be in the word "county".
                near(&bare(&answered.name), &bare(text)) || near(&normalize(&answered.name), &normalize(text))
            }
            _ => false,
        };
        (!meant).then(|| {
            let label = self.gazetteer.label(&own);
            format!("{text:?} ({label}) → yes for {} by {:?}", self.gazetteer.label(&answered.geoid), reading.matched)
        })
    }
}

#[test]
fn no_name_of_the_gazetteer_gets_a_false_yes() {
    let (_, engine) = sample::engine();
    let records = engine.archive().trackers().iter().flat_map(|tracker| tracker.records.iter());
    let listed = records.filter_map(|record| record.subject.geoid().cloned()).collect();
    let sweep = Sweep { engine, gazetteer: Gazetteer::embedded(), listed };
    let step = if std::env::var_os("PULLQUOTE_FULL").is_some() { 1 } else { 60 };
    let mut random = Random::seeded();
    let (mut asked, mut lies) = (0, Vec::new());
    for id in sweep.gazetteer.ids().step_by(step) {
        let own = sweep.gazetteer.geoid(id);
        if sweep.is_listed(&own) || own.as_str().len() == 2 {
            continue;
        }
        let place = sweep.gazetteer.jurisdiction(id);
        let (name, state) = (&place.name, &place.state);
        let county = own.as_str().len() == 5;
        let state_name = sweep.gazetteer.label(&Geoid(own.as_str().chars().take(2).collect()));
        let mut texts = vec![
            (name.clone(), false),
            (name.to_uppercase(), false),
            (format!("{name}, {state}"), true),
            (format!("{} {}", name.to_lowercase(), state.to_lowercase()), true),
            (format!("{name}, {state_name}"), true),
            (sweep.gazetteer.label(&own), true),
        ];
        if !county {
            texts.extend([(format!("City of {name}, {state}"), true), (format!("{name} city, {state_name}"), true)]);
        }
        let letters: Vec<char> = name.chars().collect();
        if letters.len() > 4 {
            let at = 1 + random.below(letters.len() - 2);
            let other = char::from(b'a' + u8::try_from(random.below(26)).expect("a letter"));
            let mut slips = [letters.clone(), letters.clone(), letters.clone(), letters.clone()];
            slips[0].remove(at);
            slips[1].insert(at, other);
            slips[2][at] = other;
            slips[3].swap(at, at + 1);
            for slip in slips {
                let slip: String = slip.into_iter().collect();
                texts.extend([(format!("{slip}, {state}"), true), (slip, false)]);
            }
        }
        for (text, stated) in texts {
            asked += 1;
            lies.extend(sweep.lies(&text, id, stated));
        }
    }
    println!("{asked} asked, {} false", lies.len());
    assert_eq!(lies, Vec::<String>::new());
}
