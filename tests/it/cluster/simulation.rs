//! The order in which generations are published, followed and swept, under random faults: the state machines that the program
//! drives, in a world of one database, one store, two importers and three readers. Requests are lost, late, done twice or done
//! after their sender has given up or lost its lease; processes die at any moment; database and store are away for a while.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};

use pullquote::cluster::{
    Blob, Copied, Digest, File, FollowEvent, FollowStep, Following, Holding, Key, Listed, Manifest, Marks, Pointer,
    PublishEvent, PublishStep, Publishing,
};

use crate::support::times;

/// What nobody uses is deleted after so many seconds.
const GRACE: i64 = 3_600;
/// A lease lasts so long.
const LEASE: i64 = 120;
/// Nobody waits longer for an answer.
const PATIENCE: i64 = 40;
/// So far the clocks of two machines are apart.
const SKEW: i64 = 60;
/// Faults end after this time.
const FAULTS: i64 = 4 * GRACE;
/// Then everything has so long to become right.
const QUIET: i64 = 4 * GRACE;

#[derive(Debug, Clone)]
enum Machine {
    Importer(Box<Publishing>),
    Reader(Box<Following>),
}

struct Actor {
    machine: Option<Machine>,
    /// Changes when it dies: what was meant for it before is not for it.
    life: u32,
    is_up: bool,
    /// The step that is waited for, how many parts of it are still out, and what it has brought so far.
    step: u64,
    parts: usize,
    skew: i64,
    /// Whether it can ask the database at all.
    has_database: bool,
    // An importer's memory: the token that it holds, and what it has to publish.
    token: Option<i64>,
    content: BTreeSet<u8>,
    // A reader's disk.
    current: Option<Pointer>,
    folders: BTreeMap<u64, BTreeSet<Digest>>,
    fetched: BTreeSet<Digest>,
}

/// What travels.
#[derive(Debug, Clone)]
enum Request {
    Lease,
    Renew,
    Pointers,
    Manifest(Digest),
    List,
    Put(Blob),
    PutManifest(Manifest),
    Row(Pointer),
    Copy(Pointer, Copied),
    ReadMarks,
    WriteMarks(Marks),
    Delete(Key),
    Fetch(Blob),
    Switch(Pointer),
    Forget(Vec<u64>),
}

#[derive(Debug, Clone)]
enum Answer {
    Publish(PublishEvent),
    Follow(FollowEvent),
    /// One part of a step of many.
    Part,
}

#[derive(Debug, Clone)]
enum Happening {
    Wake(usize),
    Effect { actor: usize, life: u32, step: u64, request: Request, answered: bool, token: Option<i64> },
    Answered { actor: usize, life: u32, step: u64, answer: Answer },
    GivesUp { actor: usize, life: u32, step: u64 },
    Dies(usize),
    Starts(usize),
}

#[derive(Default)]
struct Database {
    token: i64,
    ends_at: i64,
    row: Option<Pointer>,
    away_until: i64,
}

#[derive(Default)]
struct Store {
    objects: HashMap<Key, (u64, i64)>,
    manifests: HashMap<Digest, Manifest>,
    copy: Option<(Pointer, u64)>,
    version: u64,
    marks: Marks,
    away_until: i64,
}

struct World {
    random: fastrand::Rng,
    now: i64,
    sequence: u64,
    queue: BinaryHeap<Reverse<(i64, u64)>>,
    happenings: HashMap<u64, Happening>,
    database: Database,
    store: Store,
    actors: Vec<Actor>,
    /// Every pointer that the row has had.
    published: BTreeMap<u64, Pointer>,
    /// What readers have learnt of, and when.
    learnt: Vec<(i64, Pointer)>,
    attempts: u64,
    /// When each began, as its importer's clock had it.
    began: HashMap<String, i64>,
    faulty: bool,
    wrong: Vec<String>,
    /// What happened, to see that something did.
    switches: usize,
    deleted: usize,
    refused: usize,
}

const IMPORTERS: usize = 2;
const ACTORS: usize = 5;

fn digest(content: u8) -> Digest {
    Digest::of(&[content])
}

