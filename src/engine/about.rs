//! Engine: about.
