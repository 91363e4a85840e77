//! What a comparison found: verbatim, shortened or altered, and the words that differ.

use std::ops::Range;

use super::align::{Extent, Step, align};
use super::passages::Passage;
use super::strand::Strand;
use super::words::is_negation;
use crate::domain::Show;
use crate::query::List;
use crate::reply::{DiffPart, DiffSide};
use crate::text;

/// How the archive has the words; the strongest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// With words of the asker's own before or behind them.
    Part,
    /// With other words among them.
    Altered,
    /// With what the passage itself marks as left out or added.
    Shortened,
    /// Word for word.
    Exact,
}

/// A passage lined up with words of the archive.
#[derive(Debug, Clone)]
pub(super) struct Finding<'a> {
    pub(super) kind: Kind,
    pub(super) strand: Strand<'a>,
    steps: Vec<Step>,
    /// The share of the compared words that are the same.
    pub(super) likeness: f32,
    /// How many words of the passage stand in the archive.
    pub(super) matched: usize,
    /// The words of the passage that take part.
    pub(super) asked: Range<usize>,
    /// The words of the strand that take part.
    pub(super) archive: Range<usize>,
    /// The first negation that was left out at a mark of omission or replaced by a bracket.
    pub(super) omitted_negation: Option<String>,
    /// The first negation that stands on one side alone.
    pub(super) changed_negation: Option<String>,
}

/// How many words a bracket may stand in for.
const MOST_REPLACED: usize = 8;

/// The fewest words of which an altered quotation is known again.
const LEAST_ALTERED: usize = 4;

/// The fewest words of a run that is checked without quotation marks.
const LEAST_RUN: usize = 6;

impl<'a> Finding<'a> {
    /// Compares; `None` where too little is alike to be the same words.
    pub(super) fn compare(passage: &Passage, strand: &Strand<'a>) -> Option<Self> {
        let strand = strand.narrowed(passage);
        let extent = if passage.marked { Extent::Whole } else { Extent::Run };
        let (mut finding, mut counts) = Finding::lined_up(passage, strand, extent);
        // A sentence whose run of the same words does not take it all is not vouched for as a whole: what stands in the
        // archive in place of the rest is compared too.
        let covered = finding.asked == (0..passage.words.len());
        if !covered && counts.same >= LEAST_RUN {
            (finding, counts) = Finding::lined_up(passage, finding.strand, Extent::Whole);
        }
        // What somebody is said to have said is looked for although it is short.
        let least = match (passage.marked, &passage.speaker) {
            (true, _) => 1,
            (false, Some(_)) => LEAST_ALTERED.min(passage.words.len()),
            (false, None) => LEAST_RUN,
        };
        if counts.same < least {
            return None;
        }
        finding.matched = counts.same;
        finding.likeness = counts.same as f32 / (counts.same + counts.asked + counts.archive) as f32;
        if !covered && let Some(own) = finding.own_words_around(passage) {
            finding.kind = if own.iter().all(|word| says_nothing(word)) { Kind::Exact } else { Kind::Part };
            return Some(finding);
        }
        if counts.asked + counts.archive > 0 {
            finding.kind = Kind::Altered;
            let share = counts.same as f32 / (counts.same + counts.asked).max(1) as f32;
            let known = if passage.marked {
                let content = counts.content_same * 2 >= counts.content_asked + counts.content_same;
                let run = counts.longest >= 3 || counts.same < 6 && counts.longest >= 2;
                counts.same + counts.asked >= LEAST_ALTERED && share >= 0.6 && content && run && finding.likeness >= 0.5
            } else {
                finding.likeness >= 0.75
            };
            return known.then_some(finding);
        }
        if passage.mended() {
            finding.kind = Kind::Shortened;
        }
        finding.take_in_negation();
        Some(finding)
    }

    /// Words that were cut off right behind a negation say the contrary: it is a difference.
    fn take_in_negation(&mut self) {
        let Some(before) = self.archive.start.checked_sub(1) else { return };
        let Some((word, first)) = self.strand.words.get(before).zip(self.strand.words.get(before + 1)) else { return };
        let between = self
            .strand
            .parts
            .get(word.part)
            .and_then(|part| part.paragraph.paragraph.text.get(word.range.end..first.range.start));
        let adjoins = word.range == first.range || between.is_some_and(|gap| gap.chars().all(char::is_whitespace));
        if word.part == first.part && adjoins && is_negation(&word.folded) {
            self.kind = Kind::Altered;
            self.changed_negation = Some(word.folded.clone());
            self.steps.insert(0, Step::Archive(before));
            self.archive.start = before;
        }
    }

