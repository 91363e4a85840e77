//! One spelling for the many ways in which a name is written.

use crate::text;

/// A name in the form that the gazetteer knows it by: folded, without stops and apostrophes, hyphens and strokes as
/// spaces, "Saint", "Fort" and "Mount" as "st", "ft" and "mt", spaced initials joined ("N. Y. C." → "nyc").
pub fn normalize(text: &str) -> String {
    let folded = text::fold(text);
    let mut normal = String::with_capacity(folded.len());
    let mut initials = false;
    let mut word = String::new();
    let mut flush = |word: &mut String, normal: &mut String| {
        if word.is_empty() {
            return;
        }
        let short = match word.as_str() {
            "saint" => "st",
            "sainte" => "ste",
            "fort" => "ft",
            "mount" => "mt",
            other => other,
        };
        let initial = short.len() == 1 && short.bytes().all(|byte| byte.is_ascii_lowercase());
        if !(normal.is_empty() || initial && initials) {
            normal.push(' ');
        }
        normal.push_str(short);
        initials = initial;
        word.clear();
    };
    for character in folded.chars() {
        match character {
            // Left out inside a word: "St.", "D'Iberville", "Hawaiʻi", "N.Y.".
            '.' | '\'' | '`' | '\u{02BB}' | '\u{00B4}' => {}
            '&' => {
                flush(&mut word, &mut normal);
                word.push_str("and");
                flush(&mut word, &mut normal);
            }
            letter if letter.is_alphanumeric() => match plain(letter) {
                Some(plain) => word.push_str(plain),
                None => word.push(letter),
            },
            _ => flush(&mut word, &mut normal),
        }
    }
    flush(&mut word, &mut normal);
    normal
}

/// Letters that decomposition leaves as they are.
fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'ı' => "i",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(texts: &[&str]) -> String {
        texts.iter().map(|text| normalize(text)).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn spellings_of_one_name_meet() {
        insta::assert_snapshot!(check(&["St. Paul", "saint  paul", "Saint-Paul", "ST PAUL"]), @"st paul | st paul | st paul | st paul");
        insta::assert_snapshot!(check(&["N.Y.C.", "N. Y. C.", "nyc", "Nyc"]), @"nyc | nyc | nyc | nyc");
        insta::assert_snapshot!(check(&["San José", "Coeur d’Alene", "Ft. Worth", "Cañon City", "Winston–Salem"]), @"san jose | coeur dalene | ft worth | canon city | winston salem");
    }
}
