//! One handler behind both transports: an interaction becomes a response in time, or a deferral whose answer follows.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::Method;
use serde_json::Value;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tracing::Instrument as _;

use super::archive::OpenArchive;
use super::incoming::Interaction;
use super::lasting::Lasting;
use super::multipart::File;
use super::respond::Outcome;
use super::rest::{Call, Rest, RestError};
use super::state::State;
use super::{Discord, desk, outgoing};
use crate::commands::SOURCE;
use crate::render::discord::Message;
use crate::shell::observability::Requested;
use crate::shell::turns::Share;

/// Discord wants the first response within three seconds.
const FIRST_RESPONSE: Duration = Duration::from_millis(2_700);
/// What takes longer than this is answered later, unless it is said otherwise.
const PATIENCE: Duration = Duration::from_millis(1_000);
/// What is not found by then is not waited for any more.
const LONGEST: Duration = Duration::from_secs(60);
/// Questions that wait for their turn, at most.
const WAITING: usize = 512;
/// A message is not there for Discord until it has taken the first response; after so many tries it never will be.
const TRIES: u32 = 5;
/// The message that an interaction called forth, or that was pressed.
const ORIGINAL: &str = "/messages/@original";

/// The handler.
pub struct Handler {
    /// What all interactions share.
    pub state: Arc<State>,
    waiting: Arc<Semaphore>,
    patience: Duration,
}

/// The first response, and what is to be done once Discord has it.
pub struct Response {
    /// The response.
    pub body: Value,
    /// Files that go with it.
    pub files: Vec<File>,
    /// What is then to be done: [`Handler::finish`].
    pub rest: Unfinished,
}

/// What is to be done once Discord has the first response.
pub struct Unfinished {
    late: Option<Late>,
    /// A public answer that is to be remembered.
    public: Option<desk::PublicAnswer>,
}

enum Late {
    /// The message that was pressed goes away.
    Remove(InteractionRef),
    /// The answer is still being found; `seen` where only "seen" was said, about the message that was pressed.
    Answer { work: Work, asked: Box<Interaction>, seen: bool, requested: Requested },
}

/// An answer that is being found. Where nobody waits for it any more, it gives up its place in the queue.
struct Work(JoinHandle<Option<Outcome>>);

impl Drop for Work {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Where an interaction's messages are.
struct InteractionRef {
    application: String,
    token: String,
}

impl Handler {
    /// A handler with this many searches at one time.
    pub fn new(archive: OpenArchive, settings: Discord, rest: Arc<Rest>, at_once: usize) -> Self {
        Handler::with_turns(archive, settings, rest, Share::alone(at_once), Arc::default())
    }

    /// The same with a part of the turns of a program that serves many, and with what is remembered already.
    pub fn with_turns(
        archive: OpenArchive,
        settings: Discord,
        rest: Arc<Rest>,
        running: Share,
        lasting: Arc<Lasting>,
    ) -> Self {
        Handler {
            state: Arc::new(State::new(archive, settings, rest, running, lasting)),
            waiting: Arc::new(Semaphore::new(WAITING)),
            patience: PATIENCE,
        }
    }

    /// The same, but what takes this long is answered later.
    pub fn patient(self, patience: Duration) -> Self {
        Handler { patience, ..self }
    }

    /// Answers an interaction through Discord's callback, and finishes it.
    pub async fn over_gateway(self: Arc<Self>, interaction: Interaction) {
        let deadline = Instant::now() + FIRST_RESPONSE;
        let (id, token) = (interaction.id.clone(), interaction.token.clone());
        let greeted = desk::may_be_greeted(&interaction).then(|| interaction.clone());
        let place = InteractionRef::of(&interaction);
        let Response { body, files, mut rest } = Arc::clone(&self).first_response(interaction).await;
        let public = rest.public.take();
        let told = self.call_back((&id, &token), body, files, public.as_ref(), deadline).await;
        if let Some(told) = told {
            self.finish(rest).await;
            self.remember(public, &place, told.pointer("/resource/message").cloned()).await;
            self.greet(greeted).await;
        }
    }

    /// Answers an interaction that came over HTTP: what to answer the request with; nothing where the answer has files,
    /// which go through the callback. The rest is done while `under_way` is held.
    pub async fn over_http<T: Send + 'static>(
        self: Arc<Self>,
        interaction: Interaction,
        under_way: T,
    ) -> Option<Value> {
        let deadline = Instant::now() + FIRST_RESPONSE;
        let (id, token) = (interaction.id.clone(), interaction.token.clone());
        let greeted = desk::may_be_greeted(&interaction).then(|| interaction.clone());
        let place = InteractionRef::of(&interaction);
        let Response { body, files, mut rest } = Arc::clone(&self).first_response(interaction).await;
        let has_files = !files.is_empty();
        let in_request = (!has_files).then(|| body.clone());
        let public = rest.public.take();
        let finishing = async move {
            let told = match has_files {
                true => self.call_back((&id, &token), body, files, public.as_ref(), deadline).await,
                false => Some(Value::Null),
            };
            if let Some(told) = told {
                self.finish(rest).await;
                self.remember(public, &place, told.pointer("/resource/message").cloned()).await;
                self.greet(greeted).await;
            }
            drop(under_way);
        };
        tokio::spawn(finishing.in_current_span());
        in_request
    }

