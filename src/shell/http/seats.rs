//! Who may stay connected: a bounded table of HTTP connections, and which of them makes room for the next. A pure state
//! machine: time comes in as the duration since the server began.

use std::collections::BTreeMap;
use std::time::Duration;

/// How long a server is patient, and with how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// From a connection's beginning, or a request's first byte, to the end of its head.
    pub head: Duration,
    /// From there to the end of its body.
    pub body: Duration,
    /// Between two parts of an answer that whoever asked takes in.
    pub send: Duration,
    /// Between two requests.
    pub idle: Duration,
    /// Connections at one time, at most.
    pub connections: usize,
}

impl Default for Patience {
    fn default() -> Self {
        Patience {
            head: Duration::from_secs(5),
            body: Duration::from_secs(5),
            send: Duration::from_secs(20),
            // Longer than callers keep a connection, so that it is they who close it, between two requests.
            idle: Duration::from_secs(120),
            connections: 512,
        }
    }
}

/// What a connection is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The head of a request is awaited, in part or in whole.
    Head,
    /// Its body is.
    Body,
    /// The request is whole, and being answered.
    Answering,
    /// The answer is there, and on its way.
    Sending,
    /// It was answered, and the next may come.
    Idle,
}

#[derive(Debug)]
struct Seat<T> {
    phase: Phase,
    since: Duration,
    /// Whether a whole request ever came.
    proven: bool,
    /// What ends the connection.
    end: T,
}

/// The connections.
#[derive(Debug)]
pub struct Seats<T> {
    patience: Patience,
    taken: BTreeMap<u64, Seat<T>>,
    next: u64,
}

/// What became of one that wants to connect.
#[derive(Debug, PartialEq, Eq)]
pub enum Welcome<T> {
    /// Under this number.
    Free(u64),
    /// The same, and this one must go.
    Instead(u64, T),
    /// Every connection's request is being answered, or its answer is on its way.
    Full,
}

impl<T> Seats<T> {
    /// An empty table.
    pub fn new(patience: Patience) -> Self {
        Seats { patience, taken: BTreeMap::new(), next: 0 }
    }

    /// Takes in a connection that `end` ends. Where the table is full, whoever has kept us waiting longest goes; first
    /// among those that never sent a whole request, so that many who do not hold up nobody who does.
    pub fn welcome(&mut self, now: Duration, end: T) -> Welcome<T> {
        let mut gone = None;
        if self.taken.len() >= self.patience.connections.max(1) {
            let waited_for =
                self.taken.iter().filter(|(_, seat)| !matches!(seat.phase, Phase::Answering | Phase::Sending));
            let longest = waited_for.min_by_key(|(number, seat)| (seat.proven, seat.since, **number));
            let Some(number) = longest.map(|(number, _)| *number) else { return Welcome::Full };
            gone = self.taken.remove(&number);
        }
        let number = self.next;
        self.next += 1;
        self.taken.insert(number, Seat { phase: Phase::Head, since: now, proven: false, end });
        match gone {
            None => Welcome::Free(number),
            Some(seat) => Welcome::Instead(number, seat.end),
        }
    }

    /// A connection goes on to this phase.
    pub fn turns(&mut self, number: u64, phase: Phase, now: Duration) {
        if let Some(seat) = self.taken.get_mut(&number) {
            seat.proven |= phase == Phase::Answering;
            (seat.phase, seat.since) = (phase, now);
        }
    }

    /// The first byte of a request may have come.
    pub fn heard(&mut self, number: u64, now: Duration) {
        if self.taken.get(&number).is_some_and(|seat| seat.phase == Phase::Idle) {
            self.turns(number, Phase::Head, now);
        }
    }

    /// Bytes of an answer are to go out, and some did where there was progress. A long answer goes in parts, each of which
    /// is flushed.
    pub fn sends(&mut self, number: u64, progress: bool, now: Duration) {
        let Some(seat) = self.taken.get_mut(&number) else { return };
        match seat.phase {
            Phase::Idle => (seat.phase, seat.since) = (Phase::Sending, now),
            Phase::Sending if progress => seat.since = now,
            _ => {}
        }
    }

