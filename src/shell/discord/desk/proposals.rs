//! Readers propose records for a list, with words of the archive as evidence; editors approve or decline.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::visit::Visit;
use crate::desk::proposals::{A_DAY, Begun, Proposal, Proposed};
use crate::desk::{DAY, Desk, DeskError};
use crate::domain::Tracker;
use crate::places::Gazetteer;
use crate::render::discord::desk::{copied, proposals as view};
use crate::render::discord::escape;
use crate::render::discord::reference::Reference;
use crate::reply::Excerpt;
use crate::shell::discord::archive::Lost;
use crate::shell::discord::outgoing;
use crate::shell::discord::respond::Outcome;
use crate::shell::discord::state::State;
use crate::shell::import::Candidate;
use view::{Origin, Step};

/// What was in the hands of a process that ended is looked for this often.
const RELEASED: Duration = Duration::from_secs(60);
/// How much of a reason is said, in characters.
const WHY: usize = 300;

pub(super) async fn respond(visit: &Visit<'_>, what: &str) -> Result<Outcome, DeskError> {
    let Some((step, server)) = Step::read(what).zip(visit.asked.guild.as_deref()) else {
        return Ok(visit.note("discord.unreadable"));
    };
    if !visit.has_desk() {
        return Ok(visit.note("desk.none_here"));
    }
    match step {
        Step::Begin(origin) => Ok(begin(visit, &origin)),
        Step::List(origin) => {
            let picked = visit.asked.values.first().map(String::as_str).unwrap_or_default();
            Ok(match list(visit, picked) {
                Some(tracker) => window(visit, &tracker, &origin),
                None => visit.note("discord.altered_archive"),
            })
        }
        Step::Take(key, origin) => match list(visit, &key) {
            Some(tracker) => take(visit, server, &tracker, &origin).await,
            None => Ok(visit.note("discord.altered_archive")),
        },
        Step::Evidence(id) => evidence(visit, server, &id).await,
        _ if !visit.is_editor() => Ok(visit.note("desk.not_editor")),
        Step::Approve(id) => approve(visit, server, &id).await,
        Step::Decline(id) => match open(visit, server, &id).await? {
            Some(proposal) => {
                let done = settle(visit, server, &proposal, "declined").await?;
                Ok(visit.note(if done { "desk.proposal_declined" } else { "desk.proposal_gone" }))
            }
            None => Ok(visit.note("desk.proposal_gone")),
        },
    }
}

/// The lists, as everybody sees them.
fn lists(visit: &Visit<'_>) -> Vec<Tracker> {
    visit.served.archive.engine().open_trackers()
}

fn list(visit: &Visit<'_>, key: &str) -> Option<Tracker> {
    lists(visit).into_iter().find(|tracker| view::list_key(&tracker.id) == key)
}

fn begin(visit: &Visit<'_>, origin: &Origin) -> Outcome {
    match lists(visit).as_slice() {
        [] => visit.note("desk.proposal_no_lists"),
        [only] => window(visit, only, origin),
        several => view::lists(origin, several, visit.words())
            .map_or_else(|| visit.note("discord.unreadable"), Outcome::Message),
    }
}

fn window(visit: &Visit<'_>, tracker: &Tracker, origin: &Origin) -> Outcome {
    let subject = match origin {
        Origin::Nothing(place) if !place.is_empty() => {
            Gazetteer::embedded().place(&crate::domain::Geoid(place.clone()))
        }
        _ => None,
    };
    let subject = subject.map(|place| Gazetteer::embedded().label(&place.geoid)).unwrap_or_default();
    view::window(tracker, origin, &subject, visit.words())
        .map_or_else(|| visit.note("discord.unreadable"), Outcome::Modal)
}

