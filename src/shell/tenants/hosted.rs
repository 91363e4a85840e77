//! All tenants of a program, and what they share.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tokio::sync::{Semaphore, watch};

use super::census::{Entry, Found, Register};
use super::tenant::{Task, Tenant};
use crate::shell::bytes::Bytes;
use crate::shell::discord::{self, Lasting, Rest};
use crate::shell::freshness::{Freshness, Progress};
use crate::shell::observability::{Metrics, Watched};
use crate::shell::settings::Door;
use crate::shell::turns::{Turns, at_once};
use crate::shell::web::Callers;

/// Archives that are opened at one time.
const OPENINGS: usize = 4;

/// The bot that all tenants have.
pub(super) struct Bot {
    pub(super) rest: Arc<Rest>,
    /// How the connections stand, and what is counted before it is known whose something is.
    pub(super) program: Lasting,
    /// The application, once Discord has said which it is.
    pub(super) application: watch::Sender<Option<String>>,
    /// What registers each tenant's commands in each of its servers.
    pub(super) registering: Mutex<HashMap<(String, String), Task>>,
}

impl Bot {
    pub(super) fn new(rest: &Arc<Rest>, metrics: Arc<Metrics>) -> Bot {
        Bot {
            rest: Arc::clone(rest),
            program: Lasting::counted(metrics),
            application: watch::channel(None).0,
            registering: Mutex::default(),
        }
    }
}

/// All tenants of a program, and what they share.
pub(super) struct Tenants {
    pub(super) folder: PathBuf,
    /// Whether they are pulled from where an importer publishes them, and none is changed here.
    pub(super) are_pulled: bool,
    /// How far each has come with what is published. Held for a few instructions only.
    followed: Mutex<BTreeMap<String, Arc<Freshness>>>,
    // Replaced whole when the folder changes; held only to clone the pointer.
    register: RwLock<Arc<Register>>,
    pub(super) turns: Arc<Turns>,
    pub(super) openings: Semaphore,
    /// Who had archives opened of late.
    pub(super) openers: Callers,
    /// The doors of each listener.
    pub(super) doors: Vec<Vec<Door>>,
    /// Bytes that open archives may hold together.
    pub(super) limit: u64,
    /// The bot that all have, where there is one.
    pub(super) bot: Option<Arc<Bot>>,
    number: AtomicU64,
}

impl Tenants {
    /// The tenants of this folder, none of which is taken in yet.
    pub(super) fn new(
        (folder, are_pulled): (&Path, bool),
        doors: Vec<Vec<Door>>,
        limit: Bytes,
        bot: Option<Arc<Bot>>,
    ) -> Tenants {
        Tenants {
            folder: folder.to_owned(),
            are_pulled,
            followed: Mutex::default(),
            register: RwLock::default(),
            turns: Turns::shared(),
            openings: Semaphore::new(OPENINGS.max(at_once())),
            openers: Callers::default(),
            doors,
            limit: limit.0,
            bot,
            number: AtomicU64::new(0),
        }
    }

    /// The tenants as they are now.
    pub(super) fn register(&self) -> Arc<Register> {
        Arc::clone(&self.register.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// A tenant that was found for the first time.
    pub(super) fn tenant(&self, found: &Found) -> Arc<Tenant> {
        let freshness = self.freshness(&found.name);
        let tenant = Tenant::new(self.number.fetch_add(1, Relaxed), &found.name, &found.at, freshness);
        if self.are_pulled {
            tenant.lasting.metrics.follows(&tenant.freshness);
        }
        Arc::new(tenant)
    }

    /// How far a tenant has come with what is published.
    pub(super) fn freshness(&self, name: &str) -> Arc<Freshness> {
        let mut followed = self.followed.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(followed.entry(name.to_owned()).or_default())
    }

    /// These are gone, or not: what is known of those is dropped.
    pub(super) fn forget_freshness(&self, is_here: impl Fn(&str) -> bool) {
        self.followed.lock().unwrap_or_else(PoisonError::into_inner).retain(|name, _| is_here(name));
    }

    /// How far all have come.
    pub(super) fn followed(&self) -> BTreeMap<String, Progress> {
        let followed = self.followed.lock().unwrap_or_else(PoisonError::into_inner);
        followed.iter().map(|(name, freshness)| (name.clone(), freshness.now())).collect()
    }

    /// How many cannot look at what is published.
    fn stale(&self) -> usize {
        let followed = self.followed.lock().unwrap_or_else(PoisonError::into_inner);
        followed.values().filter(|freshness| freshness.is_stale()).count()
    }

    /// These are the tenants from now on.
    pub(super) fn replace(&self, register: Register) {
        *self.register.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(register);
    }
}

impl Watched for Tenants {
    fn lacks(&self) -> Option<&'static str> {
        let connected = self.bot.as_ref().is_none_or(|bot| bot.program.health.standing(None).connected);
        (!connected).then_some("the gateway is not connected")
    }

    fn health(&self) -> (bool, String) {
        let (lacks, stale) = (self.lacks(), self.stale());
        let gateway = match (&self.bot, lacks) {
            (None, _) => "",
            (Some(_), None) => "gateway: connected\n",
            (Some(_), Some(_)) => "gateway: not connected\n",
        };
        let published = match stale {
            0 => String::new(),
            stale => format!("newsletters of which is not known what is published: {stale}\n"),
        };
        let is_well = lacks.is_none() && stale == 0;
        (is_well, format!("{gateway}{published}{}\n", if is_well { "ok" } else { "not well" }))
    }

    fn measure<'a>(&'a self, metrics: &'a Metrics) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        if self.bot.is_some() {
            metrics.connected(self.lacks().is_none());
        }
        let register = self.register();
        Box::pin(async move {
            for entry in register.all.values() {
                let tenant = &entry.tenant;
                tenant.lasting.metrics.open_bytes(tenant.held().map_or(0, |(_, bytes)| bytes));
                if let Some(state) = tenant.state() {
                    discord::measure_outbox(&state, &tenant.lasting.metrics).await;
                }
            }
        })
    }

    fn parts(&self) -> Vec<(String, Arc<Metrics>)> {
        let register = self.register();
        let part = |(name, entry): (&String, &Entry)| (name.clone(), Arc::clone(&entry.tenant.lasting.metrics));
        register.all.iter().map(part).collect()
    }
}
