//! pullquote: a Discord bot that answers a newsletter's readers in the newsletter's own words, each one cited.
//!
//! The modules in reading order; each imports only from those above it (`tests/it/layering.rs` holds that).

pub mod forest;
pub mod text;
pub mod words;

pub mod domain;
pub mod places;

pub mod corpus;
pub mod query;
pub mod quotes;
pub mod splade;

pub mod index;
pub mod reply;

pub mod engine;

pub mod commands;

pub mod cluster;
pub mod render;

pub mod desk;

pub mod shell;
