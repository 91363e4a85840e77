//! The only user of tantivy: what is stored, how it is built, how it is searched.

mod archive;
mod backlog;
mod build;
mod codec;
mod directory;
mod document;
mod draft_folder;
mod durable;
mod excluded;
mod frequent;
mod generation;
mod known_words;
mod names;
mod near;
mod order;
mod packing;
mod plan;
mod reading;
mod roles;
mod schema;
mod search;
mod slices;
mod sources;
mod store;
mod stored;
mod top;
mod tracker_documents;
mod uncounted;
mod update;

pub use archive::{Archive, ArticleFilter, ArticlesWith, InOrder, Listing};
pub use codec::Malformed;
pub use durable::sync_folder;
pub use generation::Unusable;
pub use names::{Person, Quoted};
pub use roles::Called;
pub use search::{
    ArticleNumber, Filter, HeldTerms, Hit, Near, PassageQuery, Phrase, Standing, Standings, WeightedTerm,
};
pub use stored::{Linking, PageText, StoredArticle, StoredParagraph};
pub use update::{IndexFolder, Progress, Report, UpdateError, Updated};
