//! One article once: whether a draft is an article that the corpus has already.
//!
//! Three things say so, the surest first. Each must be borne out, since names and addresses are given twice, and titles
//! come again:
//!
//! 1. **The name that its source gives it** (a GUID within its feed), with the same address; or with the same title, and
//!    a like text where the addresses differ; or with the same day and a like text. Addresses that differ in the fragment
//!    alone are not the same if nothing else agrees.
//! 2. **The address**, as long as it is no site's own. Of another source title, day or text must agree; a source that
//!    names two articles differently must give them the same title or a like text to be wrong about it.
//! 3. **Title and day**, of another source, with a like text; or without an address that says otherwise. A whole text
//!    that is nearly the same will do alone, of another kind of source.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;

use crate::domain::Article;

use super::addresses::{canonical, host, is_home, name_key};
use super::draft::{Draft, Origin};
use super::html::folded;
use super::provenance::{Line, source_name};
use super::sketch::{ALIKE, Text, similarity};

/// How many articles of one name, address or title are compared with a draft: what more of them share says nothing.
const MOST_LISTED: usize = 64;

/// What is known of the corpus's articles.
#[derive(Debug, Default)]
pub struct KnownArticles {
    entries: Vec<Entry>,
    by_name: HashMap<(Origin, String), Vec<usize>>,
    /// The same of those with one title, so that a name which all articles of a feed share costs no more than others.
    by_name_and_title: HashMap<(Origin, String, String), Vec<usize>>,
    by_url: HashMap<String, Vec<usize>>,
    by_title: HashMap<(String, Date), Vec<usize>>,
    by_lead: HashMap<u64, Vec<usize>>,
    ids: HashMap<String, usize>,
}

#[derive(Debug)]
struct Entry {
    id: String,
    url: String,
    /// Whether the address is one that was made up.
    guessed: bool,
    /// What it came from.
    provenance: Vec<String>,
    looks: Looks,
}

impl Entry {
    /// Whether one of its sources is of this kind.
    fn is_of_kind(&self, kind: Origin) -> bool {
        Line::all(&self.provenance).any(|line| line.kind == kind)
    }

    /// Whether the draft's source gave it, under whatever name.
    fn is_from(&self, draft: &Draft) -> bool {
        Line::all(&self.provenance).any(|line| line.is_of(draft.origin, draft.feed.as_deref()))
    }
}

/// What can be compared of an article or a draft.
#[derive(Debug)]
struct Looks {
    /// Nothing where it has none, or one that is the site's own.
    address: Option<String>,
    /// The part of a page that the address names.
    fragment: Option<String>,
    host: Option<String>,
    title: String,
    date: Option<Date>,
    text: Text,
}

impl Looks {
    fn new<'a>(url: Option<&str>, title: &str, date: Option<Date>, texts: impl Iterator<Item = &'a str>) -> Looks {
        let address = url.filter(|url| !is_home(url)).map(canonical);
        let fragment = url.and_then(|url| url.split_once('#')).map(|(_, fragment)| fragment.to_owned());
        Looks { host: url.and_then(host), address, fragment, title: folded(title), date, text: Text::new(texts) }
    }

    fn has_title_of(&self, other: &Looks) -> bool {
        self.title == other.title
    }

    /// Whether both have an address, and it is not the same.
    fn is_elsewhere_than(&self, other: &Looks) -> bool {
        self.address.is_some() && other.address.is_some() && self.address != other.address
    }

    /// What is not known is no day of another.
    fn has_day_of(&self, other: &Looks) -> bool {
        self.date.is_none() || other.date.is_none() || self.date == other.date
    }
}

