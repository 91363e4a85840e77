//! The character set of a page, a feed or a mail: what it declares, weighed against what its bytes are.

use std::borrow::Cow;

use encoding_rs::{Encoding, WINDOWS_1252};
use mail_parser::decoders::charsets::map::charset_decoder;

use crate::corpus::decode::decode_as;

/// How far into a page its declaration may stand.
const DECLARED_WITHIN: usize = 4096;

/// How often a text may have been decoded wrongly, one time after the other.
const MOST_TIMES: usize = 2;

/// The text of a page.
pub(super) fn html(bytes: &[u8]) -> Cow<'_, str> {
    read(bytes, declared_in_html(bytes).as_deref())
}

/// The text of an XML document.
pub(super) fn xml(bytes: &[u8]) -> Cow<'_, str> {
    let start = String::from_utf8_lossy(bytes.get(..bytes.len().min(200)).unwrap_or_default()).to_ascii_lowercase();
    let declaration = start.split_once("?>").map_or("", |(declaration, _)| declaration);
    read(bytes, after(declaration, "encoding="))
}

/// The text of a part of a mail, whose header names this character set. HTML may name another; where the header is
/// silent, that counts.
pub(super) fn mail<'a>(bytes: &'a [u8], label: Option<&str>, is_html: bool) -> Cow<'a, str> {
    let within = if is_html { declared_in_html(bytes) } else { None };
    let label = label.map(str::trim).filter(|label| !label.is_empty()).or(within.as_deref());
    // Mails know sets that pages never had, such as UTF-7 and those of old terminals.
    let old = label.filter(|label| Encoding::for_label(label.as_bytes()).is_none());
    match old.and_then(|label| charset_decoder(label.as_bytes())) {
        Some(decoder) => Cow::Owned(decoder(bytes)),
        None => read(bytes, label),
    }
}

fn declared_in_html(bytes: &[u8]) -> Option<String> {
    let start = String::from_utf8_lossy(bytes.get(..bytes.len().min(DECLARED_WITHIN)).unwrap_or_default());
    after(&start.to_ascii_lowercase(), "charset=").map(str::to_owned)
}

fn after<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(name)?;
    let rest = rest.trim_start_matches(['"', '\'', ' ']);
    rest.split(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'))).next()
}

fn read<'a>(bytes: &'a [u8], declared: Option<&str>) -> Cow<'a, str> {
    let mut text = decode_as(bytes, declared.and_then(|label| Encoding::for_label(label.as_bytes()))).0;
    for _ in 0..MOST_TIMES {
        match undone(&text) {
            Some(before) => text = Cow::Owned(before),
            None => break,
        }
    }
    text
}

/// The text that somebody took for Windows-1252 while it was UTF-8, and kept: "cafÃ©". Where every run of letters beyond
/// ASCII is such, and not each of them is one that people write, all were; else only those are undone that nobody writes,
/// as "â€™" is.
fn undone(text: &str) -> Option<String> {
    // What the first byte of a letter became.
    if !text.contains(|letter| matches!(letter, 'Â'..='ô')) {
        return None;
    }
    let runs = || text.split(|letter: char| letter.is_ascii()).filter(|run| !run.is_empty());
    let all = runs().all(|run| original(run).is_some()) && !runs().all(is_written);
    let mut out = String::with_capacity(text.len());
    let mut changed = false;
    let mut rest = text;
    while let Some(start) = rest.find(|letter: char| !letter.is_ascii()) {
        let (before, from) = rest.split_at_checked(start)?;
        let end = from.find(|letter: char| letter.is_ascii()).unwrap_or(from.len());
        let (run, after) = from.split_at_checked(end)?;
        out.push_str(before);
        match original(run).filter(|_| all || run.contains("â€")) {
            Some(original) => {
                changed = true;
                out.push_str(&original);
            }
            None => out.push_str(run),
        }
        rest = after;
    }
    out.push_str(rest);
    changed.then_some(out)
}

/// Whether people write such a run: letters with marks beside them, as in "CAFÉ…" and "the café——". Its bytes can be UTF-8
/// by chance. "Â" and "Ã" end no word.
fn is_written(run: &str) -> bool {
    run.chars().all(|letter| {
        letter.is_alphabetic() && !matches!(letter, 'Â' | 'Ã')
            || matches!(letter, '‘' | '’' | '‚' | '“' | '”' | '„' | '–' | '—' | '…' | '•' | '«' | '»' | '\u{a0}')
    })
}

/// What a run was before it was decoded wrongly, if it can have been anything.
fn original(run: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(run.len());
    for letter in run.chars() {
        match u8::try_from(u32::from(letter)) {
            // Windows-1252 has no letter at five places: a byte there came through as it was.
            Ok(byte @ (0xa0..=0xff | 0x81 | 0x8d | 0x8f | 0x90 | 0x9d)) => bytes.push(byte),
            _ => {
                let mut buffer = [0; 4];
                let (byte, _, unmappable) = WINDOWS_1252.encode(letter.encode_utf8(&mut buffer));
                match byte.as_ref() {
                    [byte] if !unmappable => bytes.push(*byte),
                    _ => return None,
                }
            }
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_decoded_twice_is_undone() {
        let twice = |text: &str| WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned();
        let text = "Señora Núñez’s “ferry” — 4 €";
        assert_eq!(read(twice(text).as_bytes(), None), text);
        assert_eq!(read(twice(&twice(text)).as_bytes(), None), text);
        // A feed of several hands: what one of them spoilt, and what another did not.
        let mixed = format!("{} and Señor Núñez", twice("the ferry’s"));
        assert_eq!(read(mixed.as_bytes(), None), "the ferry’s and Señor Núñez");
        for honest in [
            "Who writes Ã© means é.",
            "São Paulo, Ärzte, Ñandú",
            "â",
            "Привет",
            "10 Â° and 4 °",
            "the café——it",
            "CAFÉ…",
            "LIBERTÉ\u{a0}!",
        ] {
            assert_eq!(read(honest.as_bytes(), None), honest);
        }
    }

    #[test]
    fn a_mail_is_read_as_its_header_says_unless_its_bytes_know_better() {
        let check = |bytes: &'static [u8], label: &str| mail(bytes, Some(label), false).into_owned();
        assert_eq!(check("Fährmann".as_bytes(), "iso-8859-1"), "Fährmann");
        assert_eq!(check(b"F\xe4hrmann", "iso-8859-1"), "Fährmann");
        assert_eq!(check(b"F\xe4hrmann", ""), "Fährmann");
        assert_eq!(check(b"F\xe4hrmann", "no-such-set"), "Fährmann");
        assert_eq!(check(b"F+AOQ-hrmann", "utf-7"), "Fährmann");
        assert_eq!(
            mail(b"<meta charset=koi8-r><p>\xf0\xc1\xd2\xcf\xcd</p>", None, true),
            "<meta charset=koi8-r><p>Паром</p>"
        );
    }
}
