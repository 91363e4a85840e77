//! The one integration binary: a module a feature, each driving the real entry.

mod answers;
mod batch;
mod corpus;
mod discord;
mod durability;
mod full_disk;
mod import;
mod import_bombs;
mod import_inside;
mod import_pages;
mod import_parsers;
mod import_records;
mod index;
mod index_folder;
mod layering;
mod places;
mod places_cases;
mod places_sweep;
mod pledge;
mod program;
mod quote_check;
mod quotes;
mod racing;
mod said;
mod support;
mod verbatim;