    /// Sends a first response through Discord's callback; what Discord tells of it, or nothing where it does not have it.
    async fn call_back(
        &self,
        (id, token): (&str, &str),
        body: Value,
        files: Vec<File>,
        public: Option<&desk::PublicAnswer>,
        deadline: Instant,
    ) -> Option<Value> {
        let mut call = Call::callback(id, token, body, files, deadline);
        if public.is_some_and(desk::PublicAnswer::wants_message) && self.state.desk().is_some() {
            call = call.with_response();
        }
        let told = match self.state.rest.send(&call).await {
            Ok(told) => told,
            // An earlier attempt arrived after all.
            Err(RestError::Refused { code: 40_060, .. }) => Value::Null,
            Err(error) => {
                self.state.metrics.failed();
                tracing::warn!(%error, "an interaction could not be answered");
                return None;
            }
        };
        self.state.metrics.answered();
        Some(told)
    }

    /// Remembers a public answer that Discord has. Where it did not tell which message that is, it is asked.
    async fn remember(&self, public: Option<desk::PublicAnswer>, place: &InteractionRef, told: Option<Value>) {
        let Some(public) = public.filter(|_| self.state.desk().is_some()) else { return };
        let message = match told {
            None if public.wants_message() => self.with_retry(place, Method::GET, ORIGINAL, None).await,
            told => told,
        };
        desk::remember(&self.state, public, message.as_ref()).await;
    }

    /// The first response: the answer itself, or where that takes long a deferral.
    pub async fn first_response(self: Arc<Self>, interaction: Interaction) -> Response {
        self.state.metrics.received();
        let began = Instant::now();
        let requested = self.requested(&interaction);
        let Ok(ticket) = Arc::clone(&self.waiting).try_acquire_owned() else {
            self.state.metrics.failed();
            requested.fail();
            requested.end();
            return response(self.state.note(&interaction, "discord.busy"), &interaction);
        };
        let asked = interaction.clone();
        let state = Arc::clone(&self.state);
        let mut work = Work(match desk::flow_of(&asked) {
            Some(step) => {
                let work = async move {
                    let _ticket = ticket;
                    Some(desk::respond(&state, &asked, step).await)
                };
                tokio::spawn(work.instrument(requested.span().clone()))
            }
            None => {
                let own = requested.clone();
                let work = state.in_turn(move |state| {
                    let _ticket = ticket;
                    state.guarded(&asked, &own)
                });
                tokio::spawn(work.instrument(requested.span().clone()))
            }
        });
        match tokio::time::timeout(self.patience, &mut work.0).await {
            Ok(done) => {
                self.state.metrics.took(began.elapsed());
                let outcome = ended(done.ok().flatten(), &requested);
                response(outcome.unwrap_or_else(|| self.state.note(&interaction, "discord.failed")), &interaction)
            }
            // Completions that come late are of no use; where their turn has not come, they give it up.
            Err(_) if interaction.kind == 4 => {
                ended(None, &requested);
                response(Outcome::Choices(Vec::new()), &interaction)
            }
            Err(_) => {
                let seen = interaction.kind == 3;
                // A late answer is private: whether it may be public is known only when it is there.
                let body = if seen { outgoing::acknowledged() } else { outgoing::deferred(true) };
                let late = Late::Answer { work, asked: Box::new(interaction), seen, requested };
                Response { body, files: Vec::new(), rest: Unfinished { late: Some(late), public: None } }
            }
        }
    }

    /// An interaction as it is counted.
    fn requested(&self, asked: &Interaction) -> Requested {
        let otherwise = match asked.kind {
            3 => "button",
            4 => "completion",
            5 => "form",
            _ => "other",
        };
        let requested = Requested::begin(&self.state.metrics, "discord", otherwise);
        match asked.target {
            Some(_) => requested.is_command(SOURCE),
            // What the archive has no command for is a name that anybody may have sent.
            None if asked.kind == 2 && self.state.served().archive.has_command(&asked.name) => {
                requested.is_command(&asked.name);
            }
            None => {}
        }
        requested
    }

    /// Does what remains once Discord has the first response.
    pub async fn finish(self: &Arc<Self>, unfinished: Unfinished) {
        match unfinished.late {
            None => {}
            Some(Late::Remove(place)) => _ = self.with_retry(&place, Method::DELETE, ORIGINAL, None).await,
            Some(Late::Answer { mut work, asked, seen, requested }) => {
                let outcome = match tokio::time::timeout(LONGEST, &mut work.0).await {
                    Ok(done) => ended(done.ok().flatten(), &requested),
                    Err(_) => {
                        ended(None, &requested);
                        Some(self.state.note(&asked, "discord.busy"))
                    }
                };
                let outcome = outcome.unwrap_or_else(|| self.state.note(&asked, "discord.failed"));
                self.late(outcome, &asked, seen).await;
            }
        }
    }

