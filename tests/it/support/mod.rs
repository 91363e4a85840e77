//! What the tests share: a Discord of our own, a newsroom, the sample corpus, and chance.

pub mod archives;
pub mod discord;
pub mod newsroom;
pub mod random;
pub mod sample;
