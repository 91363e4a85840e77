//! Revisions that are about to be superseded, kept beside the articles.

use std::time::{Duration, Instant};

use crate::corpus::import::write;
use crate::domain::Article;

use super::super::{History, Locations};
use super::store::{Busy, Store};

pub(super) const PAUSE: Duration = Duration::from_secs(1);

/// Opens what another process may hold, as long as `wait` says to look again. What else stands in the way stays there.
pub(super) fn when_free<T>(
    mut open: impl FnMut() -> anyhow::Result<T>,
    mut wait: impl FnMut() -> bool,
) -> anyhow::Result<T> {
    loop {
        match open() {
            Err(error) if error.is::<Busy>() && wait() => {}
            opened => return opened,
        }
    }
}

/// Keeps a revision that is about to be superseded. Its name tells the text and the front matter apart.
pub(super) fn keep(store: &Store, article: &Article) -> anyhow::Result<()> {
    let path = format!("history/{}/{}-{}.md", article.meta.id, article.revision(), write::seal(article));
    Ok(store.write_now(&path, &write::markdown(article))?)
}

/// How long keeping an earlier text waits for an import that is at work.
const LATER: Duration = Duration::from_secs(5);

/// Keeps what articles were before somebody edited their files. What an import changed, it has kept already.
pub(in crate::shell) fn keep_edited(at: &Locations, superseded: &[Article]) {
    let kept = |article: &&Article| {
        let opening = format!("{}-", article.revision());
        History::of(&at.corpus).names(&article.meta.id).iter().any(|(name, _)| name.starts_with(&opening))
    };
    let edited: Vec<&Article> = superseded.iter().filter(|article| !kept(article)).collect();
    if edited.is_empty() {
        return;
    }
    let began = Instant::now();
    let wait = || {
        std::thread::sleep(PAUSE);
        began.elapsed() < LATER
    };
    let store = when_free(|| Store::open(&at.corpus), wait);
    let done = store.and_then(|store| edited.iter().try_for_each(|article| keep(&store, article)));
    if let Err(error) = done {
        tell!("pullquote: what {} edited articles were before is not kept: {error:#}", edited.len());
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_folder_that_cannot_be_written_was_tried_for_five_seconds() {
        let folder = tempfile::tempdir().expect("a folder");
        let tries = |corpus: &std::path::Path| {
            let mut tries = 0;
            let open = || {
                tries += 1;
                Store::open(corpus)
            };
            let mut left = 3;
            let wait = || {
                left -= 1;
                left > 0
            };
            let error = when_free(open, wait).err().map(|error| format!("{error:#}"));
            (tries, error.map(|error| error.replace(&folder.path().display().to_string(), "")))
        };
        // In place of the lock there is a folder, which even an administrator cannot write to.
        fs::create_dir_all(folder.path().join("unwritable/.import.lock")).expect("a folder");
        insta::assert_debug_snapshot!(tries(&folder.path().join("unwritable")), @r#"
        (
            1,
            Some(
                "/unwritable: cannot be written: Is a directory (os error 21)",
            ),
        )
        "#);
        let held = folder.path().join("held");
        let store = Store::open(&held).expect("a store");
        insta::assert_debug_snapshot!(tries(&held), @r#"
        (
            3,
            Some(
                "/held: another import is running",
            ),
        )
        "#);
        drop(store);
        assert_eq!(tries(&held), (1, None));
    }
}
