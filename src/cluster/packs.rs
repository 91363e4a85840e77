//! Which small files are stored together, so that a hundred thousand articles are not a hundred thousand requests.
//!
//! Where a pack ends is decided by the name of its last file, not by counting: a file that comes, goes or changes changes the
//! pack that it is in, and no other. (The idea of content-defined chunking: Muthitacharoen, Chen and Mazières, "A
//! Low-bandwidth Network File System", 2001; whole files take the place of windows of bytes.)

use std::ops::Range;

use super::Digest;

/// A file from this size on is an object of its own.
const LARGE: u64 = 128 << 10;
/// The size of a pack, on average.
const USUAL: u64 = 512 << 10;
/// A pack ends at this size, whatever its files are called.
const LARGEST: u64 = 4 << 20;

/// Whether a file of this size is packed.
pub fn is_small(size: u64) -> bool {
    size < LARGE
}

/// Divides small files, sorted by path, into packs.
pub fn divide(files: &[(&str, u64)]) -> Vec<Range<usize>> {
    let mut packs = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (at, (path, size)) in files.iter().enumerate() {
        bytes += size;
        let folder = |path: &str| path.split('/').next().map(str::to_owned);
        let next = files.get(at + 1);
        // What changes together stays together: the corpus seldom, the index with every change.
        let last = next.is_none_or(|(next, _)| folder(next) != folder(path));
        if last || bytes >= LARGEST || ends(path, *size) {
            packs.push(start..at + 1);
            (start, bytes) = (at + 1, 0);
        }
    }
    packs
}

/// Whether a pack ends after this file: the likelier the larger it is.
fn ends(path: &str, size: u64) -> bool {
    let chance = Digest::of(path.as_bytes()).low() % USUAL;
    // A file without bytes takes some in the list.
    chance < size + 200
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corpus(count: usize) -> Vec<(String, u64)> {
        (0..count)
            .map(|number| (format!("corpus/articles/a{number:06}.md"), 2_000 + (number as u64 * 977) % 6_000))
            .collect()
    }

    fn packs(files: &[(String, u64)]) -> Vec<Vec<String>> {
        let borrowed: Vec<(&str, u64)> = files.iter().map(|(path, size)| (path.as_str(), *size)).collect();
        let named = |range: Range<usize>| borrowed[range].iter().map(|(path, size)| format!("{path} {size}")).collect();
        divide(&borrowed).into_iter().map(named).collect()
    }

    #[test]
    fn every_file_is_in_one_pack_and_in_order() {
        let files = corpus(5_000);
        let all: Vec<String> = files.iter().map(|(path, size)| format!("{path} {size}")).collect();
        assert_eq!(packs(&files).concat(), all);
        assert_eq!(packs(&[]), Vec::<Vec<String>>::new());
    }

    #[test]
    fn ten_thousand_articles_are_a_hundred_packs() {
        let count = packs(&corpus(10_000)).len();
        assert!((60..160).contains(&count), "{count} packs");
    }

    #[test]
    fn what_comes_goes_or_changes_changes_one_pack_or_two() {
        let files = corpus(10_000);
        let before = packs(&files);
        for at in [0, 17, 4_321, 9_999] {
            let mut changed = files.clone();
            changed[at].1 += 300;
            let (mut fewer, mut more) = (files.clone(), files.clone());
            fewer.remove(at);
            more.insert(at, (format!("{}b", files[at].0), 3_000));
            for other in [changed, fewer, more] {
                let new = packs(&other).into_iter().filter(|pack| !before.contains(pack)).count();
                assert!(new <= 2, "{new} packs are new");
            }
        }
    }
}
