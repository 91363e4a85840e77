//! The only user of tantivy: what is stored, how it is built, how it is searched. What of it is done here and not by
//! tantivy, and what that relies on, stands in `scoring`; how records are packed, in `packing`; how files are compared
//! with what was written, in `sealed`.

mod archive;
mod bm25;
mod build;
mod directory;
mod document;
mod durable;
mod filtered;
mod generation;
mod listing;
mod names;
mod packing;
mod person;
mod plan;
mod postings;
mod query;
mod queue;
mod report;
mod roles;
mod schema;
mod scoring;
mod sealed;
mod search;
mod sources;
mod statistics;
mod stored;
mod tracker_documents;
mod unmapped;
mod update;

pub use archive::Archive;
pub use bm25::{idf, saturation};
pub use build::Progress;
pub use durable::sync_folder;
pub use generation::{Compared, Unusable};
pub use listing::{ArticleFilter, ArticlesWith, InOrder, Listing};
pub use packing::Malformed;
pub use person::{Person, Quoted};
pub use query::{
    ArticleNumber, Filter, HeldTerms, Hit, Near, PassageQuery, Phrase, ScoredParagraph, ScoredParagraphs, WeightedTerm,
};
pub use report::{Report, UpdateError};
pub use roles::Called;
pub use stored::{Linking, PageText, StoredArticle, StoredParagraph};
pub use update::{IndexFolder, Updated};
