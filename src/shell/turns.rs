//! Turns to answer: so many answers are worked on at one time. Where many archives share them, whoever asks one of them
//! much keeps nobody waiting who asks another.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// The turns of a program.
#[derive(Debug)]
pub struct Turns {
    // Locked for a few instructions only.
    queue: Mutex<Queue<oneshot::Sender<Turn>>>,
}

/// One archive's part of the turns.
#[derive(Debug, Clone)]
pub struct Share {
    turns: Arc<Turns>,
    owner: u64,
}

/// A turn, given back when it is dropped.
#[derive(Debug)]
pub struct Turn(Share);

impl Turns {
    /// As many as answers can be computed at one time, and one: no archive takes that, so there is one for the next that
    /// asks.
    pub fn shared() -> Arc<Turns> {
        let at_once = at_once();
        Turns::new(at_once + 1, at_once)
    }

    fn new(all: usize, each: usize) -> Arc<Turns> {
        Arc::new(Turns { queue: Mutex::new(Queue::new(all, each)) })
    }

    fn queue(&self) -> MutexGuard<'_, Queue<oneshot::Sender<Turn>>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Answers that are worked on at one time where one archive is served.
pub fn at_once() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from).clamp(2, 8)
}

impl Share {
    /// All turns of a program that serves one archive.
    pub fn alone(at_once: usize) -> Share {
        let all = at_once.max(1);
        Share { turns: Turns::new(all, all), owner: 0 }
    }

    /// The part of the archive with this number.
    pub fn of(turns: &Arc<Turns>, owner: u64) -> Share {
        Share { turns: Arc::clone(turns), owner }
    }

    /// Waits for a turn. Whoever stops waiting loses their place.
    pub async fn turn(&self) -> Option<Turn> {
        let (give, given) = oneshot::channel();
        self.turns.queue().waits(self.owner, give);
        self.grant();
        given.await.ok()
    }

    fn grant(&self) {
        loop {
            // The lock is not held while a turn is handed over: one that nobody takes comes back at once.
            let next = self.turns.queue().next(oneshot::Sender::is_closed);
            let Some((owner, give)) = next else { return };
            let turn = Turn(Share { turns: Arc::clone(&self.turns), owner });
            let _untaken = give.send(turn);
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.turns.queue().ends(self.0.owner);
        self.0.grant();
    }
}

/// Who waits, and who has a turn: a pure state machine.
#[derive(Debug)]
struct Queue<W> {
    free: usize,
    /// Turns that one owner has at most.
    each: usize,
    owners: HashMap<u64, Owner<W>>,
    /// How many have come to wait so far.
    came: u64,
}

#[derive(Debug)]
struct Owner<W> {
    running: usize,
    /// With the number of their coming.
    waiting: VecDeque<(u64, W)>,
}

impl<W> Queue<W> {
    fn new(all: usize, each: usize) -> Queue<W> {
        Queue { free: all, each, owners: HashMap::new(), came: 0 }
    }

    fn waits(&mut self, owner: u64, waiter: W) {
        self.came += 1;
        let own = self.owners.entry(owner).or_insert_with(|| Owner { running: 0, waiting: VecDeque::new() });
        own.waiting.push_back((self.came, waiter));
    }

    /// Who has the next turn, if there is one: of the owners that have the fewest, whoever has waited for longest.
    fn next(&mut self, has_gone: impl Fn(&W) -> bool) -> Option<(u64, W)> {
        if self.free == 0 {
            return None;
        }
        for own in self.owners.values_mut() {
            while own.waiting.front().is_some_and(|(_, waiter)| has_gone(waiter)) {
                own.waiting.pop_front();
            }
        }
        self.owners.retain(|_, own| own.running > 0 || !own.waiting.is_empty());
        let waiting = self.owners.iter_mut().filter(|(_, own)| own.running < self.each);
        let waiting = waiting.filter_map(|(owner, own)| Some((own.running, own.waiting.front()?.0, *owner, own)));
        let (_, _, owner, own) = waiting.min_by_key(|(running, came, ..)| (*running, *came))?;
        let (_, waiter) = own.waiting.pop_front()?;
        own.running += 1;
        self.free -= 1;
        Some((owner, waiter))
    }

    fn ends(&mut self, owner: u64) {
        self.free += 1;
        if let Some(own) = self.owners.get_mut(&owner) {
            own.running = own.running.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Who gets a turn, one after another, where these wait and nobody gives one back.
    fn check(all: usize, each: usize, waiting: &[u64]) -> Vec<u64> {
        let mut queue = Queue::new(all, each);
        for owner in waiting {
            queue.waits(*owner, ());
        }
        std::iter::from_fn(|| queue.next(|()| false)).map(|(owner, ())| owner).collect()
    }

    #[test]
    fn a_turn_stays_for_the_next_and_the_fewest_go_first() {
        assert_eq!(check(3, 2, &[1, 1, 1, 1]), [1, 1]);
        assert_eq!(check(3, 2, &[1, 1, 1, 1, 2]), [1, 2, 1]);
        assert_eq!(check(3, 3, &[1, 1, 1, 1]), [1, 1, 1]);
        assert_eq!(check(3, 2, &[1, 1, 2, 2, 3, 3]), [1, 2, 3]);
    }

    #[tokio::test]
    async fn whoever_stopped_waiting_kept_a_turn() {
        let share = Share::alone(1);
        let first = share.turn().await;
        for _ in 0..100 {
            let waiting = tokio::time::timeout(std::time::Duration::ZERO, share.turn());
            assert!(waiting.await.is_err());
        }
        drop(first);
        assert!(share.turn().await.is_some());
    }

    proptest! {
        #[test]
        fn no_turn_is_lost_and_none_is_given_twice(steps in prop::collection::vec((0u64..4, any::<bool>()), 1..200)) {
            let mut queue: Queue<u64> = Queue::new(3, 2);
            let mut running: Vec<u64> = Vec::new();
            let (mut came, mut served) = (0, 0);
            for (owner, comes) in steps {
                if comes {
                    queue.waits(owner, owner);
                    came += 1;
                } else if let Some(owner) = running.pop() {
                    queue.ends(owner);
                }
                while let Some((owner, waiter)) = queue.next(|_| false) {
                    prop_assert_eq!(owner, waiter);
                    running.push(owner);
                    served += 1;
                }
                prop_assert!(running.len() <= 3 && (0..4).all(|own| running.iter().filter(|one| **one == own).count() <= 2));
            }
            while let Some(owner) = running.pop() {
                queue.ends(owner);
                while let Some((owner, _)) = queue.next(|_| false) {
                    running.push(owner);
                    served += 1;
                }
            }
            prop_assert_eq!(came, served);
        }
    }
}