    /// Tells who looks after a server, once, where it is set up: a private message after their first answer.
    async fn greet(&self, asked: Option<Interaction>) {
        let Some(asked) = asked else { return };
        if let Some(message) = desk::greeting(&self.state, &asked).await {
            let body = (outgoing::follow_up(&message), outgoing::files(message));
            self.with_retry(&InteractionRef::of(&asked), Method::POST, "", Some(body)).await;
        }
    }

    async fn late(self: &Arc<Self>, outcome: Outcome, asked: &Interaction, seen: bool) {
        let place = InteractionRef::of(asked);
        // What comes late as a message of its own is private.
        let public = desk::PublicAnswer::of(&outcome, asked).filter(|public| !public.wants_message());
        match outcome {
            Outcome::Choices(_) => {}
            // A window can only be the first response.
            Outcome::Modal(_) => {
                let failed = self.state.served_at(asked).failed(asked, self.state.remembered());
                if seen {
                    // The message that was pressed stays as it is.
                    let body = (outgoing::follow_up(&failed), Vec::new());
                    self.with_retry(&place, Method::POST, "", Some(body)).await;
                } else {
                    self.edit(&place, failed).await;
                }
            }
            Outcome::Remove => _ = self.with_retry(&place, Method::DELETE, ORIGINAL, None).await,
            Outcome::Update(message) => self.edit(&place, message).await,
            Outcome::Message(message) => {
                // It was laid out for everybody, but goes to the asker alone.
                let message = if message.private { message } else { self.hushed(asked).await };
                if seen {
                    let body = (outgoing::follow_up(&message), outgoing::files(message));
                    self.with_retry(&place, Method::POST, "", Some(body)).await;
                } else {
                    self.edit(&place, message).await;
                }
            }
        }
        self.remember(public, &place, None).await;
    }

    async fn edit(&self, place: &InteractionRef, message: Message) {
        let body = (outgoing::edit(&message), outgoing::files(message));
        self.with_retry(place, Method::PATCH, ORIGINAL, Some(body)).await;
    }

    /// The same answer, laid out for the asker alone.
    async fn hushed(self: &Arc<Self>, asked: &Interaction) -> Message {
        let again = asked.clone();
        let state = Arc::clone(&self.state);
        let work = state.in_turn(move |state| state.served_at(&again).respond(&again, state.remembered(), true));
        match work.await {
            Some(Outcome::Message(message)) if message.private => message,
            // Better no answer than one that everybody sees.
            _ => {
                self.state.metrics.failed();
                self.state.served_at(asked).failed(asked, self.state.remembered())
            }
        }
    }

    /// Sends what needs the first response to have arrived, which over HTTP nobody reports; what Discord answers.
    async fn with_retry(
        &self,
        place: &InteractionRef,
        method: Method,
        suffix: &str,
        body: Option<(Value, Vec<File>)>,
    ) -> Option<Value> {
        if place.application.is_empty() {
            // An odd payload named no application: there is no address for what follows.
            self.state.metrics.failed();
            return None;
        }
        let (body, files) = body.map_or((None, Vec::new()), |(body, files)| (Some(body), files));
        for attempt in 1..=TRIES {
            let mut call = Call::webhook(method.clone(), &place.application, &place.token, suffix, body.clone());
            call.files.clone_from(&files);
            match self.state.rest.send(&call).await {
                Ok(told) => return Some(told),
                Err(RestError::Refused { status: 404, .. }) if attempt < TRIES => {
                    tokio::time::sleep(Duration::from_millis(100) * (1 << attempt)).await;
                }
                Err(error) => {
                    self.state.metrics.failed();
                    tracing::warn!(%error, %method, "a message could not be changed, or not be asked for");
                    return None;
                }
            }
        }
        None
    }
}

impl InteractionRef {
    fn of(asked: &Interaction) -> InteractionRef {
        InteractionRef { application: asked.application.clone(), token: asked.token.clone() }
    }
}

/// Counts a request that ended; it failed where nothing came of it.
fn ended(outcome: Option<Outcome>, requested: &Requested) -> Option<Outcome> {
    if outcome.is_none() {
        requested.fail();
    }
    requested.end();
    outcome
}

fn response(outcome: Outcome, asked: &Interaction) -> Response {
    let late = (outcome == Outcome::Remove).then(|| Late::Remove(InteractionRef::of(asked)));
    let public = desk::PublicAnswer::of(&outcome, asked);
    let (body, files) = match outcome {
        Outcome::Message(message) => (outgoing::message(&message), outgoing::files(message)),
        Outcome::Update(message) => (outgoing::update(&message), outgoing::files(message)),
        Outcome::Choices(choices) => (outgoing::choices(&choices), Vec::new()),
        Outcome::Modal(modal) => (outgoing::modal(&modal), Vec::new()),
        Outcome::Remove => (outgoing::acknowledged(), Vec::new()),
    };
    Response { body, files, rest: Unfinished { late, public } }
}
