//! What a published generation consists of.
//!
//! A large file is an object of its own in the store. Small files are packed ([`super::packs`]): a pack begins with a line of
//! JSON that lists its files, and their bytes follow in that order. So the manifest grows with the packs and not with the
//! files, and a reader that has a pack already need not read it to know what it holds. All of it comes from a store that others
//! can write to, so whatever is odd is refused. A later version of the program may add fields, which are passed over; where it
//! changes what is there, it raises the form, and a program that does not know it goes on serving what it has.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::Digest;

/// The form of manifests with their packs, and of pointers.
const FORMAT: u32 = 1;
/// No manifest, list or pointer is longer.
const LONGEST_JSON: usize = 64 << 20;
/// No file is larger.
const LARGEST_FILE: u64 = 1 << 40;
/// No pack is larger: it is read into memory.
const LARGEST_PACK: u64 = 8 << 20;
/// No generation has a larger number.
const LAST_GENERATION: u64 = 1 << 53;
/// No path is longer, in bytes.
const LONGEST_PATH: usize = 400;
/// What a generation may hold of a data folder.
const FOLDERS: [&str; 3] = ["corpus", INDEX, "words"];
const INDEX: &str = "corpus.index";
const SETTINGS: &str = "pullquote.toml";

/// Why a manifest, a pack or a pointer is not one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Malformed(String);

fn malformed<T>(what: impl Into<String>) -> Result<T, Malformed> {
    Err(Malformed(what.into()))
}

/// An object of the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blob {
    /// Of its bytes.
    pub hash: Digest,
    /// Its length.
    pub size: u64,
    /// Which attempt to publish put it there: a part of its name, so that no name is ever written twice (see
    /// `protocol`).
    pub attempt: String,
}

impl Blob {
    /// Its name in the folder of blobs.
    pub fn name(&self) -> String {
        format!("{}-{}", self.hash, self.attempt)
    }
}

/// A file of the data folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its path in the data folder, parts joined by `/`.
    pub path: String,
    /// Of its bytes.
    pub hash: Digest,
    /// Its length.
    pub size: u64,
    /// When it was modified, in milliseconds since 1970: readers are told when a text was put away. 0 where nobody asks.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub modified: u64,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// A file that is an object of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whole {
    /// Where it belongs.
    pub path: String,
    /// See [`File::modified`].
    #[serde(default, skip_serializing_if = "is_zero")]
    pub modified: u64,
    /// Its bytes.
    pub blob: Blob,
}

impl Whole {
    /// As a file of the data folder.
    pub fn file(&self) -> File {
        File { path: self.path.clone(), hash: self.blob.hash, size: self.blob.size, modified: self.modified }
    }
}

/// A published generation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub(super) format: u32,
    /// Its number; they grow.
    pub generation: u64,
    /// Which attempt made it, so that no two manifests are the same.
    pub attempt: String,
    /// The version of the program that published it.
    pub program: String,
    /// The mark of the code that wrote its index.
    pub index: String,
    /// The files that stand by themselves, by path.
    pub files: Vec<Whole>,
    /// The packs, in the order of their files.
    pub packs: Vec<Blob>,
}

impl Manifest {
    /// A manifest of this form.
    pub fn new(generation: u64, attempt: String, program: String, index: String) -> Manifest {
        Manifest { format: FORMAT, generation, attempt, program, index, files: Vec::new(), packs: Vec::new() }
    }

    /// As bytes; their hash names it.
    ///
    /// # Errors
    /// Where memory ends.
    pub fn encode(&self) -> Result<Vec<u8>, Malformed> {
        serde_json::to_vec(self).map_err(|error| Malformed(error.to_string()))
    }

    /// From bytes that have this hash.
    ///
    /// # Errors
    /// Where they are not what was named, or not a manifest that may be followed.
    pub fn decode(bytes: &[u8], named: &Digest) -> Result<Manifest, Malformed> {
        if Digest::of(bytes) != *named {
            return malformed("its bytes are not those of its hash");
        }
        Manifest::parse(bytes)
    }

