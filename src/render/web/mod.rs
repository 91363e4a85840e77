//! Pages: forms, replies, lists, articles and receipts as HTML. What is shown, and to whom, is decided before.
//!
//! Every text of a person or an article is escaped by maud, behind [`text::visible`]; an address becomes a link through
//! [`text::address`] alone.

mod answer;
mod article;
mod assets;
pub mod boxed;
mod excerpt;
mod form;
mod home;
mod list;
mod look;
mod message;
mod page;
mod receipt;
mod rows;
mod schema;
mod text;

pub use answer::{Answered, answer, answered, displayed};
pub use article::article;
pub use assets::{Asset, asset};
pub use excerpt::figure;
pub use form::{PICKED, asking};
pub use home::{Example, Home, home};
pub use list::list;
pub use look::{Look, Site};
pub use message::{message, refusal};
pub use receipt::{Found, receipt};
pub use text::{address, json, visible};
