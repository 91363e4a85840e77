//! What the tests share: a Discord of our own, hostile words, a newsroom, the sample corpus, a web server, and chance.

pub mod archives;
pub mod discord;
pub mod hostile;
pub mod newsroom;
pub mod random;
pub mod sample;
pub mod web;
