//! The language model.

use std::path::Path;

use anyhow::Context as _;
use candle_core::{DType, Device, IndexOp as _, Tensor};
use candle_nn::VarBuilder;
use candle_transformers::models::bert::{BertModel, Config};
use nalgebra::DMatrix;

/// So many words are read at once.
const BATCH: usize = 512;

pub struct Model {
    bert: BertModel,
    /// The tokens that open and close a text.
    opening: u32,
    closing: u32,
}

impl Model {
    pub fn open(folder: &Path, vocabulary: &[&str]) -> anyhow::Result<Model> {
        let config = std::fs::read_to_string(folder.join("config.json")).context("config.json")?;
        let config: Config = serde_json::from_str(&config).context("config.json")?;
        let weights = std::fs::read(folder.join("model.safetensors")).context("model.safetensors")?;
        let weights = VarBuilder::from_buffered_safetensors(weights, DType::F32, &Device::Cpu)?;
        let number = |token: &str| {
            let at = vocabulary.iter().position(|known| *known == token);
            at.and_then(|at| u32::try_from(at).ok()).with_context(|| format!("vocab.txt: no {token}"))
        };
        Ok(Model { bert: BertModel::load(weights, &config)?, opening: number("[CLS]")?, closing: number("[SEP]")? })
    }

    /// What the model makes of each of these tokens as a text of its own: the mean over the text, as long as 1. A row a
    /// token.
    pub fn read(&self, tokens: &[u32]) -> anyhow::Result<DMatrix<f64>> {
        let mut rows: Vec<Vec<f32>> = Vec::new();
        for batch in tokens.chunks(BATCH) {
            let texts: Vec<u32> = batch.iter().flat_map(|token| [self.opening, *token, self.closing]).collect();
            let texts = Tensor::from_vec(texts, (batch.len(), 3), &Device::Cpu)?;
            let read = self.bert.forward(&texts, &texts.zeros_like()?, None)?.mean(1)?;
            let read = read.broadcast_div(&read.sqr()?.sum_keepdim(1)?.sqrt()?)?;
            for row in 0..batch.len() {
                rows.push(read.i(row)?.to_vec1()?);
            }
        }
        let width = rows.first().map_or(0, Vec::len);
        Ok(DMatrix::from_row_iterator(rows.len(), width, rows.into_iter().flatten().map(f64::from)))
    }
}
