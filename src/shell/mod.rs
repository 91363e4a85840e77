//! Room: shell.
pub mod discord;
