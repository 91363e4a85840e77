//! Pages, feeds, mails and exports to articles: bytes in, [`Draft`]s out, nothing touched.
//!
//! [`read()`] tells the format from the bytes, [`finish`] makes an [`Article`](crate::domain::Article) of a draft, and
//! [`mod@write`] prints it as the corpus holds it.

pub mod addresses;
mod authority;
mod byline;
mod contained;
mod dates;
mod doubts;
mod draft;
mod encoding;
mod export;
mod feed;
mod finish;
mod format;
mod front_matter;
mod html;
pub mod limits;
mod loss;
mod mail;
mod markdown;
mod options;
mod packed;
mod page;
mod paragraphs;
mod plain;
pub mod plan;
pub mod provenance;
mod read;
mod readers;
mod reading;
mod record_table;
pub mod records;
mod refused;
mod rows;
pub mod same;
mod service;
pub mod site;
mod sketch;
mod stub;
mod templates;
pub mod write;
mod xml;

pub use authority::Authority;
pub use doubts::settle as settle_losses;
pub use draft::{Draft, Origin};
pub use finish::{NO_LICENCE, Settled, finish, id_of, json_line, line_of};
pub use format::{Format, detect, is_text};
pub use html::Rule;
pub use loss::{Loss, MUCH, SourceBlock};
pub use options::{FieldFor, ImportOptions, Include};
pub use packed::Coding;
pub use read::{read, read_packed};
pub use reading::Reading;
pub use refused::{Refusal, Refused};