    /// The asker's own words before and behind what the archive has, "He said that …", where nothing else differs.
    fn own_words_around<'p>(&self, passage: &'p Passage) -> Option<Vec<&'p str>> {
        let same = |step: &Step| matches!(step, Step::Same(..));
        let (first, last) = (self.steps.iter().position(same)?, self.steps.iter().rposition(same)?);
        let (before, rest) = self.steps.split_at_checked(first)?;
        let (inner, behind) = rest.split_at_checked(last + 1 - first)?;
        let word = |step: &Step| match step {
            Step::Asked(index) => passage.words.get(*index).map(|word| word.folded.as_str()),
            _ => None,
        };
        let own: Option<Vec<&str>> = before.iter().chain(behind).map(word).collect();
        own.filter(|own| !own.is_empty() && inner.iter().all(same))
    }

    fn lined_up(passage: &Passage, strand: Strand<'a>, extent: Extent) -> (Self, Counts) {
        let mut steps = align(&passage.words, &strand.words, extent);
        replaced_ends(&mut steps, &strand);
        let mut finding = Finding {
            kind: Kind::Exact,
            strand,
            steps,
            likeness: 1.0,
            matched: 0,
            asked: 0..0,
            archive: 0..0,
            omitted_negation: None,
            changed_negation: None,
        };
        let counts = finding.count(passage);
        (finding, counts)
    }

    /// Counts what is alike, and notes the negations that are not.
    fn count(&mut self, passage: &Passage) -> Counts {
        let excused = self.excused(passage);
        let mut counts = Counts::default();
        let mut run = 0;
        let (mut asked, mut archive): (Option<Range<usize>>, Option<Range<usize>>) = (None, None);
        let grow = |range: &mut Option<Range<usize>>, index: usize| {
            range.get_or_insert(index..index).end = index + 1;
        };
        for (step, excused) in self.steps.iter().zip(excused) {
            let (word, side) = match step {
                Step::Same(one, two) => {
                    counts.same += 1;
                    run += 1;
                    counts.longest = counts.longest.max(run);
                    let content = passage.words.get(*one).is_some_and(|word| !text::is_stop_word(&word.folded));
                    counts.content_same += usize::from(content);
                    grow(&mut asked, *one);
                    grow(&mut archive, *two);
                    continue;
                }
                Step::Asked(index) => {
                    grow(&mut asked, *index);
                    (passage.words.get(*index).map(|word| word.folded.as_str()), DiffSide::Asked)
                }
                Step::Archive(index) => {
                    grow(&mut archive, *index);
                    (self.strand.words.get(*index).map(|word| word.folded.as_str()), DiffSide::Archive)
                }
            };
            let word = word.unwrap_or_default();
            run = if excused { run } else { 0 };
            match (excused, side) {
                (true, _) => {}
                (false, DiffSide::Asked) => {
                    counts.asked += 1;
                    counts.content_asked += usize::from(!text::is_stop_word(word));
                }
                (false, _) => counts.archive += 1,
            }
            if is_negation(word) {
                let noted = if excused { &mut self.omitted_negation } else { &mut self.changed_negation };
                noted.get_or_insert_with(|| word.to_owned());
            }
        }
        self.asked = asked.unwrap_or(0..0);
        self.archive = archive.unwrap_or(0..0);
        counts
    }

    /// Which steps the passage owns up to: words left out at a mark of omission, and what brackets stand for.
    fn excused(&self, passage: &Passage) -> Vec<bool> {
        let bracketed = |index: usize| passage.words.get(index).is_some_and(|word| word.bracketed);
        let mut excused = Vec::with_capacity(self.steps.len());
        let mut at = 0;
        while let Some(step) = self.steps.get(at) {
            if matches!(step, Step::Same(..)) {
                excused.push(false);
                at += 1;
                continue;
            }
            // A stretch of differences stands and falls together.
            let rest = self.steps.get(at..).unwrap_or_default();
            let length = rest.iter().take_while(|step| !matches!(step, Step::Same(..))).count();
            let stretch = rest.get(..length).unwrap_or_default();
            let next = rest.get(length).and_then(|step| match step {
                Step::Same(asked, _) => passage.words.get(*asked),
                _ => None,
            });
            let asked =
                || stretch.iter().filter_map(|step| if let Step::Asked(index) = step { Some(*index) } else { None });
            let replaced = stretch.len() - asked().count();
            let omission = next.is_some_and(|next| next.after_omission);
            let insertion = asked().next().is_some() && replaced <= MOST_REPLACED;
            for step in stretch {
                excused.push(match step {
                    Step::Asked(index) => bracketed(*index),
                    Step::Archive(_) => omission || insertion && asked().all(bracketed),
                    Step::Same(..) => false,
                });
            }
            at += length;
        }
        excused
    }

    /// The words of both sides, run by run. Nothing where the article may not be shown.
    pub(super) fn diff(&self, passage: &Passage) -> Option<Vec<DiffPart>> {
        let hidden = |part: &super::strand::Part<'_>| part.paragraph.article.meta.show == Show::Cite;
        if matches!(self.kind, Kind::Exact | Kind::Part) || self.strand.parts.iter().any(hidden) {
            return None;
        }
        let mut parts: Vec<(DiffSide, usize, usize)> = Vec::new();
        // Of a stretch, the asker's words come before the archive's.
        let mut steps = self.whole_words(passage);
        for stretch in steps.split_mut(|step| matches!(step, Step::Same(..))) {
            stretch.sort_by_key(|step| matches!(step, Step::Archive(_)));
        }
        for step in &steps {
            let (side, index) = match step {
                Step::Same(_, index) => (DiffSide::Same, *index),
                Step::Asked(index) => (DiffSide::Asked, *index),
                Step::Archive(index) => (DiffSide::Archive, *index),
            };
            let part = |index: usize| self.strand.words.get(index).map(|word| word.part);
            match parts.last_mut() {
                Some((last, _, end))
                    if *last == side && *end + 1 == index && (side == DiffSide::Asked || part(*end) == part(index)) =>
                {
                    *end = index;
                }
                _ => parts.push((side, index, index)),
            }
        }
        let text = |(side, first, last): (DiffSide, usize, usize)| match side {
            DiffSide::Asked => passage.slice(first, last).to_owned(),
            _ => self.slice(first, last).to_owned(),
        };
        Some(parts.into_iter().map(|part| DiffPart { side: part.0, text: text(part) }).collect())
    }

    /// The steps, where a word that differs in part ("don't" for "do") differs as a whole.
    fn whole_words(&self, passage: &Passage) -> Vec<Step> {
        let asked = |index: &usize| passage.words.get(*index).map(|word| word.range.start);
        let archive = |index: &usize| self.strand.words.get(*index).map(|word| (word.part, word.range.start));
        let differs = |step: &Step| !matches!(step, Step::Same(..));
        let split = |one: usize, two: usize| {
            self.steps.iter().filter(|step| differs(step)).any(|step| match step {
                Step::Asked(index) => asked(index) == asked(&one),
                Step::Archive(index) => archive(index) == archive(&two),
                Step::Same(..) => false,
            })
        };
        let steps = self.steps.iter().flat_map(|step| match step {
            Step::Same(one, two) if split(*one, *two) => vec![Step::Asked(*one), Step::Archive(*two)],
            _ => vec![*step],
        });
        steps.collect()
    }

    /// Words of the archive that stand in one part, as written.
    fn slice(&self, first: usize, last: usize) -> &'a str {
        let ends = self.strand.words.get(first).zip(self.strand.words.get(last));
        let slice = ends.and_then(|(first, last)| {
            let part = self.strand.parts.get(first.part)?;
            part.paragraph.paragraph.text.get(first.range.start..last.range.end)
        });
        slice.unwrap_or_default()
    }

    /// Bytes of the words that are the same, by part.
    pub(super) fn same(&self) -> Vec<(usize, Range<usize>)> {
        let words = self.steps.iter().filter_map(|step| match step {
            Step::Same(_, index) => self.strand.words.get(*index).map(|word| (*index, word)),
            _ => None,
        });
        let mut runs: Vec<(usize, Range<usize>)> = Vec::new();
        let mut before = None;
        for (index, word) in words {
            match runs.last_mut() {
                Some((part, range)) if *part == word.part && before == index.checked_sub(1) => {
                    range.end = word.range.end
                }
                _ => runs.push((word.part, word.range.clone())),
            }
            before = Some(index);
        }
        runs
    }

    /// A negation right before the words that were found, in the same sentence: "[doesn't] make us safer".
    pub(super) fn negation_before(&self) -> Option<&'a str> {
        let first = self.strand.words.get(self.archive.start)?;
        let paragraph = self.strand.parts.get(first.part)?.paragraph;
        let start = paragraph.sentences.iter().rev().find(|sentence| sentence.start <= first.range.start)?.start;
        let before = paragraph.paragraph.text.get(start..first.range.start)?;
        let words: Vec<text::Token<'a>> = text::tokens(before).collect();
        let near = words.iter().rev().take(2).find(|word| is_negation(&text::fold(word.text)));
        near.map(|word| word.text)
    }
}

