//! Engine: search.
