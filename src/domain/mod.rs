//! Plain data: what the archive holds. No module here reads, searches or words anything.

mod article;
mod citation;
mod jurisdiction;
mod name;
mod period;
mod quote;
mod tracker;

pub use article::{
    Article, ArticleMeta, Audience, Correction, Link, Paragraph, ParagraphKey, ParagraphKind, Revision, Show,
};
pub use citation::{PageWords, WHOLE_WORDS, text_fragment_url, whole_slice_url, without_text_fragment};
pub use jurisdiction::{Geoid, Jurisdiction, JurisdictionKind};
pub use name::{NameWords, PersonName, generation, is_particle};
pub use period::period_edge;
pub use quote::{Quote, QuoteType};
pub use tracker::{CountsAs, Listed, Record, RecordSubject, Status, SubjectKind, Tracker, TrackerWording, Verb};
