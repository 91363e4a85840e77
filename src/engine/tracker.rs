//! Engine: tracker.
