//! The one integration binary: a module a feature, each driving the real entry.

mod answers;
mod batch;
mod corpus;
mod discord;
mod index;
mod index_folder;
mod layering;
mod places;
mod program;
mod support;
mod verbatim;
