//! What is told of the store: whether it answers, and whether it holds all of what is published.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use super::super::finding::{Finding, Findings};
use crate::cluster::{Key, Listed, Manifest, Marks, Pointer};
use crate::desk::Seconds;
use crate::desk::examined::Examined;
use crate::shell::publish;
use crate::shell::store::Store;

/// What nobody uses is deleted some hours after it was seen to be; what is there for so many seconds was not.
const SWEPT: Seconds = 24 * 60 * 60;

/// Looks at a store; with the newest generation that it or the desk names.
pub(super) async fn findings(store: &Store, examined: Option<&Examined>, is_importer: bool) -> (Findings, Option<u64>) {
    let began = Instant::now();
    let copy = match store.current().await {
        Ok(copied) => copied.pointer,
        Err(error) => {
            let mend = "is it up, are its address and the keys in the environment right?";
            return (vec![Finding::wrong(format!("store {}", store.name()), format!("{error:#}: {mend}"))], None);
        }
    };
    let took = began.elapsed();
    let mut findings = vec![answers(store, took, is_importer).await];
    let published = examined.and_then(|own| own.published.as_ref());
    let row = published.and_then(|(row, _)| publish::pointer(row));
    findings.push(pointers(row.as_ref(), copy.as_ref(), is_importer));
    let newest = [row, copy].into_iter().flatten().max_by_key(|pointer| pointer.generation);
    let Some(pointer) = newest else { return (findings, None) };
    findings.extend(objects(store, &pointer).await);
    (findings, Some(pointer.generation))
}

/// Whether it may be written is tried where it has to be.
async fn answers(store: &Store, took: Duration, is_importer: bool) -> Finding {
    let what = format!("store {}: answers in {} ms", store.name(), took.as_millis());
    if !is_importer {
        return Finding::good(what);
    }
    let probed = match publish::chance() {
        Ok(name) => store.probe(&name).await,
        Err(error) => Err(error),
    };
    match probed {
        Ok(()) => Finding::good(format!("{what}, and may be written")),
        Err(error) => Finding::wrong(what, format!("{error:#}: an importer needs the right to put and to delete")),
    }
}

/// The row of the desk, and its copy.
fn pointers(row: Option<&Pointer>, copy: Option<&Pointer>, is_importer: bool) -> Finding {
    let publish = "pullquote publish, at the importer, sets it right";
    match (row, copy) {
        (None, None) => Finding::good("published: nothing yet"),
        (Some(row), Some(copy)) if row == copy => {
            Finding::good(format!("published: generation {}, the same in desk and store", row.generation))
        }
        (Some(row), Some(copy)) if row.generation > copy.generation => Finding::wrong(
            format!("published: generation {} in the desk, {} in the store", row.generation, copy.generation),
            format!("the importer writes the copy within ten minutes; where it does not: {publish}"),
        ),
        (Some(row), Some(copy)) => Finding::wrong(
            format!("published: generation {} in the desk, {} in the store", row.generation, copy.generation),
            format!("is this another database, or one that was set back? {publish}"),
        ),
        (Some(row), None) => Finding::wrong(
            format!("published: generation {} in the desk, none in the store", row.generation),
            format!("is this another store? {publish}"),
        ),
        (None, Some(copy)) if is_importer => Finding::wrong(
            format!("published: generation {} in the store, none in the desk", copy.generation),
            format!("is this another database? {publish}"),
        ),
        (None, Some(copy)) => Finding::good(format!(
            "published: generation {} in the store; the desk here is told of none",
            copy.generation
        )),
    }
}

/// The manifest and its objects, and what lies beside them.
async fn objects(store: &Store, pointer: &Pointer) -> Findings {
    let what = format!("manifest of generation {}", pointer.generation);
    let manifest = match store.manifest(&pointer.manifest).await {
        Ok(manifest) => manifest,
        Err(error) => {
            let mend = "pullquote publish, at the importer, puts it again";
            return vec![Finding::wrong(what, format!("{error:#}: {mend}"))];
        }
    };
    let looked = async { anyhow::Ok((store.list().await?, store.marks().await?)) };
    match looked.await {
        Ok((listed, marks)) => {
            compared((pointer, &manifest), &listed, &marks, jiff::Timestamp::now().as_second()).into()
        }
        Err(error) => vec![Finding::wrong(what, format!("{error:#}: its objects cannot be listed"))],
    }
}

