//! Readers call an excerpt wrong; editors make a case of it, hide it for its question, or dismiss it.

use std::sync::Arc;

use serde_json::{Value, json};

use super::golden;
use super::visit::Visit;
use crate::desk::marks::{A_DAY, Mark, Vote, Voted};
use crate::desk::{DAY, Desk, DeskError, Seconds, day_of};
use crate::render::discord::desk::wrong::{self, HiddenRow, Marked, Step};
use crate::render::discord::reference::Reference;
use crate::render::discord::{Message, asked as asked_in};
use crate::reply::Excerpt;
use crate::shell::discord::archive::Lost;
use crate::shell::discord::outgoing;
use crate::shell::discord::respond::Outcome;
use crate::shell::discord::state::State;
use crate::words::Words;

pub(super) async fn respond(visit: &Visit<'_>, what: &str) -> Result<Outcome, DeskError> {
    let Some((step, server)) = Step::read(what).zip(visit.asked.guild.as_deref()) else {
        return Ok(visit.note("discord.unreadable"));
    };
    if !visit.has_desk() {
        return Ok(visit.note("desk.none_here"));
    }
    match step {
        Step::Ask(at) => Ok(ask(visit, server, &at)),
        Step::Take(at, question) => take(visit, server, &at, &question).await,
        _ if !visit.is_editor() => Ok(visit.note("desk.not_editor")),
        Step::Case(id) => Ok(match visit.desk.mark(server, &id, visit.now).await? {
            Some(_) => window(visit, wrong::case_window(&id, visit.words())),
            None => visit.note("desk.wrong_settled"),
        }),
        Step::TakeCase(id) => Ok(match visit.desk.mark(server, &id, visit.now).await? {
            Some(_) => case(visit, server).await?,
            None => visit.note("desk.wrong_settled"),
        }),
        Step::Hide(id) => settle(visit, server, &id, "hidden").await,
        Step::Dismiss(id) => settle(visit, server, &id, "dismissed").await,
        Step::Hidden(from) => Ok(Outcome::Message(hidden(visit, server, from).await?)),
        Step::ShowAgain(id) => {
            visit.desk.show_again(server, &id, visit.now).await?;
            // The list itself was pressed.
            Ok(Outcome::Update(hidden(visit, server, 0).await?))
        }
    }
}

fn window(visit: &Visit<'_>, window: Option<crate::render::discord::Modal>) -> Outcome {
    window.map_or_else(|| visit.note("discord.unreadable"), Outcome::Modal)
}

/// Asks why. The question that the pressed message says is hashed here and now, and goes no further.
fn ask(visit: &Visit<'_>, server: &str, at: &Reference) -> Outcome {
    let question = asked_in(&visit.asked.pressed.head, visit.served.archive.catalogues());
    let hash = question.map(|question| visit.desk.question_hash(server, &question)).unwrap_or_default();
    window(visit, wrong::window(at, &hash, visit.words()))
}

async fn take(visit: &Visit<'_>, server: &str, at: &Reference, question: &str) -> Result<Outcome, DeskError> {
    let asked = visit.asked;
    let field = |name: &str| asked.field(name).first().map(String::as_str).unwrap_or_default();
    let (reason, text, agreed) = (field(wrong::REASON), field(wrong::TEXT).trim(), !field(wrong::CONSENT).is_empty());
    if asked.kind != 5 || !wrong::REASONS.contains(&reason) {
        return Ok(visit.note("discord.unreadable"));
    }
    if !text.is_empty() && !agreed {
        return Ok(visit.note("desk.wrong_tick"));
    }
    let Some(channel) = visit.set_up.editors_channel.as_deref() else {
        return Ok(visit.note("desk.wrong_no_channel"));
    };
    let excerpt = match reopened(visit, *at, visit.reader().paid).await {
        Ok(excerpt) => excerpt,
        Err(Lost::Paid) => return Ok(visit.note("discord.paid")),
        Err(_) => return Ok(visit.note("discord.altered_archive")),
    };
    // What was withdrawn in between counts too.
    if !visit.state.flood.takes(&format!("wrong {}", asked.user), A_DAY as usize, DAY, visit.now) {
        return Ok(visit.note("desk.wrong_too_many"));
    }
    // What the editors' channel shows is what everybody may read.
    let open = reopened(visit, *at, false).await.ok();
    let vote = Vote {
        server,
        excerpt: &at.packed(),
        article: &excerpt.article,
        revision: &excerpt.revision.0,
        question: Some(question).filter(|question| !question.is_empty()),
        user: &asked.user,
        reason,
        remark: Some(text).filter(|text| !text.is_empty()),
    };
    let voted = visit
        .desk
        .vote(&vote, channel, visit.now, |mark| card(visit.words_there(), mark, open.as_ref(), "open"))
        .await?;
    visit.state.wake_outbox();
    Ok(visit.note(match voted {
        Voted::Counted if text.is_empty() => "desk.wrong_thanks",
        Voted::Counted => "desk.wrong_thanks_text",
        Voted::Before => "desk.wrong_before",
        Voted::TooMany => "desk.wrong_too_many",
        Voted::Crowded => "desk.wrong_crowded",
    }))
}