    fn parse(bytes: &[u8]) -> Result<Manifest, Malformed> {
        // Before the rest, which may be otherwise.
        check_form(bytes)?;
        let manifest: Manifest = json(bytes)?;
        check_attempt(&manifest.attempt)?;
        for blob in manifest.blobs() {
            check_attempt(&blob.attempt)?;
        }
        if let Some(pack) = manifest.packs.iter().find(|pack| pack.size > LARGEST_PACK) {
            return malformed(format!("pack {}: {} bytes are too many", pack.hash, pack.size));
        }
        check_files(manifest.files.iter().map(Whole::file).collect::<Vec<File>>().iter())?;
        Ok(manifest)
    }

    /// All objects that it needs.
    pub fn blobs(&self) -> impl Iterator<Item = &Blob> {
        self.files.iter().map(|whole| &whole.blob).chain(&self.packs)
    }
}

/// The files of a pack, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackList {
    /// The files.
    pub files: Vec<File>,
}

impl PackList {
    /// The line that a pack of these files begins with.
    ///
    /// # Errors
    /// Where memory ends.
    pub fn line(&self) -> Result<Vec<u8>, Malformed> {
        let mut line = serde_json::to_vec(self).map_err(|error| Malformed(error.to_string()))?;
        line.push(b'\n');
        Ok(line)
    }

    /// The list of a pack, from the line that it begins with.
    ///
    /// # Errors
    /// Where it is no such line.
    pub fn parse(line: &[u8]) -> Result<PackList, Malformed> {
        let list: PackList = json(line)?;
        check_files(list.files.iter())?;
        Ok(list)
    }

    /// Takes a pack apart: its list, and the bytes of each file, each compared with its hash.
    ///
    /// # Errors
    /// Where it is not what it says.
    pub fn unpack(pack: &[u8]) -> Result<(PackList, Vec<&[u8]>), Malformed> {
        let Some(end) = pack.iter().position(|byte| *byte == b'\n') else { return malformed("a pack without a list") };
        let (line, mut rest) = pack.split_at(end + 1);
        let list = PackList::parse(line)?;
        let mut parts = Vec::with_capacity(list.files.len());
        for file in &list.files {
            let part = usize::try_from(file.size).ok().and_then(|size| rest.split_at_checked(size));
            let Some((part, after)) = part else { return malformed(format!("{}: cut short", file.path)) };
            if Digest::of(part) != file.hash {
                return malformed(format!("{}: its bytes are not those of its hash", file.path));
            }
            parts.push(part);
            rest = after;
        }
        if rest.is_empty() { Ok((list, parts)) } else { malformed("a pack with bytes of no file") }
    }
}

/// Which generation is served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pointer {
    /// Its number.
    pub generation: u64,
    /// The hash of its manifest.
    pub manifest: Digest,
    /// The token of the lease under which it was published.
    pub token: i64,
}

impl Pointer {
    /// As bytes.
    ///
    /// # Errors
    /// Where memory ends.
    pub fn encode(&self) -> Result<Vec<u8>, Malformed> {
        #[derive(Serialize)]
        struct Written<'p> {
            format: u32,
            #[serde(flatten)]
            pointer: &'p Pointer,
        }
        serde_json::to_vec(&Written { format: FORMAT, pointer: self }).map_err(|error| Malformed(error.to_string()))
    }

    /// From bytes.
    ///
    /// # Errors
    /// Where they are none.
    pub fn decode(bytes: &[u8]) -> Result<Pointer, Malformed> {
        check_form(bytes)?;
        let pointer: Pointer = json(bytes)?;
        // There is always a next one, in every database.
        if pointer.generation > LAST_GENERATION {
            return malformed(format!("there is no generation {}", pointer.generation));
        }
        Ok(pointer)
    }
}

/// What is said before all else in a manifest and in a pointer; the first pointers did not say it.
#[derive(Deserialize)]
struct Form {
    #[serde(default = "first_form")]
    format: u32,
}

fn first_form() -> u32 {
    1
}

fn check_form(bytes: &[u8]) -> Result<(), Malformed> {
    match json::<Form>(bytes)?.format {
        FORMAT => Ok(()),
        other => malformed(format!("its form is {other}, and this program reads {FORMAT}")),
    }
}

fn json<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, Malformed> {
    if bytes.len() > LONGEST_JSON {
        return malformed(format!("{} bytes are too many", bytes.len()));
    }
    serde_json::from_slice(bytes).map_err(|error| Malformed(error.to_string()))
}