/// What the store lists, compared with what is published: what is missing, and what nobody uses.
fn compared(
    (pointer, manifest): (&Pointer, &Manifest),
    listed: &[Listed],
    marks: &Marks,
    now: Seconds,
) -> [Finding; 2] {
    let sizes: HashMap<&Key, u64> = listed.iter().map(|object| (&object.key, object.size)).collect();
    let named: Vec<(Key, u64)> = manifest.blobs().map(|blob| (Key::of(blob), blob.size)).collect();
    let lacking: Vec<&Key> =
        named.iter().filter(|(key, size)| sizes.get(key) != Some(size)).map(|(key, _)| key).collect();
    let what = format!("objects of generation {}: {}", pointer.generation, named.len());
    let there = match lacking.first() {
        None => Finding::good(format!("{what}, {}, all there", megabytes(named.iter().map(|(_, size)| size).sum()))),
        Some(first) => Finding::wrong(
            format!("{what}, missing or cut short: {}, such as {first}", lacking.len()),
            "pullquote publish, at the importer, puts them again",
        ),
    };
    let used: HashSet<Key> = named.into_iter().map(|(key, _)| key).chain([Key::Manifest(pointer.manifest)]).collect();
    let unused: Vec<&Listed> = listed.iter().filter(|object| !used.contains(&object.key)).collect();
    let oldest = unused.iter().filter_map(|object| marks.0.get(&object.key.to_string())).min();
    let bytes = megabytes(unused.iter().map(|object| object.size).sum());
    let count =
        if unused.len() == 1 { format!("1 object, {bytes}") } else { format!("{} objects, {bytes}", unused.len()) };
    let kept = match oldest {
        _ if unused.is_empty() => Finding::good("kept beside them: nothing"),
        None => Finding::good(format!("kept beside them: {count}, which came lately")),
        Some(since) => {
            let at = jiff::Timestamp::from_second(*since).unwrap_or_default();
            let what = format!("kept beside them: {count}, the first unused since {at}");
            let mend = "texts that were forgotten may be among them; a publication deletes what nobody used for two hours: \
                        let the importer serve, or pullquote publish";
            if now - since > SWEPT { Finding::wrong(what, mend) } else { Finding::good(what) }
        }
    };
    [there, kept]
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::{Blob, Digest};

    fn told(findings: impl IntoIterator<Item = Finding>) -> String {
        let line = |Finding { what, fault }| fault.map_or_else(|| what.clone(), |fault| format!("{what}! {fault}"));
        findings.into_iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn what_is_missing_and_what_is_kept() {
        let blob = |name: &str| Blob { hash: Digest::of(name.as_bytes()), size: 1_000_000, attempt: "1t1".into() };
        let mut manifest = Manifest::new(7, "1t1".into(), "0.1.0".into(), "mark".into());
        manifest.packs = vec![blob("one"), blob("two")];
        let pointer = Pointer { generation: 7, manifest: Digest::of(b"manifest"), token: 3 };
        let listed = |name: &str, size| Listed { key: Key::of(&blob(name)), size, age: 100_000 };
        let check = |listed: &[Listed], since: Option<i64>| {
            let old = since.map(|since| (Key::of(&blob("old")).to_string(), since));
            told(compared((&pointer, &manifest), listed, &Marks(old.into_iter().collect()), 1_800_000_000))
        };
        let (one, two, old) = (listed("one", 1_000_000), listed("two", 1_000_000), listed("old", 2_500_000));
        insta::assert_snapshot!(check(&[one.clone(), two.clone()], None), @r#"
        objects of generation 7: 2, 2.0 MB, all there
        kept beside them: nothing
        "#);
        insta::assert_snapshot!(check(&[one.clone(), listed("two", 5), old.clone()], None), @r#"
        objects of generation 7: 2, missing or cut short: 1, such as blobs/dc770fff53f50835f8cc957e01c0d5731d3c2ed544c375493a28c09be5e09763-1t1! pullquote publish, at the importer, puts them again
        kept beside them: 1 object, 2.5 MB, which came lately
        "#);
        insta::assert_snapshot!(check(&[one.clone(), two.clone(), old.clone()], Some(1_799_999_000)), @r#"
        objects of generation 7: 2, 2.0 MB, all there
        kept beside them: 1 object, 2.5 MB, the first unused since 2027-01-15T07:43:20Z
        "#);
        insta::assert_snapshot!(check(&[one, two, old], Some(1_799_000_000)), @r#"
        objects of generation 7: 2, 2.0 MB, all there
        kept beside them: 1 object, 2.5 MB, the first unused since 2027-01-03T18:13:20Z! texts that were forgotten may be among them; a publication deletes what nobody used for two hours: let the importer serve, or pullquote publish
        "#);
    }

    #[test]
    fn the_row_and_its_copy() {
        let pointer = |generation| Pointer { generation, manifest: Digest::of(b"manifest"), token: 3 };
        let (older, newer) = (pointer(6), pointer(7));
        let pairs = [
            (None, None),
            (Some(&newer), Some(&newer)),
            (Some(&newer), Some(&older)),
            (Some(&older), Some(&newer)),
            (Some(&newer), None),
            (None, Some(&newer)),
        ];
        insta::assert_snapshot!(told(pairs.map(|(row, copy)| pointers(row, copy, true))), @r#"
        published: nothing yet
        published: generation 7, the same in desk and store
        published: generation 7 in the desk, 6 in the store! the importer writes the copy within ten minutes; where it does not: pullquote publish, at the importer, sets it right
        published: generation 6 in the desk, 7 in the store! is this another database, or one that was set back? pullquote publish, at the importer, sets it right
        published: generation 7 in the desk, none in the store! is this another store? pullquote publish, at the importer, sets it right
        published: generation 7 in the store, none in the desk! is this another database? pullquote publish, at the importer, sets it right
        "#);
        insta::assert_snapshot!(told([pointers(None, Some(&newer), false)]), @"published: generation 7 in the store; the desk here is told of none");
    }
}
