//! What a chat puts between words: mentions of accounts and channels, pictures and smileys.

/// A text without mentions of accounts and channels, pictures and smileys.
pub(super) fn without_pictures(source: &str) -> String {
    const SMILEYS: &[&str] = &[
        ":)",
        ":-)",
        ";)",
        ";-)",
        ":(",
        ":-(",
        ":D",
        ":-D",
        ":d",
        ":P",
        ":-P",
        ":p",
        ":/",
        ":-/",
        "xD",
        "XD",
        "xd",
        "<3",
        ":o",
        ":O",
        "^^",
        ":'(",
        "=)",
        ":]",
        "^_^",
        ":|",
        "¯\\_(ツ)_/¯",
        "@everyone",
        "@here",
    ];
    let mut plain = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let mention = if first == '<' { mention(rest) } else { None };
        if let Some(length) = mention {
            plain.push(' ');
            rest = rest.get(length..).unwrap_or_default();
            continue;
        }
        let parted = plain.is_empty()
            || plain.ends_with(|before: char| {
                before.is_whitespace() || is_picture(before) || matches!(before, '?' | '!' | '.' | ',')
            });
        let smiley = SMILEYS.iter().filter(|_| parted).find(|smiley| {
            rest.strip_prefix(**smiley).is_some_and(|behind| !behind.starts_with(char::is_alphanumeric))
        });
        let short = if first == ':' && parted { shortcode(rest) } else { None };
        if let Some(length) = smiley.map(|smiley| smiley.len()).or(short) {
            plain.push(' ');
            rest = rest.get(length..).unwrap_or_default();
            continue;
        }
        plain.push(if is_picture(first) { ' ' } else { first });
        rest = rest.get(first.len_utf8()..).unwrap_or_default();
    }
    plain.trim().to_owned()
}

/// The bytes of "<@123>", "<#1>", "<:name:123>" or "<t:1700000000>", as Discord writes them.
fn mention(rest: &str) -> Option<usize> {
    const LONGEST: usize = 64;
    let end = rest.bytes().take(LONGEST).position(|byte| byte == b'>')?;
    let inside = rest.get(1..end)?;
    let is = inside.starts_with(['@', '#', ':', '/'])
        || inside.starts_with("a:")
        || inside.starts_with("t:")
        || inside.starts_with("id:");
    (is && inside.bytes().any(|byte| byte.is_ascii_digit()) && !inside.contains('<')).then_some(end + 1)
}

/// The bytes of ":thinking:".
fn shortcode(rest: &str) -> Option<usize> {
    let inside = rest.get(1..)?;
    let end = inside.bytes().position(|byte| !(byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_'))?;
    (end > 1 && inside.get(end..)?.starts_with(':')).then_some(end + 2)
}

fn is_picture(character: char) -> bool {
    matches!(character, '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{E0020}'..='\u{E007F}')
}
