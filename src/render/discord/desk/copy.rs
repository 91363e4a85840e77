//! Text to be copied letter for letter.

use super::super::{Attachment, Message, escape};

/// What fits into a message with a sentence above it, in UTF-16 units.
const FITS: usize = 1_500;

/// A private message with a sentence and a text to copy: in a block of code, or where that could not hold
/// it as it is, as a file.
pub fn copied(sentence: &str, text: &str, kind: &'static str, name: &str) -> Message {
    let fits = escape::is_inert(text) && text.encode_utf16().count() <= FITS;
    if fits {
        return Message::note(&format!("{sentence}\n```{kind}\n{}\n```", text.trim_matches('\n')));
    }
    let (bytes, description) = (text.as_bytes().to_vec(), sentence.to_owned());
    let file = Attachment { name: name.to_owned(), media_type: "text/plain; charset=utf-8", bytes, description };
    Message { files: vec![file], ..Message::note(sentence) }
}
