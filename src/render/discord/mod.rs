//! A reply as Discord shows it: plain structures, to be turned into requests by the shell.
//!
//! What answers is a card; a line that answers nothing is plain text. A card's first block says what the reply is, and
//! is what is read aloud first.

mod answer;
mod asked;
mod buttons;
mod card;
mod cited;
mod colour;
pub mod custom_id;
pub mod desk;
pub mod escape;
mod excerpt;
mod links;
mod list;
mod listing;
mod listings;
mod look;
mod markdown;
mod marks;
mod message;
mod modal;
mod more;
pub mod reference;
mod results;

pub use answer::{corrected, displayed, is_private, page, remark, reply, surroundings};
pub use asked::{normal, read as asked};
pub use card::{Block, Button, Card, Choosable, Menu, Pickable, Picker, Tone};
pub use cited::Cited;
pub use links::links;
pub use list::{Found, List};
pub use listing::{records, table};
pub use look::{Library, Look, Receipts};
pub use marks::Marks;
pub use message::{Attachment, Message, Pressed};
pub use modal::{Field, Input, Modal};
pub use more::more;
pub use results::{Results, page_of};

use colour::{ALTERED, accent};
use markdown::{heading, link, linked, quoted, small};
