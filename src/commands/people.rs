//! `people [role] [from] [to]`: who is quoted, how often, and when.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use serde_json::json;

use super::options::{Declared, FROM, NAME, TO, text as typed};
use super::{Command, Context, EVERYWHERE, Module};
use crate::engine::{Engine, phrasing};
use crate::index::Quoted;
use crate::reply::{EntryRow, Listing, Reply, Row, Verdict, Visibility};
use crate::text;

const ROLE: Declared<Option<String>> = typed("role", "command.people_role", NAME);

pub(super) const MODULE: Module = Module {
    name: "people",
    about: "command.people",
    options: &[ROLE.spec, FROM.spec, TO.spec],
    examples: Some("command.people_examples"),
    fronts: EVERYWHERE,
    actions: &[],
    decode: |given| Ok(Arc::new(People { role: given.take(&ROLE)?, from: given.take(&FROM)?, to: given.take(&TO)? })),
};

/// Who is quoted, the most quoted first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct People {
    /// Who is called so by an article.
    pub role: Option<String>,
    /// Not before this day.
    pub from: Option<Date>,
    /// Not after this day.
    pub to: Option<Date>,
}

impl Command for People {
    fn answer(&self, context: &Context<'_>) -> Reply {
        let Context { engine, request, .. } = *context;
        let words = engine.words();
        let mut people = quoted(engine, self, request.viewer.paid);
        // What is told of articles for paying readers is for nobody else to see.
        let private = request.viewer.paid && people != quoted(engine, self, false);
        if let Some(role) = &self.role {
            let wanted: Vec<String> = text::terms(role).map(|term| term.text).collect();
            let holds = |role: &str| {
                let held: Vec<String> = text::terms(role).map(|term| term.text).collect();
                wanted.iter().all(|term| held.contains(term))
            };
            people.retain(|person| person.roles.keys().any(|role| holds(role)));
        }
        if people.is_empty() {
            return Reply::new(MODULE.name, Verdict::NotFound, words.say("people.none", &[]));
        }
        people.sort_by_key(|person| Reverse(person.paragraphs));
        let headline = words.say("people.found", &[("count", &people.len())]);
        let mut reply = Reply::new(MODULE.name, Verdict::Found, headline);
        reply.total = people.len();
        reply.listing = Some(Listing::People { role: self.role.clone(), from: self.from, to: self.to });
        reply.visibility = if private { Visibility::Private } else { Visibility::Public };
        let page = people.iter().skip(request.page.offset).take(request.page.limit);
        reply.rows = page.map(|person| Row::Entry(row(engine, person))).collect();
        reply
    }
}

/// Who is quoted in the period, each once, and nobody who is private: a surname that stands alone is its bearer's, if the
/// archive knows only one.
fn quoted(engine: &Engine, command: &People, paid: bool) -> Vec<Quoted> {
    let mut people: BTreeMap<String, Quoted> = BTreeMap::new();
    for mut person in engine.archive().quoted(command.from, command.to, paid) {
        person.name = engine.full_name(&person.name, paid).to_owned();
        if engine.is_private(&person.name) {
            continue;
        }
        match people.get_mut(&person.name) {
            Some(known) => known.join(&person),
            None => drop(people.insert(person.name.clone(), person)),
        }
    }
    people.into_values().collect()
}

/// The role that the articles give most often.
fn role(person: &Quoted) -> Option<&str> {
    let most = person.roles.iter().max_by_key(|(role, count)| (**count, Reverse(*role)));
    most.map(|(role, _)| role.as_str())
}

fn row(engine: &Engine, person: &Quoted) -> EntryRow {
    let Quoted { name, paragraphs, first, last, .. } = person;
    let (since, until) = (phrasing::date(engine, *first), phrasing::date(engine, *last));
    let key = if first == last { "people.on_a_day" } else { "people.between" };
    let said = engine.words().say(key, &[("count", paragraphs), ("first", &since), ("last", &until)]);
    let fields = json!({
        "name": name, "role": role(person), "paragraphs": paragraphs, "first": first, "last": last,
    });
    EntryRow {
        fields: fields.as_object().cloned().unwrap_or_default(),
        name: name.clone(),
        detail: role(person).into_iter().chain([said.as_str()]).collect::<Vec<_>>().join("; "),
    }
}
