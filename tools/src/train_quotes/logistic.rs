//! Conditional logistic regression: of the candidates of a group, which are right? Trained by proximal AdaGrad, so that
//! weights which explain nothing become nothing and stay out of the file.

use std::collections::HashMap;
use std::fmt::Write;

/// Candidates of which one is to be chosen.
pub struct Group {
    /// The features of each candidate, by name.
    pub candidates: Vec<Vec<String>>,
    /// Which candidates are right; at least one.
    pub right: Vec<bool>,
    /// How much it counts.
    pub weight: f32,
}

impl Group {
    /// A question with two answers: the features speak for yes.
    pub fn yes_or_no(features: Vec<String>, yes: bool, weight: f32) -> Self {
        Group { candidates: vec![features, Vec::new()], right: vec![yes, !yes], weight }
    }
}

/// How training is done.
#[derive(Clone, Copy)]
pub struct Settings {
    pub epochs: usize,
    /// A feature is dropped that fewer groups than this have.
    pub least: usize,
    /// The pull of every weight towards nothing, in each step.
    pub shrink: f32,
    pub rate: f32,
    /// How many features are kept at most.
    pub most: usize,
    /// The pull where the features that were kept are trained once more.
    pub refit: f32,
    /// The probability from which on the answer is yes, for questions of yes and no.
    pub from: Option<f32>,
}

/// Trains the weights and writes them as the text of a weights file.
///
/// Of more features than the settings allow, those stay that move the sums most, and are trained once more by themselves.
pub fn train(groups: &[Group], settings: Settings, heading: &str) -> String {
    let counted = names(groups, settings.least);
    let mut names: Vec<&str> = counted.keys().copied().collect();
    names.sort_unstable();
    let mut weights = fit(groups, settings, settings.shrink, &names);
    if names.len() > settings.most {
        let weight = |at: &usize| weights.get(*at).copied().unwrap_or_default().abs();
        let power = |at: &usize| {
            let count = names.get(*at).and_then(|name| counted.get(name)).copied().unwrap_or_default();
            weight(at) * (count as f64).sqrt()
        };
        let mut order: Vec<usize> = (0..names.len()).filter(|at| weight(at) >= LEAST_WEIGHT).collect();
        order.sort_by(|one, other| power(other).total_cmp(&power(one)).then(one.cmp(other)));
        order.truncate(settings.most);
        order.sort_unstable();
        names = order.iter().filter_map(|at| names.get(*at).copied()).collect();
        weights = fit(groups, settings, settings.refit, &names);
    }
    let mut file = format!("# {heading}\n");
    if let Some(from) = settings.from {
        let _ = writeln!(file, "yes from\t{from}");
    }
    for (name, weight) in names.iter().zip(weights).filter(|(_, weight)| weight.abs() >= LEAST_WEIGHT) {
        let _ = writeln!(file, "{name}\t{weight:.3}");
    }
    file
}

/// A weight smaller than this says nothing.
const LEAST_WEIGHT: f64 = 0.01;

/// The weights of the named features.
fn fit(groups: &[Group], settings: Settings, shrink: f32, names: &[&str]) -> Vec<f64> {
    let numbers: HashMap<&str, usize> = names.iter().enumerate().map(|(number, name)| (*name, number)).collect();
    let groups: Vec<(Vec<Vec<usize>>, &Group)> = groups
        .iter()
        .map(|group| {
            let numbered = |names: &Vec<String>| {
                let mut list: Vec<usize> =
                    names.iter().filter_map(|name| numbers.get(name.as_str()).copied()).collect();
                list.sort_unstable();
                list
            };
            (group.candidates.iter().map(numbered).collect(), group)
        })
        .collect();
    let settings = Settings { shrink, ..settings };
    let mut weights = vec![0.0f32; names.len()];
    let mut squares = vec![1e-6f32; names.len()];
    let mut order: Vec<usize> = (0..groups.len()).collect();
    // A fixed sequence, so that training gives the same weights every time.
    let mut state = 0x2545_f491_4f6c_dd1du64;
    // The mean of the later epochs is steadier than the last step.
    let mut sums = vec![0.0f64; names.len()];
    let mut counted = 0usize;
    for epoch in 0..settings.epochs {
        for index in (1..order.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            order.swap(index, (state >> 33) as usize % (index + 1));
        }
        for index in &order {
            if let Some((candidates, group)) = groups.get(*index) {
                step(candidates, group, settings, &mut weights, &mut squares);
            }
        }
        if epoch * 2 >= settings.epochs {
            counted += 1;
            sums.iter_mut().zip(&weights).for_each(|(sum, weight)| *sum += f64::from(*weight));
        }
    }
    sums.iter().map(|sum| sum / counted.max(1) as f64).collect()
}

/// The features that enough groups have, with the number of those groups.
fn names(groups: &[Group], least: usize) -> HashMap<&str, usize> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for group in groups {
        let mut seen: Vec<&str> = group.candidates.iter().flatten().map(String::as_str).collect();
        seen.sort_unstable();
        seen.dedup();
        for name in seen {
            *counts.entry(name).or_default() += 1;
        }
    }
    counts.retain(|_, count| *count >= least);
    counts
}

fn step(candidates: &[Vec<usize>], group: &Group, settings: Settings, weights: &mut [f32], squares: &mut [f32]) {
    let sums: Vec<f32> =
        candidates.iter().map(|list| list.iter().filter_map(|number| weights.get(*number)).sum()).collect();
    let highest = sums.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = sums.iter().map(|sum| (sum - highest).exp()).collect();
    let total: f32 = powers.iter().sum();
    let right: f32 = powers.iter().zip(&group.right).filter(|(_, right)| **right).map(|(power, _)| *power).sum();
    for ((list, power), is_right) in candidates.iter().zip(&powers).zip(&group.right) {
        let expected = power / total;
        let wanted = if *is_right && right > 0.0 { power / right } else { 0.0 };
        let gradient = group.weight * (expected - wanted);
        if gradient.abs() < 1e-5 {
            continue;
        }
        for number in list {
            let (Some(weight), Some(square)) = (weights.get_mut(*number), squares.get_mut(*number)) else { continue };
            *square += gradient * gradient;
            let rate = settings.rate / square.sqrt();
            let moved = *weight - rate * gradient;
            let pull = rate * settings.shrink * group.weight;
            *weight = moved.signum() * (moved.abs() - pull).max(0.0);
        }
    }
}
