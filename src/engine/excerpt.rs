//! Engine: excerpt.
