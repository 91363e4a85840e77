//! Words of headers beyond ASCII (RFC 2047): those that stand side by side are joined before they are decoded, since many
//! senders part them inside a letter.

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;

use super::super::encoding;

/// The mail with the words of its headers joined, each run of them as one in UTF-8; bare bytes as UTF-8.
pub(super) fn joined(mail: &[u8]) -> Cow<'_, [u8]> {
    let end = header_end(mail);
    let headers = mail.get(..end).unwrap_or_default();
    if headers.is_ascii() && memchr::memmem::find(headers, b"=?").is_none() {
        return Cow::Borrowed(mail);
    }
    let text = encoding::mail(headers, None, false);
    let mut out = String::with_capacity(mail.len());
    each(&text, &mut |piece| match piece {
        Piece::Plain(plain) => out.push_str(plain),
        Piece::Decoded(words) => {
            out.push_str("=?utf-8?Q?");
            for byte in words.bytes() {
                match byte {
                    b' ' => out.push('_'),
                    byte if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
                    byte => out.push_str(&format!("={byte:02X}")),
                }
            }
            out.push_str("?=");
        }
    });
    let mut bytes = out.into_bytes();
    bytes.extend_from_slice(mail.get(end..).unwrap_or_default());
    Cow::Owned(bytes)
}

/// The text of a header.
pub(super) fn decoded(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    each(value, &mut |piece| match piece {
        Piece::Plain(plain) => out.push_str(plain),
        Piece::Decoded(words) => out.push_str(&words),
    });
    out
}

fn header_end(mail: &[u8]) -> usize {
    let ends = [b"\n\n".as_slice(), b"\n\r\n"].map(|end| memchr::memmem::find(mail, end));
    ends.into_iter().flatten().min().unwrap_or(mail.len())
}

enum Piece<'a> {
    Plain(&'a str),
    Decoded(String),
}

/// An encoded word.
struct Word<'a> {
    charset: &'a str,
    base64: bool,
    payload: &'a str,
}

/// Calls `found` with each run of encoded words, and with what stands between them.
fn each<'a>(text: &'a str, found: &mut dyn FnMut(Piece<'a>)) {
    let mut rest = text;
    while let Some(at) = rest.find("=?") {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let Some((first, mut after)) = word(from) else {
            let (mark, behind) = from.split_at_checked(2).unwrap_or((from, ""));
            found(Piece::Plain(before));
            found(Piece::Plain(mark));
            rest = behind;
            continue;
        };
        let mut words = vec![first];
        // Only what parts two words is dropped: space that ends the run stands before plain text.
        while let Some((next, behind)) = word(after.trim_start()) {
            words.push(next);
            after = behind;
        }
        found(Piece::Plain(before));
        found(Piece::Decoded(text_of(&words)));
        rest = after;
    }
    found(Piece::Plain(rest));
}

/// The encoded word that opens the text, and what follows it.
fn word(text: &str) -> Option<(Word<'_>, &str)> {
    let (charset, rest) = text.strip_prefix("=?")?.split_once('?')?;
    let (kind, rest) = rest.split_once('?')?;
    let (payload, after) = rest.split_once("?=")?;
    let base64 = match kind {
        "b" | "B" => true,
        "q" | "Q" => false,
        _ => return None,
    };
    // A language may stand behind the set (RFC 2231).
    let charset = charset.split('*').next().unwrap_or_default();
    let is_name = !charset.is_empty() && charset.bytes().all(|byte| byte.is_ascii_graphic());
    (is_name && !payload.contains('\n')).then_some((Word { charset, base64, payload }, after))
}

