//! The only user of tantivy: what is stored, how it is built, how it is searched.

mod archive;
mod codec;
mod document;
mod names;
mod schema;
mod search;
mod stored;

pub use archive::{Archive, ArticleFilter, Listing};
pub use codec::Malformed;
pub use names::Person;
pub use search::{Filter, Hit, PassageQuery, Phrase, WeightedTerm};
pub use stored::{StoredArticle, StoredParagraph};
