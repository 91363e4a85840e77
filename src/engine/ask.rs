//! Engine: ask.