impl World {
    fn new(seed: u64) -> World {
        let mut random = fastrand::Rng::with_seed(seed);
        let actors = (0..ACTORS).map(|number| Actor {
            machine: None,
            life: 0,
            is_up: true,
            step: 0,
            parts: 0,
            skew: random.i64(-SKEW / 2..=SKEW / 2),
            // The last reader knows the store alone.
            has_database: number + 1 < ACTORS,
            token: None,
            content: BTreeSet::from([number as u8]),
            current: None,
            folders: BTreeMap::new(),
            fetched: BTreeSet::new(),
        });
        let actors = actors.collect();
        let mut world = World {
            random,
            now: 0,
            sequence: 0,
            queue: BinaryHeap::new(),
            happenings: HashMap::new(),
            database: Database::default(),
            store: Store::default(),
            actors,
            published: BTreeMap::new(),
            learnt: Vec::new(),
            attempts: 0,
            began: HashMap::new(),
            faulty: true,
            wrong: Vec::new(),
            switches: 0,
            deleted: 0,
            refused: 0,
        };
        for actor in 0..ACTORS {
            let at = world.random.i64(0..60);
            world.later(at, Happening::Wake(actor));
        }
        world
    }

    fn later(&mut self, after: i64, happening: Happening) {
        self.sequence += 1;
        self.queue.push(Reverse((self.now + after, self.sequence)));
        self.happenings.insert(self.sequence, happening);
    }

    fn one_in(&mut self, count: u32) -> bool {
        self.faulty && self.random.u32(0..count) == 0
    }

