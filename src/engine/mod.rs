//! What answers are made of. Synchronous and pure: rights and limits come in as values. No command is known here.

mod abbreviations;
pub(crate) mod allowance;
pub(crate) mod chosen;
mod clause;
mod context;
pub(crate) mod excerpt;
pub(crate) mod joined;
pub(crate) mod linked;
mod lists;
pub(crate) mod marks;
mod openings;
pub(crate) mod people;
pub(crate) mod phrasing;
pub(crate) mod premise;
pub(crate) mod quote_check;
pub(crate) mod rank;
pub(crate) mod reading;
pub(crate) mod records;
pub(crate) mod repeats;
mod revised;
mod roles;
pub(crate) mod route;
pub(crate) mod said;
pub(crate) mod sentences;
pub(crate) mod spelling;
pub(crate) mod time;
pub(crate) mod tracker;
mod tracker_names;
pub(crate) mod whole;

pub use allowance::word_count;
pub use context::{Budget, Engine, Page, Request, Viewer};
pub(crate) use lists::article_row;
pub use rank::{FIRST_OF_MODEL, Features, Gate, LONGEST_LEAD, NAMES as FEATURES, gate_row};
pub use sentences::MeasuredSentence;
