//! What is done with questions while nobody presses anything: those whose time is over go, cards without words get them
//! again, and after the archive changed those that are open are asked again, by what is hidden still.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::telling::card_of;
use crate::desk::{Desk, DeskError, Question, Standing};
use crate::shell::discord::desk::visit::now;
use crate::shell::discord::state::State;

/// Those whose time is over are looked for this often.
const PAUSE: Duration = Duration::from_secs(60 * 60);
/// What failed is tried again after this time.
const RETRY: Duration = Duration::from_secs(60);
/// Questions that are read at one time.
const BATCH: i64 = 100;

/// Looks after the questions, for ever.
pub(in crate::shell::discord::desk) async fn keep(state: Arc<State>) {
    // The archive may have changed while nothing ran.
    let mut changed = true;
    let mut replaced = state.replaced.subscribe();
    loop {
        if let Some(desk) = state.desk() {
            let kept = async {
                expire(&state, &desk).await?;
                redraw(&state, &desk).await?;
                if changed {
                    drop_outdated(&state, &desk).await?;
                    ask_again(&state, &desk).await?;
                }
                Ok::<(), DeskError>(())
            };
            if let Err(error) = kept.await {
                tracing::warn!(%error, "the questions at the desk could not be looked after");
                // Whether they were asked again is not known.
                changed = true;
                tokio::time::sleep(RETRY).await;
                continue;
            }
        }
        changed = tokio::time::timeout(PAUSE, replaced.changed()).await.is_ok();
    }
}

async fn expire(state: &Arc<State>, desk: &Arc<Desk>) -> Result<(), DeskError> {
    for asker in desk.expired_askers(now()).await? {
        let card = |question: &Question| vec![card_of(state, desk, question)];
        desk.withdraw_asker(&asker, None, now(), card).await?;
        state.wake_outbox();
    }
    Ok(())
}

/// Draws the cards anew that an import left without words, since some of them were withdrawn.
pub(in crate::shell::discord::desk) async fn redraw(state: &Arc<State>, desk: &Arc<Desk>) -> Result<(), DeskError> {
    for id in desk.stale_questions().await? {
        desk.redraw_question(&id, now(), |question| card_of(state, desk, question)).await?;
        state.wake_outbox();
    }
    Ok(())
}

/// Deletes what is hidden of articles that say something else now. One that is gone may come back as it was.
async fn drop_outdated(state: &Arc<State>, desk: &Arc<Desk>) -> Result<(), DeskError> {
    let hidden = desk.hidden_of().await?;
    let outdated = move |state: &State| {
        let served = state.served();
        let current = |article: &str| served.archive.engine().archive().article(article);
        let is_outdated = |(article, revision): &(String, String)| {
            current(article).is_some_and(|article| article.revision.0 != *revision)
        };
        hidden.into_iter().filter(is_outdated).collect::<Vec<_>>()
    };
    let outdated = Arc::clone(state).in_turn(outdated).await.unwrap_or_default();
    if outdated.is_empty() { Ok(()) } else { desk.drop_hidden(&outdated, now()).await }
}

/// Asks the archive each open question: where it is sure now, or not any more, the card says so.
async fn ask_again(state: &Arc<State>, desk: &Arc<Desk>) -> Result<(), DeskError> {
    let mut last = String::new();
    loop {
        let open = desk.open_after(&last, BATCH).await?;
        let Some(end) = open.last() else { return Ok(()) };
        last.clone_from(&end.id);
        for question in open {
            let (text, began) = (question.text.clone(), Instant::now());
            let hiding = desk.hiding(&question.server);
            let ask = move |state: &State| state.served().archive.sure_answer(&text, hiding.as_deref());
            let sure = Arc::clone(state).in_turn(ask).await;
            // Readers come first: as much time as this took is left to them.
            tokio::time::sleep(began.elapsed()).await;
            let Some(draft) = sure.filter(|draft| *draft != question.draft) else { continue };
            let alter = |question: &mut Question| {
                (question.standing == Standing::Open && question.draft != draft).then(|| {
                    question.draft = draft;
                    vec![card_of(state, desk, question)]
                })
            };
            desk.change_question(&question.id, now(), alter).await?;
            state.wake_outbox();
        }
    }
}
