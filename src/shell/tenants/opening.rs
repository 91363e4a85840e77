//! Opening a tenant's archive: at its first request, off the threads that serve, once for all who wait.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;

use super::desk;
use super::hosted::Tenants;
use super::room;
use super::size::{Size, Sizing};
use super::tenant::{Open, Task, Tenant};
use crate::desk::Seconds;
use crate::shell::follow::{Follower, Follows, Stamp};
use crate::shell::observability::ArchiveWatch;
use crate::shell::turns::Share;
use crate::shell::web::{self, Serving};
use crate::shell::{discord, opening};

/// What was opened though nobody asked counts as asked so long ago.
const LONG_AGO: Duration = Duration::from_secs(60 * 60);

impl Tenants {
    /// The tenant's archive, opened where it is closed; nothing where that fails, or takes too long.
    pub(super) async fn open(self: &Arc<Self>, tenant: &Arc<Tenant>, patience: Duration) -> Option<Arc<Open>> {
        if let Some(open) = tenant.opened() {
            return Some(open);
        }
        let (own, wanted, whose) = (Arc::clone(self), Arc::clone(tenant), tenant.whose.clone());
        // It goes on where whoever asked for it is gone: others wait for it too.
        let opening = tokio::spawn(whose.around(async move { own.open_once(&wanted, Instant::now()).await }));
        tokio::time::timeout(patience, opening).await.ok()?.ok()?
    }

    /// The same though nobody asks: it is the first to be closed again.
    pub(super) async fn open_by_itself(self: &Arc<Self>, tenant: &Arc<Tenant>) {
        let (own, long_ago) = (Arc::clone(self), Instant::now().checked_sub(LONG_AGO).unwrap_or_else(Instant::now));
        let _opened = tenant.whose.clone().around(own.open_once(tenant, long_ago)).await;
    }

    /// Closes what has to be closed for all to fit; whether it does.
    pub(super) fn make_room(&self, keep: Option<&Tenant>) -> bool {
        room::make_room(self.register().all.values().map(|entry| &entry.tenant), self.limit, keep)
    }

    async fn open_once(self: Arc<Self>, tenant: &Arc<Tenant>, used: Instant) -> Option<Arc<Open>> {
        let mut retry = tenant.opening.lock().await;
        if let Some(open) = tenant.opened() {
            return Some(open);
        }
        if tenant.is_gone() || retry.waits(Instant::now()) {
            return None;
        }
        // What was not pulled yet is no failure: whoever waits for it is told so by the status.
        if self.are_pulled && !tenant.at.current().is_pulled() {
            return None;
        }
        let _place = Semaphore::acquire(&self.openings).await.ok()?;
        let (own, wanted) = (Arc::clone(&self), Arc::clone(tenant));
        let made = tokio::task::spawn_blocking(move || wanted.whose.within(|| own.made(&wanted, used)));
        match made.await {
            Ok(Ok(open)) => {
                retry.cleared();
                match &open.handler {
                    Some(handler) => desk::opened(&handler.state).await,
                    None => tenant.set_due(Seconds::MAX),
                }
                tenant.opens(&open);
                if tenant.is_gone() {
                    tenant.leaves();
                }
                self.make_room(Some(tenant));
                Some(open)
            }
            Ok(Err(error)) => {
                tracing::error!(problem = format!("{error:#}"), "the archive cannot be opened; it is tried again");
                retry.failed(Instant::now());
                None
            }
            // A panic in there has been logged.
            Err(_) => {
                retry.failed(Instant::now());
                None
            }
        }
    }

    fn made(&self, tenant: &Arc<Tenant>, used: Instant) -> anyhow::Result<Arc<Open>> {
        // Of what is pulled, another generation lies elsewhere.
        let at = tenant.at.current();
        at.check()?;
        // Taken before the corpus is read, so that what changes meanwhile is read again.
        let stamp = Stamp::of(&at);
        let opened = opening::open(&at)?;
        let stamp = stamp.indexed(&at);
        let share = Share::of(&self.turns, tenant.number);
        let serving = Serving::of_tenant(&opened, &at, share.clone(), Arc::clone(&tenant.known));
        let serving = Arc::new(serving.counted(Arc::clone(&tenant.lasting.metrics)));
        let routes = self.doors.iter().map(|doors| web::routes_of(doors, &serving)).collect();
        let size = Arc::new(Size::of(&opened));
        let watch = ArchiveWatch::new(Arc::clone(&tenant.lasting.metrics));
        watch.replaced(&opened);
        let mut fronts: Vec<Box<dyn Follows>> =
            vec![Box::new(serving), Box::new(Sizing(Arc::clone(&size))), Box::new(watch)];
        let mut tasks = Vec::new();
        let handler = self.bot.as_ref().and_then(|bot| desk::handler(bot, tenant, &opened, share));
        let rests = Arc::new(AtomicBool::new(handler.is_none()));
        if let Some(handler) = &handler {
            fronts.push(discord::follower(handler, &tenant.commands));
            let desk = opened.settings.desk_at(&at)?;
            tasks.extend(desk::begin(handler, desk, tenant, &rests));
        }
        let follower = Follower {
            at: tenant.at.clone(),
            whose: tenant.whose.clone(),
            read: Arc::clone(&tenant.read),
            fronts,
            arrived: Arc::clone(&tenant.arrived),
            indexed: Arc::default(),
            freshness: Arc::clone(&tenant.freshness),
        };
        tasks.push(Task(tokio::spawn(tenant.whose.clone().around(follower.follow(stamp, opened.behind)))));
        Ok(Arc::new(Open::new(routes, size, handler, rests, used, tasks)))
    }
}
