//! Fields whose text has a form: ids and addresses.

use super::error::Problem;
use super::fields::FieldReader;

/// The longest id, in bytes: it names files, with a revision and an ending beside it.
const LONGEST_ID: usize = 200;

/// An id that can stand in a file's name and in a command line.
pub(super) fn checked_id(reader: &mut FieldReader<'_, '_>, id: String, line: u32) -> Option<String> {
    let fits = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
    if id.len() <= LONGEST_ID && !id.starts_with('.') && id.chars().all(fits) {
        return Some(id);
    }
    reader.wrong(line, "id", Problem::NotAnId(crate::text::clip(&id, LONGEST_ID).0.to_owned()));
    None
}

pub(super) fn optional_address(reader: &mut FieldReader<'_, '_>, name: &'static str) -> Option<String> {
    let (address, line) = reader.optional_text(name)?;
    checked_address(reader, name, address, line)
}

pub(super) fn addresses(reader: &mut FieldReader<'_, '_>, name: &'static str) -> Vec<String> {
    let line = reader.line();
    let texts = reader.texts(name);
    texts.into_iter().filter_map(|address| checked_address(reader, name, address, line)).collect()
}

pub(super) fn checked_address(
    reader: &mut FieldReader<'_, '_>,
    name: &str,
    address: String,
    line: u32,
) -> Option<String> {
    let trimmed = address.trim();
    let rest = trimmed.strip_prefix("https://").or_else(|| trimmed.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    if host.is_empty() || trimmed.chars().any(|letter| letter.is_whitespace() || letter.is_control()) {
        reader.wrong(line, name, Problem::NotAnAddress(crate::text::clip(&address, LONGEST_ID).0.to_owned()));
        return None;
    }
    Some(trimmed.to_owned())
}
