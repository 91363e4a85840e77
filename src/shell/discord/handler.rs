//! One handler behind both transports: an interaction becomes a response.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use axum::http::Method;
use serde_json::Value;
use tokio::sync::Semaphore;

use super::Discord;
use super::answering::{Answering, Attached};
use super::counters::Counters;
use super::incoming::Interaction;
use super::outgoing;
use super::rest::{Call, Rest, RestError};
use super::rights::PublicAnswers;
use crate::render::discord::Message;
use crate::render::discord::custom_id::Action;

/// Discord wants the first response within three seconds.
const FIRST_RESPONSE: Duration = Duration::from_millis(2_700);
/// What takes longer than this is answered later.
const PATIENCE: Duration = Duration::from_millis(1_000);
/// Questions that wait for their turn, at most.
const WAITING: usize = 512;

/// The handler.
pub struct Handler {
    // Replaced whole when the data folder changes; held only to clone the pointer.
    served: RwLock<Arc<Served>>,
    rest: Arc<Rest>,
    running: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    public: PublicAnswers,
    /// What is counted.
    pub counters: Counters,
}

/// What answers, and by which rules.
struct Served {
    answering: Answering,
    settings: Discord,
}

/// A response and what is to be done once it is sent.
struct Response {
    body: Value,
    remove: bool,
    /// Sent once the body is.
    files: Vec<Attached>,
}

impl From<Value> for Response {
    fn from(body: Value) -> Self {
        Response { body, remove: false, files: Vec::new() }
    }
}

impl Handler {
    /// A handler with this many searches at one time.
    pub fn new(answering: Answering, settings: Discord, rest: Arc<Rest>, at_once: usize) -> Self {
        Handler {
            served: RwLock::new(Arc::new(Served { answering, settings })),
            rest,
            running: Arc::new(Semaphore::new(at_once.max(1))),
            waiting: Arc::new(Semaphore::new(WAITING)),
            public: PublicAnswers::default(),
            counters: Counters::default(),
        }
    }

