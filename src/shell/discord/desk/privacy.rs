//! `/privacy`: what is stored about whoever asks. Each press goes by who Discord says presses, never by an id in a button.

use serde_json::{Value, json};

use super::visit::Visit;
use super::wrong;
use super::{expiry, questions};
use crate::desk::{DeskError, Held, Kind, Question};
use crate::engine::follow::{self, Followed};
use crate::render::discord::Message;
use crate::render::discord::desk::privacy::{self, About, Given, What, step};
use crate::shell::discord::respond::Outcome;

pub(super) async fn respond(visit: &Visit<'_>, what: &str) -> Result<Outcome, DeskError> {
    if visit.asked.user.is_empty() {
        return Ok(visit.note("discord.unreadable"));
    }
    Ok(match what {
        "" => shown_in(visit, card(visit, None).await?),
        step::GET => Outcome::Message(file(visit).await?),
        step::DELETE => withdraw(visit, None).await?,
        step::WITHDRAW => match visit.asked.values.first() {
            Some(id) => withdraw(visit, Some(id)).await?,
            None => visit.note("discord.unreadable"),
        },
        _ => visit.note("discord.unreadable"),
    })
}

async fn withdraw(visit: &Visit<'_>, only: Option<&str>) -> Result<Outcome, DeskError> {
    let shown = expiry::shown(visit.served.archive.catalogue(None));
    let (state, desk, user) = (visit.state, visit.desk, visit.asked.user.as_str());
    let mut count = 0;
    let held = desk.held_of(user).await?;
    let questions = held.iter().filter(|held| held.kind == Kind::Question && only.is_none_or(|only| only == held.id));
    for asker in questions {
        let card = move |question: &Question| vec![questions::card_of(state, desk, question)];
        count += usize::from(desk.withdraw_asker(&asker.id, Some(user), visit.now, card).await?);
    }
    count += desk.withdraw_given(user, only, &shown, visit.now).await?.count;
    wrong::redraw(state, desk, visit.now).await?;
    state.wake_outbox();
    Ok(shown_in(visit, card(visit, Some(count)).await?))
}

async fn card(visit: &Visit<'_>, done: Option<usize>) -> Result<Message, DeskError> {
    let held = visit.desk.held_of(&visit.asked.user).await?;
    let given = held.into_iter().map(|held| Given {
        what: match held.kind {
            Kind::Question => What::Question,
            Kind::Remark => What::Remark,
            Kind::Proposal => What::Proposal,
            Kind::Follow => What::Follow,
        },
        text: text(visit, &held),
        id: held.id,
        until: held.expires_at,
    });
    let host = &visit.served.settings.privacy;
    let about = About {
        controller: host.controller.clone(),
        contact: host.contact.clone(),
        given: given.collect(),
        votes: visit.desk.votes_of(&visit.asked.user).await?.len(),
        done,
    };
    Ok(privacy::privacy(&about, visit.words()))
}

/// What is shown of it.
fn text(visit: &Visit<'_>, held: &Held) -> String {
    match held.kind {
        Kind::Question | Kind::Remark => held.text.clone(),
        Kind::Proposal => said_in(&held.text),
        Kind::Follow => {
            let kind = held.row.get("followed").and_then(Value::as_str).and_then(follow::Kind::named);
            let followed = kind.map(|kind| Followed { kind, value: held.text.clone() });
            let label = followed.and_then(|followed| visit.served.archive.engine().label_of(&followed));
            label.unwrap_or_else(|| held.text.clone())
        }
    }
}

/// The words of a record that is stored as JSON.
fn said_in(record: &str) -> String {
    let record: Value = serde_json::from_str(record).unwrap_or_default();
    let words = record.as_object().into_iter().flatten().filter_map(|(_, value)| value.as_str());
    words.filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" · ")
}

async fn file(visit: &Visit<'_>) -> Result<Message, DeskError> {
    let held = visit.desk.held_of(&visit.asked.user).await?;
    let votes = visit.desk.votes_of(&visit.asked.user).await?;
    let rows: Vec<_> = held.into_iter().map(|held| held.row).chain(votes).collect();
    let all = json!({"user_id": visit.asked.user, "as_of": visit.now, "stored": rows});
    Ok(privacy::file(serde_json::to_vec_pretty(&all).unwrap_or_default(), visit.words()))
}

/// In place of the card that was pressed, where nobody else sees that.
fn shown_in(visit: &Visit<'_>, message: Message) -> Outcome {
    let turns = visit.asked.kind == 3 && visit.asked.on_private && visit.asked.pressed.is_card;
    if turns { Outcome::Update(message) } else { Outcome::Message(message) }
}
