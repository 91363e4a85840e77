//! Exports that are one table: Beehiiv, Buttondown, and the posts.csv of Substack.

use std::collections::HashMap;

use super::super::dates::Days;
use super::super::front_matter::Fields;
use super::super::limits::LARGEST_DECODED;
use super::super::reading::{ImportOptions, Reading};
use super::super::refused::Refused;
use super::{beehiiv, buttondown};

/// No day is longer, in bytes.
const LONGEST_DAY: usize = 64;

/// A row by the names of its columns.
pub(in crate::corpus::import) type Row = HashMap<String, String>;

/// The names of the columns, in small letters.
pub(in crate::corpus::import) fn columns(bytes: &[u8]) -> Vec<String> {
    let mut reader = reader(bytes);
    reader.byte_headers().map(|headers| headers.iter().map(name).collect()).unwrap_or_default()
}

/// Calls `each` with every row; a row that cannot be read is an error in its place.
pub(in crate::corpus::import) fn rows(bytes: &[u8], mut each: impl FnMut(usize, Result<Row, Refused>)) {
    let columns = columns(bytes);
    let mut reader = reader(bytes);
    for (record, number) in reader.byte_records().zip(2..) {
        let row = record.map_err(|error| Refused::malformed("a table", error)).and_then(|record| {
            if record.as_slice().len() as u64 > LARGEST_DECODED {
                return Err(Refused::TooLargeDecoded(LARGEST_DECODED));
            }
            let cells = record.iter().map(|cell| crate::corpus::decode::decode(cell).0.into_owned());
            Ok(columns.iter().cloned().zip(cells).collect())
        });
        each(number, row);
    }
}

/// How the table writes days, as far as its columns of days tell.
pub(in crate::corpus::import) fn days(bytes: &[u8]) -> Days {
    let is_of_days =
        |name: &str| ["date", "_at", "published", "created", "time"].iter().any(|word| name.contains(word));
    let mut written: Vec<String> = Vec::new();
    rows(bytes, |_, row| {
        let cells = row.into_iter().flatten().filter(|(name, cell)| is_of_days(name) && cell.len() <= LONGEST_DAY);
        written.extend(cells.map(|(_, cell)| cell));
    });
    Days::of(written.iter().map(String::as_str))
}

/// Spreadsheets part cells with semicolons where a comma is the decimal sign, or with tabs: what stands in the first line
/// tells.
fn reader(bytes: &[u8]) -> csv::Reader<&[u8]> {
    let bytes = without_mark(bytes);
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let has = |mark: &u8| first.contains(mark);
    let mark = if has(&b',') { b',' } else { [b';', b'\t'].into_iter().find(has).unwrap_or(b',') };
    csv::ReaderBuilder::new().flexible(true).delimiter(mark).from_reader(bytes)
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

fn name(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_lowercase()
}

/// Whether the table is one that this module reads.
pub(in crate::corpus::import) fn is_known(columns: &[String]) -> bool {
    is_beehiiv(columns) || is_buttondown(columns)
}

fn has(columns: &[String], name: &str) -> bool {
    columns.iter().any(|column| column == name)
}

fn is_beehiiv(columns: &[String]) -> bool {
    has(columns, "content_html") && (has(columns, "web_title") || has(columns, "title"))
}

fn is_buttondown(columns: &[String]) -> bool {
    has(columns, "body") && (has(columns, "subject") || has(columns, "title"))
}

/// Reads every row of the table.
pub(in crate::corpus::import) fn read(bytes: &[u8], options: &ImportOptions, reading: &mut Reading) {
    let of_beehiiv = is_beehiiv(&columns(bytes));
    let days = days(bytes);
    rows(bytes, |number, row| match row {
        Err(why) => reading.add(&format!("row {number}"), Err(why)),
        Ok(row) => {
            let title = ["web_title", "title", "subject"]
                .iter()
                .find_map(|name| row.get(*name))
                .filter(|title| !title.trim().is_empty());
            let what = title.cloned().unwrap_or_else(|| format!("row {number}"));
            if !of_beehiiv {
                let body = row.get("body").cloned().unwrap_or_default();
                return buttondown::mail(Fields::from(&row), &body, (&what, days), options, reading);
            }
            match beehiiv::post(&row, days, options) {
                Ok(Some(draft)) => reading.add(&what, Ok(draft)),
                Ok(None) => reading.leave_out(&what, "not published"),
                Err(why) => reading.add(&what, Err(why)),
            }
        }
    });
}
