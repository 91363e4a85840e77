//! What readers follow: what can be followed (`followed`), and where it stands in a new article (`lookup`).

mod followed;
mod lookup;
mod person;

pub use followed::{Followed, Kind, LONGEST_PHRASE, Read, StandingRecord};
pub use lookup::{Follows, Hit, Passage};
