//! Asking: the window, and what was sent from it.

use crate::desk::{Asked, Asker, DAY, DeskError, Tell, questions::KEPT};
use crate::render::discord::desk::question::{self, AGREE, NAME, TELL, TEXT};
use crate::shell::discord::respond::Outcome;

use super::telling::card_of;
use crate::shell::discord::desk::visit::Visit;

/// Questions that one person may ask a day, and those that the editors of a server get an hour.
const A_DAY: usize = 5;
const AN_HOUR: usize = 60;
const HOUR: i64 = 60 * 60;
/// The right to see a channel, to write in it, and in a thread.
const SEE: u64 = 1 << 10;
const WRITE: u64 = 1 << 11;
const WRITE_IN_THREADS: u64 = 1 << 38;

/// The window, with what the message asked that was pressed.
pub(super) async fn window(visit: &Visit<'_>) -> Result<Outcome, DeskError> {
    if let Some(unusable) = unusable(visit).await? {
        return Ok(unusable);
    }
    let reader = visit.reader();
    let archive = &visit.served.archive;
    // Which of the two languages the message was in, it does not say.
    let languages = [archive.words(&reader, true), archive.words(&reader, false)];
    let head = &visit.asked.pressed.head;
    let asked = languages.into_iter().find_map(|words| question::asked_in(head, words));
    Ok(Outcome::Modal(question::window(&asked.unwrap_or_default(), visit.words())))
}

/// Why the editors cannot be asked there now.
async fn unusable(visit: &Visit<'_>) -> Result<Option<Outcome>, DeskError> {
    let (Some(server), Some(channel)) = (&visit.asked.guild, &visit.set_up.editors_channel) else {
        return Ok(Some(visit.note("desk.question_no_channel")));
    };
    if visit.desk.is_refused(server, channel).await? {
        // Perhaps somebody has set it right: the next one who asks will know.
        visit.desk.retry_refused(server, channel, visit.now).await?;
        visit.state.wake_outbox();
        return Ok(Some(visit.note("desk.question_unreachable")));
    }
    Ok(None)
}

/// Takes in what was sent from the window.
pub(super) async fn ask(visit: &Visit<'_>) -> Result<Outcome, DeskError> {
    let asked = visit.asked;
    let ticked = |field: &str| asked.field(field).iter().any(|value| value == "yes");
    // Without the tick nothing of it is kept, here or in a log.
    if !ticked(AGREE) {
        return Ok(visit.note("desk.question_not_agreed"));
    }
    let text = asked.field(TEXT).first().map(|text| text.trim()).unwrap_or_default();
    let text = crate::text::clip(text, question::LONGEST).0.to_owned();
    if !text.chars().any(char::is_alphanumeric) || asked.user.is_empty() {
        return Ok(visit.note("desk.question_empty"));
    }
    if let Some(unusable) = unusable(visit).await? {
        return Ok(unusable);
    }
    let Some(server) = asked.guild.clone() else { return Ok(visit.note("desk.question_no_desk")) };
    let stored = visit.desk.asked_since(&asked.user, visit.now - DAY).await?;
    let mine = format!("question {}", asked.user);
    if stored >= A_DAY as i64 || !visit.state.flood.takes(&mine, A_DAY, DAY, visit.now) {
        return Ok(visit.say("desk.question_too_many", &[("count", &A_DAY)]));
    }
    if !visit.state.flood.takes(&format!("questions {server}"), AN_HOUR, HOUR, visit.now) {
        return Ok(visit.note("desk.question_flood"));
    }
    let open = visit.desk.open_questions(&server).await?;
    let (archive, compared) = (visit.served.archive.clone(), text.clone());
    let same = visit.state.clone().in_turn(move |_| archive.same_questions(&compared, &open)).await;
    let tell = Tell::named(asked.field(TELL).first().map(String::as_str).unwrap_or_default());
    let asker = Asker {
        id: visit.desk.fresh_id(),
        user: asked.user.clone(),
        text,
        named: ticked(NAME),
        tell,
        channel: asked.channel.clone(),
        locale: asked.locale.clone(),
        told_at: None,
        untold: false,
        asked_at: visit.now,
        expires_at: visit.now + KEPT,
    };
    let id = asker.id.clone();
    let (state, desk) = (visit.state, visit.desk);
    let card = move |question: &crate::desk::Question| vec![card_of(state, desk, question)];
    let (outcome, question) = visit.desk.ask(&server, asker, &same.unwrap_or_default(), card).await?;
    visit.state.wake_outbox();
    let words = visit.words();
    let own = question.askers.iter().find(|own| own.user == asked.user);
    let mut lines = vec![words.say(
        match outcome {
            Asked::New => "desk.question_sent",
            Asked::Joined => "desk.question_sent_joined",
            Asked::Again => "desk.question_sent_again",
        },
        &[],
    )];
    let key = match own.map_or(tell, |own| own.tell) {
        Tell::No => "desk.question_sent_no",
        Tell::Message => "desk.question_sent_message",
        Tell::Mention => "desk.question_sent_mention",
    };
    lines.push(words.say(key, &[]));
    let needed = SEE | if asked.thread_of.is_some() { WRITE_IN_THREADS } else { WRITE };
    if tell == Tell::Mention && asked.own_permissions != 0 && asked.own_permissions & needed != needed {
        lines.push(words.say("desk.question_cannot_write", &[]));
    }
    Ok(Outcome::Message(question::confirmation(own.map_or(&id, |own| &own.id), &lines, words)))
}