async fn take(visit: &Visit<'_>, server: &str, tracker: &Tracker, origin: &Origin) -> Result<Outcome, DeskError> {
    let asked = visit.asked;
    let field = |name: &str| asked.field(name).first().map(|text| text.trim()).unwrap_or_default();
    let (subject, status) = (field(view::SUBJECT), field(view::STATUS));
    if asked.kind != 5 || subject.is_empty() || tracker.wording.status(status).is_none() {
        return Ok(visit.note("discord.unreadable"));
    }
    if field(view::CONSENT).is_empty() {
        return Ok(visit.note("desk.proposal_tick"));
    }
    if visit.set_up.editors_channel.is_none() {
        return Ok(visit.note("desk.wrong_no_channel"));
    }
    let (archive, paid) = (&visit.served.archive, visit.reader().paid);
    let (article, excerpt) = match origin {
        Origin::Excerpt(at) => match archive.reopen(at, paid) {
            Ok(excerpt) => (excerpt.article, at.packed()),
            Err(Lost::Paid) => return Ok(visit.note("discord.paid")),
            Err(_) => return Ok(visit.note("discord.altered_archive")),
        },
        Origin::Nothing(_) => match archive.article_at(field(view::ARTICLE), paid) {
            Some(article) => (article, String::new()),
            None => return Ok(visit.note("desk.proposal_no_article")),
        },
    };
    let candidate = Candidate { subject, status, article: &article, evidence: None };
    if let Err(why) = candidate.subject_of(tracker) {
        return Ok(visit.say("desk.proposal_no_place", &[("why", &escape::echoed(&why, WHY))]));
    }
    if candidate.is_held_by(tracker) {
        return Ok(visit.note("desk.proposal_listed"));
    }
    let sentences = {
        let (archive, article, subject) = (Arc::clone(archive), article.clone(), subject.to_owned());
        let near = Reference::of(&excerpt);
        let found =
            Arc::clone(visit.state).in_turn(move |_| archive.evidence_of(&article, near.as_ref(), &subject, paid));
        found.await.unwrap_or_default()
    };
    if sentences.is_empty() {
        return Ok(visit.note("desk.proposal_no_words"));
    }
    // What was withdrawn in between counts too.
    if !visit.state.flood.takes(&format!("proposal {}", asked.user), A_DAY as usize, DAY, visit.now) {
        return Ok(visit.note("desk.proposal_too_many"));
    }
    let (subject, status) = (subject.to_owned(), status.to_owned());
    let record = Proposed { subject, status, article, excerpt, evidence: String::new() };
    Ok(match visit.desk.propose(server, &asked.user, &tracker.id, &record, visit.now).await? {
        Begun::Kept(id) => view::evidence(&id, &sentences, visit.words())
            .map_or_else(|| visit.note("discord.unreadable"), Outcome::Message),
        Begun::TooMany => visit.note("desk.proposal_too_many"),
        Begun::Crowded => visit.note("desk.proposal_crowded"),
    })
}

/// The evidence was picked: from now on it is the editors'.
async fn evidence(visit: &Visit<'_>, server: &str, id: &str) -> Result<Outcome, DeskError> {
    let gone = || Ok(visit.note("desk.proposal_gone"));
    let Some(channel) = visit.set_up.editors_channel.clone() else {
        return Ok(visit.note("desk.wrong_no_channel"));
    };
    let Some(mut proposal) = visit.desk.proposal(server, id, visit.now).await? else { return gone() };
    // Nobody finishes what another began.
    if proposal.state != "draft" || proposal.user != visit.asked.user {
        return gone();
    }
    let picked = visit.asked.values.first().map(String::as_str).unwrap_or_default();
    let at = Reference::of(picked);
    let excerpt = at.and_then(|at| visit.served.archive.reopen(&at, visit.reader().paid).ok());
    let Some(excerpt) = excerpt.filter(|own| own.article == proposal.record.article && !own.text.is_empty()) else {
        return Ok(visit.note("discord.altered_archive"));
    };
    proposal.record.evidence = excerpt.text;
    picked.clone_into(&mut proposal.record.excerpt);
    let card = card(visit, &proposal, "open");
    if !visit.desk.hand_in(server, &channel, &proposal, card, visit.now).await? {
        return gone();
    }
    visit.state.wake_outbox();
    Ok(visit.note("desk.proposal_thanks"))
}

/// Gives back to the editors what was in the hands of other processes that have ended: once, or for ever where they are of
/// several machines.
pub(super) async fn release(desk: &Desk) {
    loop {
        if let Err(error) = desk.release_proposals().await {
            tracing::warn!(%error, "proposals of a process that ended could not be given back; it is tried again");
        }
        // With a file, the duty was taken over because its holder ended.
        if !desk.is_shared() {
            return;
        }
        tokio::time::sleep(RELEASED).await;
    }
}

async fn open(visit: &Visit<'_>, server: &str, id: &str) -> Result<Option<Proposal>, DeskError> {
    let proposal = visit.desk.proposal(server, id, visit.now).await?;
    Ok(proposal.filter(|proposal| proposal.state == "open"))
}

