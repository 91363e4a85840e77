//! What the tests share: a Discord of our own, and the sample corpus.

pub mod discord;
pub mod newsroom;
pub mod sample;
