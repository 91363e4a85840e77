//! The one integration binary: a module a feature, each driving the real entry.
mod places;

mod batch;
mod layering;
mod program;