async fn reopened(visit: &Visit<'_>, at: Reference, paid: bool) -> Result<Excerpt, Lost> {
    let archive = Arc::clone(&visit.served.archive);
    let opened = Arc::clone(visit.state).in_turn(move |_| archive.reopen(&at, paid)).await;
    opened.unwrap_or(Err(Lost::Changed))
}

/// The card as JSON.
fn card(words: &Words, mark: &Mark, excerpt: Option<&Excerpt>, state: &str) -> Value {
    let remarks = mark.remarks.iter().map(|remark| (remark.user.as_str(), remark.text.as_str())).collect();
    let marked =
        Marked { id: &mark.id, excerpt, reasons: &mark.reasons, remarks, questions: mark.questions.len(), state };
    outgoing::follow_up(&wrong::card(&marked, words))
}

/// Draws the cards anew that show what was withdrawn or has expired; afterwards nothing of it is left here.
pub(super) async fn redraw(state: &Arc<State>, desk: &Desk, now: Seconds) -> Result<(), DeskError> {
    let stale = desk.stale_marks(now).await?;
    for (server, mark) in &stale {
        let served = state.served().of(&desk.set_up(server), Some(server));
        let (archive, at) = (Arc::clone(&served.archive), Reference::of(&mark.excerpt));
        let opened = Arc::clone(state).in_turn(move |_| at.and_then(|at| archive.reopen(&at, false).ok()));
        let excerpt = opened.await.flatten();
        let words = served.archive.catalogue(served.settings.language.as_deref());
        let drawn = |mark: &Mark| card(words, mark, excerpt.as_ref(), &mark.state);
        desk.redraw(server, &mark.id, now, drawn).await?;
    }
    if !stale.is_empty() {
        desk.wipe().await?;
        state.wake_outbox();
    }
    Ok(())
}

async fn settle(visit: &Visit<'_>, server: &str, id: &str, state: &str) -> Result<Outcome, DeskError> {
    let mark = visit.desk.mark(server, id, visit.now).await?;
    let Some(mark) = mark.filter(|mark| mark.state == "open") else { return Ok(visit.note("desk.wrong_settled")) };
    let excerpt = match Reference::of(&mark.excerpt) {
        Some(at) => reopened(visit, at, false).await.ok(),
        None => None,
    };
    let words = visit.words_there();
    let drawn = |mark: &Mark| card(words, mark, excerpt.as_ref(), state);
    let done = match state {
        "hidden" => visit.desk.hide(server, id, visit.now, drawn).await?,
        _ => visit.desk.dismiss(server, id, visit.now, drawn).await?,
    };
    visit.state.wake_outbox();
    Ok(visit.note(match (done, state) {
        (false, _) => "desk.wrong_settled",
        (true, "hidden") => "desk.wrong_hidden",
        (true, _) => "desk.wrong_dismissed",
    }))
}

/// The list of what is hidden; what belongs to a revision that is gone is shown again already, and is not listed.
async fn hidden(visit: &Visit<'_>, server: &str, from: usize) -> Result<Message, DeskError> {
    let page = wrong::PAGE as i64;
    let offset = i64::try_from(from).unwrap_or_default();
    let (rows, total) = visit.desk.hidden_in(server, offset, page).await?;
    let mut shown = Vec::new();
    for row in &rows {
        let excerpt = match Reference::of(&row.excerpt) {
            Some(at) => reopened(visit, at, visit.reader().paid).await.ok(),
            None => None,
        };
        shown.push(HiddenRow { id: &row.id, excerpt, day: day(row.hidden_at) });
    }
    Ok(wrong::list(&shown, from, usize::try_from(total).unwrap_or_default(), visit.words()))
}

fn day(at: Seconds) -> String {
    day_of(at).to_string()
}

/// A case of the golden set, in the editor's own words: written where it may be, else shown to copy.
async fn case(visit: &Visit<'_>, server: &str) -> Result<Outcome, DeskError> {
    let field = |name: &str| visit.asked.field(name).first().map(|text| text.trim()).unwrap_or_default();
    let (question, expected) = (field(wrong::QUESTION), field(wrong::EXPECTED));
    if visit.asked.kind != 5 || question.is_empty() {
        return Ok(visit.note("desk.wrong_case_unreadable"));
    }
    let request = json!({"command": "ask", "options": {"question": question}});
    if !visit.served.archive.takes(&request) {
        return Ok(visit.note("desk.wrong_case_unreadable"));
    }
    let mut case = request;
    case["verdict"] = json!(if expected.is_empty() { "not_found" } else { "found" });
    if !expected.is_empty() {
        case["must"] = json!([expected]);
    }
    golden::keep(visit, server, &case).await
}