impl KnownArticles {
    /// Adds an article of the corpus, or one that an import has just planned, in the place of one with its id.
    pub fn add(&mut self, article: &Article) {
        fn note<K: std::hash::Hash + Eq>(map: &mut HashMap<K, Vec<usize>>, key: K, at: usize) {
            let listed = map.entry(key).or_default();
            if listed.last() != Some(&at) && listed.len() < MOST_LISTED {
                listed.push(at);
            }
        }
        let meta = &article.meta;
        let at = self.ids.get(&meta.id).copied().unwrap_or(self.entries.len());
        for line in Line::all(&meta.provenance) {
            let name = name_key(line.name);
            note(&mut self.by_name, (line.kind, name.clone()), at);
            note(&mut self.by_name_and_title, (line.kind, name, folded(&meta.title)), at);
        }
        let texts = article.paragraphs.iter().filter(|paragraph| paragraph.key.number().is_some());
        let texts = texts.map(|paragraph| paragraph.text.as_str());
        let looks = Looks::new(Some(&meta.url), &meta.title, Some(meta.date), texts);
        let further = meta.aliases.iter().map(|url| canonical(url));
        for address in looks.address.iter().cloned().chain(further) {
            note(&mut self.by_url, address, at);
        }
        note(&mut self.by_title, (looks.title.clone(), meta.date), at);
        for lead in looks.text.leads() {
            note(&mut self.by_lead, lead, at);
        }
        self.ids.insert(meta.id.clone(), at);
        let (id, url) = (meta.id.clone(), meta.url.clone());
        let guessed = meta.url_is_guessed;
        let entry = Entry { id, url, guessed, provenance: meta.provenance.clone(), looks };
        match self.entries.get_mut(at) {
            Some(before) => *before = entry,
            None => self.entries.push(entry),
        }
    }

    /// Whether the article with this id came from a source that gave the same, as this line of provenance says; a source
    /// that knows its address (`sure`) may have been asked before anybody wanted to know.
    pub fn came_from(&self, id: &str, entry: &str, sure: bool) -> bool {
        let held = self.ids.get(id).and_then(|at| self.entries.get(*at));
        held.is_some_and(|held| !(held.guessed && sure) && held.provenance.iter().any(|line| line == entry))
    }

    /// The articles that stand at an address of their own, and that address. One that was made up may never have led there.
    pub fn pages(&self) -> impl Iterator<Item = (&str, &str)> {
        let own = self.entries.iter().filter(|entry| entry.looks.address.is_some() && !entry.guessed);
        own.map(|entry| (entry.id.as_str(), entry.url.as_str()))
    }

    /// The article whose page this is the address of, as [`KnownArticles::pages`] has it.
    pub fn at_url(&self, url: &str) -> Option<&str> {
        let address = canonical(url);
        let mut entries = self.entries(self.by_url.get(&address));
        let own = |entry: &&Entry| !entry.guessed && entry.looks.address.as_ref() == Some(&address);
        entries.find(own).map(|entry| entry.id.as_str())
    }

