//! Room: render.
pub mod discord;
