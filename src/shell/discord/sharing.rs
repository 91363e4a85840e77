//! Shards that several processes share: each runs those whose leases it holds, and takes up the sessions of one that died.
//!
//! A shard runs on while the database is away: what readers ask is answered from this process, and nothing that the answer
//! needs is written. Discord sends an event to every session of a shard, and takes one answer to it; so two processes that both
//! believe in their lease for some seconds do no harm.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use twilight_gateway::{Session, ShardId};

use super::dispatch::Dispatch;
use super::front::Sharing;
use super::gateway::{Permits, Resumable};
use super::listening::Listening;
use super::shards::ShardView;
use crate::desk::leases::Lease;
use crate::desk::sessions::KeptSession;
use crate::desk::{Desk, DeskError, Seconds};
use crate::shell::shutdown::shutdown;

/// The names of leases: of a process that lives, and of a shard, with its number and of how many behind it.
const MEMBER: &str = "gateway/member/";
pub(in crate::shell) const SHARD: &str = "gateway/shard/";
/// That of whoever begins a session, and how long: Discord takes one in five seconds.
const IDENTIFY: &str = "gateway/identify";
const IDENTIFYING: Seconds = 6;
/// What tells of a process that ended is deleted after this time.
const FORGOTTEN: Seconds = 3_600;
/// The database is waited for so long.
const PATIENCE: Duration = Duration::from_secs(8);
/// A desk that is being opened is looked for this often.
const OPENING: Duration = Duration::from_millis(100);
/// A session that ended longer ago is not taken up: Discord has forgotten it.
const RESUMABLE: Seconds = 180;

/// The shards of this process.
pub(super) struct SharedShards {
    own: Sharing,
    dispatch: Arc<dyn Dispatch>,
}

/// What this process has seen of the desk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    Nothing,
    /// That it cannot be opened.
    Absence,
    Leases,
}

/// A shard that is run here.
struct HeldShard {
    lease: Lease,
    stop: watch::Sender<bool>,
    reached: Option<Resumable>,
    /// Whether that is more than the desk knows.
    is_news: bool,
}

/// What is run here, and what it tells.
struct Running {
    total: u32,
    held: BTreeMap<u32, HeldShard>,
    member: Option<Lease>,
    tasks: JoinSet<(u32, anyhow::Result<()>)>,
    tell: mpsc::UnboundedSender<(u32, Resumable)>,
}

impl SharedShards {
    pub(super) fn new(own: Sharing, dispatch: Arc<dyn Dispatch>) -> Self {
        SharedShards { own, dispatch }
    }

