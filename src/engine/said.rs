//! Engine: said.