async fn approve(visit: &Visit<'_>, server: &str, id: &str) -> Result<Outcome, DeskError> {
    let Some(proposal) = open(visit, server, id).await? else { return Ok(visit.note("desk.proposal_gone")) };
    let tracker = lists(visit).into_iter().find(|tracker| tracker.id == proposal.tracker);
    let Some(tracker) = tracker else { return Ok(visit.note("discord.altered_archive")) };
    // The block shows the evidence: who approves it may read it.
    let at = Reference::of(&proposal.record.excerpt);
    match at.map(|at| visit.served.archive.reopen(&at, visit.reader().paid)) {
        Some(Ok(_)) => {}
        Some(Err(Lost::Paid)) => return Ok(visit.note("discord.paid")),
        _ => return Ok(visit.note("desk.proposal_changed")),
    }
    let Proposed { subject, status, article, .. } = &proposal.record;
    if (Candidate { subject, status, article, evidence: None }).is_held_by(&tracker) {
        // Written by somebody else, or before the bot ended.
        let settled =
            visit.desk.claim_proposal(server, id).await? && settle(visit, server, &proposal, "approved").await?;
        return Ok(visit.note(if settled { "desk.proposal_listed_since" } else { "desk.proposal_gone" }));
    }
    let archive = Arc::clone(&visit.served.archive);
    let (record, list) = (proposal.record.clone(), tracker.clone());
    let checked = Arc::clone(visit.state).in_turn(move |_| {
        let Proposed { subject, status, article, evidence, .. } = &record;
        Candidate { subject, status, article, evidence: Some(evidence) }.toml(&list, archive.engine())
    });
    let toml = match checked.await {
        Some(Ok(toml)) => toml,
        Some(Err(why)) => return Ok(visit.say("desk.proposal_refused", &[("why", &escape::echoed(&why, WHY))])),
        None => return Ok(visit.note("discord.failed")),
    };
    if visit.hands_over().await? {
        let card = card(visit, &proposal, "approved");
        if !visit.desk.hand_over_record(server, &proposal, &toml, &card, visit.now).await? {
            return Ok(visit.note("desk.proposal_gone"));
        }
        visit.state.wake_outbox();
        let sentence = visit.words().say("desk.proposal_handed_over", &[]);
        return Ok(Outcome::Message(copied(&sentence, &toml, "toml", "record.toml")));
    }
    // Claimed first: whoever declined it meanwhile, or withdrew it, finds nothing written. It is approved once the record is
    // there: a process that ends before gives it back at its next start.
    if !visit.desk.claim_proposal(server, id).await? {
        return Ok(visit.note("desk.proposal_gone"));
    }
    let (archive, block) = (Arc::clone(&visit.served.archive), toml.clone());
    let written = match visit.written_folder() {
        Some(folder) => {
            let write = move |_: &State| {
                let words = archive.engine().words();
                crate::shell::import::add_record(&folder.at, words, &folder.settings, &tracker.id, &block)
            };
            Arc::clone(visit.state).in_turn(write).await
        }
        None => None,
    };
    settle(visit, server, &proposal, "approved").await?;
    let sentence = match written {
        Some(Ok(file)) => visit.words().say("desk.proposal_written", &[("file", &file)]),
        unwritten => {
            if let Some(Err(error)) = unwritten {
                tracing::warn!(error = format!("{error:#}"), "a record that was approved cannot be written");
            }
            visit.words().say("desk.proposal_copy", &[])
        }
    };
    Ok(Outcome::Message(copied(&sentence, &toml, "toml", "record.toml")))
}

/// Whether that was still to be done.
async fn settle(visit: &Visit<'_>, server: &str, proposal: &Proposal, state: &str) -> Result<bool, DeskError> {
    let card = card(visit, proposal, state);
    let done = visit.desk.settle_proposal(server, proposal, state, &card, visit.now).await?;
    visit.state.wake_outbox();
    Ok(done)
}

/// The card as JSON, in the language of the server; the evidence as everybody may read it.
fn card(visit: &Visit<'_>, proposal: &Proposal, state: &str) -> Value {
    let archive = &visit.served.archive;
    let evidence: Option<Excerpt> =
        Reference::of(&proposal.record.excerpt).and_then(|at| archive.reopen(&at, false).ok());
    let title = lists(visit).into_iter().find(|tracker| tracker.id == proposal.tracker);
    let title = title.map(|tracker| tracker.title).unwrap_or_else(|| proposal.tracker.clone());
    let proposed = view::Proposed {
        id: &proposal.id,
        user: &proposal.user,
        list: &title,
        subject: &proposal.record.subject,
        status: &proposal.record.status,
        evidence: evidence.as_ref(),
        state,
    };
    outgoing::follow_up(&view::card(&proposed, visit.words_there()))
}