    /// Runs this process's shards until `stop` becomes true, or Discord will not have this bot.
    pub(super) async fn run(
        &self,
        total: u32,
        listening: &Arc<Listening>,
        mut stop: watch::Receiver<bool>,
    ) -> anyhow::Result<()> {
        let (tell, mut told) = mpsc::unbounded_channel();
        let mut running = Running { total, held: BTreeMap::new(), member: None, tasks: JoinSet::new(), tell };
        let (began, mut seen) = (Instant::now(), Seen::Nothing);
        let mut looks = tokio::time::interval(self.own.look);
        looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = looks.tick() => {
                    let Some(desk) = self.dispatch.desk() else {
                        looks.reset_after(OPENING);
                        if seen == Seen::Nothing && began.elapsed() > PATIENCE {
                            seen = Seen::Absence;
                            tracing::warn!("the gateway is not connected before the database answers: others may run the shards");
                        }
                        continue;
                    };
                    match tokio::time::timeout(PATIENCE, self.look(&desk, &mut running, listening)).await {
                        Ok(Ok(())) if seen != Seen::Leases => {
                            // Until then it is not connected, whatever others are.
                            seen = Seen::Leases;
                            self.dispatch.program().health.wants(running.count());
                        }
                        Ok(Ok(())) => {}
                        Ok(Err(error)) => {
                            tracing::warn!(%error, "the leases of the gateway cannot be read; what runs goes on");
                        }
                        Err(_) => tracing::warn!("the database does not answer; the shards that run go on"),
                    }
                }
                Some((shard, session)) = told.recv() => {
                    if running.reached(shard, session) {
                        self.keep(&mut running, shard).await;
                    }
                }
                Some(ended) = running.tasks.join_next() => {
                    let (shard, ended) = ended?;
                    while let Ok((shard, session)) = told.try_recv() {
                        running.reached(shard, session);
                    }
                    self.give_back(&mut running, shard).await;
                    ended?;
                }
                () = shutdown(&mut stop) => break,
            }
        }
        for held in running.held.values() {
            held.stop.send_replace(true);
        }
        while let Some(ended) = running.tasks.join_next().await {
            while let Ok((shard, session)) = told.try_recv() {
                running.reached(shard, session);
            }
            self.give_back(&mut running, ended?.0).await;
        }
        if let (Some(desk), Some(member)) = (self.dispatch.desk(), &running.member) {
            let ended = tokio::time::timeout(PATIENCE, desk.end_lease(member)).await;
            if !matches!(ended, Ok(Ok(()))) {
                tracing::warn!("the lease of this process ends by itself");
            }
        }
        Ok(())
    }

    /// Renews what is held, notes how far it has come, and takes or gives back what is to be.
    async fn look(&self, desk: &Desk, running: &mut Running, listening: &Arc<Listening>) -> Result<(), DeskError> {
        let now = desk.clock().await?;
        let ends_at = now + self.own.lease;
        let is_member = match &running.member {
            Some(member) => desk.renew_lease(member, ends_at).await?,
            None => false,
        };
        if !is_member {
            running.member =
                desk.take_lease(&format!("{MEMBER}{}", self.own.holder), &self.own.holder, now, ends_at).await?;
            desk.forget_leases(MEMBER, now - FORGOTTEN).await?;
        }
        for (shard, held) in &mut running.held {
            if !desk.renew_lease(&held.lease, ends_at).await? {
                // We were slow, and another runs it.
                held.stop.send_replace(true);
            } else if held.is_news
                && let Some(reached) = &held.reached
            {
                desk.keep_session(&name(*shard, running.total), &kept(reached), &held.lease, now).await?;
                held.is_news = false;
            }
        }
        let leases = desk.leases_under(SHARD, now).await?;
        if running.held.is_empty()
            && let Some(others) = leases.iter().find_map(|(lease, _)| numbers(lease))
        {
            // Discord's advice may have changed since they began: a bot has one number of shards.
            running.total = others.1;
        }
        let holders = leases.into_iter().filter_map(|(lease, holder)| Some((numbers(&lease)?.0, holder)));
        let holders: BTreeMap<u32, String> = holders.collect();
        // A look that was cut off had taken them.
        let is_idle =
            |(shard, holder): &(&u32, &String)| **holder == self.own.holder && !running.held.contains_key(*shard);
        let idle: Vec<u32> = holders.iter().filter(is_idle).map(|(shard, _)| *shard).collect();
        let members = desk.leases_under(MEMBER, now).await?.into_iter().map(|(_, holder)| holder).collect();
        let plan = ShardView { total: running.total, members, holders }.plan(&self.own.holder);
        for shard in idle.iter().copied().chain(plan.take) {
            let name = name(shard, running.total);
            let (lease, holder) = (format!("{SHARD}{name}"), &self.own.holder);
            let lease = match idle.contains(&shard) {
                true => desk.retake_lease(&lease, holder, now, ends_at).await?,
                false => desk.take_lease(&lease, holder, now, ends_at).await?,
            };
            let Some(lease) = lease else { continue };
            let left = desk.kept_session(&name, now - RESUMABLE).await?.map(resumable);
            running.start(shard, lease, left, listening);
            self.dispatch.program().health.wants(running.count());
        }
        if let Some(held) = plan.give_back.and_then(|shard| running.held.get(&shard)) {
            held.stop.send_replace(true);
        }
        Ok(())
    }

    /// Keeps a session that began; how far it has come is kept with the next look.
    async fn keep(&self, running: &mut Running, shard: u32) {
        let Some(desk) = self.dispatch.desk() else { return };
        let Some(HeldShard { lease, reached: Some(reached), is_news, .. }) = running.held.get_mut(&shard) else {
            return;
        };
        let name = name(shard, running.total);
        let keeping = async { desk.keep_session(&name, &kept(reached), lease, desk.clock().await?).await };
        *is_news = keeping.await.is_err();
    }

    /// Lets another process take a shard that has ended here, and its session.
    async fn give_back(&self, running: &mut Running, shard: u32) {
        let Some(HeldShard { lease, reached, .. }) = running.held.remove(&shard) else { return };
        self.dispatch.program().health.wants(running.count());
        let Some(desk) = self.dispatch.desk() else { return };
        let name = name(shard, running.total);
        let given = async {
            if let Some(reached) = &reached {
                desk.keep_session(&name, &kept(reached), &lease, desk.clock().await?).await?;
            }
            desk.end_lease(&lease).await
        };
        if let Err(error) = given.await {
            // Then its time is over soon.
            tracing::warn!(%error, shard, "the lease of a shard could not be given back");
        }
    }
}

