//! One article once: whether a draft is an article that the corpus has already.

use std::collections::HashMap;

use crate::domain::Article;

use super::draft::Draft;
use super::html::folded;
use super::write::{read_provenance, source_name};

/// How many hashes stand for a text.
const SKETCH: usize = 32;

/// How many of them lead from one text to another.
const LEADS: usize = 8;

/// Words that make a shingle.
const SHINGLE: usize = 5;

/// Texts of fewer words are not compared: a poll or a short notice repeats by nature.
const FEWEST_WORDS: usize = 80;

/// How much of two texts is the same where they are one.
const ALIKE: f64 = 0.8;

/// What is known of the corpus's articles.
#[derive(Debug, Default)]
pub struct Known {
    entries: Vec<Entry>,
    by_url: HashMap<String, usize>,
    by_guid: HashMap<(String, String), usize>,
    by_title: HashMap<(String, jiff::civil::Date), usize>,
    by_lead: HashMap<u64, Vec<usize>>,
    ids: HashMap<String, usize>,
}

#[derive(Debug)]
struct Entry {
    id: String,
    /// What it came from.
    provenance: Vec<String>,
    sketch: Vec<u64>,
}

impl Entry {
    /// Whether one of its sources is of this kind.
    fn is_from(&self, kind: &str) -> bool {
        self.provenance.iter().filter_map(|entry| read_provenance(entry)).any(|(own, _, _)| own == kind)
    }
}

impl Known {
    /// Adds an article of the corpus, or one that an import has just planned, in the place of one with its id.
    pub fn add(&mut self, article: &Article) {
        let meta = &article.meta;
        let at = self.ids.get(&meta.id).copied().unwrap_or(self.entries.len());
        for (kind, name, _) in meta.provenance.iter().filter_map(|entry| read_provenance(entry)) {
            self.by_guid.entry((kind.to_owned(), name.to_owned())).or_insert(at);
        }
        self.by_url.entry(canonical(&meta.url)).or_insert(at);
        self.by_title.entry((folded(&meta.title), meta.date)).or_insert(at);
        self.ids.insert(meta.id.clone(), at);
        let texts = article.paragraphs.iter().filter(|paragraph| paragraph.key.number().is_some());
        let sketch = sketch(texts.map(|paragraph| paragraph.text.as_str()));
        for lead in sketch.iter().take(LEADS) {
            self.by_lead.entry(*lead).or_default().push(at);
        }
        let entry = Entry { id: meta.id.clone(), provenance: meta.provenance.clone(), sketch };
        match self.entries.get_mut(at) {
            Some(before) => *before = entry,
            None => self.entries.push(entry),
        }
    }

    /// Whether the article with this id came from a source that gave the same, as this line of provenance says.
    pub fn came_from(&self, id: &str, entry: &str) -> bool {
        let held = self.ids.get(id).and_then(|at| self.entries.get(*at));
        held.is_some_and(|held| held.provenance.iter().any(|line| line == entry))
    }

    /// Whether an article has this id.
    pub fn has(&self, id: &str) -> bool {
        self.ids.contains_key(id)
    }

    /// The id of the article that the draft is.
    pub fn find(&self, draft: &Draft) -> Option<&str> {
        let own = draft.id.as_ref().and_then(|id| self.ids.get(id));
        let kind = draft.origin.word();
        let by_guid = || {
            let name = source_name(draft.guid.as_deref()?);
            self.by_guid.get(&(kind.to_owned(), name))
        };
        // A source that tells two articles apart is right about it, however alike they are.
        let other = |at: &usize| !self.entries.get(*at).is_some_and(|entry| entry.is_from(kind));
        let by_url = || {
            let url = draft.url.as_deref()?;
            let at = self.by_url.get(&canonical(url))?;
            // The site's own address is no article's.
            (draft.guid.is_none() || !is_home(url) || other(at)).then_some(at)
        };
        let by_title = || Some(self.by_title.get(&(folded(&draft.title), draft.date?))?).filter(|at| other(at));
        let at = own.or_else(by_guid).or_else(by_url).or_else(by_title).copied();
        let at = at.or_else(|| self.alike(draft).filter(other));
        self.entries.get(at?).map(|entry| entry.id.as_str())
    }

