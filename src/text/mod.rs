//! The only place that splits text: sentences, tokens, terms, folding and safe slicing.
//!
//! Everything here takes any string, never fails and never panics. Offsets are bytes at character boundaries.

mod bounds;
mod calendar;
mod fold;
mod inflect;
mod items;
mod quoted;
mod sentences;
mod slice;
mod tokens;

pub use calendar::{MONTHS, WEEKDAYS};
pub use fold::{fold, spelled};
pub use inflect::{Inflected, bases_of, plural};
pub use items::closing_source;
pub use quoted::torn_marks;
pub use sentences::sentences;
pub use slice::{around, clip, clip_at_word, floor_boundary, trimmed};
pub use tokens::{BYTES_A_WORD, Term, Token, Tokens, compounds, is_acronym, is_stop_word, term, terms, tokens};
