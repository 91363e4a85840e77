//! The one integration binary: a module a feature, each driving the real entry.
mod corpus;
mod places;
mod verbatim;

mod batch;
mod layering;
mod program;
