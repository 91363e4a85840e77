//! Pages, feeds, mails and exports to articles: bytes in, [`Draft`]s out, nothing touched.
//!
//! [`read`] tells the format from the bytes, [`finish`] makes an [`Article`](crate::domain::Article) of a draft, and
//! [`mod@write`] prints it as the corpus holds it.

mod authority;
mod byline;
mod contained;
mod dates;
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
mod packed;
mod page;
mod paragraphs;
mod plain;
pub mod plan;
pub mod provenance;
mod readers;
mod reading;
pub mod records;
mod refused;
pub mod same;
mod service;
pub mod site;
mod stub;
mod templates;
pub mod write;
mod xml;

pub use authority::Authority;
pub use draft::{Draft, Origin};
pub use finish::{Settled, finish, id_of, json_line, line_of};
pub use format::{Format, detect, is_text};
pub use html::Rule;
pub use loss::{Loss, MUCH, SourceBlock, settle as settle_losses};
pub use packed::Coding;
pub use reading::{FieldFor, ImportOptions, Include, Reading};
pub use refused::{Refusal, Refused};

/// Reads a document of any format. `name` is its file's name or its address; where the bytes leave a doubt it tells.
pub fn read(name: &str, bytes: &[u8], options: &ImportOptions) -> Result<Reading, Refused> {
    read_packed(name, bytes, &[], options, None)
}

/// The same of a document that its server compressed in these ways; `pulse` is called with every article of it.
pub fn read_packed(
    name: &str,
    bytes: &[u8],
    codings: &[Coding],
    options: &ImportOptions,
    pulse: Option<fn()>,
) -> Result<Reading, Refused> {
    let bytes = packed::unpacked(bytes, codings)?;
    read_with_pulse(packed::bare_name(name), &bytes, options, pulse)
}

fn read_with_pulse(name: &str, bytes: &[u8], options: &ImportOptions, pulse: Option<fn()>) -> Result<Reading, Refused> {
    let mut reading = Reading { pulse, ..Reading::default() };
    // What was read before a parser broke stays.
    match contained::contained(|| read_into(name, bytes, options, &mut reading)) {
        Ok(()) => {}
        Err(why @ Refused::ParserBroke(_)) if !reading.drafts.is_empty() => reading.add(name, Err(why)),
        Err(why) => return Err(why),
    }
    Ok(reading)
}

fn read_into(name: &str, bytes: &[u8], options: &ImportOptions, reading_of: &mut Reading) -> Result<(), Refused> {
    if let Some(columns) = &options.records {
        return records::read(bytes, columns, reading_of);
    }
    match detect(name, bytes) {
        Format::Zip => format::read_zip(bytes, options, reading_of)?,
        Format::Feed => feed::read(bytes, options, reading_of)?,
        Format::Wordpress => export::wordpress::read(bytes, options, reading_of)?,
        Format::Ghost => export::ghost::read(bytes, options, reading_of)?,
        Format::Listing => export::listing::read(bytes, options, reading_of)?,
        Format::Medium => export::medium::add(bytes, name, reading_of),
        Format::Mailchimp => export::mailchimp::add(bytes, name, options, reading_of),
        Format::Table => export::table::read(bytes, options, reading_of),
        Format::Mailbox => mail::read_mailbox(bytes, options, reading_of),
        Format::Mail => mail::add(bytes, name, options, reading_of),
        Format::Page => reading_of.add(name, page::read(bytes)),
        Format::Markdown => markdown::add(bytes, name, options, reading_of),
        Format::Archive => format::read_archive(name, bytes, reading_of),
        Format::Unknown => return Err(Refused::UnknownFormat),
    }
    Ok(())
}
