//! The outcome of a quote check in the reply's terms: excerpts, verdict, remarks.

use std::ops::Range;

use super::finding::{Finding, Kind};
use super::passages::Passage;
use super::standing::{Attribution, Judge, around, quote, speaker};
use super::strand;
use super::whose::{Fit, fit};
use crate::domain::{NameWords, Quote, QuoteType};
use crate::engine::Request;
use crate::engine::{Engine, excerpt};
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
    quoted: Vec<Option<(Kind, Attribution)>>,
    plain: Vec<Option<(Kind, Attribution)>>,
    /// Whether words in marks stand nowhere that nobody need have said.
    unclaimed: bool,
    /// The lines about whose words they are, where that is not as the message has it.
    wrong: Vec<String>,
    /// How many of them name another, which come first.
    others: usize,
    /// Whether the most of what the message quotes stands there word for word.
    pub(crate) exact: bool,
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

    /// Takes in that a sentence without marks, which the message says are somebody's words, stands nowhere. It may be put
    /// in other words, so nothing is said of it; the rest is not vouched for as a whole.
    pub(super) fn not_told(&mut self) {
        self.plain.push(None);
    }

    /// Takes the findings for a passage in, the closest first.
    pub(super) fn found(
        &mut self,
        judge: Judge<'_>,
        request: &Request,
        (number, passage): (usize, &Passage),
        mut findings: Vec<Finding<'_>>,
    ) {
        let Some(kind) = findings.first().map(|finding| finding.kind) else { return };
        findings.retain(|finding| finding.kind == kind);
        let Judge { engine, people } = judge;
        // Of several who said the same, the one who is meant comes first, and what was said before the same words where an
        // article denies them.
        findings.sort_by_cached_key(|finding| judge.standing(passage, finding).rank());
        let Some(first) = findings.first() else { return };
        let standing = judge.standing(passage, first);
        self.remarks(judge, passage, first, &standing);
        // The verdict speaks of the first one's words.
        let spoken_by = speaker(first);
        let is_meant = |finding: &Finding<'_>| match (speaker(finding), &spoken_by) {
            (Some(one), Some(other)) => fit(&one, other, people) == Fit::Same,
            (one, other) => one.is_none() && other.is_none() && finding.is_denied() == first.is_denied(),
        };
        let limit = request.page.limit.saturating_add(request.page.offset);
        for finding in &findings {
            let Some(part) = finding.strand.parts.first() else { continue };
            let id = &part.paragraph.article.meta.id;
            let room = self.excerpts.len() < limit;
            let mut cut = cut(engine, passage, finding);
            if (passage.speaker.is_some() || finding.is_denied()) && !is_meant(finding) {
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
                    let same = *of == number
                        && finding.kind == Kind::Exact
                        && known.diff.is_none()
                        // What an article denies is no further place of what it reports.
                        && finding.is_denied() == first.is_denied();
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
        decided.push(Some((kind, standing)));
        self.shortened |= kind == Kind::Shortened;
    }

    fn remarks(&mut self, judge: Judge<'_>, passage: &Passage, finding: &Finding<'_>, standing: &Attribution) {
        let Judge { engine, people } = judge;
        let say = |key: &str, values: &[(&str, &dyn std::fmt::Display)]| engine.words().say(key, values);
        let claimed = passage.speaker.as_ref().map(|claimed| claimed.phrase.as_str()).unwrap_or_default();
        let whose = |name: &str| say("source.whose", &[("speaker", &possessive(engine, name))]);
        match standing {
            // Of several lines this is the one that tells most.
            Attribution::Other(name) => {
                self.wrong.insert(self.others, whose(name));
                self.others += 1;
            }
            Attribution::Disputed => self.wrong.extend(speaker(finding).map(|name| whose(&name))),
            Attribution::Perhaps(name) => {
                let values: [(&str, &dyn std::fmt::Display); 2] =
                    [("speaker", &possessive(engine, name)), ("claimed", &claimed)];
                self.wrong.push(say("source.perhaps", &values));
            }
            Attribution::Open | Attribution::Unclear => self.wrong.push(say("source.unclear", &[])),
            Attribution::Own => self.wrong.push(say("source.own_words", &[("claimed", &possessive(engine, claimed))])),
            Attribution::Denied => self.wrong.push(say("source.denied", &[])),
            Attribution::Likely => self.notes.push(say("source.likely", &[("claimed", &claimed)])),
            Attribution::Same => {
                if quote(finding).is_some_and(|quote| quote.quote_type == QuoteType::Indirect) {
                    self.notes.push(say("source.reported", &[("claimed", &possessive(engine, claimed))]));
                }
                // A bare surname fits more than one.
                let name = speaker(finding)
                    .filter(|name| NameWords::of(claimed).words.len() < NameWords::of(name).words.len().min(2));
                let others = |name: &String| {
                    let surname = NameWords::of(name).words.pop();
                    let mut namesakes = people.iter().filter(|person| person.name.len() > claimed.len());
                    namesakes.any(|person| person.name != *name && NameWords::of(&person.name).words.pop() == surname)
                };
                if let Some(name) = name.filter(others) {
                    self.notes.push(say("source.bearer", &[("claimed", &claimed), ("speaker", &name)]));
                }
            }
            Attribution::Free => {}
        }
        if let Some(word) = &finding.omitted_negation {
            self.notes.push(say("source.omitted_negation", &[("word", word)]));
        }
        if let Some(word) = &finding.changed_negation {
            self.notes.push(say("source.changed_negation", &[("word", word)]));
        }
        if let Some(word) =
            finding.negation_before().filter(|_| finding.changed_negation.is_none() && !finding.is_denied())
        {
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
            // What is said of the speaker is the line.
            Some(Verdict::Misattributed | Verdict::Unattributed) => "source.unclear",
            Some(Verdict::Altered) if self.shortened && !self.altered() => "source.shortened",
            Some(Verdict::Altered) => "source.altered",
            Some(Verdict::Found) => "source.in_part",
            Some(_) => "source.no_words",
        };
        self.headline = engine.words().say(key, &[]);
        let mut wrong = std::mem::take(&mut self.wrong);
        wrong.dedup();
        let exact = self.quoted.iter().chain(&self.plain).flatten().all(|(kind, _)| *kind == Kind::Exact);
        let told = matches!(self.verdict, Some(Verdict::Misattributed | Verdict::Unattributed))
            || self.verdict == Some(Verdict::Found) && exact && !self.quoted.contains(&None);
        if told && !wrong.is_empty() {
            self.headline = wrong.remove(0);
        }
        self.notes.splice(0..0, wrong);
    }

    fn altered(&self) -> bool {
        self.quoted.iter().chain(&self.plain).flatten().any(|(kind, _)| *kind == Kind::Altered)
    }
}

