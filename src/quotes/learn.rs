//! What the program that trains the weights sees: the same features that extraction adds up, by name.

use std::ops::Range;

pub use super::decision::Decision;
pub use super::kept::History;
use super::lexicon::Class;
use super::marks::{Marks, marked};
use super::mentions::Sort;
use super::model::Models;
use super::reading::{Kind, Reading, Token};
use super::scene::Scene;
use crate::forest::Row;

/// An article under study.
#[derive(Debug)]
pub struct Study<'a> {
    scene: Scene<'a>,
}

/// A mention as the trainer needs it.
#[derive(Debug, Clone)]
pub struct LearnableMention {
    /// Its paragraph.
    pub paragraph: usize,
    /// Its bytes.
    pub range: Range<usize>,
    /// The bytes of its head.
    pub head: Range<usize>,
    /// Whether it is a pronoun that may stand for a person.
    pub refers: bool,
    /// Whether it names or stands for somebody, the name.
    pub name: Option<String>,
    /// Whether it is a name.
    pub named: bool,
}

/// The weights and the trees of the four models, each as the text of its file.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// Which mention speaks.
    pub speaker: String,
    /// The same, by trees that add to the weights.
    pub speaker_trees: String,
    /// Whom a pronoun stands for.
    pub antecedent: String,
    /// The same, by trees.
    pub antecedent_trees: String,
    /// Whether the words were said.
    pub uttered: String,
    /// The same, by trees.
    pub uttered_trees: String,
    /// Whether the speaker is certain: trees alone.
    pub certain: String,
}

/// Models read from files.
#[derive(Debug)]
pub struct Trained(Models);

impl Trained {
    /// Reads the files.
    pub fn read(files: &Files) -> Self {
        Trained(Models::read(
            [&files.speaker, &files.antecedent, &files.uttered],
            [&files.speaker_trees, &files.antecedent_trees, &files.uttered_trees, &files.certain],
        ))
    }
}

/// Takes the text of another file of cues than the one built in, for a measurement on articles whose cues were not
/// counted. To be called once, before any article is read.
pub fn read_cues_from(file: String) {
    super::lexicon::read_cues_from(file);
}

