//! What an utterance is about, as far as words tell.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::utterances::Utterance;
use crate::engine::Engine;
use crate::index::StoredParagraph;
use crate::query::{List, forms, related};
use crate::text;

/// How well an utterance fits a topic; the better is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Fit {
    level: Level,
    /// How many of the topic's words the utterance has itself.
    own: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Level {
    #[default]
    Nothing,
    /// A word is there that may mean what that one does, which the archive never uses ("sued" for "lawsuits").
    Related,
    /// The word that the others only describe is there.
    Head,
    /// Every word is there.
    All,
}

impl Fit {
    pub(super) fn is_about(self) -> bool {
        self.level > Level::Nothing
    }

    pub(super) fn score(self) -> f32 {
        self.own as f32
    }
}

/// A topic as terms.
pub(super) struct Topic {
    terms: Vec<String>,
    /// "safety" of "public safety": what the topic is, where the other words say which.
    head: Option<String>,
}

impl Topic {
    /// Reads what was typed.
    pub(super) fn of(about: &str) -> Self {
        let words: Vec<String> = text::tokens(about).map(|token| text::fold(token.text).into_owned()).collect();
        let content = |word: &&String| !text::is_stop_word(word);
        let terms: Vec<String> = words.iter().filter(content).map(|word| text::term(word)).collect();
        // "the meeting at the White House": the phrase's noun stands before what follows a preposition.
        let opens = words.iter().position(|word| !text::is_stop_word(word)).unwrap_or_default();
        let phrase = words.iter().skip(opens).take_while(|word| !is_preposition(word));
        let phrase: Vec<&String> = phrase.filter(content).collect();
        let head = phrase.iter().rev().find(|word| !List::General.has(word)).or(phrase.last());
        Topic { head: head.map(|word| text::term(word)), terms }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    pub(super) fn holds(&self, term: &str) -> bool {
        self.terms.iter().any(|own| own == term)
    }

    /// Which of the topic's words stand in a sentence.
    fn held(&self, paragraph: &StoredParagraph, sentence: usize) -> Vec<bool> {
        let mut held = vec![false; self.terms.len()];
        let slice = paragraph.sentences.get(sentence).and_then(|range| paragraph.paragraph.text.get(range.clone()));
        for term in text::terms(slice.unwrap_or_default()) {
            self.terms.iter().zip(&mut held).for_each(|(own, held)| *held |= *own == term.text);
        }
        held
    }

    /// Notes how well each utterance fits. The sentence around a quotation tells what it is about as well.
    pub(super) fn measure(&self, engine: &Engine, utterances: &mut [Utterance]) {
        let used = |term: &String| engine.doc_freq(term) > 0;
        let known = |term: &String| {
            let mut others = related(term).iter().flat_map(|(other, _)| forms(other));
            used(term) || others.any(|other| engine.doc_freq(other) > 0)
        };
        // Where nobody speaks of guns, "safety" tells nothing of gun safety.
        let mut others = self.terms.iter().filter(|term| Some(*term) != self.head.as_ref());
        let head_will_do = others.all(known);
        let unused = self.head.iter().filter(|head| !used(head));
        let related: Vec<&str> = unused.flat_map(|head| related(head)).flat_map(|(other, _)| forms(other)).collect();
        let mut sentences: HashMap<(*const StoredParagraph, usize), Vec<bool>> = HashMap::new();
        for utterance in utterances {
            if engine.must_stop() {
                break;
            }
            let own: BTreeSet<String> = utterance.texts().flat_map(text::terms).map(|term| term.text).collect();
            // Which of the topic's words stand around. One long sentence may hold many utterances.
            let mut around = vec![false; self.terms.len()];
            for (paragraph, sentence) in utterance.sentences() {
                let held = sentences
                    .entry((Arc::as_ptr(paragraph), sentence))
                    .or_insert_with(|| self.held(paragraph, sentence));
                around.iter_mut().zip(held).for_each(|(around, held)| *around |= *held);
            }
            let around = |term: &String| self.terms.iter().zip(&around).any(|(own, held)| *held && own == term);
            let there = |term: &String| own.contains(term) || around(term);
            let level = if self.terms.iter().all(there) {
                Level::All
            } else if head_will_do && self.head.as_ref().is_some_and(there) {
                Level::Head
            } else if head_will_do && related.iter().any(|term| own.contains(*term)) {
                Level::Related
            } else {
                Level::Nothing
            };
            let own = self.terms.iter().filter(|term| own.contains(*term)).count();
            utterance.fit = Fit { level, own };
        }
    }
}

fn is_preposition(word: &str) -> bool {
    matches!(word, "of" | "in" | "on" | "at" | "by" | "for" | "with" | "from" | "about" | "to" | "against" | "between")
}

/// What the utterances are about, as they word it: pairs of words that stand together, or rare ones, the most telling
/// first.
pub(super) fn matters(engine: &Engine, utterances: &[Utterance], count: usize) -> Vec<String> {
    /// Enough to tell, however much somebody has said.
    const READ: usize = 200;
    let documents = engine.archive().doc_count() as f32;
    let mut rarity: HashMap<String, f32> = HashMap::new();
    let mut found: HashMap<Vec<String>, (f32, String)> = HashMap::new();
    for text in utterances.iter().filter(|utterance| !utterance.unclear).take(READ).flat_map(Utterance::texts) {
        let mut before: Option<(text::Token<'_>, String)> = None;
        for token in text::tokens(text) {
            let folded = text::fold(token.text);
            let content = !text::is_stop_word(&folded) && folded.chars().count() > 3 && !is_filler(&folded);
            if !content {
                before = None;
                continue;
            }
            let term = text::term(token.text);
            let weight = *rarity.entry(term.clone()).or_insert_with(|| {
                let frequency = engine.doc_freq(&term) as f32;
                (1.0 + documents / (1.0 + frequency)).ln()
            });
            let mut add = |terms: Vec<String>, weight: f32, written: &str| {
                let entry = found.entry(terms).or_insert_with(|| (0.0, written.to_owned()));
                entry.0 += weight;
            };
            add(vec![term.clone()], weight, token.text);
            if let Some((first, other)) = before.take() {
                let written = text.get(first.start..token.range().end).unwrap_or_default();
                if written.split(' ').count() == 2 {
                    let weight = 1.5 * weight.max(rarity.get(&other).copied().unwrap_or_default());
                    found.entry(vec![other, term.clone()]).or_insert_with(|| (0.0, written.to_owned())).0 += weight;
                }
            }
            before = Some((token, term));
        }
    }
    let mut ranked: Vec<(Vec<String>, (f32, String))> = found.into_iter().collect();
    ranked.sort_by(|one, two| two.1.0.total_cmp(&one.1.0).then_with(|| one.0.cmp(&two.0)));
    let mut named: BTreeSet<String> = BTreeSet::new();
    let mut matters = Vec::new();
    for (terms, (_, written)) in ranked {
        if matters.len() < count && terms.iter().all(|term| !named.contains(term)) {
            named.extend(terms);
            matters.push(written);
        }
    }
    matters
}

/// Words of talking, which no topic is made of.
fn is_filler(folded: &str) -> bool {
    folded.contains('\'') || List::Talk.has(folded)
}
