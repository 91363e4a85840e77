//! The outcome of a quote check in the reply's terms: excerpts, verdict, remarks.

use super::finding::{Finding, Kind};
use super::passages::Passage;
use super::verdict;
use crate::domain::{Quote, QuoteType};
use crate::engine::Request;
use crate::engine::people::{name_words, same_person};
use crate::engine::{Engine, excerpt};
use crate::index::StoredParagraph;
use crate::reply::{Excerpt, FoundBy, Part, Verdict};

/// What a reply to `source` takes over.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    /// The verdict, where the message quotes anything that decides it.
    pub(crate) verdict: Option<Verdict>,
    /// The line that goes with it.
    pub(crate) headline: String,
    /// What else is to be said.
    pub(crate) notes: Vec<String>,
    /// The words as the archive has them.
    pub(crate) excerpts: Vec<Excerpt>,
    /// Which passage of the message each excerpt was found for.
    found_for: Vec<usize>,
    /// What was found for each passage that decides.
    quoted: Vec<Option<Kind>>,
    plain: Vec<Option<Kind>>,
    /// Whether words in marks stand nowhere that nobody need have said.
    unclaimed: bool,
    /// The lines about wrong speakers.
    wrong: Vec<String>,
    shortened: bool,
}

impl Checked {
    /// Takes a passage in that stands nowhere.
    pub(super) fn missing(&mut self, engine: &Engine, passage: &Passage, claim: bool) {
        self.notes.push(engine.words().say("source.missing", &[("words", &passage.text)]));
        if claim {
            self.quoted.push(None);
        } else {
            self.unclaimed = true;
        }
    }

    /// Takes the findings for a passage in, the closest first.
    pub(super) fn found(
        &mut self,
        engine: &Engine,
        request: &Request,
        (number, passage): (usize, &Passage),
        mut findings: Vec<Finding<'_>>,
    ) {
        let Some(kind) = findings.first().map(|finding| finding.kind) else { return };
        findings.retain(|finding| finding.kind == kind);
        // What was said comes before the same words where an article denies them.
        findings.sort_by_key(Finding::is_denied);
        if let Some(claimed) = &passage.speaker {
            // Of several who said the same, the one who is meant comes first.
            findings.sort_by_key(|finding| !self::speaker(finding).is_some_and(|name| same_person(&name, claimed)));
        }
        let Some(first) = findings.first() else { return };
        self.remarks(engine, passage, first);
        // Where the message names a speaker the verdict speaks of the first one's words.
        let spoken_by = self::speaker(first);
        let is_meant = |finding: &Finding<'_>| match (self::speaker(finding), &spoken_by) {
            (Some(one), Some(other)) => same_person(&one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        let limit = request.page.limit.saturating_add(request.page.offset);
        for finding in &findings {
            let Some(part) = finding.strand.parts.first() else { continue };
            let id = &part.paragraph.article.meta.id;
            let room = self.excerpts.len() < limit;
            let mut cut = cut(engine, passage, finding);
            if passage.speaker.is_some() && !is_meant(finding) {
                cut.iter_mut().for_each(|cut| cut.part = Part::Related);
            }
            // What another passage brought is shown already.
            cut.retain(|cut| {
                !self.excerpts.iter().zip(&self.found_for).any(|(known, of)| *of != number && same_place(known, cut))
            });
            let shown = self.excerpts.iter_mut().zip(&self.found_for).rev();
            let own = shown.filter(|(_, of)| !passage.marked || **of == number).find(|(known, _)| known.article == *id);
            match own {
                // Another place of the same words in an article that is shown already.
                Some((known, of)) => {
                    let overlaps = |cut: &Excerpt| {
                        known.paragraph == cut.paragraph && known.start < cut.end && cut.start < known.end
                    };
                    let same = *of == number && finding.kind == Kind::Exact && known.diff.is_none();
                    cut.retain(|cut| same && !overlaps(cut));
                    known.also.extend(cut.into_iter().map(|cut| excerpt::also(cut, &part.paragraph.article)));
                }
                None if room => {
                    self.found_for.extend(std::iter::repeat_n(number, cut.len()));
                    self.excerpts.extend(cut);
                }
                None => {}
            }
        }
        let decided = if passage.marked { &mut self.quoted } else { &mut self.plain };
        decided.push(Some(kind));
        self.shortened |= kind == Kind::Shortened;
    }

    fn remarks(&mut self, engine: &Engine, passage: &Passage, finding: &Finding<'_>) {
        let say = |key: &str, values: &[(&str, &dyn std::fmt::Display)]| engine.words().say(key, values);
        let actual = speaker(finding);
        if finding.is_denied() {
            self.wrong.push(say("source.denied", &[]));
        }
        if let Some(claimed) = &passage.speaker {
            match (&actual, quote(finding)) {
                (Some(name), _) if !same_person(name, claimed) => {
                    let values: [(&str, &dyn std::fmt::Display); 2] =
                        [("speaker", &possessive(engine, name)), ("claimed", &possessive(engine, claimed))];
                    self.wrong.push(say("source.wrong_speaker", &values));
                }
                (_, Some(quote)) if quote.quote_type == QuoteType::Indirect => {
                    self.notes.push(say("source.reported", &[("claimed", &possessive(engine, claimed))]));
                }
                (None, None) => self.notes.push(say("source.own_words", &[("claimed", &possessive(engine, claimed))])),
                _ => {}
            }
        }
        if let Some(word) = &finding.omitted_negation {
            self.notes.push(say("source.omitted_negation", &[("word", word)]));
        }
        if let Some(word) = &finding.changed_negation {
            self.notes.push(say("source.changed_negation", &[("word", word)]));
        }
        if let Some(word) = finding.negation_before().filter(|_| finding.changed_negation.is_none()) {
            self.notes.push(say("source.negation_before", &[("word", &word)]));
        }
    }

    /// Decides, when all passages were taken in. `covered`: whether the message is mostly sentences that were found.
    pub(super) fn conclude(&mut self, engine: &Engine, covered: bool) {
        if self.unclaimed && !self.quoted.is_empty() {
            self.quoted.push(None);
        }
        self.verdict = verdict(&self.quoted).or_else(|| verdict(&self.plain).filter(|_| covered));
        let key = match self.verdict {
            None => return,
            Some(Verdict::Verbatim) => "source.verbatim",
            Some(Verdict::Altered) if self.shortened && !self.altered() => "source.shortened",
            Some(Verdict::Altered) => "source.altered",
            Some(Verdict::Found) => "source.in_part",
            Some(_) => "source.no_words",
        };
        self.headline = engine.words().say(key, &[]);
        let mut wrong = std::mem::take(&mut self.wrong).into_iter();
        if self.verdict == Some(Verdict::Verbatim)
            && let Some(first) = wrong.next()
        {
            self.headline = first;
        }
        self.notes.splice(0..0, wrong);
    }

    fn altered(&self) -> bool {
        self.quoted.iter().chain(&self.plain).any(|kind| *kind == Some(Kind::Altered))
    }
}

impl Finding<'_> {
    /// Whether the words are part of what somebody is reported to have said.
    pub(super) fn is_quoted(&self) -> bool {
        quote(self).is_some()
    }

