//! The bytes that the index stores: numbers of variable length and strings with their length before them.
//!
//! A reader never trusts what it reads: a length beyond the end is a [`Malformed`], never an allocation.

/// The bytes are not what this version writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("stored bytes are malformed")]
pub struct Malformed;

/// Appends values to a buffer.
#[derive(Debug, Default)]
pub(super) struct Encoder {
    bytes: Vec<u8>,
}

impl Encoder {
    /// With room for so many bytes.
    pub(super) fn with_room(bytes: usize) -> Self {
        Encoder { bytes: Vec::with_capacity(bytes) }
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    pub(super) fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    /// LEB128: seven bits a byte, lowest first.
    pub(super) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    pub(super) fn size(&mut self, size: usize) {
        self.number(size as u64);
    }

    /// Bytes whose number the reader knows.
    pub(super) fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    pub(super) fn text(&mut self, text: &str) {
        self.size(text.len());
        self.bytes.extend_from_slice(text.as_bytes());
    }
}

/// Takes values off the front of a slice.
#[derive(Debug, Clone, Copy)]
pub(super) struct Decoder<'a> {
    rest: &'a [u8],
}

impl<'a> Decoder<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Decoder { rest: bytes }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn byte(&mut self) -> Result<u8, Malformed> {
        let (first, rest) = self.rest.split_first().ok_or(Malformed)?;
        self.rest = rest;
        Ok(*first)
    }

    pub(super) fn number(&mut self) -> Result<u64, Malformed> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(Malformed)
    }

    pub(super) fn size(&mut self) -> Result<usize, Malformed> {
        usize::try_from(self.number()?).map_err(|_| Malformed)
    }

    /// How many items follow, each of at least one byte: so never more than there are bytes.
    pub(super) fn count(&mut self) -> Result<usize, Malformed> {
        let count = self.size()?;
        if count > self.rest.len() { Err(Malformed) } else { Ok(count) }
    }

    pub(super) fn bytes(&mut self) -> Result<&'a [u8], Malformed> {
        let size = self.size()?;
        self.bytes_of(size)
    }

    /// So many bytes as the reader has been told.
    pub(super) fn bytes_of(&mut self, size: usize) -> Result<&'a [u8], Malformed> {
        let (bytes, rest) = self.rest.split_at_checked(size).ok_or(Malformed)?;
        self.rest = rest;
        Ok(bytes)
    }

    /// So many bytes as the caller wants.
    pub(super) fn raw<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let (bytes, rest) = self.rest.split_first_chunk().ok_or(Malformed)?;
        self.rest = rest;
        Ok(*bytes)
    }

    pub(super) fn text(&mut self) -> Result<&'a str, Malformed> {
        std::str::from_utf8(self.bytes()?).map_err(|_| Malformed)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(number: u64, text: String) {
            let mut encoder = Encoder::default();
            encoder.number(number);
            encoder.text(&text);
            let bytes = encoder.into_bytes();
            let mut decoder = Decoder::new(&bytes);
            prop_assert_eq!(decoder.number(), Ok(number));
            prop_assert_eq!(decoder.text(), Ok(text.as_str()));
            prop_assert!(decoder.text().is_err());
        }

        #[test]
        fn any_bytes_are_met_with_an_answer(bytes: Vec<u8>) {
            let mut decoder = Decoder::new(&bytes);
            while decoder.text().is_ok() && decoder.number().is_ok() {}
        }
    }
}