    fn alike(&self, draft: &Draft) -> Option<usize> {
        let own = sketch(draft.texts());
        let mut candidates: Vec<usize> =
            own.iter().take(LEADS).filter_map(|lead| self.by_lead.get(lead)).flatten().copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        let similar = |at: &usize| self.entries.get(*at).map_or(0.0, |entry| similarity(&own, &entry.sketch));
        candidates.into_iter().filter(|at| similar(at) >= ALIKE).max_by(|a, b| similar(a).total_cmp(&similar(b)))
    }
}

/// Whether the address is a site's own.
fn is_home(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| url.path() == "/" && url.query().is_none())
}

/// The smallest hashes of a text's shingles. Empty for a short text.
fn sketch<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<u64> {
    let mut words: Vec<u64> = Vec::new();
    for text in texts {
        words.extend(folded(text).split(' ').filter(|word| !word.is_empty()).map(|word| fnv(word.bytes())));
    }
    if words.len() < FEWEST_WORDS {
        return Vec::new();
    }
    let shingle = |run: &[u64]| {
        let state = run.iter().fold(SEED, |state, word| (state ^ word).wrapping_mul(PRIME));
        // The low bits of what was only multiplied hang together; spread them.
        (state ^ (state >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    };
    let mut hashes: Vec<u64> = words.windows(SHINGLE).map(shingle).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes.truncate(SKETCH);
    hashes
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x100_0000_01b3;

/// FNV-1a: short, and no worse than others for this.
fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(SEED, |state, byte| (state ^ u64::from(byte)).wrapping_mul(PRIME))
}

/// The share of shingles that two texts have in common, as their sketches tell.
fn similarity(a: &[u64], b: &[u64]) -> f64 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let mut union: Vec<u64> = a.iter().chain(b).copied().collect();
    union.sort_unstable();
    union.dedup();
    union.truncate(SKETCH);
    let both = union.iter().filter(|hash| a.binary_search(hash).is_ok() && b.binary_search(hash).is_ok()).count();
    both as f64 / union.len() as f64
}

/// Names of parameters that only say where a reader came from.
const TRACKING: [&str; 14] = [
    "fbclid",
    "gclid",
    "mc_cid",
    "mc_eid",
    "ref",
    "ref_src",
    "r",
    "s",
    "triedredirect",
    "publication_id",
    "post_id",
    "isfreemail",
    "token",
    "showwelcome",
];

/// An address without what does not tell two articles apart.
pub fn canonical(url: &str) -> String {
    let Ok(mut parsed) = url::Url::parse(url.trim()) else { return url.trim().to_owned() };
    parsed.set_fragment(None);
    let kept: Vec<(String, String)> = parsed
        .query_pairs()
        .filter(|(name, _)| !name.starts_with("utm_") && !TRACKING.contains(&name.to_lowercase().as_str()))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    parsed.set_query(None);
    if !kept.is_empty() {
        parsed.query_pairs_mut().extend_pairs(kept);
    }
    let host = parsed.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host).to_owned();
    let path = parsed.path().trim_end_matches('/').trim_end_matches("/amp").to_owned();
    let query = parsed.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("{host}{path}{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_article() {
        let one = canonical("https://valley.example/p/mill");
        assert_eq!(canonical("http://www.valley.example/p/mill/?utm_source=x&r=1#top"), one);
        assert_ne!(canonical("https://valley.example/p/mill?page=2"), one);
    }

    #[test]
    fn texts_alike_and_not() {
        let text = |from: usize, to: usize| (from..to).map(|n| format!("word{n} ")).collect::<String>();
        let of = |text: &str| sketch([text].into_iter());
        assert!(similarity(&of(&text(0, 400)), &of(&text(5, 405))) > 0.8);
        assert!(similarity(&of(&text(0, 400)), &of(&text(300, 700))) < 0.5);
        assert!(of(&text(0, 20)).is_empty());
    }
}
