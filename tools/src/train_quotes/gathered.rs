//! What models learn from: the questions that a study of the labelled articles poses, with the answers of the labels.

use std::collections::BTreeMap;

use pullquote::quotes::learn::{Decision, Files, History, LearnableMention, Study, Trained};

use super::fold;
use super::labels::{GoldQuote, Label, Labelled, Lines, align, overlap, speakers, surname};
use super::logistic::Group;
use crate::boost::Contest;

type Gatherer<T> = dyn Fn(&Study<'_>, &Lines<'_>, &Labelled, &Trained) -> Vec<T>;

pub fn gather<T>(documents: &[&Labelled], files: &dyn Fn(&Labelled) -> Files, gatherer: &Gatherer<T>) -> Vec<T> {
    let mut known: BTreeMap<u64, Trained> = BTreeMap::new();
    let mut groups = Vec::new();
    for document in documents {
        let trained = known.entry(fold(document)).or_insert_with(|| Trained::read(&files(document)));
        let lines = Lines::of(&document.text);
        let mut study = Study::new(&lines.lines);
        study.resolve(trained);
        groups.extend(gatherer(&study, &lines, document, trained));
    }
    groups
}

/// The pronouns that the labels know the person of, with the name.
fn labelled_pronouns(study: &Study<'_>, lines: &Lines<'_>, document: &Labelled) -> Vec<(usize, String)> {
    let mentions = study.mentions();
    let mut found: Vec<(usize, String)> = Vec::new();
    for attribution in document.attributions.iter().filter(|attribution| attribution.speaker_kind == "pronoun") {
        let Some(name) = attribution.speaker_name.as_deref().map(surname) else { continue };
        let spans: Vec<_> = attribution.source.iter().filter_map(|span| Some(*span.first()?..*span.get(1)?)).collect();
        let pronoun = mentions.iter().position(|mention| {
            let range = lines.points(mention.paragraph, &mention.range);
            mention.refers && spans.iter().any(|span| overlap(span, &range) > 0)
        });
        if let Some(pronoun) = pronoun.filter(|pronoun| !found.iter().any(|(known, _)| known == pronoun)) {
            found.push((pronoun, name));
        }
    }
    found
}

pub fn antecedent_groups(study: &Study<'_>, lines: &Lines<'_>, document: &Labelled, _: &Trained) -> Vec<Group> {
    let mut groups = Vec::new();
    for (pronoun, name) in labelled_pronouns(study, lines, document) {
        let (candidates, right): (Vec<_>, Vec<_>) = study
            .antecedents(pronoun)
            .into_iter()
            .map(|(candidate, features)| (features, surname(&candidate) == name))
            .unzip();
        if candidates.len() > 1 && right.contains(&true) {
            groups.push(Group { candidates, right, weight: 1.0 });
        }
    }
    groups
}

pub fn antecedent_contests(
    study: &Study<'_>,
    lines: &Lines<'_>,
    document: &Labelled,
    trained: &Trained,
) -> Vec<(u64, Contest)> {
    let mut contests = Vec::new();
    for (pronoun, name) in labelled_pronouns(study, lines, document) {
        let mut contest = Contest { rows: Vec::new(), base: Vec::new(), right: Vec::new(), weight: 1.0, open: false };
        for (candidate, sum, row) in study.antecedent_rows(pronoun, trained) {
            contest.rows.push(row);
            contest.base.push(sum);
            contest.right.push(surname(&candidate) == name);
        }
        if contest.rows.len() > 1 && contest.right.contains(&true) && !is_absurd(&contest) {
            contests.push((fold(document), contest));
        }
    }
    contests
}

/// Labels of whom a pronoun stands for are machine-made. One that has "he" stand for a Hillary, or that weights which did
/// not see it hold for next to impossible, is more likely wrong than telling.
fn is_absurd(contest: &Contest) -> bool {
    let highest = contest.base.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let power = |sum: &f32| (sum - highest).exp();
    let total: f32 = contest.base.iter().map(power).sum();
    let right = contest.base.iter().zip(&contest.right).filter(|(_, right)| **right);
    right.map(|(sum, _)| power(sum)).sum::<f32>() < ABSURD * total
}

/// The share of all below which a label is not believed.
const ABSURD: f32 = 0.02;

/// A quotation that was said, and by whom, as the labels have it.
struct Said {
    /// Its number in the study.
    quote: usize,
    /// The mentions that name its speaker.
    right: Vec<usize>,
    /// Whether the text names none.
    nobody: bool,
    /// How much it counts.
    weight: f32,
}

impl Said {
    fn is_by(&self, candidate: Option<usize>) -> bool {
        candidate.map_or(self.nobody, |mention| self.right.contains(&mention))
    }

    /// Who spoke, for what comes behind: the right one of the candidates, or the first that the labels have.
    fn speaker(&self, candidates: impl Iterator<Item = Option<usize>>) -> Option<usize> {
        let found = candidates.flatten().find(|mention| self.is_by(Some(*mention)));
        found.or(self.right.first().copied())
    }
}