    fn served(&self) -> Arc<Served> {
        Arc::clone(&self.served.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Answers from another archive and by other rules from now on.
    pub fn replace(&self, answering: Answering, settings: Discord) {
        *self.served.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(Served { answering, settings });
    }

    /// Answers an interaction that came over the gateway.
    pub async fn over_gateway(self: Arc<Self>, interaction: Interaction) {
        let deadline = Instant::now() + FIRST_RESPONSE;
        let (id, token) = (interaction.id.clone(), interaction.token.clone());
        let body = Arc::clone(&self).first_response(interaction).await;
        match self.rest.send(&Call::callback(&id, &token, body, Vec::new(), deadline)).await {
            // 40060: an earlier attempt arrived after all.
            Ok(_) | Err(RestError::Refused { code: 40_060, .. }) => self.counters.answered(),
            Err(error) => {
                self.counters.failed();
                tracing::warn!(%error, "an interaction could not be answered");
            }
        }
    }

    /// The first response: the answer itself, or where that takes long a deferral whose answer follows.
    pub async fn first_response(self: Arc<Self>, interaction: Interaction) -> Value {
        self.counters.received();
        let began = Instant::now();
        let fallback = self.failure(&interaction, "discord.busy");
        let Ok(ticket) = Arc::clone(&self.waiting).try_acquire_owned() else {
            return fallback;
        };
        let (application, token, kind) = (interaction.application.clone(), interaction.token.clone(), interaction.kind);
        let component = kind == 3;
        let handler = Arc::clone(&self);
        let mut work = tokio::spawn(async move {
            let _ticket = ticket;
            let Ok(_turn) = Arc::clone(&handler.running).acquire_owned().await else { return None };
            let inner = Arc::clone(&handler);
            tokio::task::spawn_blocking(move || inner.guarded(&interaction)).await.ok()
        });
        match tokio::time::timeout(PATIENCE, &mut work).await {
            Ok(done) => {
                self.counters.took(began.elapsed());
                match done.ok().flatten() {
                    Some(response) => {
                        if response.remove {
                            tokio::spawn(self.remove(application, token));
                        } else if !response.files.is_empty() {
                            tokio::spawn(self.attach(application, token, response.files));
                        }
                        response.body
                    }
                    None => fallback,
                }
            }
            // Completions that come late are of no use.
            Err(_) if kind == 4 => outgoing::choices(&[]),
            Err(_) => {
                tokio::spawn(async move {
                    let Ok(Some(response)) = work.await else { return };
                    let message = response.body.get("data").cloned().unwrap_or(Value::Null);
                    let call = Call::webhook(
                        Method::PATCH,
                        &application,
                        &token,
                        "/messages/@original",
                        Some(as_edit(message)),
                    );
                    if let Err(error) = self.rest.send(&call).await {
                        self.counters.failed();
                        tracing::warn!(%error, "a late answer could not be sent");
                    } else if !response.files.is_empty() {
                        self.attach(application, token, response.files).await;
                    }
                });
                // A late answer is private: whether it may be public is known only when it is there.
                if component { outgoing::acknowledged() } else { outgoing::deferred(true) }
            }
        }
    }

    async fn remove(self: Arc<Self>, application: String, token: String) {
        // The acknowledgement must have arrived first.
        tokio::time::sleep(Duration::from_millis(200)).await;
        let call = Call::webhook(Method::DELETE, &application, &token, "/messages/@original", None);
        if let Err(error) = self.rest.send(&call).await {
            tracing::warn!(%error, "an answer could not be removed");
        }
    }

    async fn attach(self: Arc<Self>, application: String, token: String, files: Vec<Attached>) {
        // The answer that they belong to must have arrived first.
        tokio::time::sleep(Duration::from_millis(200)).await;
        let body = outgoing::attachments(&files);
        let mut call = Call::webhook(Method::PATCH, &application, &token, "/messages/@original", Some(body));
        call.files = files.into_iter().map(|attached| attached.file).collect();
        if let Err(error) = self.rest.send(&call).await {
            tracing::warn!(%error, "files could not be added to an answer");
        }
    }

    /// A fault of ours becomes an answer.
    fn guarded(&self, interaction: &Interaction) -> Response {
        let answered = catch_unwind(AssertUnwindSafe(|| self.respond(interaction)));
        answered.unwrap_or_else(|_| {
            self.counters.failed();
            self.failure(interaction, "discord.failed").into()
        })
    }

    fn respond(&self, asked: &Interaction) -> Response {
        let served = self.served();
        let Served { answering, settings } = &*served;
        if !settings.is_served(asked) {
            return self.failure(asked, "discord.elsewhere").into();
        }
        let paid = settings.may_read_paid(asked);
        let mut files = Vec::new();
        let body = match asked.kind {
            2 => match &asked.target_text {
                Some(text) => outgoing::message(&answering.find_source(text, paid)),
                None => {
                    let private = asked.option(outgoing::PRIVATE) == Some(&Value::Bool(true));
                    let private = private || !settings.may_be_public(asked);
                    let mut message = answering.command(&asked.name, &asked.options, paid, private);
                    if !message.private && !self.counts_as_public(asked, settings) {
                        message = answering.command(&asked.name, &asked.options, paid, true);
                    }
                    files = answering.files(&asked.name, &asked.options, paid && message.private);
                    outgoing::message(&message)
                }
            },
            3 => match Action::decode(&asked.custom_id) {
                Some(Action::Remove) => return self.respond_remove(asked),
                Some(Action::Share(reference)) => {
                    let public = settings.may_be_public(asked) && self.counts_as_public(asked, settings);
                    outgoing::message(&answering.share(&reference, paid, !public))
                }
                Some(Action::Context(reference)) => outgoing::message(&answering.context(&reference, paid)),
                Some(Action::Page { at, references }) => {
                    let private = asked.on_private || !owns(asked);
                    let message = answering.page(at, &references, paid && private, private);
                    // Somebody else's message is not turned under their eyes: they get a page of their own.
                    if owns(asked) && message.private == asked.on_private {
                        outgoing::update(&message)
                    } else {
                        outgoing::message(&message)
                    }
                }
                Some(Action::Pick { command }) => {
                    let picked = asked.values.first().cloned().unwrap_or_default();
                    let private = asked.on_private || !settings.may_be_public(asked);
                    outgoing::message(&answering.pick(&command, &picked, paid, private))
                }
                None => self.failure(asked, "discord.unreadable"),
            },
            4 => outgoing::choices(&answering.complete(&asked.name, &asked.options)),
            _ => self.failure(asked, "discord.unreadable"),
        };
        Response { files, ..body.into() }
    }

    fn respond_remove(&self, asked: &Interaction) -> Response {
        if asked.asker.as_deref() == Some(asked.user.as_str()) || asked.moderates() {
            Response { remove: true, ..outgoing::acknowledged().into() }
        } else {
            self.failure(asked, "discord.not_yours").into()
        }
    }

    fn failure(&self, asked: &Interaction, key: &str) -> Value {
        if asked.kind == 4 {
            return outgoing::choices(&[]);
        }
        let content = self.served().answering.words().say(key, &[]);
        outgoing::message(&Message { content, private: true, ..Message::default() })
    }

    fn counts_as_public(&self, asked: &Interaction, settings: &Discord) -> bool {
        self.public.take(&asked.user, settings.public_answers_per_minute, Instant::now())
    }
}

/// Whether the message that was pressed was called forth by who pressed.
fn owns(asked: &Interaction) -> bool {
    asked.on_private || asked.asker.as_deref() == Some(asked.user.as_str())
}

/// The first response's message, as an edit: whether it is private was settled with the deferral.
fn as_edit(mut message: Value) -> Value {
    if let Some(fields) = message.as_object_mut() {
        fields.remove("flags");
    }
    message
}
