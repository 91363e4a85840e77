//! What answers are made of. Synchronous and pure: rights and limits come in as values. No command is known here.

pub(crate) mod allowance;
mod context;
pub(crate) mod excerpt;
pub(crate) mod joined;
mod lists;
pub(crate) mod marks;
mod openings;
pub(crate) mod people;
pub(crate) mod phrasing;
pub(crate) mod quote_check;
pub(crate) mod rank;
pub(crate) mod records;
mod revised;
pub(crate) mod route;
mod runs;
pub(crate) mod said;
pub(crate) mod sentences;
pub(crate) mod spelling;
pub(crate) mod tracker;
mod tracker_names;

pub use allowance::word_count;
pub use context::{Budget, Engine, Page, Request, Viewer};
pub use rank::{FIRST_OF_MODEL, Features, LONGEST_LEAD, NAMES as FEATURES, SCORE_SCALE};
pub use sentences::MeasuredSentence;