/// The quotations that were said, in order.
fn said(study: &Study<'_>, lines: &Lines<'_>, document: &Labelled) -> Vec<Said> {
    let mentions = study.mentions();
    let labels = align(study, lines, document).into_iter().enumerate();
    let said = labels.filter_map(|(quote, label)| {
        let Label::Said(number) = label else { return None };
        let gold = document.quotes.get(number)?;
        Some(Said {
            quote,
            right: speakers(&mentions, lines, gold),
            nobody: gold.speaker_kind == "none" || gold.speaker_start.is_none(),
            weight: if gold.tier == "pos" { 1.0 } else { 0.5 },
        })
    });
    said.collect()
}

pub fn speaker_contests(
    study: &Study<'_>,
    lines: &Lines<'_>,
    document: &Labelled,
    trained: &Trained,
) -> Vec<(u64, Contest)> {
    let mut contests = Vec::new();
    let mut history = History::default();
    for said in said(study, lines, document) {
        let Said { quote, weight, .. } = said;
        let mut contest = Contest { rows: Vec::new(), base: Vec::new(), right: Vec::new(), weight, open: false };
        let mut candidates = Vec::new();
        for (candidate, sum, row) in study.finalists(quote, history, trained) {
            contest.rows.push(row);
            contest.base.push(sum);
            contest.right.push(said.is_by(candidate));
            candidates.push(candidate);
        }
        if contest.rows.len() > 1 && contest.right.contains(&true) {
            contests.push((fold(document), contest));
        }
        history = history.then(quote, said.speaker(candidates.into_iter()));
    }
    contests
}

/// Whether a quotation was said by its label, and how much that counts.
fn was_said(document: &Labelled, label: Label) -> (bool, f32) {
    match label {
        Label::Said(gold) if document.quotes.get(gold).is_some_and(|gold| gold.tier == "pos") => (true, 1.0),
        Label::Said(_) => (true, 0.03),
        Label::Nobody => (false, 1.0),
        Label::Unknown => (false, 0.7),
    }
}

pub fn uttered_contests(
    study: &Study<'_>,
    lines: &Lines<'_>,
    document: &Labelled,
    trained: &Trained,
) -> Vec<(u64, Contest)> {
    let labels = align(study, lines, document);
    let contest = |(decision, label): (&Decision, Label)| {
        let (said, weight) = was_said(document, label);
        let (sum, row) = study.uttered_row(decision, trained);
        (fold(document), Contest::yes_or_no(row, sum, said, weight))
    };
    study.decide(trained).iter().zip(labels).map(contest).collect()
}

pub fn certain_contests(
    study: &Study<'_>,
    lines: &Lines<'_>,
    document: &Labelled,
    trained: &Trained,
) -> Vec<(u64, Contest)> {
    let mut contests = Vec::new();
    for (decision, right) in reliable(study, lines, document, trained) {
        contests.push((fold(document), Contest::yes_or_no(study.certain_row(&decision), 0.0, right, 1.0)));
    }
    contests
}

pub fn speaker_groups(study: &Study<'_>, lines: &Lines<'_>, document: &Labelled, _: &Trained) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut history = History::default();
    for said in said(study, lines, document) {
        let candidates = study.speakers(said.quote, history);
        let right: Vec<bool> = candidates.iter().map(|(candidate, _)| said.is_by(*candidate)).collect();
        let speaker = said.speaker(candidates.iter().map(|(candidate, _)| *candidate));
        if right.contains(&true) {
            let candidates = candidates.into_iter().map(|(_, features)| features).collect();
            groups.push(Group { candidates, right, weight: said.weight });
        }
        history = history.then(said.quote, speaker);
    }
    groups
}

pub fn uttered_groups(study: &Study<'_>, lines: &Lines<'_>, document: &Labelled, trained: &Trained) -> Vec<Group> {
    let labels = align(study, lines, document);
    let group = |(decision, label): (&Decision, Label)| {
        let (said, weight) = was_said(document, label);
        Group::yes_or_no(study.uttered(decision), said, weight)
    };
    study.decide(trained).iter().zip(labels).map(group).collect()
}

/// The decisions that name a speaker, and whether it is the right one, where the labels know.
fn reliable(study: &Study<'_>, lines: &Lines<'_>, document: &Labelled, trained: &Trained) -> Vec<(Decision, bool)> {
    let mentions = study.mentions();
    let labels = align(study, lines, document);
    let mut found = Vec::new();
    for (decision, label) in study.decide(trained).into_iter().zip(labels) {
        let Some(speaker) = decision.speaker.filter(|_| decision.uttered >= 0.5) else { continue };
        let right = match label {
            Label::Said(number) => match document.quotes.get(number) {
                Some(gold) if gold.tier == "pos" => is_person_right(&mentions, lines, gold, speaker),
                _ => continue,
            },
            _ => Some(false),
        };
        if let Some(right) = right {
            found.push((decision, right));
        }
    }
    found
}

/// Whether a mention is the person or body that the labels name; `None` where they do not know.
fn is_person_right(mentions: &[LearnableMention], lines: &Lines<'_>, gold: &GoldQuote, speaker: usize) -> Option<bool> {
    let mention = mentions.get(speaker)?;
    match gold.speaker_kind.as_str() {
        "person" | "pronoun" => {
            let wanted = surname(gold.speaker_name.as_deref()?);
            Some(mention.name.as_deref().map(surname) == Some(wanted))
        }
        _ => Some(speakers(mentions, lines, gold).contains(&speaker)),
    }
}
