//! The messages that tell of a question: the editors' card, and the one to each asker.

use std::sync::Arc;

use crate::desk::questions::{card_key, told_key};
use crate::desk::{Answer, Asker, Desk, Post, Question, Standing, Tell, day_of};
use crate::render::discord::desk::question::{self, Settled, Shown, View};
use crate::render::discord::{Look, Message};
use crate::shell::discord::desk::visit::served_in;
use crate::shell::discord::incoming::Interaction;
use crate::shell::discord::outgoing;
use crate::shell::discord::respond::Served;
use crate::shell::discord::state::State;

/// A short name of a draft: who approves it, approves no other.
pub(super) fn digest(draft: &str) -> String {
    blake3::hash(draft.as_bytes()).to_hex().chars().take(8).collect()
}

/// What answers, as everybody may see it.
pub(super) fn shown(served: &Served, answer: &Answer) -> Shown {
    match answer {
        Answer::Excerpt(value) => served.archive.opened(value),
        // The setting may have changed since.
        Answer::Link(url) => {
            served.archive.own_page(url).map_or(Shown::Changed, |(url, title)| Shown::Page(url, title))
        }
    }
}

/// How a question was settled, if it was.
pub(super) fn settled(standing: Standing) -> Option<Settled> {
    match standing {
        Standing::Open => None,
        Standing::Answered => Some(Settled::Answered),
        Standing::NotOurs => Some(Settled::NotOurs),
        Standing::Closed => Some(Settled::Closed),
    }
}

/// The editors' card of a question; of one that nobody asks any more, that it was withdrawn.
pub(super) fn card(served: &Served, question: &Question) -> Message {
    let withdrawn = question.askers.is_empty();
    let settled = if withdrawn { Some(Settled::Withdrawn) } else { settled(question.standing) };
    let askers = || question.askers.iter();
    let draft = question.draft.as_ref().filter(|_| settled.is_none());
    let view = View {
        id: &question.id,
        text: if withdrawn { "" } else { &question.text },
        settled,
        asked: day_of(question.asked_at),
        count: askers().count(),
        names: askers().filter(|asker| asker.named).map(|asker| asker.user.as_str()).collect(),
        told: askers().filter(|asker| asker.told_at.is_some() && !asker.untold).count(),
        untold: askers().filter(|asker| asker.untold).count(),
        answer: question.answer.as_ref().filter(|_| !withdrawn).map(|answer| shown(served, answer)),
        draft: draft.map(|draft| (served.archive.opened(draft), digest(draft))),
    };
    let words = served.archive.catalogue(served.settings.language.as_deref());
    question::card(&view, &Look::unasked(words, served.archive.as_ref()))
}

/// The same as a message of the outbox.
pub(in crate::shell::discord::desk) fn card_of(state: &State, desk: &Arc<Desk>, question: &Question) -> Post {
    let served = served_in(state, desk, &question.server);
    Post {
        key: card_key(&question.id),
        server: question.server.clone(),
        channel: desk.set_up(&question.server).editors_channel.clone(),
        marker: question::number(&question.id),
        body: Some(outgoing::posted(&card(&served, question))),
        expires_at: question.expires_at,
        ..Post::default()
    }
}

/// The answer for one person: their own question stands in it where they asked.
pub(super) fn answer_for(
    state: &State,
    served: &Served,
    answer: &Answer,
    reader: &Interaction,
    asker: Option<&Asker>,
) -> Message {
    let reader = served.reader(reader, state.remembered());
    let words = served.archive.words(&reader, true);
    let shown = match shown(served, answer) {
        Shown::Excerpt(excerpt, list) => Shown::Excerpt(Box::new(served.archive.bounded(*excerpt, &reader)), list),
        other => other,
    };
    let asked = asker.map(|asker| (asker.text.as_str(), asker.id.as_str()));
    question::answer(&shown, asked, &Look::unasked(words, served.archive.as_ref()))
}

/// The message that tells an asker, as they agreed to; none where they did not.
pub(super) fn told(state: &State, desk: &Desk, question: &Question, asker: &Asker) -> Option<Post> {
    let answer = question.answer.as_ref()?;
    let served = served_in(state, desk, &question.server);
    let post = Post {
        key: told_key(&asker.id),
        server: question.server.clone(),
        expires_at: asker.expires_at,
        ..Post::default()
    };
    match asker.tell {
        Tell::No => None,
        Tell::Message => {
            // In their own conversation they have the rights that everybody has.
            let own = Interaction { user: asker.user.clone(), locale: asker.locale.clone(), ..Interaction::default() };
            let message = answer_for(state, &served, answer, &own, Some(asker));
            let (recipient, marker) = (Some(asker.user.clone()), asker.id.clone());
            Some(Post { recipient, marker, body: Some(outgoing::posted(&message)), ..post })
        }
        Tell::Mention => {
            let words = served.archive.catalogue(asker.locale.as_deref());
            let (content, button) =
                question::mention((&question.id, &asker.id, &asker.user), &shown(&served, answer), words);
            let body = outgoing::mention(&asker.user, &content, &button);
            let marker = format!("{}.{}", question.id, asker.id);
            Some(Post { channel: asker.channel.clone(), marker, body: Some(body), ..post })
        }
    }
}
