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
}

/// Trains the weights and writes them as the text of a weights file.
pub fn train(groups: &[Group], settings: Settings, heading: &str) -> String {
    let names = names(groups, settings.least);
    let numbers: HashMap<&str, usize> =
        names.iter().enumerate().map(|(number, name)| (name.as_str(), number)).collect();
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
    let mut file = format!("# {heading}\n");
    let mut lines: Vec<(&String, f64)> = names
        .iter()
        .zip(sums.iter().map(|sum| sum / counted.max(1) as f64))
        .filter(|(_, weight)| weight.abs() >= 0.01)
        .collect();
    lines.sort_by(|one, other| one.0.cmp(other.0));
    for (name, weight) in lines {
        let _ = writeln!(file, "{name}\t{weight:.3}");
    }
    file
}

fn names(groups: &[Group], least: usize) -> Vec<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for group in groups {
        let mut seen: Vec<&str> = group.candidates.iter().flatten().map(String::as_str).collect();
        seen.sort_unstable();
        seen.dedup();
        for name in seen {
            *counts.entry(name).or_default() += 1;
        }
    }
    let mut names: Vec<String> =
        counts.into_iter().filter(|(_, count)| *count >= least).map(|(name, _)| name.to_owned()).collect();
    names.sort_unstable();
    names
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