    fn run(&mut self) {
        while let Some(Reverse((at, sequence))) = self.queue.pop() {
            self.now = at;
            if self.faulty && at > FAULTS {
                self.faulty = false;
                (self.database.away_until, self.store.away_until) = (0, 0);
                (0..ACTORS).for_each(|actor| self.actors[actor].is_up = true);
                // Two importers that hold different things would take turns for ever.
                self.actors[1].content = self.actors[0].content.clone();
            }
            if at > FAULTS + QUIET || self.wrong.len() > 3 {
                return;
            }
            if let Some(happening) = self.happenings.remove(&sequence) {
                self.happen(happening);
            }
        }
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Wake(actor) => {
                let pause = if self.faulty { self.random.i64(5..700) } else { self.random.i64(5..300) };
                self.later(pause, Happening::Wake(actor));
                if self.one_in(40) {
                    let away = self.now + self.random.i64(1..2_000);
                    if self.random.bool() { self.database.away_until = away } else { self.store.away_until = away }
                }
                if self.one_in(8) {
                    let after = self.random.i64(0..30);
                    self.later(after, Happening::Dies(actor));
                }
                if self.actors[actor].is_up && self.actors[actor].machine.is_none() {
                    self.begin(actor);
                }
            }
            Happening::Dies(actor) if self.faulty => {
                let own = &mut self.actors[actor];
                (own.is_up, own.machine, own.token) = (false, None, None);
                own.life += 1;
                let after = self.random.i64(1..400);
                self.later(after, Happening::Starts(actor));
            }
            Happening::Dies(_) => {}
            Happening::Starts(actor) => self.actors[actor].is_up = true,
            Happening::Effect { actor, life, step, request, answered, token } => {
                let answer = self.effect(actor, &request, token);
                // The disk of a process is its own: nothing happens there after its end.
                if answered && !self.one_in(30) {
                    let after = self.random.i64(0..4);
                    self.later(after, Happening::Answered { actor, life, step, answer });
                }
            }
            Happening::Answered { actor, life, step, answer } => {
                let own = &mut self.actors[actor];
                if own.life != life || own.step != step || own.machine.is_none() {
                    return;
                }
                own.parts = own.parts.saturating_sub(1);
                let failed =
                    matches!(&answer, Answer::Publish(PublishEvent::Failed) | Answer::Follow(FollowEvent::Failed));
                if own.parts == 0 || failed {
                    self.answer(actor, answer);
                }
            }
            Happening::GivesUp { actor, life, step } => {
                let own = &self.actors[actor];
                if own.life == life && own.step == step {
                    let failed = match &own.machine {
                        Some(Machine::Importer(_)) => Answer::Publish(PublishEvent::Failed),
                        Some(Machine::Reader(_)) => Answer::Follow(FollowEvent::Failed),
                        None => return,
                    };
                    self.answer(actor, failed);
                }
            }
        }
    }

    fn begin(&mut self, actor: usize) {
        if actor >= IMPORTERS {
            let current = self.actors[actor].current.clone();
            self.actors[actor].machine = Some(Machine::Reader(Box::new(Following::new(current))));
            return self.issue(actor);
        }
        if self.random.bool() && self.faulty {
            let content = self.random.u8(0..10);
            let own = &mut self.actors[actor].content;
            if !own.insert(content) && own.len() > 1 {
                own.remove(&content);
            }
        }
        let file = |content: &u8| File {
            path: format!("corpus/{content}.md"),
            hash: digest(*content),
            size: u64::from(*content) + 1,
            modified: 0,
        };
        let files = self.actors[actor].content.iter().map(file).collect();
        let holding = Holding { program: "1".to_owned(), index: "2".to_owned(), files, packs: vec![(digest(99), 50)] };
        self.attempts += 1;
        self.began.insert(format!("a{}", self.attempts), self.now + self.actors[actor].skew);
        let anew = self.one_in(20);
        let publishing = Publishing::new(holding, format!("a{}", self.attempts), GRACE, anew);
        self.actors[actor].machine = Some(Machine::Importer(Box::new(publishing)));
        self.issue(actor);
    }

    /// Has the machine take in an answer, and does what it asks for next.
    fn answer(&mut self, actor: usize, answer: Answer) {
        match &answer {
            Answer::Publish(PublishEvent::Leased(token)) => self.actors[actor].token = *token,
            Answer::Publish(PublishEvent::Renewed(false, _) | PublishEvent::RowWritten(false)) => {
                self.actors[actor].token = None
            }
            // Nobody knows whether the row is still to be written: the lease is given up.
            Answer::Publish(PublishEvent::Failed) if matches!(&self.actors[actor].machine, Some(Machine::Importer(own)) if matches!(own.step(), PublishStep::WriteRow(_))) =>
            {
                self.actors[actor].token = None;
            }
            _ => {}
        }
        match (&mut self.actors[actor].machine, answer) {
            (Some(Machine::Importer(machine)), Answer::Publish(event)) => machine.on(event),
            (Some(Machine::Importer(machine)), Answer::Part) => machine.on(match machine.step() {
                PublishStep::Delete(_) => PublishEvent::Deleted,
                _ => PublishEvent::Stored,
            }),
            (Some(Machine::Reader(machine)), Answer::Follow(event)) => machine.on(event),
            (Some(Machine::Reader(machine)), Answer::Part) => {
                let FollowStep::Fetch(pointer, manifest) = machine.step() else { return };
                machine.on(FollowEvent::Fetched);
                let all: BTreeSet<Digest> = manifest.blobs().map(|blob| blob.hash).collect();
                if !all.is_subset(&self.actors[actor].fetched) {
                    self.wrong.push(format!("{actor} laid out half of {}", pointer.generation));
                }
                self.actors[actor].folders.insert(pointer.generation, all);
            }
            _ => return,
        }
        self.issue(actor);
    }

    fn issue(&mut self, actor: usize) {
        let (requests, many): (Vec<Request>, bool) = match self.actors[actor].machine.clone() {
            None => return,
            Some(Machine::Importer(machine)) => match machine.step() {
                PublishStep::TakeLease => (vec![Request::Lease], false),
                PublishStep::ReadPointers => (vec![Request::Pointers], false),
                PublishStep::ReadManifest(hash) => (vec![Request::Manifest(hash)], false),
                PublishStep::List => (vec![Request::List], false),
                PublishStep::Put(blobs) => (blobs.into_iter().map(Request::Put).collect(), true),
                PublishStep::Renew => (vec![Request::Renew], false),
                PublishStep::PutManifest(manifest) => (vec![Request::PutManifest(manifest)], false),
                PublishStep::WriteRow(pointer) => (vec![Request::Row(pointer)], false),
                PublishStep::WriteCopy(pointer, over) => (vec![Request::Copy(pointer, over)], false),
                PublishStep::ReadMarks => (vec![Request::ReadMarks], false),
                PublishStep::WriteMarks(marks) => (vec![Request::WriteMarks(marks)], false),
                PublishStep::Delete(keys) => (keys.into_iter().map(Request::Delete).collect(), true),
                PublishStep::Done(_) => {
                    self.actors[actor].machine = None;
                    return;
                }
            },
            Some(Machine::Reader(machine)) => match machine.step() {
                FollowStep::Learn => (vec![Request::Pointers], false),
                FollowStep::ReadManifest(pointer) => (vec![Request::Manifest(pointer.manifest)], false),
                FollowStep::Fetch(_, manifest) => {
                    let known = &self.actors[actor].fetched;
                    let missing = manifest.blobs().filter(|blob| !known.contains(&blob.hash));
                    let missing: Vec<Request> = missing.cloned().map(Request::Fetch).collect();
                    if missing.is_empty() {
                        return self.answer(actor, Answer::Part);
                    }
                    (missing, true)
                }
                FollowStep::Switch(pointer) => (vec![Request::Switch(pointer)], false),
                FollowStep::Forget(generations) => (vec![Request::Forget(generations)], false),
                FollowStep::Done(_) => {
                    self.actors[actor].machine = None;
                    return;
                }
            },
        };
        let own = &mut self.actors[actor];
        own.step += 1;
        own.parts = requests.len();
        let (life, step, token) = (own.life, own.step, own.token);
        let patience = if many { PATIENCE * 40 } else { PATIENCE };
        self.later(patience, Happening::GivesUp { actor, life, step });
        for request in requests {
            let local = matches!(request, Request::Switch(_) | Request::Forget(_));
            if local {
                self.later(0, Happening::Effect { actor, life, step, request, answered: true, token });
                continue;
            }
            if self.one_in(40) {
                continue;
            }
            let after = if self.one_in(30) { self.random.i64(0..2 * GRACE) } else { self.random.i64(0..6) };
            let effect = |request, answered| Happening::Effect { actor, life, step, request, answered, token };
            self.later(after, effect(request.clone(), true));
            if self.one_in(30) {
                let again = self.random.i64(0..2 * GRACE);
                self.later(again, effect(request, false));
            }
        }
    }

    /// Does what was asked for, wherever its sender is by now.
    fn effect(&mut self, actor: usize, request: &Request, token: Option<i64>) -> Answer {
        let is_importer = actor < IMPORTERS;
        let failed =
            if is_importer { Answer::Publish(PublishEvent::Failed) } else { Answer::Follow(FollowEvent::Failed) };
        let (no_database, no_store) = (self.now < self.database.away_until, self.now < self.store.away_until);
        let clock = self.now + self.actors[actor].skew;
        match request {
            Request::Lease => {
                if no_database {
                    return failed;
                }
                if let Some(token) = token.filter(|token| *token == self.database.token) {
                    self.database.ends_at = clock + LEASE;
                    return Answer::Publish(PublishEvent::Leased(Some(token)));
                }
                if self.database.ends_at > clock {
                    return Answer::Publish(PublishEvent::Leased(None));
                }
                self.database.token += 1;
                self.database.ends_at = clock + LEASE;
                Answer::Publish(PublishEvent::Leased(Some(self.database.token)))
            }
            Request::Renew => {
                if no_database {
                    return failed;
                }
                let held = token == Some(self.database.token);
                if held {
                    self.database.ends_at = clock + LEASE;
                }
                Answer::Publish(PublishEvent::Renewed(held, clock))
            }
            Request::Pointers => {
                let sees = self.actors[actor].has_database && !no_database;
                let row = sees.then(|| self.database.row.clone()).flatten();
                let copy = if no_store { None } else { self.store.copy.clone() };
                if is_importer {
                    if no_database || no_store {
                        return failed;
                    }
                    let version = copy.as_ref().map(|(_, version)| version.to_string());
                    let pointer = copy.map(|(pointer, _)| pointer);
                    return Answer::Publish(PublishEvent::Pointers(row, Copied { pointer, version }));
                }
                let copy = copy.map(|(pointer, _)| pointer);
                // What it may go on with: the newest of both.
                let newest = row.iter().chain(&copy).max_by_key(|pointer| pointer.generation);
                self.learnt.extend(newest.map(|pointer| (self.now, pointer.clone())));
                Answer::Follow(FollowEvent::Learned(row, copy))
            }
            _ if no_store && !matches!(request, Request::Row(_) | Request::Switch(_) | Request::Forget(_)) => failed,
            Request::Manifest(hash) => {
                let there = self.store.objects.contains_key(&Key::Manifest(*hash));
                let manifest = self.store.manifests.get(hash).filter(|_| there).cloned();
                match manifest {
                    _ if is_importer => Answer::Publish(PublishEvent::Manifest(manifest)),
                    Some(manifest) => Answer::Follow(FollowEvent::Manifest(manifest)),
                    None => failed,
                }
            }
            Request::List => {
                let began = |key: &Key| match key {
                    Key::Blob(_, attempt) => self.began.get(attempt).copied(),
                    Key::Manifest(_) => None,
                };
                let listed = self.store.objects.iter().map(|(key, (size, put))| Listed {
                    key: key.clone(),
                    size: *size,
                    age: clock - began(key).unwrap_or(*put),
                });
                Answer::Publish(PublishEvent::Listed(listed.collect()))
            }
            Request::Put(blob) => {
                self.store.objects.insert(Key::of(blob), (blob.size, self.now));
                Answer::Part
            }
            Request::PutManifest(manifest) => {
                let hash = Digest::of(&manifest.encode().expect("bytes"));
                self.store.objects.insert(Key::Manifest(hash), (1, self.now));
                self.store.manifests.insert(hash, manifest.clone());
                Answer::Publish(PublishEvent::ManifestStored(hash))
            }
            Request::Row(pointer) => {
                if no_database {
                    return failed;
                }
                let held = token == Some(self.database.token) && self.database.ends_at > clock;
                let grows = self.database.row.as_ref().is_none_or(|row| row.generation < pointer.generation);
                if !held || !grows {
                    self.refused += 1;
                    return Answer::Publish(PublishEvent::RowWritten(false));
                }
                self.written(pointer);
                Answer::Publish(PublishEvent::RowWritten(true))
            }
            Request::Copy(pointer, over) => {
                let version = self.store.copy.as_ref().map(|(_, version)| version.to_string());
                if version == over.version {
                    if self.store.copy.as_ref().is_some_and(|(copy, _)| copy.generation > pointer.generation) {
                        self.wrong.push("the copy went back".to_owned());
                    }
                    self.store.version += 1;
                    self.store.copy = Some((pointer.clone(), self.store.version));
                }
                Answer::Publish(PublishEvent::CopyWritten)
            }
            Request::ReadMarks => Answer::Publish(PublishEvent::Marks(self.store.marks.clone())),
            Request::WriteMarks(marks) => {
                self.store.marks = marks.clone();
                Answer::Publish(PublishEvent::Stored)
            }
            Request::Delete(key) => {
                self.delete(key);
                Answer::Part
            }
            Request::Fetch(blob) => {
                if !self.store.objects.contains_key(&Key::of(blob)) {
                    return failed;
                }
                self.actors[actor].fetched.insert(blob.hash);
                Answer::Part
            }
            Request::Switch(pointer) => self.switch(actor, pointer),
            Request::Forget(generations) => {
                let own = &mut self.actors[actor];
                own.folders.retain(|generation, _| !generations.contains(generation));
                own.fetched = own.folders.values().flatten().copied().collect();
                Answer::Follow(FollowEvent::Forgotten)
            }
        }
    }

    fn keys(&self, pointer: &Pointer) -> BTreeSet<Key> {
        let manifest = self.store.manifests.get(&pointer.manifest);
        let blobs = manifest.into_iter().flat_map(Manifest::blobs).map(Key::of);
        blobs.chain([Key::Manifest(pointer.manifest)]).collect()
    }

    /// The row was written.
    fn written(&mut self, pointer: &Pointer) {
        let before = self.published.last_key_value().map(|(_, last)| last.clone());
        if before.is_some_and(|last| last.generation >= pointer.generation || last.token > pointer.token) {
            self.wrong.push(format!("the row went back to {pointer:?}"));
        }
        if pointer.token != self.database.token {
            self.wrong.push("the row was written without the lease".to_owned());
        }
        let missing = self.keys(pointer).into_iter().filter(|key| !self.store.objects.contains_key(key));
        let missing: Vec<String> = missing.map(|key| key.to_string()).collect();
        if !missing.is_empty() {
            self.wrong.push(format!("generation {} was published without {missing:?}", pointer.generation));
        }
        self.published.insert(pointer.generation, pointer.clone());
        self.database.row = Some(pointer.clone());
    }

    fn delete(&mut self, key: &Key) {
        if self.store.objects.remove(key).is_none() {
            return;
        }
        self.deleted += 1;
        // Clocks differ, and the one who marked may not be the one who deletes.
        let since = self.now - GRACE + 2 * SKEW;
        let needed = self.learnt.iter().filter(|(at, _)| *at >= since).map(|(_, pointer)| pointer);
        let needed: Vec<Pointer> = needed.chain(&self.database.row).cloned().collect();
        if let Some(pointer) = needed.iter().find(|pointer| self.keys(pointer).contains(key)) {
            let generation = pointer.generation;
            self.wrong.push(format!("{key} of generation {generation} was deleted and is needed"));
        }
    }

    fn switch(&mut self, actor: usize, pointer: &Pointer) -> Answer {
        let own = &mut self.actors[actor];
        if own.machine.is_none() {
            return Answer::Part;
        }
        if own.current.as_ref().is_some_and(|current| current.generation >= pointer.generation) {
            self.wrong.push(format!("{actor} went back to {}", pointer.generation));
        }
        if self.published.get(&pointer.generation) != Some(pointer) {
            self.wrong.push(format!("{actor} serves {}, which was never published", pointer.generation));
        }
        let manifest = self.store.manifests.get(&pointer.manifest);
        let whole: Option<BTreeSet<Digest>> = manifest.map(|manifest| manifest.blobs().map(|blob| blob.hash).collect());
        if whole.is_none() || own.folders.get(&pointer.generation) != whole.as_ref() {
            self.wrong.push(format!("{actor} serves half of {}", pointer.generation));
        }
        own.current = Some(pointer.clone());
        self.switches += 1;
        Answer::Follow(FollowEvent::Switched(own.folders.keys().copied().collect()))
    }

    /// What must hold once faults have been over for a while.
    fn settled(&mut self) {
        let row = self.database.row.clone();
        for actor in IMPORTERS..ACTORS {
            if self.actors[actor].current != row {
                self.wrong.push(format!("{actor} ended at {:?} instead of {row:?}", self.actors[actor].current));
            }
        }
        let Some(row) = row else { return self.wrong.push("nothing was published".to_owned()) };
        if self.store.copy.as_ref().map(|(copy, _)| copy) != Some(&row) {
            self.wrong.push("the copy is another than the row".to_owned());
        }
        let named = self.keys(&row);
        let old =
            self.store.objects.iter().filter(|(key, (_, put))| !named.contains(key) && self.now - put > 3 * GRACE);
        let left: Vec<String> = old.map(|(key, _)| key.to_string()).collect();
        if !left.is_empty() {
            self.wrong.push(format!("never deleted: {left:?}"));
        }
    }
}

