//! An answer as it is to be now: what it says above is read back from the message and kept, its excerpts are cut anew.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::desk::answers::{Became, CitedExcerpt, GivenAnswer};
use crate::desk::{Desk, DeskError, day_of};
use crate::render::discord::custom_id::Action;
use crate::render::discord::desk::corrections::{Mended, mended, otherwise, taken_out, withdrawn};
use crate::render::discord::reference::Reference;
use crate::render::discord::{self, Choosable, Found, List, Look, Marks, Message, Pressed, Results};
use crate::reply::{Excerpt, Part};
use crate::shell::discord::archive::OpenArchive;
use crate::shell::discord::desk::visit::served_in;
use crate::shell::discord::incoming;
use crate::shell::discord::outgoing;
use crate::shell::discord::state::State;
use crate::words::Words;

/// The edit of an answer, of which Discord told how it stands; none where it is not known any more.
pub(in crate::shell::discord::desk) async fn drawn(
    state: &Arc<State>,
    desk: &Desk,
    message: &str,
    told: Value,
) -> Result<Option<Value>, DeskError> {
    let Some(answer) = desk.given_answer(message).await? else { return Ok(None) };
    let server = answer.place.server.clone();
    let served = served_in(state, desk, &server);
    let drawn = Arc::clone(state).in_turn(move |_| {
        let archive = &served.archive;
        let words = language(archive, &told).unwrap_or_else(|| archive.catalogue(served.settings.language.as_deref()));
        let desk = served.settings.has_desk(&server);
        let look = Look { private: false, desk, ..Look::unasked(words, archive.as_ref()) };
        Standing { archive, look, told: &told }.edit(&answer)
    });
    Ok(drawn.await)
}

/// The catalogue that a message is written in: each answer has the button that removes it.
fn language<'a>(archive: &'a OpenArchive, told: &Value) -> Option<&'a Words> {
    let said = told.to_string();
    let label = |words: &Words| format!("\"label\":{}", Value::from(words.say("discord.remove", &[])));
    archive.catalogues().find(|words| said.contains(&label(words)))
}

/// An answer as it stands.
struct Standing<'a> {
    archive: &'a OpenArchive,
    look: Look<'a>,
    told: &'a Value,
}

impl Standing<'_> {
    fn edit(&self, answer: &GivenAnswer) -> Value {
        let excerpts: Option<Vec<CitedExcerpt>> = answer.excerpts.iter().map(|own| self.now(own)).collect();
        let Some(excerpts) = excerpts.filter(|_| !answer.withdrawn) else {
            return outgoing::edit(&withdrawn(&self.look));
        };
        let corrected = excerpts.iter().any(|own| own.was.is_some()).then(|| self.corrected(&excerpts)).flatten();
        let mut body = corrected.map_or_else(|| as_it_is(self.told), |message| outgoing::edit(&message));
        for record in &answer.records {
            let Some(since) = record.since else { continue };
            let subject = self.archive.subject(&record.tracker, &record.subject);
            add_line(&mut body, &otherwise(&subject, record.status.as_deref(), day_of(since), self.look.words));
        }
        body
    }

    /// An excerpt as it is in the archive that answers now, which may be a later one than it was compared with; none where it
    /// is withdrawn.
    fn now(&self, own: &CitedExcerpt) -> Option<CitedExcerpt> {
        match self.archive.became(&own.reference, &own.words) {
            Became::Standing(reference) => Some(CitedExcerpt { reference, ..own.clone() }),
            Became::Corrected { now, words } => {
                Some(CitedExcerpt { reference: now, words, was: Some(own.reference), ..own.clone() })
            }
            Became::Withdrawn => None,
        }
    }

    /// The message with its excerpts as they are now.
    fn corrected(&self, excerpts: &[CitedExcerpt]) -> Option<Message> {
        let mut pressed = incoming::pressed(self.told);
        for own in excerpts {
            pressed.options.iter_mut().for_each(|option| renew(option, own));
        }
        let first = excerpts.first().map(|own| own.reference);
        let of_results = first.and_then(|first| discord::page_of(&pressed, first.article));
        let message = match (of_results.and_then(|page| Results::of(&pressed, page)), first) {
            (Some(results), _) => {
                let opened = |list: List| Some((self.archive.cited(list.references.first()?)?, list));
                let found: Vec<(List, Excerpt)> =
                    results.lists().filter_map(opened).map(|(excerpt, list)| (list, excerpt)).collect();
                results.message(&found, &pressed, &self.look)
            }
            (None, first) => self.one(first?, &pressed)?,
        };
        let corrected = excerpts.iter().filter_map(|own| {
            let was = own.was?;
            let on = self.archive.corrected_on(&was);
            let title = self.archive.cited(&own.reference).map(|excerpt| excerpt.title);
            Some(Mended {
                title: title.filter(|_| excerpts.len() > 1),
                on: on.unwrap_or_else(|| day_of(own.since.unwrap_or_default())),
                has_words: own.reference.length > 0,
                was: Some(was).filter(|_| on.is_some()),
            })
        });
        Some(mended(message, &corrected.collect::<Vec<_>>(), self.look.words))
    }

    /// The one excerpt that a message shows, in the list that its buttons remember.
    fn one(&self, now: Reference, pressed: &Pressed) -> Option<Message> {
        let excerpt = self.archive.cited(&now)?;
        if now.length == 0 {
            return Some(taken_out(&excerpt, pressed, &self.look));
        }
        let list = remembered(self.told, &now).unwrap_or_else(|| List::of(Part::Answer, Found::Quoted, &[&excerpt]));
        Some(discord::page(&excerpt, &list, Some(pressed), &self.look))
    }
}

