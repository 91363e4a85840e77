//! A message with files, as RFC 7578 and RFC 2046 have it.

use serde_json::Value;

/// A file to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// JSON and files as one multipart body: each file under the number that the JSON's `attachments` gives it.
pub(super) fn multipart(body: &Value, files: &[File]) -> anyhow::Result<(String, Vec<u8>)> {
    let json = serde_json::to_vec(body)?;
    let mut hasher = blake3::Hasher::new();
    hasher.update(&json);
    for file in files {
        hasher.update(&file.bytes);
    }
    // A hash over everything inside cannot stand inside; half of its digits keep within the length.
    let hash = hasher.finalize().to_hex();
    let boundary = format!("pullquote-{}", hash.get(..32).unwrap_or_default());
    let mut out = Vec::new();
    let mut part = |disposition: String, media_type: &str, bytes: &[u8]| {
        out.extend_from_slice(
            format!(
                "--{boundary}\r\nContent-Disposition: form-data; {disposition}\r\nContent-Type: {media_type}\r\n\r\n"
            )
            .as_bytes(),
        );
        out.extend_from_slice(bytes);
        out.extend_from_slice(b"\r\n");
    };
    part("name=\"payload_json\"".to_owned(), "application/json", &json);
    for (number, file) in files.iter().enumerate() {
        let name: String = file.name.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect();
        part(format!("name=\"files[{number}]\"; filename=\"{name}\""), file.media_type, &file.bytes);
    }
    out.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Ok((boundary, out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_boundary_is_of_seventy_characters_at_most_and_stands_in_no_part() {
        for bytes in [Vec::new(), b"--pullquote-".repeat(500)] {
            let file = File { name: "a b\"\r\n.csv".into(), media_type: "text/csv", bytes };
            let (boundary, body) = multipart(&serde_json::json!({"content": "x"}), &[file]).expect("a body");
            // RFC 2046, section 5.1.1.
            assert!((1..=70).contains(&boundary.len()), "{boundary}");
            let body = String::from_utf8(body).expect("text");
            assert_eq!(body.matches(&boundary).count(), 3);
            assert!(body.contains("name=\"files[0]\"; filename=\"ab.csv\"\r\n"), "{body}");
        }
    }
}
