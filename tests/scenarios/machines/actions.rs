//! Readers in Discord who put questions to the editors, and take some of them back: what the bot said is done must be in the
//! desk at the end.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::corpora::Newsletter;
use super::tally::Tally;
use crate::corpus;
use crate::discord::FakeDiscord;
use crate::program::{custom_ids, interaction};
use crate::random::Random;

/// Somebody asks so often, in one server after the other.
const PACE: Duration = Duration::from_millis(400);
/// Every so many questions one is taken back.
const TAKEN_BACK: u64 = 4;
/// Discord waits so long for a response; the bot may then say that it will take longer.
const PATIENCE: Duration = Duration::from_secs(3);
const LONGEST: Duration = Duration::from_secs(20);
/// The beginning of the button that takes a question back; the rest names whoever asked.
const TAKE_BACK: &str = "3dqw";

/// A question that the bot said it has.
#[derive(Debug, Clone)]
struct Done {
    newsletter: Newsletter,
    asker: String,
    /// During which fault.
    row: usize,
    /// Whether it is to be there; where it is not known, nothing is asked of it.
    is_kept: Option<bool>,
}

/// What was done.
#[derive(Clone, Default)]
pub struct Actions(Arc<Mutex<Vec<Done>>>);

impl Actions {
    /// Begins; it ends when what is given back is dropped.
    pub fn begin(
        &self,
        newsletters: &[Newsletter],
        fake: &FakeDiscord,
        at: SocketAddr,
        tally: &Arc<Tally>,
    ) -> JoinSet<()> {
        let (done, fake, tally) = (self.clone(), fake.clone(), Arc::clone(tally));
        let with_desk: Vec<Newsletter> = newsletters.iter().copied().filter(|own| own.has_desk).collect();
        let acting = async move {
            let mut acting = JoinSet::new();
            let mut random = Random::seeded();
            for number in 1.. {
                let own = with_desk[number as usize % with_desk.len()];
                let words: Vec<String> =
                    (0..6).map(|_| format!("{}{}", corpus::word(&mut random), random.below(1_000))).collect();
                let text = format!("When did the {} leave?", words.join(" "));
                let (done, fake, tally) = (done.clone(), fake.clone(), Arc::clone(&tally));
                acting.spawn(async move { done.ask(&fake, at, own, number, &text, &tally).await });
                while acting.try_join_next().is_some() {}
                tokio::time::sleep(PACE).await;
            }
        };
        JoinSet::from_iter([acting])
    }

    async fn ask(&self, fake: &FakeDiscord, at: SocketAddr, of: Newsletter, number: u64, text: &str, tally: &Tally) {
        let field = |name: &str, value: Value| {
            let mut component = value;
            component["custom_id"] = json!(name);
            json!({"type": 18, "component": component})
        };
        let fields = [
            field("text", json!({"value": text})),
            field("agree", json!({"values": ["yes"]})),
            field("tell", json!({"value": "message"})),
        ];
        let id = number * 10;
        let asked = by(of, id, interaction(id, 5, json!({"custom_id": "3dqa", "components": fields})));
        let answer = match acknowledged(fake, at, &asked).await {
            Ok(answer) => answer,
            Err(why) => return tally.refused(why),
        };
        let own = ids_in(&answer).into_iter().find_map(|id| Some(id.strip_prefix(TAKE_BACK)?.to_owned()));
        let Some(asker) = own else { return tally.refused(said(&answer)) };
        tally.acknowledged();
        let place = {
            let mut all = self.0.lock().expect("no panic in there");
            all.push(Done { newsletter: of, asker: asker.clone(), row: tally.row(), is_kept: Some(true) });
            all.len() - 1
        };
        if !number.is_multiple_of(TAKEN_BACK) {
            return;
        }
        let back = interaction(id + 1, 3, json!({"custom_id": format!("{TAKE_BACK}{asker}")}));
        self.set(place, None);
        match acknowledged(fake, at, &by(of, id, back)).await {
            Ok(answer) if said(&answer).contains("is deleted") => {
                tally.acknowledged();
                self.set(place, Some(false));
            }
            Ok(answer) => {
                // It knows nothing of what was acknowledged: that is lost.
                let is_gone = said(&answer).contains("not there any more");
                self.set(place, is_gone.then_some(true));
                tally.refused(said(&answer));
            }
            Err(why) => tally.refused(why),
        }
    }

    fn set(&self, place: usize, is_kept: Option<bool>) {
        self.0.lock().expect("no panic in there")[place].is_kept = is_kept;
    }

    /// Compares with the rows of the desks: `rows` are the ids of whoever asked, by newsletter.
    pub fn compare(&self, rows: &BTreeMap<usize, BTreeSet<String>>, tally: &Tally) {
        for done in self.0.lock().expect("no panic in there").iter() {
            let is_there = rows.get(&done.newsletter.number).is_some_and(|rows| rows.contains(&done.asker));
            if done.is_kept.is_some_and(|kept| kept != is_there) {
                tally.lost(done.row);
                let what = if is_there { "is there again" } else { "is lost" };
                println!("the question of {} in {} {what}", done.asker, done.newsletter.name());
            }
        }
    }
}

/// The interaction in the newsletter's server, of somebody who does it once.
fn by(of: Newsletter, user: u64, mut interaction: Value) -> Value {
    interaction["guild_id"] = json!(of.server());
    interaction["channel_id"] = json!("5");
    interaction["member"] =
        json!({"user": {"id": (3_000_000_000_000_000_000 + user).to_string()}, "permissions": "0", "roles": []});
    interaction
}

/// Sends it as Discord does; the message with which it is answered in the end.
async fn acknowledged(fake: &FakeDiscord, at: SocketAddr, asked: &Value) -> Result<Value, String> {
    let answered = tokio::time::timeout(PATIENCE, fake.try_ask(at, asked)).await;
    let answer = answered.map_err(|_| "late".to_owned())?.ok_or("no answer")?;
    if answer["type"] != json!(5) && answer["type"] != json!(6) {
        return Ok(answer["data"].clone());
    }
    let (id, began) = (asked["id"].as_str().unwrap_or_default(), Instant::now());
    while began.elapsed() < LONGEST {
        let edited = fake.with(|state| state.interactions.get(id)?.edits.first().cloned());
        if let Some(edited) = edited {
            return Ok(edited);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err("thinks for ever".to_owned())
}

fn ids_in(message: &Value) -> Vec<String> {
    custom_ids(&json!({"data": message}))
}

/// What a message says.
fn said(message: &Value) -> String {
    fn walk(one: &Value, all: &mut Vec<String>) {
        all.extend(one["content"].as_str().map(str::to_owned));
        one["components"].as_array().into_iter().flatten().for_each(|inner| walk(inner, all));
    }
    let mut all = Vec::new();
    walk(message, &mut all);
    let text = all.join(" ");
    if text.is_empty() { message.to_string() } else { text }
}
