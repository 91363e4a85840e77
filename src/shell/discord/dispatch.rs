//! Whose an event of Discord's is: of the one archive that is served, or of the tenant that names its server.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;
use tracing::Instrument as _;

use super::handler::Handler;
use super::incoming::Interaction;
use super::lasting::Lasting;
use super::outgoing;
use super::registrar::Registrar;
use super::rest::{Call, Rest};
use crate::desk::Desk;
use crate::render::discord::Message;
use crate::words::Words;

/// What is to be answered where no archive is; Discord wants the first response within three seconds.
const SHORTLY: Duration = Duration::from_secs(1);

/// What an archive is waited for with.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Who answers, and what keeps the archive open until it is done.
pub struct Addressee {
    /// Who answers.
    pub handler: Arc<Handler>,
    /// What is logged of it is under this.
    pub span: tracing::Span,
    /// What keeps it open.
    pub held: Option<Arc<dyn Send + Sync>>,
}

/// Why nobody answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unanswered {
    /// No archive is served in the server.
    Nobody,
    /// It is not asked in a server, and nobody knows what was pressed.
    Outside,
    /// The archive cannot be opened now.
    Unopened,
}

/// Finds whose an event is.
pub trait Dispatch: Send + Sync + 'static {
    /// The client that answers where no archive does.
    fn rest(&self) -> &Rest;

    /// The desk by which several processes share the bot; nothing where they do not, or while it cannot be opened.
    fn desk(&self) -> Option<Arc<Desk>>;

    /// How the connections stand, and what is counted before it is known whose something is.
    fn program(&self) -> &Lasting;

    /// What is remembered of each archive.
    fn all(&self) -> Vec<Arc<Lasting>>;

    /// What is remembered of the archive of a server.
    fn of_server(&self, server: &str) -> Option<Arc<Lasting>>;

    /// Who answers an interaction.
    fn of_interaction<'a>(&'a self, asked: &'a Interaction) -> Pending<'a, Result<Addressee, Unanswered>>;

    /// Who answers what happens in a server without an interaction.
    fn in_server<'a>(&'a self, server: &'a str) -> Pending<'a, Option<Addressee>>;

    /// All servers of a shard.
    fn hear_all(&self, number: u64, of: u64, servers: Vec<String>);

    /// Whether messages that mention the bot are wanted.
    fn wants_mentions(&self) -> bool;

    /// The application is known: its commands can be registered.
    fn begins(&self, application: String);

    /// Whether the program is well, and how that is told.
    fn health(&self) -> (bool, String);
}

/// One archive, whatever comes.
pub(super) struct One {
    handler: Arc<Handler>,
    rest: Arc<Rest>,
    registrar: Mutex<Option<Registrar>>,
}

impl One {
    pub(super) fn new(handler: Arc<Handler>, rest: Arc<Rest>, registrar: Registrar) -> One {
        One { handler, rest, registrar: Mutex::new(Some(registrar)) }
    }

    fn addressee(&self) -> Addressee {
        Addressee { handler: Arc::clone(&self.handler), span: tracing::Span::none(), held: None }
    }
}

impl Dispatch for One {
    fn rest(&self) -> &Rest {
        &self.rest
    }

    fn desk(&self) -> Option<Arc<Desk>> {
        self.handler.state.desk()
    }

    fn program(&self) -> &Lasting {
        &self.handler.state.lasting
    }

    fn all(&self) -> Vec<Arc<Lasting>> {
        vec![Arc::clone(&self.handler.state.lasting)]
    }

    fn of_server(&self, _: &str) -> Option<Arc<Lasting>> {
        Some(Arc::clone(&self.handler.state.lasting))
    }

    fn of_interaction<'a>(&'a self, _: &'a Interaction) -> Pending<'a, Result<Addressee, Unanswered>> {
        Box::pin(std::future::ready(Ok(self.addressee())))
    }

    fn in_server<'a>(&'a self, _: &'a str) -> Pending<'a, Option<Addressee>> {
        Box::pin(std::future::ready(Some(self.addressee())))
    }

    fn hear_all(&self, number: u64, of: u64, servers: Vec<String>) {
        self.handler.state.presence.all_of(number, of, servers);
    }

    fn wants_mentions(&self) -> bool {
        self.handler.state.served().settings.mentions
    }

    fn begins(&self, application: String) {
        if let Some(registrar) = self.registrar.lock().unwrap_or_else(PoisonError::into_inner).take() {
            tokio::spawn(registrar.follow(application));
        }
    }

    fn health(&self) -> (bool, String) {
        let standing = self.handler.state.standing();
        (standing.is_well(), standing.told())
    }
}

/// Answers an interaction through Discord's callback.
pub(super) async fn over_gateway(dispatch: &dyn Dispatch, interaction: Interaction) {
    match dispatch.of_interaction(&interaction).await {
        Ok(own) => Arc::clone(&own.handler).over_gateway(interaction).instrument(own.span.clone()).await,
        Err(why) => {
            let body = unanswered(&interaction, why);
            let deadline = Instant::now() + SHORTLY;
            let call = Call::callback(&interaction.id, &interaction.token, body, Vec::new(), deadline);
            if let Err(error) = dispatch.rest().send(&call).await {
                tracing::warn!(%error, "an interaction of no archive's could not be answered");
            }
        }
    }
}

/// Answers an interaction that came over HTTP: what to answer the request with; nothing where the answer comes through the
/// callback. The rest is done while `under_way` is held.
pub(super) async fn over_http<T: Send + 'static>(
    dispatch: &dyn Dispatch,
    interaction: Interaction,
    under_way: T,
) -> Option<Value> {
    match dispatch.of_interaction(&interaction).await {
        Ok(own) => {
            let (handler, span) = (Arc::clone(&own.handler), own.span.clone());
            handler.over_http(interaction, (under_way, own)).instrument(span).await
        }
        Err(why) => Some(unanswered(&interaction, why)),
    }
}

/// What is said where no archive answers, to whoever asks alone.
fn unanswered(asked: &Interaction, why: Unanswered) -> Value {
    // Completions are no place for a sentence.
    if asked.kind == 4 {
        return outgoing::choices(&[]);
    }
    let locale = asked.locale.as_deref().unwrap_or_default();
    let words = Words::shipped().iter().find(|own| own.is_of(locale)).cloned().unwrap_or_else(Words::english);
    let key = match why {
        Unanswered::Nobody => "discord.elsewhere",
        Unanswered::Outside => "discord.outside",
        Unanswered::Unopened => "discord.unopened",
    };
    outgoing::message(&Message::note(&words.say(key, &[])))
}