fn check_attempt(attempt: &str) -> Result<(), Malformed> {
    let good = (1..=32).contains(&attempt.len()) && attempt.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if good { Ok(()) } else { malformed(format!("attempt {attempt:?} is no name")) }
}

/// Refuses files that do not belong into a data folder, or not beside each other.
///
/// # Errors
/// Which file, and why.
pub fn check_files<'a>(files: impl Iterator<Item = &'a File> + Clone) -> Result<(), Malformed> {
    check_files_by(files, odd)
}

/// The same by what `odd` finds wrong with a path.
///
/// # Errors
/// Which file, and why.
pub fn check_files_by<'a>(
    files: impl Iterator<Item = &'a File> + Clone,
    odd: impl Fn(&str) -> Option<&'static str>,
) -> Result<(), Malformed> {
    let mut taken: HashSet<&str> = HashSet::new();
    for file in files.clone() {
        if let Some(why) = odd(&file.path) {
            return malformed(format!("path {:?}: {why}", file.path));
        }
        if file.size > LARGEST_FILE {
            return malformed(format!("{}: {} bytes are too many", file.path, file.size));
        }
        if !taken.insert(&file.path) {
            return malformed(format!("{}: is there twice", file.path));
        }
    }
    // A file where another has a folder.
    for File { path, .. } in files {
        let above = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
        if let Some(file) = above.into_iter().find(|above| taken.contains(above)) {
            return malformed(format!("{path}: {file} is a file"));
        }
    }
    Ok(())
}

/// What is wrong with a path.
fn odd(path: &str) -> Option<&'static str> {
    let mut parts = path.split('/');
    let (first, inside) = (parts.next().unwrap_or_default(), path.contains('/'));
    let belongs = if inside { FOLDERS.contains(&first) } else { path == SETTINGS };
    if path.len() > LONGEST_PATH {
        return Some("is too long");
    }
    if !belongs {
        return Some("does not belong to an archive");
    }
    parts.find_map(|part| match odd_name(part) {
        // Tantivy has a hidden file.
        None if part.starts_with('.') && first != INDEX => Some("is hidden"),
        odd => odd,
    })
}

