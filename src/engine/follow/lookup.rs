//! What is followed, found in a new article. Pure and indexed: what is followed is looked up by what the article holds, so that
//! thousands of follows cost one reading of it.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use super::followed::{Followed, Kind};
use super::person::{self, Person, Word};
use crate::domain::{Geoid, ParagraphKey, Quote, QuoteType, Show};
use crate::engine::Engine;
use crate::index::{StoredArticle, StoredParagraph};
use crate::places::{Gazetteer, PlaceId};
use crate::reply::Excerpt;
use crate::text;

/// Quotations of one person in one article, at most, of which the first that is new to a follower is sent.
const QUOTES: usize = 5;
/// Fewer words are a fragment, which goes behind what somebody said at some length.
const FRAGMENT: usize = 6;

/// Words of an article that a follower is sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Passage {
    /// The words with their citation.
    pub excerpt: Excerpt,
    /// The same folded: what tells that they were sent before, in another article perhaps.
    pub folded: String,
}

/// Something that is followed and stands in an article.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The numbers of those who follow it.
    pub follows: Vec<usize>,
    /// The words, the best first. Several only of somebody who is quoted: the first that is new is sent.
    pub passages: Vec<Passage>,
}

type Numbers = Vec<usize>;

/// What is followed, ready to be looked up.
#[derive(Debug, Default)]
pub struct Follows {
    places: HashMap<PlaceId, Numbers>,
    trackers: HashMap<String, Numbers>,
    people: Vec<(Person, Numbers)>,
    /// Those whose surname ends in a word.
    surnames: HashMap<String, Vec<usize>>,
    phrases: Vec<(Phrase, Numbers)>,
    /// Those of which a term is the one that they are looked up by.
    terms: HashMap<String, Vec<usize>>,
}

/// Words in a row.
#[derive(Debug)]
struct Phrase {
    terms: Vec<String>,
    /// The term that it is looked up by: the first that is no function word.
    key: usize,
}

/// The number that stands for a government.
fn government(geoid: &Geoid) -> Option<PlaceId> {
    let gazetteer = Gazetteer::embedded();
    gazetteer.id(geoid).map(|id| gazetteer.same_government(id))
}

impl Follows {
    /// These follows, numbered in their order.
    pub fn of(followed: impl IntoIterator<Item = Followed>) -> Follows {
        let mut by_thing: HashMap<Followed, Numbers> = HashMap::new();
        for (number, followed) in followed.into_iter().enumerate() {
            by_thing.entry(followed).or_default().push(number);
        }
        let mut follows = Follows::default();
        for (Followed { kind, value }, numbers) in by_thing {
            match kind {
                Kind::Place => {
                    let id = government(&Geoid(value));
                    id.into_iter().for_each(|id| follows.places.entry(id).or_default().extend(&numbers));
                }
                Kind::Tracker => follows.trackers.entry(value).or_default().extend(numbers),
                Kind::Person => {
                    let Some(person) = Person::of(&value) else { continue };
                    follows.surnames.entry(person.name.last.clone()).or_default().push(follows.people.len());
                    follows.people.push((person, numbers));
                }
                Kind::Phrase => {
                    let Some(phrase) = Phrase::of(&value) else { continue };
                    let key = phrase.terms.get(phrase.key).cloned().unwrap_or_default();
                    follows.terms.entry(key).or_default().push(follows.phrases.len());
                    follows.phrases.push((phrase, numbers));
                }
            }
        }
        follows
    }

