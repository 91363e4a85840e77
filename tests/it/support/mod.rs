//! What the tests share: a Discord of our own, and the sample corpus.

pub mod archives;
pub mod discord;
pub mod sample;
