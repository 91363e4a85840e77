//! The model's numbers, read from the file beside this one. `splade` in tools/ writes it and says where it comes from.
//!
//! What multiplies is stored in signed bytes, with a scale for each row; the rest as little-endian floats. The rows of
//! pieces, which are most of the file, are read where they lie.

use std::sync::LazyLock;

use ndarray::{Array1, Array2};

/// How many numbers stand for a piece.
pub const WIDTH: usize = 128;
/// How many pieces there are.
const PIECES: usize = 30_522;
/// How many numbers a layer has between its two last steps.
const INNER: usize = 4 * WIDTH;
/// How many pieces of a text are read at most.
pub const LONGEST: usize = 96;

/// A linear map, `inputs` by `outputs`, and what is added.
pub struct Linear {
    pub weight: Array2<f32>,
    pub bias: Array1<f32>,
}

/// Layer normalization: what multiplies, and what is added.
pub struct Norm {
    pub scale: Vec<f32>,
    pub shift: Vec<f32>,
}

/// One layer of the encoder.
pub struct Layer {
    /// Query, key and value side by side.
    pub attention: Linear,
    pub attended: Linear,
    pub attended_norm: Norm,
    pub widening: Linear,
    pub narrowing: Linear,
    pub norm: Norm,
}

/// The whole model.
pub struct Model {
    rows: &'static [u8],
    scales: &'static [u8],
    biases: &'static [u8],
    /// By the place of a piece in its text.
    pub places: Array2<f32>,
    pub norm: Norm,
    pub layers: [Layer; 2],
    pub head: Linear,
    pub head_norm: Norm,
}

/// The model, if this program was built with it.
pub fn model() -> Option<&'static Model> {
    #[cfg(has_splade_model)]
    static BYTES: &[u8] = include_bytes!("model.bin");
    #[cfg(not(has_splade_model))]
    static BYTES: &[u8] = &[];
    static MODEL: LazyLock<Option<Model>> = LazyLock::new(|| read(BYTES));
    MODEL.as_ref()
}

impl Model {
    /// The row of a piece, written into `row`.
    pub fn row(&self, piece: u32, row: &mut [f32]) {
        let at = piece as usize;
        let scale = float(self.scales, at);
        let bytes = self.rows.get(at * WIDTH..(at + 1) * WIDTH).unwrap_or_default();
        row.iter_mut().zip(bytes).for_each(|(number, byte)| *number = scale * f32::from(byte.cast_signed()));
    }

    /// What is added to the logit of a piece.
    pub fn bias(&self, piece: u32) -> f32 {
        float(self.biases, piece as usize)
    }

    /// The numbers of all pieces.
    pub fn pieces(&self) -> std::ops::Range<u32> {
        0..PIECES as u32
    }
}

fn float(bytes: &[u8], at: usize) -> f32 {
    let (numbers, _) = bytes.as_chunks::<4>();
    numbers.get(at).map_or(0.0, |number| f32::from_le_bytes(*number))
}

fn read(mut bytes: &'static [u8]) -> Option<Model> {
    let from = &mut bytes;
    let model = Model {
        rows: take(from, PIECES * WIDTH)?,
        scales: take(from, PIECES * 4)?,
        biases: take(from, PIECES * 4)?,
        places: Array2::from_shape_vec((LONGEST, WIDTH), floats(from, LONGEST * WIDTH)?).ok()?,
        norm: norm(from)?,
        layers: [layer(from)?, layer(from)?],
        head: linear(from, WIDTH, WIDTH)?,
        head_norm: norm(from)?,
    };
    bytes.is_empty().then_some(model)
}

fn take(from: &mut &'static [u8], count: usize) -> Option<&'static [u8]> {
    let (taken, rest) = from.split_at_checked(count)?;
    *from = rest;
    Some(taken)
}

fn floats(from: &mut &'static [u8], count: usize) -> Option<Vec<f32>> {
    let (numbers, _) = take(from, 4 * count)?.as_chunks::<4>();
    Some(numbers.iter().map(|number| f32::from_le_bytes(*number)).collect())
}

fn norm(from: &mut &'static [u8]) -> Option<Norm> {
    Some(Norm { scale: floats(from, WIDTH)?, shift: floats(from, WIDTH)? })
}

/// The file has a row an output; what multiplies here has a column.
fn linear(from: &mut &'static [u8], inputs: usize, outputs: usize) -> Option<Linear> {
    let bytes = take(from, inputs * outputs)?;
    let (scales, bias) = (floats(from, outputs)?, floats(from, outputs)?);
    let number = |(input, output): (usize, usize)| {
        let byte = bytes.get(output * inputs + input).copied().unwrap_or(0).cast_signed();
        scales.get(output).copied().unwrap_or(0.0) * f32::from(byte)
    };
    Some(Linear { weight: Array2::from_shape_fn((inputs, outputs), number), bias: Array1::from_vec(bias) })
}

fn layer(from: &mut &'static [u8]) -> Option<Layer> {
    Some(Layer {
        attention: linear(from, WIDTH, 3 * WIDTH)?,
        attended: linear(from, WIDTH, WIDTH)?,
        attended_norm: norm(from)?,
        widening: linear(from, WIDTH, INNER)?,
        narrowing: linear(from, INNER, WIDTH)?,
        norm: norm(from)?,
    })
}
