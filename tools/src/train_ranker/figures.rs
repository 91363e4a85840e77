//! The figures that a ranking is judged by, as sums that folds can be added up from.

use super::fit::{Kind, Question, Ranking};

/// Sums over the questions of one set.
#[derive(Clone, Copy, Default)]
pub struct Figures {
    questions: f64,
    /// The first is right; of an article to choose from, the reciprocal rank of the first right one.
    first: f64,
    /// One of the first five is right; of an article to choose from, the average precision.
    second: f64,
}

impl Figures {
    pub fn add(&mut self, question: &Question, ranking: &Ranking) {
        if !question.answerable {
            return;
        }
        let ranked = question.ranked(ranking);
        self.questions += 1.0;
        match question.kind {
            Kind::Answer => {
                self.first += f64::from(u8::from(ranked.first().is_some_and(|sentence| sentence.right)));
                self.second += f64::from(u8::from(ranked.iter().take(5).any(|sentence| sentence.right)));
            }
            Kind::Select => {
                let mut seen: Vec<u32> = Vec::new();
                let (mut found, mut sum) = (0.0, 0.0);
                for sentence in ranked {
                    if seen.contains(&sentence.paragraph) {
                        continue;
                    }
                    seen.push(sentence.paragraph);
                    if sentence.right {
                        found += 1.0;
                        sum += found / seen.len() as f64;
                        if found == 1.0 {
                            self.first += 1.0 / seen.len() as f64;
                        }
                    }
                }
                self.second += sum / question.relevant.max(1) as f64;
            }
        }
    }

    pub fn line(&self, name: &str, kind: Kind) -> String {
        let (first, second) = match kind {
            Kind::Answer => ("hit@1", "hit@5"),
            Kind::Select => ("MRR", "MAP"),
        };
        let count = self.questions.max(1.0);
        format!("{name}: {first} {:.4} {second} {:.4} ({} questions)", self.first / count, self.second / count, count)
    }
}
