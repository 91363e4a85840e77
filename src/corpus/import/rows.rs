//! A table in CSV: its columns and its rows.

use std::collections::HashMap;

use super::dates::Days;
use super::limits::LARGEST_DECODED;
use super::refused::Refused;

/// No day is longer, in bytes.
const LONGEST_DAY: usize = 64;

/// A row by the names of its columns.
pub(super) type Row = HashMap<String, String>;

/// The names of the columns, in small letters.
pub(super) fn columns(bytes: &[u8]) -> Vec<String> {
    let mut reader = reader(bytes);
    reader.byte_headers().map(|headers| headers.iter().map(name).collect()).unwrap_or_default()
}

/// Calls `each` with every row; a row that cannot be read is an error in its place.
pub(super) fn rows(bytes: &[u8], mut each: impl FnMut(usize, Result<Row, Refused>)) {
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
pub(super) fn days(bytes: &[u8]) -> Days {
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
