//! Keyed hashes: by them the desk knows a person or a question again, and nobody else does.

/// A secret of this desk.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

/// Hexadecimal digits of a hash: 96 bits, so that two never meet by chance.
const DIGITS: usize = 24;

impl Key {
    /// The key of these bytes.
    pub fn new(bytes: [u8; 32]) -> Key {
        Key(bytes)
    }

    /// The hash of what `purpose` names; the same words hash otherwise for another purpose.
    pub fn hash(&self, purpose: &str, words: &[&str]) -> String {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        for word in std::iter::once(&purpose).chain(words) {
            // Each with its length before it, so that no two lists of words read the same.
            hasher.update(&(word.len() as u64).to_le_bytes());
            hasher.update(word.as_bytes());
        }
        hasher.finalize().to_hex().chars().take(DIGITS).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_hangs_on_key_purpose_and_words() {
        let key = Key::new([1; 32]);
        let own = key.hash("voter", &["7", "x"]);
        assert_eq!(own, key.hash("voter", &["7", "x"]));
        for other in
            [key.hash("voter", &["7x"]), key.hash("asker", &["7", "x"]), Key::new([2; 32]).hash("voter", &["7", "x"])]
        {
            assert_ne!(own, other);
        }
    }
}
