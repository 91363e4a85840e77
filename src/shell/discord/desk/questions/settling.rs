//! What editors do with a question, and what its askers do with it afterwards.

use super::telling::{self, card_of};
use crate::desk::questions::card_key;
use crate::desk::{Answer, Changed, DeskError, Question, Standing, Tell};
use crate::render::discord::Modal;
use crate::render::discord::desk::question::{self, Shown, TEXT};
use crate::shell::discord::archive::Asker;
use crate::shell::discord::desk::visit::Visit;
use crate::shell::discord::respond::Outcome;
use crate::words::Words;

/// The question, where it is of the server in which somebody acts.
async fn own(visit: &Visit<'_>, id: &str) -> Result<Option<Question>, DeskError> {
    let question = visit.desk.question(id).await?;
    Ok(question.filter(|question| Some(&question.server) == visit.asked.guild.as_ref()))
}

/// Why a question cannot be settled any more.
fn settled(visit: &Visit<'_>, question: &Question) -> Outcome {
    let words = visit.words();
    let standing = telling::settled(question.standing).map(|settled| settled.said(words)).unwrap_or_default();
    visit.say("desk.question_already", &[("state", &standing)])
}

/// A window of the editors' about a question that is open.
pub(super) async fn window(
    visit: &Visit<'_>,
    id: &str,
    make: impl FnOnce(&str, &Words) -> Modal,
) -> Result<Outcome, DeskError> {
    Ok(match own(visit, id).await? {
        None => visit.note("desk.question_gone"),
        Some(question) if question.standing != Standing::Open => settled(visit, &question),
        Some(question) => Outcome::Modal(make(&question.text, visit.words())),
    })
}

/// The passages that an editor's words find, to be picked from.
pub(super) async fn search(visit: &Visit<'_>, id: &str) -> Result<Outcome, DeskError> {
    match own(visit, id).await? {
        None => return Ok(visit.note("desk.question_gone")),
        Some(question) if question.standing != Standing::Open => return Ok(settled(visit, &question)),
        Some(_) => {}
    }
    let text = visit.asked.field(TEXT).first().cloned().unwrap_or_default();
    let (archive, paid, words) = (visit.served.archive.clone(), visit.reader().paid, visit.words().clone());
    let found = visit.state.clone().in_turn(move |_| archive.passages(&text, Asker { paid, words: &words })).await;
    let found = found.unwrap_or_default();
    if found.is_empty() {
        return Ok(visit.note("desk.question_none"));
    }
    Ok(Outcome::Message(question::passages(id, &found, visit.words())))
}

/// Answers with the passage that was picked.
pub(super) async fn pick(visit: &Visit<'_>, id: &str) -> Result<Outcome, DeskError> {
    let value = visit.asked.values.first().cloned().unwrap_or_default();
    if visit.served.archive.opened(&value) == Shown::Changed {
        return Ok(visit.note("discord.altered_archive"));
    }
    settle(visit, id, Standing::Answered, |_| Some(Answer::Excerpt(value))).await
}

/// Answers with a page of the publication's own.
pub(super) async fn link(visit: &Visit<'_>, id: &str) -> Result<Outcome, DeskError> {
    let typed = visit.asked.field(TEXT).first().cloned().unwrap_or_default();
    let Some((url, _)) = visit.served.archive.own_page(&typed) else {
        return Ok(visit.note("desk.question_link_foreign"));
    };
    settle(visit, id, Standing::Answered, |_| Some(Answer::Link(url))).await
}

/// Answers with the draft, if it is the one that was seen.
pub(super) async fn approve(visit: &Visit<'_>, id: &str, digest: &str) -> Result<Outcome, DeskError> {
    // The article may have changed since the card was drawn.
    let archive = &visit.served.archive;
    let same = |draft: &String| telling::digest(draft) == digest && archive.opened(draft) != Shown::Changed;
    let draft = |question: &Question| question.draft.clone().filter(same).map(Answer::Excerpt);
    settle(visit, id, Standing::Answered, draft).await
}

/// Settles it without an answer.
pub(super) async fn put_away(visit: &Visit<'_>, id: &str, standing: Standing) -> Result<Outcome, DeskError> {
    settle(visit, id, standing, |_| None).await
}