/// What is wrong with a part of a path, hidden or not.
pub fn odd_name(part: &str) -> Option<&'static str> {
    match part {
        "" | "." | ".." => Some("leads elsewhere"),
        // Another name on some systems.
        name if name.ends_with(['.', ' ']) => Some("ends in a dot or a space"),
        name if name.contains(|sign: char| sign.is_control() || matches!(sign, '\\' | ':')) => {
            Some("has a sign that separates on some systems")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn file(path: &str, bytes: &[u8]) -> File {
        File { path: path.to_owned(), hash: Digest::of(bytes), size: bytes.len() as u64, modified: 7 }
    }

    fn check(paths: &[&str]) -> String {
        let files: Vec<File> = paths.iter().map(|path| file(path, b"")).collect();
        check_files(files.iter()).map_or_else(|error| error.to_string(), |()| "good".to_owned())
    }

    #[test]
    fn paths_that_lead_elsewhere_are_refused() {
        for path in [
            "",
            "/etc/passwd",
            "corpus",
            "corpus/",
            "corpus//a",
            "../a",
            "corpus/../../a",
            "corpus/./a",
            "desk.sqlite",
            "pulled/CURRENT",
            "corpus/.hidden/a",
            "corpus\\a",
            "corpus/a\\..\\b",
            "C:/a",
            "corpus/a:b",
            "corpus/a\0",
            "corpus/a\n",
            "corpus/a.",
            "pullquote.toml/a",
            "Corpus/a",
        ] {
            assert_ne!(check(&[path]), "good", "{path:?}");
        }
        assert_ne!(check(&["corpus/a", "corpus/a"]), "good");
        assert_ne!(check(&["corpus/a/b", "corpus/a"]), "good");
        assert_ne!(check(&[&format!("corpus/{}", "a".repeat(LONGEST_PATH))]), "good");
        assert_eq!(
            check(&["corpus/articles/é b.md", "corpus.index/CURRENT", "pullquote.toml", "words/xx.toml"]),
            "good"
        );
    }

    #[test]
    fn a_pack_is_taken_apart_into_what_it_was_made_of() {
        let (one, other) = (b"one\n".as_slice(), b"".as_slice());
        let list = PackList { files: vec![file("corpus/a.md", one), file("corpus/b.md", other)] };
        let pack = [&list.line().expect("a line"), one, other].concat();
        assert_eq!(PackList::unpack(&pack), Ok((list, vec![one, other])));
        for cut in 0..pack.len() {
            assert!(PackList::unpack(&pack[..cut]).is_err(), "cut at {cut}");
        }
        assert!(PackList::unpack(&[&pack, b"x".as_slice()].concat()).is_err());
    }

    fn blob() -> impl Strategy<Value = Blob> {
        (any::<Vec<u8>>(), 0..LARGEST_PACK, "[a-z0-9]{1,32}").prop_map(|(bytes, size, attempt)| Blob {
            hash: Digest::of(&bytes),
            size,
            attempt,
        })
    }

    fn manifest() -> impl Strategy<Value = Manifest> {
        let files = prop::collection::btree_map("corpus/[a-z]{1,9}\\.md", (blob(), any::<u64>()), 0..9);
        (any::<u64>(), "[a-z0-9]{1,32}", any::<String>(), files, prop::collection::vec(blob(), 0..9)).prop_map(
            |(generation, attempt, program, files, packs)| {
                let whole = |(path, (blob, modified))| Whole { path, modified, blob };
                let files = files.into_iter().map(whole).collect();
                Manifest { files, packs, ..Manifest::new(generation, attempt, program, "mark".to_owned()) }
            },
        )
    }

    #[test]
    fn what_a_later_version_adds_is_passed_over_and_another_form_is_named() {
        let manifest =
            r#"{"format":1,"generation":7,"attempt":"a","program":"9","index":"m","files":[],"packs":[],"more":1}"#;
        assert_eq!(Manifest::parse(manifest.as_bytes()).map(|own| own.generation), Ok(7));
        let other = Manifest::parse(br#"{"format":2,"parts":{}}"#).expect_err("refused");
        assert_eq!(other.to_string(), "its form is 2, and this program reads 1");
        let hash = Digest::of(b"");
        let pointer = |head: &str| format!(r#"{{{head}"generation":7,"manifest":"{hash}","token":1}}"#);
        let read = |head: &str| Pointer::decode(pointer(head).as_bytes()).map_err(|error| error.to_string());
        assert_eq!(read(""), read(r#""format":1,"more":[],"#));
        let written = read("").and_then(|own| own.encode().map_err(|error| error.to_string()));
        assert_eq!(written, Ok(pointer(r#""format":1,"#).into_bytes()));
        assert_eq!(read(r#""format":2,"#), Err(other.to_string()));
        let file = format!(r#"{{"files":[{{"path":"corpus/a","hash":"{hash}","size":0,"more":1}}],"more":1}}"#);
        assert!(PackList::parse(file.as_bytes()).is_ok());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(manifest in manifest()) {
            let bytes = manifest.encode().expect("bytes");
            prop_assert_eq!(Manifest::decode(&bytes, &Digest::of(&bytes)), Ok(manifest));
        }

        #[test]
        fn any_bytes_are_met_with_an_answer(bytes: Vec<u8>, text: String) {
            let _ = (Manifest::parse(&bytes), PackList::unpack(&bytes), Pointer::decode(&bytes), PackList::parse(text.as_bytes()));
        }

        #[test]
        fn a_changed_byte_is_met_with_an_answer(manifest in manifest(), at: prop::sample::Index, to: u8) {
            let mut bytes = manifest.encode().expect("bytes");
            let named = Digest::of(&bytes);
            let at = at.index(bytes.len());
            let same = bytes[at] == to;
            bytes[at] = to;
            prop_assert_eq!(Manifest::decode(&bytes, &named).is_ok(), same);
            let _ = Manifest::parse(&bytes);
        }

        #[test]
        fn any_path_that_is_taken_stays_inside(path: String) {
            if odd(&path).is_none() {
                prop_assert!(!path.starts_with('/') && path.split('/').all(|part| !matches!(part, "" | "." | "..")));
            }
        }

        #[test]
        fn any_path_in_the_corpus_stays_inside(rest in "[a./\\\\: ]{1,12}") {
            let path = format!("corpus/{rest}");
            if odd(&path).is_none() {
                prop_assert!(path.split('/').all(|part| !part.starts_with('.') && !part.is_empty()));
                prop_assert!(!path.contains('\\'));
            }
        }
    }
}
