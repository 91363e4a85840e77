//! Engine: source.