/// The text of words that stand side by side. Bytes of one set are decoded together.
fn text_of(words: &[Word<'_>]) -> String {
    let mut out = String::new();
    for same in words.chunk_by(|one, other| one.charset.eq_ignore_ascii_case(other.charset)) {
        let mut bytes = Vec::new();
        for alike in same.chunk_by(|one, other| one.base64 == other.base64) {
            // Some part base64 anywhere; four letters of it are three bytes.
            let parted =
                alike.iter().rev().skip(1).any(|word| !word.payload.ends_with('=') && word.payload.len() % 4 != 0);
            match alike.first() {
                Some(first) if first.base64 && parted => {
                    bytes.extend(base64(&alike.iter().map(|word| word.payload).collect::<String>()));
                }
                Some(first) if first.base64 => alike.iter().for_each(|word| bytes.extend(base64(word.payload))),
                _ => alike.iter().for_each(|word| bytes.extend(quoted(word.payload))),
            }
        }
        let charset = same.first().map(|word| word.charset);
        out.push_str(&encoding::mail(&bytes, charset, false));
    }
    out
}

fn base64(payload: &str) -> Vec<u8> {
    let plain: String = payload.chars().filter(|letter| !letter.is_whitespace()).collect();
    base64_decode(plain.as_bytes()).unwrap_or_else(|| payload.as_bytes().to_vec())
}

fn quoted(payload: &str) -> Vec<u8> {
    let spaced: Vec<u8> = payload.bytes().map(|byte| if byte == b'_' { b' ' } else { byte }).collect();
    super::transfer::quoted_printable(&spaced)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_parted_inside_a_letter() {
        for subject in [
            "=?utf-8?Q?F=C3?= =?utf-8?Q?=A4hre?=",
            "=?utf-8?Q?F=C3?=\r\n =?UTF-8?Q?=A4hre?=",
            "=?utf-8?B?RsM=?= =?utf-8?B?pGhyZQ==?=",
            "=?utf-8?B?RsOk?= =?utf-8?Q?hre?=",
            "=?utf-8?B?RsOkaHJ?= =?utf-8?B?l?=",
            "=?iso-8859-1?Q?F=E4hre?=",
            "=?iso-8859-1?Q?F=C3=A4hre?=",
            "=?utf-8*de?Q?F=C3=A4hre?=",
        ] {
            assert_eq!(decoded(subject), "Fähre", "{subject}");
            let mail = format!("Subject: {subject}\r\nFrom: a@b\r\n\r\n=?utf-8?Q?stays?=");
            let joined = joined(mail.as_bytes());
            let parsed = mail_parser::MessageParser::default().parse(joined.as_ref()).expect("a mail");
            assert_eq!(parsed.subject(), Some("Fähre"), "{subject}");
            assert_eq!(parsed.body_text(0).as_deref(), Some("=?utf-8?Q?stays?="));
        }
    }

    #[test]
    fn plain_text_around_words_stays_as_it_is() {
        assert_eq!(decoded("Die =?utf-8?Q?F=C3=A4hre?=: a =?x? b =?"), "Die Fähre: a =?x? b =?");
        assert_eq!(decoded("=?utf-8?Q?a?= b =?utf-8?Q?c?="), "a b c");
        assert_eq!(decoded("=?utf-8?Q?F=C3=A4hre f=C3=A4hrt?="), "Fähre fährt");
        let raw = b"Subject: F\xe4hre\n\nx";
        assert!(joined(raw).starts_with("Subject: Fähre".as_bytes()));
    }

    proptest::proptest! {
        #[test]
        fn never_fails(text in "(=\\?|utf-8|\\?Q\\?|\\?B\\?|\\?=|=C3|[a-zA-Zé =?\n]){0,12}") {
            let _ = (decoded(&text), joined(text.as_bytes()));
        }

        #[test]
        fn a_text_parted_anywhere_is_read_whole(text in "[a-zäöü漢—]{1,12}", at in 0usize..40) {
            let bytes = text.as_bytes();
            let at = at.min(bytes.len());
            let word = |part: &[u8]| {
                let hex: String = part.iter().map(|byte| format!("={byte:02X}")).collect();
                format!("=?utf-8?q?{hex}?=")
            };
            let header = format!("{}\r\n {}", word(&bytes[..at]), word(&bytes[at..]));
            proptest::prop_assert_eq!(decoded(&header), text);
        }
    }
}