/// Whether a word vouches for nothing and takes nothing away: "they say".
fn says_nothing(word: &str) -> bool {
    !is_negation(word) && (text::is_stop_word(word) || List::Say.has(word) || List::Message.has(word))
}

/// The archive may start and end anywhere. Where the passage opens or closes with words of its own, the archive's words
/// in their place are shown as well, as far as its sentence or quotation goes.
fn replaced_ends(steps: &mut Vec<Step>, strand: &Strand<'_>) {
    let own = |step: &&Step| matches!(step, Step::Asked(_));
    let archive = |step: &Step| match step {
        Step::Same(_, index) | Step::Archive(index) => Some(*index),
        Step::Asked(_) => None,
    };
    let (leading, trailing) = (steps.iter().take_while(own).count(), steps.iter().rev().take_while(own).count());
    let (Some(first), Some(last)) = (steps.iter().find_map(archive), steps.iter().rev().find_map(archive)) else {
        return;
    };
    let after = (last + 1..).take(trailing).take_while(|index| strand.together(last, *index));
    steps.extend(after.map(Step::Archive));
    let before = (first.saturating_sub(leading)..first).filter(|index| strand.together(*index, first));
    steps.splice(leading..leading, before.map(Step::Archive));
}

#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    same: usize,
    asked: usize,
    archive: usize,
    longest: usize,
    content_same: usize,
    content_asked: usize,
}