/// The list that a message's buttons remember, with this excerpt at the place where it stands.
fn remembered(told: &Value, now: &Reference) -> Option<List> {
    let mut actions = Vec::new();
    collect(told.get("components").unwrap_or(&Value::Null), &mut actions);
    let alone = actions.iter().find_map(|action| match action {
        Action::More(list) => Some(list.clone()),
        _ => None,
    })?;
    let shown = *alone.references.first()?;
    let whole = actions.into_iter().find_map(|action| match action {
        Action::Page(list) => Some((list.references.iter().position(|own| *own == shown)?, list)),
        _ => None,
    });
    let (at, mut list) = whole.unwrap_or((0, alone));
    list.at = at;
    *list.references.get_mut(at)? = *now;
    if shown != *now
        && let Some(marks) = list.marks.get_mut(at)
    {
        // They count words of what stood there before.
        *marks = Marks::default();
    }
    Some(list)
}

fn collect(value: &Value, actions: &mut Vec<Action>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, actions)),
        Value::Object(fields) => {
            let id = fields.get("custom_id").and_then(Value::as_str);
            actions.extend(id.and_then(Action::decode));
            fields.values().for_each(|field| collect(field, actions));
        }
        _ => {}
    }
}

/// An option that opened the excerpt, or what stood in its place, opens it as it is now.
fn renew(option: &mut Choosable, cited: &CitedExcerpt) {
    let Some(Action::Open(mut list)) = Action::decode(&option.value) else { return };
    let Some(first) = list.references.first_mut().filter(|own| own.article == cited.reference.article) else { return };
    if cited.was.is_some() {
        list.marks = vec![Marks::default()];
    }
    *first = cited.reference;
    if let Some(value) = Action::Open(list).encode() {
        option.value = value;
    }
}

/// A message as it stands, as an edit of itself.
fn as_it_is(told: &Value) -> Value {
    let files = told.get("attachments").and_then(Value::as_array).cloned().unwrap_or_default();
    let kept: Vec<Value> = files.iter().filter_map(|file| Some(json!({"id": file.get("id")?}))).collect();
    let mut components = told.get("components").cloned().unwrap_or_else(|| json!([]));
    plain(&mut components, &files);
    json!({"flags": outgoing::IS_CARD, "components": components, "attachments": kept, "allowed_mentions": {"parse": []}})
}

/// Takes out what Discord fills in itself, and names files by their names: their addresses hold for a day.
fn plain(value: &mut Value, files: &[Value]) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| plain(item, files)),
        Value::Object(fields) => {
            fields.remove("id");
            if let Some(file) = fields.remove("attachment_id") {
                let own = files.iter().find(|own| own.get("id") == Some(&file));
                if let Some(name) = own.and_then(|own| own.get("filename")?.as_str()) {
                    let url = format!("attachment://{name}");
                    *fields = json!({"url": url}).as_object().cloned().unwrap_or_default();
                    return;
                }
            }
            fields.values_mut().for_each(|field| plain(field, files));
        }
        _ => {}
    }
}

/// Adds a line above the buttons of a card, unless it stands there.
fn add_line(body: &mut Value, line: &str) {
    let blocks = body.pointer_mut("/components/0/components").and_then(Value::as_array_mut);
    let Some(blocks) = blocks else { return };
    let kind = |block: &Value| block.get("type").and_then(Value::as_u64);
    if blocks.iter().any(|block| block.get("content").and_then(Value::as_str) == Some(line)) {
        return;
    }
    let at = blocks.iter().position(|block| kind(block) == Some(1)).unwrap_or(blocks.len());
    blocks.insert(at, json!({"type": 10, "content": line}));
}

impl OpenArchive {
    /// The status of each subject that everybody may see, by its list and what tells it apart.
    pub(super) fn open_statuses(&self) -> std::collections::HashMap<(String, String), String> {
        let records = self.engine().open_records().into_iter();
        records.map(|(list, record)| ((list.id.clone(), record.subject.key()), record.status.clone())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_sent_back_as_it_stands_with_a_line_above_its_buttons() {
        let media = json!({"url": "https://cdn.example/1/map.png?ex=1", "attachment_id": "9", "width": 800});
        let told = json!({"id": "7", "flags": 32768, "attachments": [{"id": "9", "filename": "map.png", "size": 1}],
            "components": [{"type": 17, "id": 1, "components": [
                {"type": 10, "id": 2, "content": "One list"},
                {"type": 12, "id": 3, "items": [{"media": media, "description": "A map."}]},
                {"type": 1, "id": 4, "components": [{"type": 2, "id": 5, "style": 2, "custom_id": "3r", "label": "Remove"}]}]}]});
        let mut body = as_it_is(&told);
        for _ in 0..2 {
            add_line(&mut body, "-# Salem: this list says otherwise since May 1, 2024: Signed");
        }
        let shown = serde_json::to_string_pretty(&body).expect("JSON");
        insta::assert_snapshot!(shown, @r#"
        {
          "allowed_mentions": {
            "parse": []
          },
          "attachments": [
            {
              "id": "9"
            }
          ],
          "components": [
            {
              "components": [
                {
                  "content": "One list",
                  "type": 10
                },
                {
                  "items": [
                    {
                      "description": "A map.",
                      "media": {
                        "url": "attachment://map.png"
                      }
                    }
                  ],
                  "type": 12
                },
                {
                  "content": "-# Salem: this list says otherwise since May 1, 2024: Signed",
                  "type": 10
                },
                {
                  "components": [
                    {
                      "custom_id": "3r",
                      "label": "Remove",
                      "style": 2,
                      "type": 2
                    }
                  ],
                  "type": 1
                }
              ],
              "type": 17
            }
          ],
          "flags": 32768
        }
        "#);
    }
}