    /// Whether nothing is followed.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty() && self.trackers.is_empty() && self.people.is_empty() && self.phrases.is_empty()
    }

    /// Those who follow the list of a record, or its subject.
    pub fn of_record(&self, tracker: &str, subject: &str) -> Vec<usize> {
        let mut numbers: Numbers = self.trackers.get(tracker).cloned().unwrap_or_default();
        let place = government(&Geoid(subject.to_owned())).and_then(|id| self.places.get(&id));
        numbers.extend(place.into_iter().flatten());
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// What of it stands in an article, each thing once with its best words.
    pub fn in_article(&self, engine: &Engine, article: &StoredArticle) -> Vec<Hit> {
        let mut paragraphs = engine.archive().paragraphs(article);
        paragraphs.retain(|own| own.paragraph.key != ParagraphKey::Notice);
        // What the text says goes before what its headings say.
        paragraphs.sort_by_key(|own| own.paragraph.key.number().is_none());
        let mut hits = self.places_in(engine, &paragraphs);
        hits.extend(self.people_in(engine, &paragraphs));
        hits.extend(self.phrases_in(engine, &paragraphs));
        hits
    }

    /// The first sentence that names each place.
    fn places_in(&self, engine: &Engine, paragraphs: &[Arc<StoredParagraph>]) -> Vec<Hit> {
        let (mut hits, mut seen) = (Vec::new(), HashSet::new());
        for paragraph in paragraphs.iter().filter(|_| !self.places.is_empty()) {
            // As the index reads them: each in its likeliest reading.
            for mention in Gazetteer::embedded().mentions(&paragraph.paragraph.text) {
                let Some(id) = mention.geoids.first().and_then(government) else { continue };
                let Some(numbers) = self.places.get(&id).filter(|_| !seen.contains(&id)) else { continue };
                let sentence = paragraph.sentences.iter().find(|own| own.contains(&mention.range.start));
                if let Some(passage) = sentence.and_then(|own| passage(engine, paragraph, own.clone())) {
                    seen.insert(id);
                    hits.push(Hit { follows: numbers.clone(), passages: vec![passage] });
                }
            }
        }
        hits
    }

    /// The first sentence that has each phrase.
    fn phrases_in(&self, engine: &Engine, paragraphs: &[Arc<StoredParagraph>]) -> Vec<Hit> {
        let (mut hits, mut seen) = (Vec::new(), HashSet::new());
        for paragraph in paragraphs.iter().filter(|_| !self.phrases.is_empty()) {
            for sentence in &paragraph.sentences {
                let words = paragraph.paragraph.text.get(sentence.clone()).unwrap_or_default();
                let terms: Vec<String> = text::terms(words).map(|term| term.text).collect();
                for (at, term) in terms.iter().enumerate() {
                    for own in self.terms.get(term).into_iter().flatten() {
                        let Some((phrase, numbers)) = self.phrases.get(*own) else { continue };
                        if seen.contains(own) || !phrase.stands_at(&terms, at) {
                            continue;
                        }
                        if let Some(passage) = passage(engine, paragraph, sentence.clone()) {
                            seen.insert(*own);
                            hits.push(Hit { follows: numbers.clone(), passages: vec![passage] });
                        }
                    }
                }
            }
        }
        hits
    }

    /// What each person said, at some length and in their own words first, or else the first sentence that names them.
    fn people_in(&self, engine: &Engine, paragraphs: &[Arc<StoredParagraph>]) -> Vec<Hit> {
        let mut found: HashMap<usize, Told<'_>> = HashMap::new();
        for paragraph in paragraphs.iter().filter(|_| !self.people.is_empty()) {
            for quote in paragraph.quotes.iter().filter(|quote| quote.certain && !quote.denied) {
                let Some(speaker) = quote.speaker_name.as_deref().and_then(Person::of) else { continue };
                for (at, by_surname) in self.named_like(&speaker) {
                    let told = found.entry(at).or_default();
                    let quotes = if by_surname { &mut told.by_surname } else { &mut told.quotes };
                    quotes.push((paragraph, quote));
                }
            }
            for sentence in &paragraph.sentences {
                let words: Vec<Word> =
                    person::words(paragraph.paragraph.text.get(sentence.clone()).unwrap_or_default());
                for (place, word) in words.iter().enumerate() {
                    for at in self.surnames.get(&word.text).into_iter().flatten() {
                        let named = self.people.get(*at).is_some_and(|(person, _)| person.stands_at(&words, place));
                        if named {
                            found.entry(*at).or_default().named.push((paragraph, sentence.clone()));
                        }
                    }
                }
            }
        }
        let mut found: Vec<(usize, Told<'_>)> = found.into_iter().collect();
        found.sort_unstable_by_key(|(at, _)| *at);
        let hit = |(at, told): (usize, Told<'_>)| {
            let passages = told.passages(engine);
            let (_, numbers) = self.people.get(at)?;
            (!passages.is_empty()).then(|| Hit { follows: numbers.clone(), passages })
        };
        found.into_iter().filter_map(hit).collect()
    }

    /// Those who are followed and may be who is quoted by a name, and whether that is no more than their surname.
    fn named_like(&self, speaker: &Person) -> impl Iterator<Item = (usize, bool)> {
        let namesakes = self.surnames.get(&speaker.name.last).into_iter().flatten();
        namesakes.filter_map(|at| {
            let (person, _) = self.people.get(*at)?;
            let (bare, own) = (speaker.name.is_bare(), person.name.is_bare());
            let agrees = person.name.agrees(&speaker.name, true) && (bare || !own);
            agrees.then_some((*at, bare && !own))
        })
    }
}

impl Phrase {
    fn of(words: &str) -> Option<Phrase> {
        let terms: Vec<String> = text::terms(words).map(|term| term.text).collect();
        let telling = |word: text::Token<'_>| !text::is_stop_word(&text::fold(word.text));
        let key = text::tokens(words).position(telling)?;
        Some(Phrase { terms, key })
    }

    /// Whether it stands where its key is the term at this place.
    fn stands_at(&self, terms: &[String], at: usize) -> bool {
        let here = at.checked_sub(self.key).and_then(|start| terms.get(start..start + self.terms.len()));
        here == Some(self.terms.as_slice())
    }
}

/// What an article tells of somebody.
#[derive(Default)]
struct Told<'p> {
    quotes: Vec<(&'p Arc<StoredParagraph>, &'p Quote)>,
    /// Of somebody whom the article calls by their surname there.
    by_surname: Vec<(&'p Arc<StoredParagraph>, &'p Quote)>,
    named: Vec<(&'p Arc<StoredParagraph>, Range<usize>)>,
}

impl Told<'_> {
    fn passages(mut self, engine: &Engine) -> Vec<Passage> {
        if !self.named.is_empty() || !self.quotes.is_empty() {
            // The article names them in full, so the surname is theirs.
            self.quotes.append(&mut self.by_surname);
        }
        self.quotes.sort_by_key(|(paragraph, quote)| {
            let words = paragraph.paragraph.text.get(quote.range.clone()).unwrap_or_default();
            let own = quote.quote_type != QuoteType::Indirect;
            (!own || text::tokens(words).count() < FRAGMENT, paragraph.index, quote.range.start)
        });
        let quotes = self.quotes.iter().filter_map(|(own, quote)| passage(engine, own, quote.range.clone()));
        let said: Vec<Passage> = quotes.take(QUOTES).collect();
        match said.is_empty() {
            false => said,
            true => {
                self.named.iter().find_map(|(own, range)| passage(engine, own, range.clone())).into_iter().collect()
            }
        }
    }
}

/// Words that may be shown, at least their title and link.
fn passage(engine: &Engine, paragraph: &StoredParagraph, range: Range<usize>) -> Option<Passage> {
    let words = paragraph.paragraph.text.get(range.clone())?;
    let folded = text::tokens(words).map(|word| text::fold(word.text).into_owned()).collect::<Vec<_>>().join(" ");
    let excerpt = engine.excerpt(paragraph, range);
    let shown = !excerpt.text.is_empty() || paragraph.article.meta.show == Show::Cite;
    (shown && !folded.is_empty()).then_some(Passage { excerpt, folded })
}
