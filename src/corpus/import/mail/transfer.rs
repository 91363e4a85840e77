//! How the bytes of a part were made fit to be sent, undone: as far as it goes, and the rest as it is.

use mail_parser::decoders::base64::base64_decode;

/// The bytes of a part that was sent under this `Content-Transfer-Encoding`.
pub(super) fn bytes(raw: &[u8], coding: &str) -> Vec<u8> {
    match coding.trim().trim_end_matches(';').to_ascii_lowercase().as_str() {
        "quoted-printable" => quoted_printable(raw),
        "base64" => base64(raw),
        _ => raw.to_vec(),
    }
}

/// Quoted-printable. What is no code of a byte is a plain one.
pub(super) fn quoted_printable(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        let text = line.strip_suffix(b"\n").map_or(line, |text| text.strip_suffix(b"\r").unwrap_or(text));
        let end = line.get(text.len()..).unwrap_or_default();
        // Space at a line's end was added on the way.
        let text = if end.is_empty() { text } else { text.trim_ascii_end() };
        let (text, goes_on) = match text.strip_suffix(b"=") {
            Some(text) => (text, !end.is_empty()),
            None => (text, false),
        };
        let mut rest = text;
        while let Some((byte, after)) = rest.split_first() {
            let code = if *byte == b'=' { after.get(..2).and_then(hex) } else { None };
            out.push(code.unwrap_or(*byte));
            rest = if code.is_some() { after.get(2..).unwrap_or_default() } else { after };
        }
        if !goes_on {
            out.extend_from_slice(end);
        }
    }
    out
}

fn hex(pair: &[u8]) -> Option<u8> {
    let pair = std::str::from_utf8(pair).ok()?;
    u8::from_str_radix(pair, 16).ok().filter(|_| pair.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Base64. Some lists add lines of their own under it, which are plain text.
fn base64(raw: &[u8]) -> Vec<u8> {
    let is_coded = |line: &[u8]| {
        let of_code = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_');
        line.trim_ascii().iter().all(of_code)
    };
    let lines = raw.split_inclusive(|byte| *byte == b'\n');
    let coded: usize = lines.take_while(|line| is_coded(line)).map(<[u8]>::len).sum();
    let (code, rest) = raw.split_at_checked(coded).unwrap_or((raw, b""));
    let plain: Vec<u8> = code.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    match base64_decode(&plain) {
        Some(mut bytes) => {
            if !rest.is_empty() {
                bytes.push(b'\n');
                bytes.extend_from_slice(rest);
            }
            bytes
        }
        None => raw.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, coding: &str) -> String {
        String::from_utf8_lossy(&bytes(raw.as_bytes(), coding)).into_owned()
    }

    #[test]
    fn what_is_broken_on_the_way_stays_text() {
        assert_eq!(check("F=C3=A4h=\r\nre  \r\nfin", "Quoted-Printable"), "Fähre\r\nfin");
        assert_eq!(check("1 + 1 = 2, a=b, 100=", "quoted-printable"), "1 + 1 = 2, a=b, 100");
        assert_eq!(check("RsOkaHJl\r\n", "base64"), "Fähre");
        assert_eq!(check("RsOkaHJl\n\nA list of ours\n", "base64 "), "Fähre\nA list of ours\n");
        assert_eq!(check("as it is", "8bit"), "as it is");
    }

    proptest::proptest! {
        #[test]
        fn never_fails(raw in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..80)) {
            let _ = (bytes(&raw, "base64"), bytes(&raw, "quoted-printable"));
        }
    }
}
