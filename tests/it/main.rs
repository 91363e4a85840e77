//! The one integration binary: a module a feature, each driving the real entry.
mod discord;
mod places;
mod support;
