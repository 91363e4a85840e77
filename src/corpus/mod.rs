//! Bytes to articles and trackers, with every mistake named by file, line and field.

mod article;
mod attribution;
mod decode;
mod error;
mod fields;
pub mod import;
mod items;
mod json_form;
mod jsonl;
mod links;
mod load;
mod markdown;
mod rules;
mod source;
mod toml_form;
mod tracker;
mod wording;

pub use error::{LoadError, LoadNote, Problem, Remark};
pub use items::{Hash, Item, Items, LARGEST_ITEM, Parsed, items, items_of};
pub use load::{Checked, Earlier, Loaded, NoEarlier, Seen, Standing, load, stream};
pub use rules::{Defaults, Rules};
pub use source::{FOLDERS, FileKind, MemorySource, Source, Stamp};
