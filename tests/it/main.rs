//! The one integration binary: a module a feature, each driving the real entry.

mod answers;
mod batch;
mod corpus;
mod discord;
mod index;
mod layering;
mod places;
mod program;
mod quote_check;
mod quotes;
mod said;
mod support;
mod verbatim;
