//! The gazetteer of the United States, and what a person meant by a place's name.
//!
//! The data is one packed file beside this module (`gazetteer.bin`, made by `tools/`, terms in `LICENSE-DATA.md`). It
//! is used in place: opening it reads a header and nothing more.

mod complete;
mod exact;
mod fuzzy;
mod gazetteer;
pub mod layout;
mod meanings;
mod mentions;
mod normal;
mod resolve;
mod states;
mod typed;

pub use gazetteer::{Gazetteer, PlaceId};

pub use mentions::Mention;
pub use normal::normalize;
pub use resolve::{Matched, Reading, Resolution, Understood};
