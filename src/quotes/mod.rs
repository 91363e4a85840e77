//! Room: quotes.