    /// All that was to go out did; whether that was an answer.
    pub fn sent(&mut self, number: u64, now: Duration) -> bool {
        let was_answer = self.taken.get(&number).is_some_and(|seat| seat.phase == Phase::Sending);
        if was_answer {
            self.turns(number, Phase::Idle, now);
        }
        was_answer
    }

    /// Whether a connection has kept us waiting for too long, or is none of these any more.
    pub fn is_over(&self, number: u64, now: Duration) -> bool {
        let Some(seat) = self.taken.get(&number) else { return true };
        let patience = match seat.phase {
            Phase::Head => self.patience.head,
            Phase::Body => self.patience.body,
            Phase::Sending => self.patience.send,
            Phase::Idle => self.patience.idle,
            Phase::Answering => return false,
        };
        now.saturating_sub(seat.since) >= patience
    }

    /// A connection is gone.
    pub fn leave(&mut self, number: u64) {
        self.taken.remove(&number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn seats(connections: usize) -> Seats<&'static str> {
        Seats::new(Patience { head: secs(5), body: secs(6), send: secs(7), idle: secs(60), connections })
    }

    #[test]
    fn whoever_sends_half_a_request_makes_room_first() {
        let mut seats = seats(3);
        for (now, name) in [(0, "answered before"), (1, "half"), (2, "being answered")] {
            assert!(matches!(seats.welcome(secs(now), name), Welcome::Free(_)));
        }
        for (number, phases) in
            [(0, &[Phase::Answering, Phase::Idle][..]), (1, &[Phase::Body]), (2, &[Phase::Answering])]
        {
            phases.iter().for_each(|phase| seats.turns(number, *phase, secs(3)));
        }
        assert_eq!(seats.welcome(secs(4), "new"), Welcome::Instead(3, "half"));
        seats.turns(3, Phase::Answering, secs(4));
        assert_eq!(seats.welcome(secs(5), "another"), Welcome::Instead(4, "answered before"));
        seats.turns(4, Phase::Answering, secs(5));
        assert_eq!(seats.welcome(secs(6), "one too many"), Welcome::Full);
        seats.leave(2);
        assert_eq!(seats.welcome(secs(7), "one too many"), Welcome::Free(5));
    }

    #[test]
    fn each_phase_has_its_patience() {
        let mut seats = seats(1);
        seats.welcome(secs(0), "it");
        let mut ends = Vec::new();
        let phases = [Phase::Head, Phase::Body, Phase::Answering, Phase::Sending, Phase::Idle];
        for (phase, at) in phases.into_iter().zip([0, 100, 150, 200, 300]) {
            seats.turns(0, phase, secs(at));
            let end = (0..100).find(|after| seats.is_over(0, secs(at + after)));
            ends.push(format!("{phase:?} {end:?}"));
        }
        seats.heard(0, secs(301));
        assert!(!seats.is_over(0, secs(305)) && seats.is_over(0, secs(306)), "the next request's head");
        seats.heard(0, secs(305));
        assert!(seats.is_over(0, secs(306)), "a byte now and then buys no time");
        insta::assert_snapshot!(ends.join(", "), @"Head Some(5), Body Some(6), Answering None, Sending Some(7), Idle Some(60)");
    }

    #[test]
    fn whoever_reads_slowly_is_neither_put_out_nor_cut_off() {
        let mut seats = seats(1);
        seats.welcome(secs(0), "slow");
        [Phase::Answering, Phase::Sending].iter().for_each(|phase| seats.turns(0, *phase, secs(0)));
        assert_eq!(seats.welcome(secs(1), "new"), Welcome::Full);
        for at in 1..100 {
            seats.sends(0, at % 6 == 0, secs(at));
            assert!(!seats.is_over(0, secs(at)), "{at}");
        }
        // Flushed in the midst of it, the next part waits no longer than the first.
        assert!(seats.sent(0, secs(100)) && !seats.sent(0, secs(100)));
        seats.sends(0, false, secs(100));
        seats.sends(0, false, secs(106));
        assert!(!seats.is_over(0, secs(106)) && seats.is_over(0, secs(107)), "nothing more was taken in");
        assert!(seats.sent(0, secs(107)));
        assert_eq!(seats.welcome(secs(108), "new"), Welcome::Instead(1, "slow"));
    }
}
