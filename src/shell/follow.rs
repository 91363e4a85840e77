//! The running fronts follow the data folder: what changes there is served without a restart.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use tokio::sync::Notify;

use super::freshness::Freshness;
use super::whose::Whose;
use super::{Locations, Opened, Settings, opening};

/// The least time between two looks.
const PAUSE: Duration = Duration::from_secs(2);
/// A look may take this share of the time, at most: a folder of many files is looked at more rarely.
const SHARE: u32 = 50;
/// What could not be brought up to date is tried again after this time, then after twice as long each time, until the
/// longest: a full disk is not told of every few seconds.
const FIRST_RETRY: Duration = Duration::from_secs(4);
const LONGEST_RETRY: Duration = Duration::from_secs(600);
/// Folders in folders, at most; a link that leads back up is not followed for ever.
const DEPTH: usize = 8;

/// A front that answers from the data folder.
pub trait Follows: Send + Sync {
    /// Answers from this from now on.
    fn replaced(&self, opened: &Opened);

    /// Takes note of whether what answers is behind the corpus.
    fn note_behind(&self, behind: bool);
}

/// What the data folder looks like from outside: names, sizes and times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stamp {
    corpus: blake3::Hash,
    /// Changes too where another process has indexed.
    index: blake3::Hash,
}

impl Stamp {
    /// What it looks like now.
    pub(super) fn of(at: &Locations) -> Stamp {
        let mut files = Vec::new();
        // What was pulled never changes: another generation lies elsewhere.
        if at.is_pulled() {
            files.push((at.data.clone(), 0, 0));
            return Stamp { corpus: hash(files.clone()), index: hash(files) };
        }
        walk(&at.corpus, DEPTH, &mut files);
        walk(&at.settings(), 0, &mut files);
        if let Some(language) = Settings::read(&at.settings()).ok().and_then(|settings| settings.language) {
            walk(&at.words(&language), 0, &mut files);
        }
        Stamp { corpus: hash(files), index: index(at) }
    }

    /// By which it is known again, in another process too.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.corpus, self.index)
    }

    /// The same, after this process has read the corpus and thereby perhaps indexed it.
    pub(super) fn indexed(self, at: &Locations) -> Stamp {
        if at.is_pulled() { self } else { Stamp { index: index(at), ..self } }
    }
}

fn index(at: &Locations) -> blake3::Hash {
    let mut files = Vec::new();
    walk(&at.index.join("CURRENT"), 0, &mut files);
    hash(files)
}

fn hash(mut files: Vec<(PathBuf, u64, u128)>) -> blake3::Hash {
    files.sort();
    let mut hasher = blake3::Hasher::new();
    for (path, length, changed) in files {
        hasher.update(path.as_os_str().as_encoded_bytes());
        hasher.update(&length.to_le_bytes());
        hasher.update(&changed.to_le_bytes());
    }
    hasher.finalize()
}

