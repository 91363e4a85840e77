//! Bytes to articles and trackers, with every mistake named by file, line and field.

mod article;
mod attribution;
mod checked;
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
mod paragraph;
mod rules;
mod source;
mod toml_form;
mod tracker;
mod wording;

pub use article::Parsed;
pub use error::{LoadError, LoadNote, Problem, Remark};
pub use items::{Hash, Item, Items, LARGEST_ITEM, items, items_of};
pub use load::{
    Checked, Earlier, ItemPosition, ItemState, Loaded, NoEarlier, has_trackers, is_unchanged, load, stream,
};
pub use rules::{Defaults, Rules};
pub use source::{FOLDERS, FileKind, MemorySource, Source, Stamp};
