//! BM25 (Robertson and Zaragoza, 2009), for texts that tantivy does not score.

/// The inverse document frequency of a term, by the formula that tantivy uses.
pub fn idf(frequency: f32, documents: f32) -> f32 {
    (1.0 + (documents - frequency + 0.5).max(0.0) / (frequency + 0.5)).ln()
}

/// The term-frequency part of BM25: what a text scores per idf of a term that occurs `count` times in it. `k` sets how fast
/// further occurrences saturate, `b` how strongly the length is normalized.
pub fn saturation(count: f32, length: f32, average: f32, k: f32, b: f32) -> f32 {
    if count > 0.0 { count * (k + 1.0) / (count + k * (1.0 - b + b * length / average)) } else { 0.0 }
}