fn walk(path: &Path, depth: usize, files: &mut Vec<(PathBuf, u64, u128)>) {
    let Ok(found) = fs::metadata(path) else { return };
    if found.is_dir() {
        let inside = fs::read_dir(path).into_iter().flatten().flatten();
        // What is hidden is an import's own: no answer comes from it.
        let shown = inside.filter(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."));
        if let Some(depth) = depth.checked_sub(1) {
            shown.for_each(|entry| walk(&entry.path(), depth, files));
        }
    } else {
        let changed = found.modified().ok().and_then(|at| at.duration_since(SystemTime::UNIX_EPOCH).ok());
        files.push((path.to_owned(), found.len(), changed.map_or(0, |since| since.as_nanos())));
    }
}

/// Follows the data folder of the running fronts.
pub(super) struct Follower {
    /// Where it is.
    pub(super) at: Locations,
    /// Whose folder it is.
    pub(super) whose: Whose,
    /// How it looked when it was read last: for whoever looks when nobody follows it any more.
    pub(super) read: Arc<Mutex<Option<Stamp>>>,
    /// Who is to answer from it.
    pub(super) fronts: Vec<Box<dyn Follows>>,
    /// Told when this process has changed the corpus itself: then nothing is half written, and it is read at once.
    pub(super) arrived: Arc<Notify>,
    /// Tells that what changed is indexed and answers.
    pub(super) indexed: Arc<Notify>,
    /// Of a replica: whether it can still look at what is published.
    pub(super) freshness: Arc<Freshness>,
}

impl Follower {
    /// Follows until the fronts end; `served` is how the folder looked when it was read, and `behind` whether what
    /// answers is behind that.
    pub(super) async fn follow(self, mut served: Stamp, behind: bool) {
        let follower = Arc::new(self);
        let mut before = served.clone();
        let mut pause = PAUSE;
        let mut retry = Retry::default();
        retry.note(behind);
        // As whoever answers was told last.
        let (mut is_behind, mut was_stale) = (behind, follower.tell_behind(behind));
        follower.note_read(&served);
        loop {
            let arrived = tokio::select! {
                () = tokio::time::sleep(pause) => false,
                () = follower.arrived.notified() => true,
            };
            let (look, began) = (Arc::clone(&follower), Instant::now());
            let Ok(now) = tokio::task::spawn_blocking(move || Stamp::of(&look.at.current())).await else { return };
            pause = PAUSE.max(began.elapsed() * SHARE);
            if follower.freshness.is_stale() != was_stale {
                was_stale = follower.tell_behind(is_behind);
            }
            // What was still being written at the last look is not read half.
            let steady = now == before;
            before = now.clone();
            if arrived || steady && (now != served || retry.is_due()) {
                let reader = Arc::clone(&follower);
                let reading = tokio::task::spawn_blocking(move || {
                    let came = reader.whose.within(|| reader.read_again());
                    (now.indexed(&reader.at.current()), came)
                });
                match reading.await {
                    Ok((read, came)) => {
                        served = read;
                        follower.note_read(&served);
                        is_behind = came != Read::Whole;
                        retry.note(came == Read::Behind);
                    }
                    // A panic in there has been logged; the last good archive stays until the next change.
                    Err(_) => served = before.clone(),
                }
            }
        }
    }

    fn note_read(&self, stamp: &Stamp) {
        *self.read.lock().unwrap_or_else(PoisonError::into_inner) = Some(stamp.clone());
    }

    /// Tells whether what answers is behind the corpus, or what is published cannot be looked at; whether the latter.
    fn tell_behind(&self, behind: bool) -> bool {
        let is_stale = self.freshness.is_stale();
        for front in &self.fronts {
            front.note_behind(behind || is_stale);
        }
        is_stale
    }

    fn read_again(&self) -> Read {
        let opened = match opening::open(&self.at.current()) {
            Ok(opened) if opened.engine.archive().article_count() > 0 => opened,
            Ok(_) => {
                tracing::error!("the corpus changed and holds no article; the last good one stays");
                self.tell_behind(true);
                return Read::Refused;
            }
            Err(error) => {
                let problem = format!("{error:#}");
                tracing::error!(problem, "the corpus changed and cannot be served; the last good one stays");
                self.tell_behind(true);
                return Read::Refused;
            }
        };
        if !opened.behind {
            tell!("The data folder was read again: {} articles.", opened.engine.archive().article_count());
        }
        self.tell_behind(opened.behind);
        for front in &self.fronts {
            front.replaced(&opened);
        }
        self.indexed.notify_one();
        if opened.behind { Read::Behind } else { Read::Whole }
    }
}

/// What came of a reading.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Read {
    /// What answers holds the corpus as it is.
    Whole,
    /// It does not, for a reason that may pass by itself.
    Behind,
    /// It cannot be served as it is; the last good one stays until the next change.
    Refused,
}

/// When to try again.
#[derive(Default)]
struct Retry(Option<(Instant, Duration)>);

impl Retry {
    /// Takes in what came of a reading.
    fn note(&mut self, behind: bool) {
        self.0 = behind.then(|| {
            let pause = self.0.map_or(FIRST_RETRY, |(_, pause)| LONGEST_RETRY.min(pause * 2));
            (Instant::now() + pause, pause)
        });
    }

    fn is_due(&self) -> bool {
        self.0.is_some_and(|(at, _)| Instant::now() >= at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a front was told.
    struct Told(Arc<Mutex<Vec<bool>>>);

    impl Follows for Told {
        fn replaced(&self, _: &Opened) {}

        fn note_behind(&self, behind: bool) {
            self.0.lock().expect("no panic").push(behind);
        }
    }

    #[test]
    fn a_replica_that_cannot_look_is_behind() {
        let (told, freshness) = (Arc::default(), Freshness::default().with_a_look_long_ago());
        let follower = Follower {
            at: Locations::new(None, None, None),
            whose: Whose::default(),
            read: Arc::default(),
            fronts: vec![Box::new(Told(Arc::clone(&told)))],
            arrived: Arc::default(),
            indexed: Arc::default(),
            freshness: Arc::new(freshness),
        };
        follower.freshness.looked(false);
        assert!(follower.tell_behind(false));
        follower.freshness.looked(true);
        assert!(!follower.tell_behind(false) && !follower.tell_behind(true));
        assert_eq!(*told.lock().expect("no panic"), [true, false, true]);
    }

    #[test]
    fn a_file_that_comes_grows_or_goes_is_seen() {
        let data = tempfile::tempdir().expect("a folder");
        let at = Locations::new(Some(data.path().to_owned()), None, None);
        let mut stamps = vec![Stamp::of(&at)];
        fs::create_dir_all(data.path().join("corpus/articles")).expect("a corpus");
        let article = data.path().join("corpus/articles/a.md");
        for step in [Some("a"), Some("ab"), None] {
            match step {
                Some(text) => fs::write(&article, text).expect("written"),
                None => fs::remove_file(&article).expect("removed"),
            }
            stamps.push(Stamp::of(&at));
        }
        assert!(stamps[0] != stamps[1] && stamps[1] != stamps[2] && stamps[2] != stamps[3]);
        assert_eq!(stamps[0], stamps[3]);
        fs::write(at.settings(), "").expect("written");
        assert_ne!(Stamp::of(&at), stamps[3]);
    }
}
