//! Gradient-boosted trees for choosing among candidates (a softmax over each group), in the histogram manner of LightGBM
//! (Ke et al. 2017): columns are cut into bins at their quantiles, and trees grow leaf by leaf, the best gain first.

use std::fmt::Write;

use pullquote::forest::Row;

/// Candidates of which one is to be chosen, described by numbers.
pub struct Contest {
    pub rows: Vec<Row>,
    /// What an earlier model gives each candidate; the trees add to it.
    pub base: Vec<f32>,
    /// Which candidates are right; at least one, but where `open`.
    pub right: Vec<bool>,
    pub weight: f32,
    /// Whether "none of them" stands among the candidates, with nothing for its sum: a question of yes and no.
    pub open: bool,
}

impl Contest {
    /// A question of yes and no.
    pub fn yes_or_no(row: Row, base: f32, yes: bool, weight: f32) -> Self {
        Contest { rows: vec![row], base: vec![base], right: vec![yes], weight, open: true }
    }
}

/// How trees are grown.
#[derive(Clone, Copy)]
pub struct Growth {
    pub trees: usize,
    pub leaves: usize,
    pub rate: f32,
    /// The least sum of second derivatives in a leaf.
    pub least: f64,
    /// What is added to it in the denominator of a leaf's value.
    pub pull: f64,
    /// The share of the contests, and of the columns, that a tree sees.
    pub share: f64,
    pub from: Option<f32>,
}

const BINS: usize = 48;

/// The text of a file of trees.
pub fn grow(contests: &[&Contest], growth: Growth, heading: &str) -> String {
    let names: Vec<&str> = contests
        .iter()
        .flat_map(|contest| contest.rows.first())
        .next()
        .map(|row| row.iter().map(|(name, _)| *name).collect())
        .unwrap_or_default();
    let mut file = format!("# {heading}\ncolumns {}\n", names.join(" "));
    if let Some(from) = growth.from {
        let _ = writeln!(file, "yes from {from}");
    }
    let table = Table::of(contests, names.len());
    let mut sums: Vec<f64> = contests.iter().flat_map(|contest| &contest.base).map(|sum| f64::from(*sum)).collect();
    let mut chance = Chance(0x2545_f491_4f6c_dd1d);
    for _ in 0..growth.trees {
        let mut slopes = vec![(0.0, 0.0); sums.len()];
        let mut seen = Vec::new();
        let mut first = 0;
        for contest in contests {
            let rows = first..first + contest.rows.len();
            first = rows.end;
            if chance.next() < growth.share {
                derive(contest, rows.clone(), &sums, &mut slopes);
                seen.extend(rows);
            }
        }
        let columns: Vec<usize> = (0..names.len()).filter(|_| chance.next() < growth.share).collect();
        let tree = table.tree(&slopes, seen, &columns, growth);
        for (row, sum) in sums.iter_mut().enumerate() {
            *sum += table.leaf(&tree, row);
        }
        table.write(&tree, 0, &names, &mut file);
        file.pop();
        file.push('\n');
    }
    file
}

/// A fixed sequence, so that training gives the same trees every time.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / f64::from(1u32 << 31)
    }
}

/// The first and second derivatives of the loss by the sum of each candidate.
fn derive(contest: &Contest, rows: std::ops::Range<usize>, sums: &[f64], slopes: &mut [(f64, f64)]) {
    let own = sums.get(rows.clone()).unwrap_or_default();
    let none = if contest.open { 0.0 } else { f64::NEG_INFINITY };
    let highest = own.iter().copied().fold(none, f64::max);
    let powers: Vec<f64> = own.iter().map(|sum| (sum - highest).exp()).collect();
    let total: f64 = powers.iter().sum::<f64>() + (none - highest).exp();
    let right: f64 = powers.iter().zip(&contest.right).filter(|(_, right)| **right).map(|(power, _)| *power).sum();
    let weight = f64::from(contest.weight);
    for ((row, power), is_right) in rows.zip(&powers).zip(&contest.right) {
        let expected = power / total;
        let wanted = if *is_right && right > 0.0 { power / right } else { 0.0 };
        if let Some(slope) = slopes.get_mut(row) {
            *slope = (weight * (expected - wanted), weight * (expected * (1.0 - expected)).max(1e-6));
        }
    }
}

/// All rows, a bin for each number.
struct Table {
    columns: usize,
    bins: Vec<u8>,
    /// The numbers that part the bins of each column.
    cuts: Vec<Vec<f32>>,
}

enum Grown {
    Leaf(f64),
    Ask { column: usize, bin: u8, yes: usize, no: usize },
}

/// A leaf that may be split: its rows, and the best way to do it.
struct Bud {
    node: usize,
    rows: Vec<usize>,
    best: Option<(f64, usize, u8)>,
}