impl Finding<'_> {
    /// Whether the answer may cite all that it is cited with.
    pub(super) fn may_be_cited(&self, engine: &Engine) -> bool {
        engine.excluded.len() == 0
            || self.strand.spans(&self.archive).into_iter().all(|(part, span)| {
                self.strand.parts.get(part).is_none_or(|part| engine.may_cite(part.paragraph, &taken(part, &span).1))
            })
    }

    /// Whether the words are part of what somebody is reported to have said.
    pub(super) fn is_quoted(&self) -> bool {
        quote(self).is_some()
    }

    /// Whether the article denies that they were said, or leaves it open.
    fn is_denied(&self) -> bool {
        quote(self).is_some_and(|quote| quote.denied)
    }
}

/// What is cited of a part of a finding: the quotation that the words take part of, or their sentences.
fn taken<'a>(part: &strand::Part<'a>, span: &Range<usize>) -> (Option<&'a Quote>, Range<usize>) {
    let quote = part.quote.or_else(|| around(part.paragraph, span));
    if let Some(quote) = quote.filter(|quote| !quote.denied) {
        return (Some(quote), quote.range.clone());
    }
    let sentences = &part.paragraph.sentences;
    let first = sentences.iter().find(|sentence| sentence.end > span.start);
    let last = sentences.iter().rev().find(|sentence| sentence.start < span.end);
    let whole = first.zip(last).map(|(first, last)| first.start.min(span.start)..last.end.max(span.end));
    (quote, whole.unwrap_or_else(|| span.clone()))
}

/// The excerpts of a finding.
fn cut(engine: &Engine, passage: &Passage, finding: &Finding<'_>) -> Vec<Excerpt> {
    let same = finding.same();
    let mut excerpts = Vec::new();
    for (part, span) in finding.strand.spans(&finding.archive) {
        let Some(found) = finding.strand.parts.get(part) else { continue };
        let (quote, range) = taken(found, &span);
        let denied = quote.is_some_and(|quote| quote.denied);
        let mut cut = match quote.filter(|_| !denied) {
            Some(quote) => excerpt::cut_quote(engine, found.paragraph, quote, finding.likeness),
            None => excerpt::cut(engine, found.paragraph, range, finding.likeness),
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

/// "Sessions'", "de Blasio's", by the catalogue.
fn possessive(engine: &Engine, name: &str) -> String {
    let ends_in_s = NameWords::of(name).words.last().is_some_and(|last| last.ends_with('s'));
    let key = if ends_in_s { "source.possessive_s" } else { "source.possessive" };
    engine.words().say(key, &[("name", &name)])
}

/// The verdict that a reply takes over, if the check has one.
fn verdict(decided: &[Option<(Kind, Attribution)>]) -> Option<Verdict> {
    if decided.is_empty() {
        return None;
    }
    if let Some(exact) = decided
        .iter()
        .map(|one| one.as_ref().filter(|(kind, _)| *kind == Kind::Exact).map(|(_, standing)| standing))
        .collect::<Option<Vec<_>>>()
    {
        let any = |is: fn(&Attribution) -> bool| exact.iter().any(|standing| is(standing));
        return Some(match () {
            () if any(Attribution::is_other) => Verdict::Misattributed,
            () if any(Attribution::is_unclear) => Verdict::Unattributed,
            () if any(|standing| *standing == Attribution::Disputed) => Verdict::Found,
            () => Verdict::Verbatim,
        });
    }
    if decided.iter().flatten().any(|(kind, _)| matches!(kind, Kind::Shortened | Kind::Altered)) {
        return Some(Verdict::Altered);
    }
    // Some of the words stand there and some do not; or none does.
    let any = decided.iter().any(Option::is_some);
    Some(if any { Verdict::Found } else { Verdict::NotFound })
}
