//! Documents that come compressed: a server may send them so unasked (RFC 9110, section 12.5.3), and files are kept so.

use std::borrow::Cow;
use std::io::Read;

use serde::{Deserialize, Serialize};

use super::limits::LARGEST_DECODED;
use super::refused::Refused;

/// How a document was compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Coding {
    /// RFC 1952.
    Gzip,
    /// RFC 1950, or RFC 1951, which some servers call the same.
    Deflate,
    /// RFC 7932.
    Brotli,
    /// RFC 8878.
    Zstd,
}

/// How often a document may have been compressed, one time over the other.
const MOST_TIMES: usize = 3;

impl Coding {
    /// The codings that a `Content-Encoding` names, in the order in which they were applied. An error is the name of one
    /// that is not known.
    pub fn all(header: &str) -> Result<Vec<Coding>, String> {
        let named = header.split(',').map(|name| name.trim().to_ascii_lowercase());
        let named = named.filter(|name| !name.is_empty() && name != "identity");
        let codings = named.map(|name| match name.as_str() {
            "gzip" | "x-gzip" => Ok(Coding::Gzip),
            "deflate" => Ok(Coding::Deflate),
            "br" => Ok(Coding::Brotli),
            "zstd" => Ok(Coding::Zstd),
            _ => Err(name),
        });
        codings.collect()
    }

    /// The coding that the bytes open with the mark of.
    fn of(bytes: &[u8]) -> Option<Coding> {
        match bytes {
            [0x1f, 0x8b, 8, ..] => Some(Coding::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Coding::Zstd),
            _ => None,
        }
    }

    fn undone(self, bytes: &[u8]) -> Result<Vec<u8>, Refused> {
        match self {
            Coding::Gzip => all_of(flate2::read::MultiGzDecoder::new(bytes)),
            Coding::Deflate => match all_of(flate2::read::ZlibDecoder::new(bytes)) {
                Err(Refused::Malformed { .. }) => all_of(flate2::read::DeflateDecoder::new(bytes)),
                read => read,
            },
            Coding::Brotli => all_of(brotli_decompressor::Decompressor::new(bytes, 4096)),
            Coding::Zstd => {
                let decoder = ruzstd::decoding::StreamingDecoder::new(bytes);
                all_of(decoder.map_err(|error| Refused::malformed("a compressed document", error))?)
            }
        }
    }
}

/// The document itself. `codings` are what its server names; what bears the mark of one is undone without being named.
pub(super) fn unpacked<'a>(bytes: &'a [u8], codings: &[Coding]) -> Result<Cow<'a, [u8]>, Refused> {
    if codings.len() > MOST_TIMES {
        return Err(Refused::malformed("a compressed document", "compressed too many times over"));
    }
    let mut document = Cow::Borrowed(bytes);
    for coding in codings.iter().rev() {
        // A server between may have undone it and left the name of it there.
        let is_marked = matches!(coding, Coding::Gzip | Coding::Zstd);
        if is_marked && Coding::of(&document) != Some(*coding) {
            continue;
        }
        document = Cow::Owned(coding.undone(&document)?);
    }
    for _ in codings.len()..MOST_TIMES {
        match Coding::of(&document) {
            Some(coding) => document = Cow::Owned(coding.undone(&document)?),
            None => break,
        }
    }
    Ok(document)
}

/// A file's name without the ending of what it is compressed by.
pub(super) fn bare_name(name: &str) -> &str {
    [".gz", ".zst"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name)
}

fn all_of(decoder: impl Read) -> Result<Vec<u8>, Refused> {
    let mut bytes = Vec::new();
    let read = decoder.take(LARGEST_DECODED + 1).read_to_end(&mut bytes);
    read.map_err(|error| Refused::malformed("a compressed document", error))?;
    if bytes.len() as u64 > LARGEST_DECODED { Err(Refused::TooLargeDecoded(LARGEST_DECODED)) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).expect("written");
        encoder.finish().expect("packed")
    }

    fn zlib(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).expect("written");
        encoder.finish().expect("packed")
    }

    fn check(bytes: &[u8], header: &str) -> String {
        match unpacked(bytes, &Coding::all(header).expect("known")) {
            Ok(document) => String::from_utf8_lossy(&document).into_owned(),
            Err(why) => why.to_string(),
        }
    }

    #[test]
    fn what_a_server_packs_unasked_is_read() {
        let text = b"The ferry runs.";
        let zstd = ruzstd::encoding::compress_to_vec(text.as_slice(), ruzstd::encoding::CompressionLevel::Uncompressed);
        // "The ferry runs." as a brotli stream of one uncompressed block.
        let brotli = [&[0x0b, 0x07, 0x80][..], text, &[0x03]].concat();
        for (bytes, header) in [
            (text.to_vec(), ""),
            (text.to_vec(), "identity"),
            (text.to_vec(), "gzip"),
            (gzip(text), "gzip"),
            (gzip(text), "X-GZIP"),
            (gzip(text), ""),
            (gzip(&gzip(text)), "gzip, gzip"),
            (gzip(&gzip(text)), "gzip"),
            ([gzip(b"The ferry "), gzip(b"runs.")].concat(), "gzip"),
            (zlib(text), "deflate"),
            (zlib(text)[2..].to_vec(), "deflate"),
            (zstd.clone(), "zstd"),
            (zstd, ""),
            (brotli, "br"),
        ] {
            assert_eq!(check(&bytes, header), "The ferry runs.", "{header}");
        }
        assert_eq!(Coding::all("compress"), Err("compress".to_owned()));
    }

    #[test]
    fn what_grows_without_end_is_refused() {
        assert!(check(&gzip(&vec![b' '; 30 << 20]), "gzip").contains("larger than"));
        let twice = gzip(&gzip(&vec![b' '; 30 << 20]));
        assert!(check(&twice, "").contains("larger than"));
        assert!(check(&gzip(b"The ferry runs.")[..20], "gzip").contains("not readable"));
        assert!(check(b"x", "gzip, gzip, gzip, gzip").contains("too many times"));
    }

    proptest::proptest! {
        #[test]
        fn never_fails(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..60), which in 0usize..4) {
            let coding = [Coding::Gzip, Coding::Deflate, Coding::Brotli, Coding::Zstd][which];
            let _ = unpacked(&bytes, &[coding]);
        }
    }
}