impl<'a> Study<'a> {
    /// Reads an article.
    pub fn new(paragraphs: &'a [&'a str]) -> Self {
        Study {
            scene: Scene::new(Reading::new(
                paragraphs,
                &super::reading::sentences(paragraphs),
                marked(paragraphs, Marks::Labelled),
            )),
        }
    }

    /// Decides whom the pronouns stand for.
    pub fn resolve(&mut self, models: &Trained) {
        self.scene.resolve(&models.0.antecedent, &models.0.antecedent_trees);
    }

    /// What stands in quotation marks: paragraph and bytes.
    pub fn quotations(&self) -> Vec<(usize, Range<usize>)> {
        self.scene.reading.quotations.iter().map(|quotation| (quotation.paragraph, quotation.range.clone())).collect()
    }

    /// Every mention.
    pub fn mentions(&self) -> Vec<LearnableMention> {
        let bytes = |first: usize, last: usize| self.scene.reading.bytes(first, last).unwrap_or((0, 0..0));
        self.scene
            .mentions
            .iter()
            .enumerate()
            .map(|(index, mention)| {
                let (paragraph, range) = bytes(mention.tokens.start, mention.tokens.end - 1);
                let person = self.scene.person(index).and_then(|person| self.scene.people.get(person));
                LearnableMention {
                    paragraph,
                    range,
                    head: bytes(mention.head, mention.head).1,
                    refers: self.scene.refers(index),
                    name: person.map(|person| person.name.clone()),
                    named: matches!(mention.sort, Sort::Name | Sort::Organisation),
                }
            })
            .collect()
    }

    /// The candidates for the speaker of a quotation, each with its features.
    pub fn speakers(&self, quote: usize, history: History) -> Vec<(Option<usize>, Vec<String>)> {
        let waiting = self.scene.waiting(quote, history);
        let candidates = self.scene.candidates(quote, history).into_iter();
        candidates
            .map(|candidate| {
                let mut names = Vec::new();
                if let Some(waiting) = &waiting {
                    self.scene.speaker_features(waiting, candidate, &mut names);
                }
                (candidate, names)
            })
            .collect()
    }

    /// The people a pronoun may stand for, each with the features.
    pub fn antecedents(&self, pronoun: usize) -> Vec<(String, Vec<String>)> {
        let candidates = self.scene.antecedents(pronoun);
        let earlier = self.scene.earlier_pronoun(pronoun);
        candidates
            .iter()
            .map(|candidate| {
                let mut names = Vec::new();
                self.scene.antecedent_features(pronoun, *candidate, &candidates, earlier, &mut names);
                (self.scene.people.get(candidate.0).map(|person| person.name.clone()).unwrap_or_default(), names)
            })
            .collect()
    }

    /// The candidates that trees choose the speaker from: what the weights give each, and its row.
    pub fn finalists(&self, quote: usize, history: History, models: &Trained) -> Vec<(Option<usize>, f32, Row)> {
        let weighed = self.scene.weighed(quote, history, &models.0.speaker);
        let finalists = self.scene.finalists::<Row>(quote, history, Some(&self.scene.setting(quote)), &weighed);
        finalists.into_iter().map(|one| (one.candidate, one.sum, one.row)).collect()
    }

    /// The people that trees choose a pronoun's antecedent from: the name, what the weights give each, and the row.
    pub fn antecedent_rows(&self, pronoun: usize, models: &Trained) -> Vec<(String, f32, Row)> {
        let candidates = self.scene.antecedents(pronoun);
        let sums = self.scene.antecedent_sums(pronoun, &candidates, &models.0.antecedent);
        let rows = self.scene.antecedent_rows(pronoun, &candidates, &sums, f32::INFINITY);
        let name = |person: usize| self.scene.people.get(person).map(|person| person.name.clone()).unwrap_or_default();
        let named = candidates.iter().map(|(person, _)| name(*person));
        named.zip(sums).zip(rows).map(|((name, sum), (_, row))| (name, sum, row)).collect()
    }

    /// What the weights say of whether the words were said, and the row that trees look at.
    pub fn uttered_row(&self, decision: &Decision, models: &Trained) -> (f32, Row) {
        let mut score = models.0.uttered.score();
        self.scene.uttered_features(decision, &mut score);
        (score.sum, self.scene.uttered_row(decision, &self.scene.setting(decision.quote), score.sum))
    }

    /// The row by which trees tell whether the speaker is certain.
    pub fn certain_row(&self, decision: &Decision) -> Row {
        self.scene.certain_row(decision, &self.scene.setting(decision.quote))
    }

    /// What extraction decides with these models.
    pub fn decide(&self, models: &Trained) -> Vec<Decision> {
        self.scene.decide(&models.0)
    }

    /// The features that tell whether the words were said.
    pub fn uttered(&self, decision: &Decision) -> Vec<String> {
        let mut names = Vec::new();
        self.scene.uttered_features(decision, &mut names);
        names
    }

    /// The words of the narration that could report speech: paragraph, bytes.
    pub fn words(&self) -> Vec<(usize, Range<usize>)> {
        const NEVER: &[Class] = &[
            Class::Determiner,
            Class::Preposition,
            Class::Conjunction,
            Class::Auxiliary,
            Class::Adverb,
            Class::Relative,
            Class::Pronoun,
            Class::Object,
            Class::Possessive,
            Class::Time,
            Class::Medium,
        ];
        let could = |token: &&Token| token.kind == Kind::Word && !token.any(NEVER);
        let words = self.scene.reading.tokens.iter().filter(could);
        words.map(|token| (token.paragraph, token.start..token.end)).collect()
    }
}

/// The quotes of an article by these models.
pub fn extract(paragraphs: &[&str], models: &Trained) -> Vec<crate::domain::Quote> {
    super::report::quotes(paragraphs, &super::reading::sentences(paragraphs), Marks::Labelled, &models.0)
}