    /// Whether the article denies that they were said, or leaves it open.
    fn is_denied(&self) -> bool {
        quote(self).is_some_and(|quote| quote.denied)
    }
}

/// The excerpts of a finding: one for each quotation that the words take part of, or their sentences.
fn cut(engine: &Engine, passage: &Passage, finding: &Finding<'_>) -> Vec<Excerpt> {
    let same = finding.same();
    let mut excerpts = Vec::new();
    for (part, span) in finding.strand.spans(&finding.archive) {
        let Some(found) = finding.strand.parts.get(part) else { continue };
        let quote = found.quote.or_else(|| around(found.paragraph, &span));
        let denied = quote.is_some_and(|quote| quote.denied);
        let mut cut = match quote.filter(|_| !denied) {
            Some(quote) => excerpt::cut_quote(engine, found.paragraph, quote, finding.likeness),
            None => {
                let sentences = &found.paragraph.sentences;
                let first = sentences.iter().find(|sentence| sentence.end > span.start);
                let last = sentences.iter().rev().find(|sentence| sentence.start < span.end);
                let whole = first
                    .zip(last)
                    .map_or(span.clone(), |(first, last)| first.start.min(span.start)..last.end.max(span.end));
                excerpt::cut(engine, found.paragraph, whole, finding.likeness)
            }
        };
        if denied {
            // Nothing but the whole sentence tells what the article says of the words.
            cut.certain = Some(false);
        }
        cut.found_by = Some(if passage.marked { FoundBy::Quotation } else { FoundBy::Shingle });
        let inside = |range: &[usize; 2]| cut.start <= range[0] && range[1] <= cut.end;
        let marks = same.iter().filter(|(other, _)| *other == part).map(|(_, range)| [range.start, range.end]);
        cut.highlights = marks.filter(inside).collect();
        if excerpts.is_empty() {
            cut.diff = finding.diff(passage);
        }
        excerpts.push(cut);
    }
    excerpts
}

/// Whether two excerpts are the same words of the same paragraph.
fn same_place(one: &Excerpt, other: &Excerpt) -> bool {
    one.article == other.article && one.paragraph == other.paragraph && (one.start, one.end) == (other.start, other.end)
}

/// The innermost quote that holds a stretch of a paragraph.
fn around<'a>(paragraph: &'a StoredParagraph, span: &std::ops::Range<usize>) -> Option<&'a Quote> {
    let holds = |quote: &&Quote| quote.range.start <= span.start && span.end <= quote.range.end;
    paragraph.quotes.iter().filter(holds).min_by_key(|quote| quote.range.len())
}

fn quote<'a>(finding: &Finding<'a>) -> Option<&'a Quote> {
    let (part, span) = finding.strand.spans(&finding.archive).into_iter().next()?;
    let part = finding.strand.parts.get(part)?;
    part.quote.or_else(|| around(part.paragraph, &span))
}

/// Who certainly said the words: the speaker, or the source of a block where they are more than one of its sentences.
fn speaker(finding: &Finding<'_>) -> Option<String> {
    match quote(finding) {
        Some(quote) => quote.speaker_name.clone().filter(|_| quote.certain),
        None => finding.strand.parts.first()?.paragraph.paragraph.source.clone(),
    }
}

/// "Sessions'", "de Blasio's", by the catalogue.
fn possessive(engine: &Engine, name: &str) -> String {
    let ends_in_s = name_words(name).last().is_some_and(|last| last.ends_with('s'));
    let key = if ends_in_s { "source.possessive_s" } else { "source.possessive" };
    engine.words().say(key, &[("name", &name)])
}