impl Table {
    fn of(contests: &[&Contest], columns: usize) -> Self {
        let rows: Vec<&Row> = contests.iter().flat_map(|contest| &contest.rows).collect();
        let mut cuts = Vec::with_capacity(columns);
        let mut bins = vec![0u8; rows.len() * columns];
        for column in 0..columns {
            let value = |row: &&Row| row.get(column).map_or(0.0, |(_, value)| *value);
            let mut values: Vec<f32> = rows.iter().map(value).collect();
            values.sort_unstable_by(f32::total_cmp);
            let mut own: Vec<f32> = Vec::new();
            for part in 1..BINS {
                let at = values.len() * part / BINS;
                own.extend(values.get(at).copied());
            }
            // Rare values at either end are worth a cut of their own.
            let mut rare = values.clone();
            rare.dedup();
            if rare.len() <= BINS {
                own = rare.into_iter().skip(1).collect();
            }
            own.dedup();
            for (at, row) in rows.iter().enumerate() {
                let value = value(row);
                if let Some(bin) = bins.get_mut(at * columns + column) {
                    *bin = own.partition_point(|cut| *cut <= value) as u8;
                }
            }
            cuts.push(own);
        }
        Table { columns, bins, cuts }
    }

    fn bin(&self, row: usize, column: usize) -> u8 {
        self.bins.get(row * self.columns + column).copied().unwrap_or_default()
    }

    fn tree(&self, slopes: &[(f64, f64)], rows: Vec<usize>, columns: &[usize], growth: Growth) -> Vec<Grown> {
        let value = |rows: &[usize]| {
            let (first, second) = total(slopes, rows);
            -f64::from(growth.rate) * first / (second + growth.pull)
        };
        let mut tree = vec![Grown::Leaf(value(&rows))];
        let best = self.best(slopes, &rows, columns, growth);
        let mut buds = vec![Bud { node: 0, rows, best }];
        for _ in 1..growth.leaves {
            let gain = |bud: &Bud| bud.best.map_or(0.0, |(gain, _, _)| gain);
            let Some(at) = (0..buds.len()).max_by(|one, other| match (buds.get(*one), buds.get(*other)) {
                (Some(one), Some(other)) => gain(one).total_cmp(&gain(other)),
                _ => std::cmp::Ordering::Equal,
            }) else {
                break;
            };
            let Bud { node, rows, best } = buds.swap_remove(at);
            let Some((_, column, bin)) = best else { break };
            let (yes, no): (Vec<usize>, Vec<usize>) = rows.into_iter().partition(|row| self.bin(*row, column) < bin);
            let places = (tree.len(), tree.len() + 1);
            if let Some(node) = tree.get_mut(node) {
                *node = Grown::Ask { column, bin, yes: places.0, no: places.1 };
            }
            for (node, rows) in [(places.0, yes), (places.1, no)] {
                tree.push(Grown::Leaf(value(&rows)));
                let best = self.best(slopes, &rows, columns, growth);
                buds.push(Bud { node, rows, best });
            }
        }
        tree
    }

    /// The best split of these rows: its gain, its column, and the first bin of the no.
    fn best(
        &self,
        slopes: &[(f64, f64)],
        rows: &[usize],
        columns: &[usize],
        growth: Growth,
    ) -> Option<(f64, usize, u8)> {
        let (first, second) = total(slopes, rows);
        let score = |first: f64, second: f64| first * first / (second + growth.pull);
        let mut best: Option<(f64, usize, u8)> = None;
        for column in columns {
            let mut bins = [(0.0f64, 0.0f64); BINS + 1];
            for row in rows {
                let Some((one, two)) = slopes.get(*row) else { continue };
                if let Some(bin) = bins.get_mut(usize::from(self.bin(*row, *column))) {
                    bin.0 += one;
                    bin.1 += two;
                }
            }
            let (mut left, mut left_second) = (0.0, 0.0);
            for (bin, (one, two)) in bins.iter().enumerate() {
                if bin > 0 && left_second >= growth.least && second - left_second >= growth.least {
                    let gain =
                        score(left, left_second) + score(first - left, second - left_second) - score(first, second);
                    if gain > best.map_or(1e-6, |(gain, _, _)| gain) {
                        best = Some((gain, *column, bin as u8));
                    }
                }
                left += one;
                left_second += two;
            }
        }
        best
    }

    fn leaf(&self, tree: &[Grown], row: usize) -> f64 {
        let mut at = 0;
        loop {
            match tree.get(at) {
                Some(Grown::Ask { column, bin, yes, no }) => {
                    at = if self.bin(row, *column) < *bin { *yes } else { *no };
                }
                Some(Grown::Leaf(value)) => return *value,
                None => return 0.0,
            }
        }
    }

    fn write(&self, tree: &[Grown], at: usize, names: &[&str], file: &mut String) {
        match tree.get(at) {
            Some(Grown::Ask { column, bin, yes, no }) => {
                let cut = self.cuts.get(*column).and_then(|cuts| cuts.get(usize::from(*bin).saturating_sub(1)));
                let name = names.get(*column).copied().unwrap_or_default();
                let _ = write!(file, "{name}<{} ", cut.copied().unwrap_or_default());
                self.write(tree, *yes, names, file);
                self.write(tree, *no, names, file);
            }
            Some(Grown::Leaf(value)) => {
                let _ = write!(file, "{value:.3} ");
            }
            None => {}
        }
    }
}

fn total(slopes: &[(f64, f64)], rows: &[usize]) -> (f64, f64) {
    rows.iter().filter_map(|row| slopes.get(*row)).fold((0.0, 0.0), |sum, slope| (sum.0 + slope.0, sum.1 + slope.1))
}