/// Runs one schedule; switches, deleted objects and refused rows, or what went wrong.
fn check(seed: u64) -> Result<[usize; 3], String> {
    let mut world = World::new(seed);
    world.run();
    if world.wrong.is_empty() {
        world.settled();
    }
    if world.wrong.is_empty() {
        Ok([world.switches, world.deleted, world.refused])
    } else {
        Err(format!("schedule {seed}: {}", world.wrong.join("; ")))
    }
}

/// All schedules on all processors; `PULLQUOTE_SCHEDULES=100000` for a full run, from `PULLQUOTE_SEED` on.
#[test]
fn random_schedules_lose_nothing() {
    let (count, first) = (times("PULLQUOTE_SCHEDULES", 1_000) as u64, times("PULLQUOTE_SEED", 1) as u64);
    let threads = std::thread::available_parallelism().map_or(2, usize::from) as u64;
    let run = |thread: u64| {
        let mut sums = [0; 3];
        for seed in (first + thread..first + count).step_by(threads as usize) {
            let counted = check(seed)?;
            sums.iter_mut().zip(counted).for_each(|(sum, own)| *sum += own);
        }
        Ok::<_, String>(sums)
    };
    let parts: Vec<Result<[usize; 3], String>> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|thread| scope.spawn(move || run(thread))).collect();
        running.into_iter().map(|thread| thread.join().expect("a thread that ends")).collect()
    });
    let mut sums = [0; 3];
    for part in parts {
        let part = part.unwrap_or_else(|wrong| panic!("{wrong}"));
        sums.iter_mut().zip(part).for_each(|(sum, own)| *sum += own);
    }
    let [switches, deleted, refused] = sums;
    println!("{count} schedules: {switches} switches, {deleted} objects deleted, {refused} rows refused, 0 violations");
    assert!(switches as u64 > count && deleted as u64 > count && refused > 0, "too little happened to tell anything");
}