impl Running {
    fn start(&mut self, shard: u32, lease: Lease, left: Option<Resumable>, listening: &Arc<Listening>) {
        let (stop, stopped) = watch::channel(false);
        let (tell, listening) = (self.tell.clone(), Arc::clone(listening));
        let id = ShardId::new(shard, self.total);
        self.held.insert(shard, HeldShard { lease, stop, reached: left.clone(), is_news: false });
        self.tasks.spawn(async move {
            let reached = move |session| {
                // Nobody listens at the end.
                let _told = tell.send((shard, session));
            };
            (shard, listening.run(id, left, stopped, reached).await)
        });
    }

    /// Notes how far a session has come; whether it is one that the desk does not know.
    fn reached(&mut self, shard: u32, session: Resumable) -> bool {
        let Some(held) = self.held.get_mut(&shard) else { return false };
        let before = held.reached.replace(session.clone());
        held.is_news |= before.as_ref() != Some(&session);
        before.is_none_or(|before| before.0.id() != session.0.id())
    }

    fn count(&self) -> u32 {
        u32::try_from(self.held.len()).unwrap_or(u32::MAX)
    }
}

impl Permits for SharedShards {
    fn permitted(&self) -> Pin<Box<dyn Future<Output = bool> + Send + '_>> {
        Box::pin(async {
            let Some(desk) = self.dispatch.desk() else { return true };
            let permitted = async {
                let now = desk.clock().await?;
                desk.take_lease(IDENTIFY, &self.own.holder, now, now + IDENTIFYING).await
            };
            // Discord refuses what comes too fast, and the brake waits then.
            !matches!(permitted.await, Ok::<_, DeskError>(None))
        })
    }
}

/// A shard in the name of a lease: 0/2.
fn name(shard: u32, total: u32) -> String {
    format!("{shard}/{total}")
}

/// The shard of a lease, and of how many.
fn numbers(lease: &str) -> Option<(u32, u32)> {
    let (shard, total) = lease.strip_prefix(SHARD)?.split_once('/')?;
    Some((shard.parse().ok()?, total.parse().ok()?))
}

fn kept((session, resume_url): &Resumable) -> KeptSession {
    let sequence = i64::try_from(session.sequence()).unwrap_or(i64::MAX);
    KeptSession { id: session.id().to_owned(), resume_url: resume_url.clone(), sequence }
}

fn resumable(kept: KeptSession) -> Resumable {
    (Session::new(u64::try_from(kept.sequence).unwrap_or_default(), kept.id), kept.resume_url)
}
