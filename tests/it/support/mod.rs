//! What the tests share: a Discord of our own, the sample corpus, and chance.

pub mod discord;
pub mod random;
pub mod sample;
