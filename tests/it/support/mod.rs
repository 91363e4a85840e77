//! What the tests share: a Discord of our own.

pub mod discord;
