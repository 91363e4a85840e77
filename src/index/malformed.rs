//! Stored bytes that cannot be read.

/// The bytes are not what this version writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("stored bytes are malformed")]
pub struct Malformed;