/// Settles a question once: the card says so, and those who wanted it are told.
async fn settle(
    visit: &Visit<'_>,
    id: &str,
    standing: Standing,
    answer: impl FnOnce(&Question) -> Option<Answer> + Send,
) -> Result<Outcome, DeskError> {
    let (state, desk, now) = (visit.state, visit.desk, visit.now);
    let server = visit.asked.guild.clone().unwrap_or_default();
    let changed = desk.change_question(id, now, move |question| {
        if question.standing != Standing::Open || question.server != server {
            return None;
        }
        question.answer = answer(question);
        if standing == Standing::Answered && question.answer.is_none() {
            return None;
        }
        (question.standing, question.draft, question.settled_at) = (standing, None, Some(now));
        let mut told = Vec::new();
        for at in 0..question.askers.len() {
            let waits = |asker: &&crate::desk::Asker| asker.tell != Tell::No && asker.told_at.is_none();
            let asker = question.askers.get(at).filter(waits).filter(|_| question.answer.is_some());
            if let Some(post) = asker.and_then(|asker| telling::told(state, desk, question, asker)) {
                told.push(post);
                if let Some(asker) = question.askers.get_mut(at) {
                    asker.told_at = Some(now);
                }
            }
        }
        Some(std::iter::once(card_of(state, desk, question)).chain(told).collect())
    });
    outcome(visit, changed.await?).await
}

/// Takes a question up again that was settled without an answer.
pub(super) async fn reopen(visit: &Visit<'_>, id: &str) -> Result<Outcome, DeskError> {
    let (state, desk) = (visit.state, visit.desk);
    let server = visit.asked.guild.clone().unwrap_or_default();
    let changed = desk.change_question(id, visit.now, move |question| {
        let away = matches!(question.standing, Standing::NotOurs | Standing::Closed) && question.server == server;
        away.then(|| {
            (question.standing, question.settled_at) = (Standing::Open, None);
            vec![card_of(state, desk, question)]
        })
    });
    outcome(visit, changed.await?).await
}

/// What whoever pressed sees: the card as it stands now, at once where it is the one that was pressed.
async fn outcome(visit: &Visit<'_>, changed: Changed) -> Result<Outcome, DeskError> {
    Ok(match changed {
        Changed::Gone => visit.note("desk.question_gone"),
        Changed::Refused(question) if Some(&question.server) != visit.asked.guild.as_ref() => {
            visit.note("desk.question_gone")
        }
        Changed::Refused(question) if question.standing == Standing::Open => visit.note("desk.question_draft_changed"),
        Changed::Refused(question) => settled(visit, &question),
        Changed::Done(question) => {
            visit.state.wake_outbox();
            let post = visit.desk.post(&card_key(&question.id)).await?;
            let pressed = post.and_then(|post| post.message);
            let done = || question::done(visit.words(), "desk.question_done");
            match pressed == visit.asked.message {
                true if pressed.is_some() => Outcome::Update(telling::card(visit.served, &question)),
                // A menu that was picked from is done with.
                _ if visit.asked.on_private => Outcome::Update(done()),
                _ => Outcome::Message(done()),
            }
        }
    })
}

/// Shows the answer to whoever pressed.
pub(super) async fn show(visit: &Visit<'_>, id: &str) -> Result<Outcome, DeskError> {
    let Some(question) = own(visit, id).await? else { return Ok(visit.note("desk.question_gone")) };
    let Some(answer) = &question.answer else { return Ok(visit.note("desk.question_gone")) };
    let asker = question.askers.iter().find(|asker| asker.user == visit.asked.user);
    Ok(Outcome::Message(telling::answer_for(visit.state, visit.served, answer, visit.asked, asker)))
}

/// Deletes what somebody gave, if it is theirs.
pub(super) async fn withdraw(visit: &Visit<'_>, asker: &str) -> Result<Outcome, DeskError> {
    let (state, desk) = (visit.state, visit.desk);
    let card = move |question: &Question| vec![card_of(state, desk, question)];
    let theirs = desk.withdraw_asker(asker, Some(&visit.asked.user), visit.now, card).await?;
    if !theirs {
        return Ok(visit.note("desk.question_gone"));
    }
    visit.state.wake_outbox();
    let done = question::done(visit.words(), "desk.question_withdrawn");
    Ok(if visit.asked.pressed.is_card { Outcome::Update(done) } else { Outcome::Message(done) })
}
