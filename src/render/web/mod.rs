//! Pages: a reply as HTML.
