//! The model's arithmetic: BERT (Devlin et al. 2019) in two layers of width 128 with two heads, and the head that
//! predicts pieces. All texts of a call are one matrix, a row a piece, so that the multiplications are few and large.

use std::ops::Range;

use ndarray::{Array2, ArrayView2, Axis, Slice};

use super::model::{Layer, Linear, Model, Norm, WIDTH};
use super::wordpiece::Piece;

const HEADS: usize = 2;
const HEAD: usize = WIDTH / HEADS;

/// What the head has to multiply with the rows of pieces, a row a piece of the texts; and which rows are whose.
pub fn encode(model: &Model, texts: &[Vec<Piece>]) -> (Array2<f32>, Vec<Range<usize>>) {
    let mut ranges = Vec::with_capacity(texts.len());
    let mut numbers = Array2::zeros((texts.iter().map(Vec::len).sum(), WIDTH));
    let mut at = 0;
    for text in texts {
        ranges.push(at..at + text.len());
        for (piece, place) in text.iter().zip(model.places.rows()) {
            let mut row = [0.0; WIDTH];
            model.row(*piece, &mut row);
            for ((number, row), place) in numbers.row_mut(at).iter_mut().zip(row).zip(place) {
                *number = row + place;
            }
            at += 1;
        }
    }
    normalize(&mut numbers, &model.norm);
    for layer in &model.layers {
        numbers = forward(layer, numbers, &ranges);
    }
    let mut head = linear(&model.head, &numbers);
    gelu(&mut head);
    normalize(&mut head, &model.head_norm);
    (head, ranges)
}

fn forward(layer: &Layer, numbers: Array2<f32>, ranges: &[Range<usize>]) -> Array2<f32> {
    let attention = linear(&layer.attention, &numbers);
    let mut attended = Array2::zeros(numbers.raw_dim());
    for range in ranges {
        for head in 0..HEADS {
            let part = |of: usize| {
                let from = of * WIDTH + head * HEAD;
                part_of(&attention, range.clone(), from..from + HEAD)
            };
            let mut shares = part(0).dot(&part(1).t());
            softmax(&mut shares, 1.0 / (HEAD as f32).sqrt());
            let mut rows = attended.slice_axis_mut(Axis(0), Slice::from(range.clone()));
            rows.slice_axis_mut(Axis(1), Slice::from(head * HEAD..(head + 1) * HEAD)).assign(&shares.dot(&part(2)));
        }
    }
    let mut middle = linear(&layer.attended, &attended) + numbers;
    normalize(&mut middle, &layer.attended_norm);
    let mut wide = linear(&layer.widening, &middle);
    gelu(&mut wide);
    let mut out = linear(&layer.narrowing, &wide) + middle;
    normalize(&mut out, &layer.norm);
    out
}

fn part_of(matrix: &Array2<f32>, rows: Range<usize>, columns: Range<usize>) -> ArrayView2<'_, f32> {
    let mut part = matrix.view();
    part.slice_axis_inplace(Axis(0), Slice::from(rows));
    part.slice_axis_inplace(Axis(1), Slice::from(columns));
    part
}

/// The logits of the rows of `pieces` (one a row of the second matrix), without what is added to each.
pub fn logits(encoded: &Array2<f32>, rows: ArrayView2<'_, f32>) -> Array2<f32> {
    encoded.dot(&rows.t())
}

fn linear(map: &Linear, numbers: &Array2<f32>) -> Array2<f32> {
    numbers.dot(&map.weight) + &map.bias
}

fn normalize(numbers: &mut Array2<f32>, norm: &Norm) {
    for mut row in numbers.rows_mut() {
        let Some(row) = row.as_slice_mut() else { continue };
        let mean = row.iter().sum::<f32>() / WIDTH as f32;
        let spread = row.iter().map(|number| (number - mean) * (number - mean)).sum::<f32>() / WIDTH as f32;
        let factor = 1.0 / (spread + 1e-12).sqrt();
        for ((number, scale), shift) in row.iter_mut().zip(&norm.scale).zip(&norm.shift) {
            *number = (*number - mean) * factor * scale + shift;
        }
    }
}

fn softmax(numbers: &mut Array2<f32>, scale: f32) {
    for mut row in numbers.rows_mut() {
        let Some(row) = row.as_slice_mut() else { continue };
        let highest = row.iter().copied().fold(f32::MIN, f32::max);
        row.iter_mut().for_each(|number| *number = exp(scale * (*number - highest)));
        let all: f32 = row.iter().sum();
        row.iter_mut().for_each(|number| *number /= all);
    }
}

/// The Gaussian error linear unit in its approximation by tanh (Hendrycks and Gimpel 2016), written as a logistic.
fn gelu(numbers: &mut Array2<f32>) {
    const TWICE: f32 = 2.0 * 0.797_884_6;
    let Some(numbers) = numbers.as_slice_mut() else { return };
    for number in numbers {
        let inner = TWICE * (*number + 0.044_715 * *number * *number * *number);
        *number /= 1.0 + exp(-inner);
    }
}

/// The exponential to a few millionths of itself, without a call and without a branch, so that several are computed at
/// once: two to the whole part by the bits of a float, to the rest by a polynomial.
fn exp(number: f32) -> f32 {
    const ROUNDING: f32 = 12_582_912.0;
    let power = (number * std::f32::consts::LOG2_E).clamp(-126.0, 126.0);
    let whole = (power + ROUNDING) - ROUNDING;
    let rest = power - whole;
    let part = 1.0
        + rest
            * (std::f32::consts::LN_2
                + rest * (0.240_226_5 + rest * (0.055_504_11 + rest * (0.009_618_13 + rest * 0.001_333_36))));
    // Both are whole numbers within the exponents of a float.
    part * f32::from_bits(((whole as i32 + 127) << 23).cast_unsigned())
}
