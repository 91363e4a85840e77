//! Pages: a reply as HTML.

pub mod boxed;
