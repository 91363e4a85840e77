//! What a configuration that is a script says in plain words: names that are given a text. The script is not run.

use super::super::front_matter::{Fields, Value};

/// `NAME = 'text'`, `NAME = ['a', 'b']` and `NAME = True` of a Python script, where a line begins with it.
pub(super) fn python(script: &str) -> Fields {
    let mut fields = Fields::default();
    let mut at = 0;
    for line in script.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let Some((name, _)) = line.split_once('=') else { continue };
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        if name.trim_end().is_empty() || !name.trim_end().chars().all(is_name) || name.starts_with([' ', '\t']) {
            continue;
        }
        let value = script.get(start + name.len() + 1..).unwrap_or_default().trim_start_matches([' ', '\t']);
        if let Some(value) = of_python(value) {
            fields.set(name.trim_end(), value);
        }
    }
    fields
}

fn of_python(value: &str) -> Option<Value> {
    if let Some(items) = value.strip_prefix(['[', '(']) {
        let mut list = Vec::new();
        let mut rest = items;
        loop {
            rest = rest.trim_start_matches(|letter: char| letter.is_whitespace() || letter == ',');
            if rest.starts_with([']', ')']) {
                return Some(Value::List(list));
            }
            let (text, after) = literal(rest)?;
            list.push(Value::Text(text));
            rest = after;
        }
    }
    if let Some((text, after)) = literal(value) {
        // What is put together of several parts is not what the first one says.
        let rest = after.lines().next().unwrap_or_default().trim();
        return (rest.is_empty() || rest.starts_with('#')).then_some(Value::Text(text));
    }
    let word = value.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_')).next()?;
    let rest = value.get(word.len()..)?.lines().next().unwrap_or_default().trim();
    let plain = matches!(word, "True" | "False" | "None") || word.bytes().all(|byte| byte.is_ascii_digit());
    (plain && !word.is_empty() && (rest.is_empty() || rest.starts_with('#'))).then(|| Value::Text(word.to_lowercase()))
}

/// The text in quotation marks at the start, and what is behind it.
fn literal(text: &str) -> Option<(String, &str)> {
    // What is filled in when the script runs is not known here.
    let text = text.strip_prefix(['r', 'u', 'R', 'U', 'b']).unwrap_or(text);
    let mark = text.chars().next().filter(|mark| matches!(mark, '"' | '\'' | '`'))?;
    let mut out = String::new();
    let mut letters = text.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => out.push(letters.next()?.1),
            letter if letter == mark => {
                let filled = mark == '`' && out.contains("${");
                return (!filled).then(|| (out, text.get(at + 1..).unwrap_or_default()));
            }
            '\n' if mark != '`' => return None,
            letter => out.push(letter),
        }
    }
    None
}

/// The text that a name is given in a JavaScript object, the first such: `name: "text"`.
pub(super) fn javascript(script: &str, name: &str) -> Option<String> {
    let is_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$' | '.');
    script.match_indices(name).find_map(|(at, _)| {
        let before = script.get(..at)?;
        let line = before.rsplit('\n').next().unwrap_or_default();
        if before.ends_with(is_name) || line.trim_start().starts_with("//") || line.trim_start().starts_with('*') {
            return None;
        }
        let rest = script.get(at + name.len()..)?.trim_start_matches(['"', '\'']).trim_start();
        let value = rest.strip_prefix(':')?.trim_start();
        literal(value).map(|(text, _)| text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_script_says_in_plain_words() {
        let fields = python(
            "AUTHOR = u'Ann'\nSITEURL = ''  # none\nARTICLE_URL = 'blog/{slug}/'\nARTICLE_SAVE_AS = ARTICLE_URL + 'x'\nX = 'a' + 'b'\n  INNER = 'no'\nPAGE_PATHS = ['pages',\n  'more']\nUSE = True\n",
        );
        assert_eq!(fields.text("author").as_deref(), Some("Ann"));
        assert_eq!(fields.text("article_url").as_deref(), Some("blog/{slug}/"));
        assert_eq!(fields.texts("page_paths"), ["pages", "more"]);
        assert!(fields.is("use", "true") && fields.get("x").is_none() && fields.get("inner").is_none());
        assert!(fields.get("article_save_as").is_none());
        let script = "// site: 'https://no.example'\nexport default { website: 'x', site: \"https://v.example\", base: `/b`, p: `${x}/y` }";
        assert_eq!(javascript(script, "site").as_deref(), Some("https://v.example"));
        assert_eq!(javascript(script, "base").as_deref(), Some("/b"));
        assert_eq!(javascript(script, "p"), None);
    }

    proptest::proptest! {
        #[test]
        fn never_fails(script in "([a-zé_=:'\"`\\\\\\[\\]( ,${}/]{0,16}\n){0,5}") {
            let _ = (python(&script), javascript(&script, "a"));
        }
    }
}
