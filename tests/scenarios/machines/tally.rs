//! What came of the load, by the fault during which it came.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Wrong answers that are shown whole.
const SHOWN: usize = 3;

/// What is counted during one fault.
#[derive(Debug, Default, Clone)]
pub struct Row {
    pub name: String,
    pub answered: usize,
    /// By what was said in place of an answer.
    pub failed: BTreeMap<String, usize>,
    /// Neither the answer of a version, nor of one that is older than what all had shown before.
    pub wrong: usize,
    /// The longest time without an answer, to anybody and to a newsletter's readers.
    pub silent: Duration,
    pub silent_for_one: Duration,
    /// Actions that Discord was told of as done, and those that it was not.
    pub acknowledged: usize,
    pub refused: BTreeMap<String, usize>,
    /// The longest time in which none was acknowledged.
    pub unable: Duration,
    /// Of what was acknowledged, what is not there at the end.
    pub lost: usize,
    /// From the change to the moment in which both replicas showed it.
    pub shown: Option<Duration>,
    /// From the fault to the moment in which both replicas say that they may be asked.
    pub ready: Option<Duration>,
}

struct State {
    rows: Vec<Row>,
    /// Which of them is being filled.
    current: usize,
    /// When an action was acknowledged last.
    last_action: Instant,
    last: Instant,
    /// When each newsletter answered last.
    last_of: Vec<Instant>,
    /// What was wrong, in words.
    wrong: Vec<String>,
}

/// The rows, of which one is being filled.
pub struct Tally(Mutex<State>);

impl Tally {
    pub fn new(newsletters: usize) -> Tally {
        let now = Instant::now();
        Tally(Mutex::new(State {
            rows: Vec::new(),
            current: 0,
            last_action: now,
            last: now,
            last_of: vec![now; newsletters],
            wrong: Vec::new(),
        }))
    }

    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.0.lock().expect("no panic in there"))
    }

    /// Goes on with the row of this name, or begins it.
    pub fn begin(&self, name: &str) {
        self.with(|state| {
            if state.rows.is_empty() {
                // Nobody asked before this.
                let now = Instant::now();
                (state.last, state.last_action) = (now, now);
                state.last_of.fill(now);
            }
            state.settle();
            let known = state.rows.iter().position(|row| row.name == name);
            state.current = known.unwrap_or(state.rows.len());
            if known.is_none() {
                state.rows.push(Row { name: name.to_owned(), ..Row::default() });
            }
        });
    }

    /// Ends the row.
    pub fn end(&self, shown: Option<Duration>, ready: Option<Duration>) -> Row {
        self.with(|state| {
            state.settle();
            (state.current().shown, state.current().ready) = (shown, ready);
            state.current().clone()
        })
    }

    /// Which row is being filled.
    pub fn row(&self) -> usize {
        self.with(|state| state.current)
    }

    pub fn answered(&self, newsletter: usize) {
        self.with(|state| {
            let now = Instant::now();
            let (silent, silent_for_one) = (now - state.last, now - state.last_of[newsletter]);
            (state.last, state.last_of[newsletter]) = (now, now);
            let row = state.current();
            row.answered += 1;
            row.silent = row.silent.max(silent);
            row.silent_for_one = row.silent_for_one.max(silent_for_one);
        });
    }

    pub fn failed(&self, why: String) {
        self.with(|state| *state.current().failed.entry(why).or_default() += 1);
    }

    pub fn wrong(&self, what: String) {
        self.with(|state| {
            state.current().wrong += 1;
            if state.wrong.len() < SHOWN {
                println!("wrong: {what}");
            }
            state.wrong.push(what);
        });
    }

    pub fn acknowledged(&self) {
        self.with(|state| {
            let silent = state.last_action.elapsed();
            state.last_action = Instant::now();
            let row = state.current();
            row.acknowledged += 1;
            row.unable = row.unable.max(silent);
        });
    }

    pub fn refused(&self, why: String) {
        self.with(|state| *state.current().refused.entry(why).or_default() += 1);
    }

    /// What was acknowledged during this row is not there.
    pub fn lost(&self, row: usize) {
        self.with(|state| state.rows[row].lost += 1);
    }

    pub fn rows(&self) -> Vec<Row> {
        self.with(|state| state.rows.clone())
    }
}

impl State {
    fn current(&mut self) -> &mut Row {
        &mut self.rows[self.current]
    }

    /// Counts the silence that lasts.
    fn settle(&mut self) {
        let now = Instant::now();
        let (silent, unable) = (now - self.last, now - self.last_action);
        let oldest = self.last_of.iter().min().map(|last| now - *last);
        if let Some(row) = self.rows.get_mut(self.current) {
            row.silent = row.silent.max(silent);
            row.silent_for_one = row.silent_for_one.max(oldest.unwrap_or_default());
            row.unable = row.unable.max(unable);
        }
    }
}

fn sum(counts: &BTreeMap<String, usize>) -> String {
    let all: usize = counts.values().sum();
    let each: Vec<String> = counts.iter().map(|(what, count)| format!("{count} {what}")).collect();
    if all == 0 { "0".to_owned() } else { format!("{all} ({})", each.join(", ")) }
}

impl Row {
    /// It in a line.
    pub fn line(&self) -> String {
        let Row { name, answered, wrong, acknowledged, lost, .. } = self;
        let mut line = format!(
            "{name:<34} answers {answered:>6}, failed {}; longest silence {:.1} s, of one {:.1} s; wrong {wrong}; \
             actions {acknowledged}, not acknowledged {}, none for {:.1} s, lost {lost}",
            sum(&self.failed),
            self.silent.as_secs_f64(),
            self.silent_for_one.as_secs_f64(),
            sum(&self.refused),
            self.unable.as_secs_f64(),
        );
        if let Some(shown) = self.shown {
            let _written = write!(line, "; new versions at both after {:.1} s", shown.as_secs_f64());
        }
        if let Some(ready) = self.ready {
            let _written = write!(line, ", both ready after {:.1} s", ready.as_secs_f64());
        }
        line
    }
}
