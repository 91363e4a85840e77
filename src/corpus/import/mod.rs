//! Pages, feeds, mails and exports to articles: bytes in, [`Draft`]s out, nothing touched.
//!
//! [`read`] tells the format from the bytes, [`finish`] makes an [`Article`](crate::domain::Article) of a draft, and
//! [`mod@write`] prints it as the corpus holds it.

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
mod mail;
mod markdown;
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
pub mod site;
mod templates;
pub mod write;

pub use draft::{Draft, Origin};
pub use finish::{Settled, finish, id_of, json_line, line_of};
pub use format::{Format, detect, is_text};
pub use reading::{FieldFor, ImportOptions, Include, Reading};
pub use refused::{Refusal, Refused};

/// Reads a document of any format. `name` is its file's name or its address; where the bytes leave a doubt it tells.
pub fn read(name: &str, bytes: &[u8], options: &ImportOptions) -> Result<Reading, Refused> {
    read_with_pulse(name, bytes, options, None)
}

/// The same; `pulse` is called with every article of it.
pub fn read_with_pulse(
    name: &str,
    bytes: &[u8],
    options: &ImportOptions,
    pulse: Option<fn()>,
) -> Result<Reading, Refused> {
    let mut reading = Reading { pulse, ..Reading::default() };
    let reading_of = &mut reading;
    if let Some(columns) = &options.records {
        records::read(bytes, columns, reading_of)?;
        return Ok(reading);
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
    Ok(reading)
}