    /// The articles of these hosts that an export once brought, and their days.
    pub fn exported<'a>(&'a self, hosts: &'a BTreeSet<String>) -> impl Iterator<Item = (&'a str, Option<Date>)> {
        let of_host = move |entry: &&Entry| entry.looks.host.as_ref().is_some_and(|host| hosts.contains(host));
        let brought = self.entries.iter().filter(of_host).filter(|entry| entry.is_of_kind(Origin::Export));
        brought.map(|entry| (entry.id.as_str(), entry.looks.date))
    }

    /// Whether an article has this id.
    pub fn has(&self, id: &str) -> bool {
        self.ids.contains_key(id)
    }

    /// The id of the article that the draft is. `given` tells which articles its source has just given otherwise: what
    /// stands beside another article in one document is not that article.
    pub fn find(&self, draft: &Draft, given: &dyn Fn(&str) -> bool) -> Option<&str> {
        let own = draft.id.as_ref().and_then(|id| self.ids.get(id)).and_then(|at| self.entries.get(*at));
        if let Some(own) = own {
            return Some(&own.id);
        }
        let looks = OnceCell::new();
        let looks = || looks.get_or_init(|| Looks::new(draft.url.as_deref(), &draft.title, draft.date, draft.texts()));
        let found = self.by_name(draft, looks(), given);
        let found = found.or_else(|| self.by_address(draft, looks(), given));
        let found = found.or_else(|| self.by_title(draft, looks())).or_else(|| self.by_text(draft, looks()));
        found.map(|entry| entry.id.as_str())
    }

    /// The id of the article that the draft's source gave at the draft's address.
    pub fn at_address(&self, draft: &Draft) -> Option<&str> {
        let mut entries = self.entries(self.by_url.get(&draft.address()?));
        entries.find(|entry| entry.is_from(draft)).map(|entry| entry.id.as_str())
    }

    fn entries<'a>(&'a self, listed: Option<&'a Vec<usize>>) -> impl Iterator<Item = &'a Entry> {
        listed.into_iter().flatten().filter_map(|at| self.entries.get(*at))
    }

    fn by_name(&self, draft: &Draft, looks: &Looks, given: &dyn Fn(&str) -> bool) -> Option<&Entry> {
        let name = name_key(&source_name(draft.guid.as_deref().or(draft.url.as_deref())?));
        let of_source = |entry: &&Entry| {
            let mut lines = Line::all(&entry.provenance);
            lines.any(|line| line.is_of(draft.origin, draft.feed.as_deref()) && name_key(line.name) == name)
        };
        let (kind, title) = (draft.origin, &looks.title);
        let addressed = looks.address.as_ref().and_then(|address| self.by_url.get(address));
        let titled = self.by_name_and_title.get(&(kind, name.clone(), title.clone()));
        let named = self.by_name.get(&(kind, name.clone()));
        let others = |listed| self.entries(listed).filter(of_source).filter(|entry| !given(&entry.id));
        let agrees = |entry: &&Entry| entry.looks.has_day_of(looks) && entry.looks.text.is_like(&looks.text);
        let at_part = |entry: &&Entry| entry.looks.fragment == looks.fragment;
        let (is_like, has_title) =
            (|entry: &&Entry| entry.looks.text.is_same(&looks.text), |entry: &&Entry| entry.looks.has_title_of(looks));
        let on_page = |entry: &&Entry| has_title(entry) || is_like(entry);
        let found = self.entries(addressed).filter(of_source).find(at_part);
        let found = found.or_else(|| self.entries(addressed).filter(of_source).find(on_page));
        let found =
            found.or_else(|| others(titled).find(|entry| !entry.looks.is_elsewhere_than(looks) || is_like(entry)));
        found.or_else(|| others(named).find(agrees))
    }

    fn by_address(&self, draft: &Draft, looks: &Looks, given: &dyn Fn(&str) -> bool) -> Option<&Entry> {
        let listed = looks.address.as_ref().and_then(|address| self.by_url.get(address));
        let agrees = |entry: &&Entry| {
            let (title, text) = (|| entry.looks.has_title_of(looks), || entry.looks.text.is_like(&looks.text));
            match entry.is_from(draft) {
                true => title() || (!given(&entry.id) && text()),
                false => title() || entry.looks.has_day_of(looks) || text(),
            }
        };
        self.entries(listed).find(agrees)
    }

    fn by_title(&self, draft: &Draft, looks: &Looks) -> Option<&Entry> {
        let listed = self.by_title.get(&(looks.title.clone(), looks.date?));
        let agrees = |entry: &&Entry| {
            let (a, b) = (&entry.looks, looks);
            let says_nothing = a.text.is_short() || b.text.is_short();
            // An address that was made up says nothing otherwise.
            let addressed = a.address.is_some() && b.address.is_some() && !entry.guessed;
            a.text.is_like(&b.text) || !addressed || (says_nothing && a.host == b.host)
        };
        // A source that tells two articles apart is right about it, however alike they are. Of mails every copy has a name
        // of its own.
        let copied = |entry: &Entry| draft.origin == Origin::Mail && entry.looks.text.whole == looks.text.whole;
        self.entries(listed).filter(|entry| !entry.is_from(draft) || copied(entry)).find(agrees)
    }

    fn by_text(&self, draft: &Draft, looks: &Looks) -> Option<&Entry> {
        let mut listed: Vec<usize> =
            looks.text.leads().filter_map(|lead| self.by_lead.get(&lead)).flatten().copied().collect();
        listed.sort_unstable();
        listed.dedup();
        let similar = |entry: &Entry| similarity(&entry.looks.text.sketch, &looks.text.sketch);
        let of_another_kind = |entry: &&Entry| !entry.is_of_kind(draft.origin) && similar(entry) >= ALIKE;
        let best = |a: &&Entry, b: &&Entry| similar(a).total_cmp(&similar(b));
        self.entries(Some(&listed)).filter(of_another_kind).max_by(best).and_then(|entry| self.get(&entry.id))
    }

    fn get(&self, id: &str) -> Option<&Entry> {
        self.entries.get(*self.ids.get(id)?)
    }
}
