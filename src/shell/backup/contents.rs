//! What a backup holds: its list, and which paths may stand in it.

use serde::{Deserialize, Serialize};

use crate::cluster::{File, check_files_by, odd_name};

/// The entry that lists the others.
pub(super) const LIST: &str = "backup.json";
/// The desk's rows.
pub(super) const DESK: &str = "desk.jsonl";
/// The settings.
pub(super) const SETTINGS: &str = "pullquote.toml";
/// What is kept of a data folder: the articles with their history, the catalogues, the golden sets.
pub(super) const CORPUS: &str = "corpus";
pub(super) const FOLDERS: [&str; 3] = [CORPUS, "words", "eval"];
/// What of the settings is a machine's own: a backup that is restored beside the original must not use its desk, nor publish
/// in its place.
pub(super) const MACHINE: [&str; 3] = ["desk", "desk_schema", "store"];

/// The form of a backup.
const FORMAT: u32 = 1;
/// No path is longer, in bytes.
const LONGEST_PATH: usize = 400;
/// No list is longer.
pub(super) const LONGEST_LIST: u64 = 256 << 20;
/// Texts become smaller by less than this; what would become larger by more is refused.
const HIGHEST_RATIO: u64 = 100;
/// But for what is small in any case.
const SMALL: u64 = 64 << 20;

/// The list of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Contents {
    pullquote_backup: u32,
    /// The version of the program that made it.
    pub(super) program: String,
    /// When it was made.
    pub(super) made_at: String,
    /// All other entries, by path.
    pub(super) files: Vec<File>,
}

impl Contents {
    pub(super) fn new(files: Vec<File>) -> Contents {
        let program = env!("CARGO_PKG_VERSION").to_owned();
        Contents { pullquote_backup: FORMAT, program, made_at: jiff::Timestamp::now().to_string(), files }
    }

    /// Refuses a list that is of another form, or leads elsewhere; the backup is so many bytes long.
    pub(super) fn check(&self, length: u64) -> anyhow::Result<()> {
        anyhow::ensure!(
            self.pullquote_backup == FORMAT,
            "its form is {}, and this program reads {FORMAT}",
            self.pullquote_backup
        );
        check_files_by(self.files.iter(), odd)?;
        let total = self.files.iter().fold(0, |total: u64, file| total.saturating_add(file.size));
        let most = length.saturating_mul(HIGHEST_RATIO).max(SMALL);
        anyhow::ensure!(total <= most, "{total} bytes are too many for a backup of {length}");
        Ok(())
    }

    pub(super) fn has(&self, path: &str) -> bool {
        self.files.iter().any(|file| file.path == path)
    }
}

/// What is wrong with a path.
fn odd(path: &str) -> Option<&'static str> {
    let (folder, inside) = path.split_once('/').unwrap_or((path, ""));
    let belongs = if inside.is_empty() { [SETTINGS, DESK].contains(&path) } else { FOLDERS.contains(&folder) };
    if path.len() > LONGEST_PATH {
        return Some("is too long");
    }
    if !belongs {
        return Some("does not belong to a backup");
    }
    path.split('/').find_map(odd_name)
}

/// Settings without what is a machine's own, as far as that goes with the comments in them.
pub(super) fn without_machine(settings: &str) -> anyhow::Result<String> {
    let mut wanted: toml::Table = toml::from_str(settings)?;
    let had = MACHINE.into_iter().filter(|key| wanted.remove(*key).is_some()).count();
    if had == 0 {
        return Ok(settings.to_owned());
    }
    let mut is_top = true;
    let lines = settings.split_inclusive('\n').filter(|line| {
        is_top &= !line.trim_start().starts_with('[');
        let key = line.split_once('=').map(|(key, _)| key.trim().trim_matches(['"', '\'']));
        !(is_top && key.is_some_and(|key| MACHINE.contains(&key)))
    });
    let kept: String = lines.collect();
    Ok(if toml::from_str::<toml::Table>(&kept).is_ok_and(|own| own == wanted) {
        kept
    } else {
        toml::to_string(&wanted)?
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::Digest;

    #[test]
    fn settings_lose_what_is_a_machines_own_and_keep_their_comments() {
        let check = |settings: &str| without_machine(settings).expect("settings");
        insta::assert_snapshot!(
            check("# ours\ndesk = \"postgres://me:secret@db/x\" # here\nlanguage = \"es\"\n\n[discord]\nstore = 1\n"),
            @r#"
        # ours
        language = "es"

        [discord]
        store = 1
        "#
        );
        assert_eq!(check("store = \"\"\"\na\n\"\"\"\nlanguage = \"es\"\n"), "language = \"es\"\n");
        assert_eq!(check("# nothing\n"), "# nothing\n");
        assert!(without_machine("desk = ").is_err());
    }

    #[test]
    fn what_leads_elsewhere_or_grows_is_refused() {
        let file = |path: &str, size| File { path: path.to_owned(), hash: Digest::of(b""), size, modified: 0 };
        let check = |paths: &[&str]| {
            let files = paths.iter().map(|path| file(path, 1)).collect();
            Contents::new(files).check(1).map_or_else(|error| error.to_string(), |()| "good".to_owned())
        };
        for path in [
            "",
            "corpus",
            "corpus/",
            "/etc/passwd",
            "corpus/../../a",
            "corpus/./a",
            "../a",
            "desk.sqlite",
            "pulled/CURRENT",
            "corpus/a\\b",
            "corpus/C:a",
            "corpus/a\0",
            "corpus/a.",
            "backup.json",
            "Corpus/a",
        ] {
            assert_ne!(check(&[path]), "good", "{path:?}");
        }
        assert_ne!(check(&["corpus/a", "corpus/a"]), "good");
        assert_ne!(check(&["corpus/a/b", "corpus/a"]), "good");
        assert_eq!(
            check(&["corpus/.forgotten", "corpus/articles/é b.md", "words/xx.toml", "eval/a.jsonl", DESK, SETTINGS]),
            "good"
        );
        assert!(Contents::new(vec![file("corpus/a", SMALL + 1)]).check(1_000).is_err());
        assert!(Contents::new(vec![file("corpus/a", u64::MAX), file("corpus/b", 9)]).check(1_000).is_err());
    }
}
