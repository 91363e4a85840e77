//! The only user of tantivy: what is stored, how it is built, how it is searched.

mod archive;
mod build;
mod directory;
mod document;
mod durable;
mod excluded;
mod generation;
mod log;
mod malformed;
mod names;
mod near;
mod order;
mod outcome;
mod packing;
mod person;
mod plan;
mod roles;
mod schema;
mod sealed;
mod search;
mod sources;
mod stored;
mod terms;
mod top;
mod tracker_documents;
mod uncounted;
mod update;

pub use archive::{Archive, ArticleFilter, ArticlesWith, InOrder, Listing};
pub use durable::sync_folder;
pub use generation::{Compared, Unusable};
pub use malformed::Malformed;
pub use names::Quoted;
pub use outcome::{Progress, Report, UpdateError};
pub use person::Person;
pub use roles::Called;
pub use search::{
    ArticleNumber, Filter, HeldTerms, Hit, Near, PassageQuery, Phrase, Standing, Standings, WeightedTerm,
};
pub use stored::{Linking, PageText, StoredArticle, StoredParagraph};
pub use update::{IndexFolder, Updated};
