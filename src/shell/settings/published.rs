//! The settings that came with a published archive: a later version of the program may have written them.

use std::path::Path;

use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue};

use super::file::{SettingsError, malformed, text};

/// What stands before the name of a key that nobody knows.
const UNKNOWN: &str = "unknown field";
/// So many of them are passed over: each is looked for anew.
const MOST: usize = 64;

/// Reads them; what this version does not know is told, and passed over.
pub(super) fn read<T: Default + DeserializeOwned>(path: &Path) -> Result<T, SettingsError> {
    let Some(toml) = text(path)? else { return Ok(T::default()) };
    let (settings, passed_over) = parse(&path.display().to_string(), &toml)?;
    for error in passed_over {
        tell!("pullquote: passed over: {error}");
    }
    Ok(settings)
}

fn parse<T: DeserializeOwned>(file: &str, toml: &str) -> Result<(T, Vec<SettingsError>), SettingsError> {
    let mut unknown: Vec<(usize, SettingsError)> = Vec::new();
    loop {
        let mut table = DeTable::parse(toml).map_err(|error| malformed(file, toml, &error))?;
        for (at, _) in &unknown {
            take_out(table.get_mut(), *at);
        }
        let error = match T::deserialize(toml::Deserializer::from(table)) {
            Ok(settings) => return Ok((settings, unknown.into_iter().map(|(_, error)| error).collect())),
            Err(error) => error,
        };
        let at = error.span().map(|span| span.start).filter(|_| error.message().starts_with(UNKNOWN));
        let error = malformed(file, toml, &error);
        match at {
            // One that is met again was not found: it is said, and no more tried.
            Some(at) if unknown.len() < MOST && !unknown.iter().any(|(known, _)| *known == at) => {
                unknown.push((at, error));
            }
            _ => return Err(error),
        }
    }
}

/// Takes the key out that stands there; whether it was found.
fn take_out(table: &mut DeTable<'_>, at: usize) -> bool {
    let found = table.keys().find(|key| key.span().start == at).cloned();
    if let Some(key) = found {
        return table.remove(&key).is_some();
    }
    let inside = |value: &mut DeValue<'_>| match value {
        DeValue::Table(table) => take_out(table, at),
        DeValue::Array(array) => array.iter_mut().any(|one| match one.get_mut() {
            DeValue::Table(table) => take_out(table, at),
            _ => false,
        }),
        _ => false,
    };
    table.iter_mut().any(|(_, value)| inside(value.get_mut()))
}

#[cfg(test)]
mod tests {
    use super::super::Settings;
    use super::*;

    fn check(toml: &str) -> String {
        match parse::<Settings>("pullquote.toml", toml) {
            Ok((settings, passed_over)) => {
                let told: Vec<String> = passed_over.iter().map(ToString::to_string).collect();
                let short = |told: &String| told.split(", expected").next().unwrap_or_default().to_owned();
                let told: Vec<String> = told.iter().map(short).collect();
                format!("{:?} {} {told:?}", settings.language, settings.feeds.len())
            }
            Err(error) => format!("refused: {error}"),
        }
    }

    #[test]
    fn what_a_later_version_sets_is_passed_over() {
        insta::assert_snapshot!(check("language = \"es\"\n"), @r#"Some("es") 0 []"#);
        insta::assert_snapshot!(check("[weather]\nof = [\"here\"]\n[discord]\nloud = true\n[[feed]]\nurl = \"x\"\nnew = { a = 1 }\n"), @r#"None 1 ["pullquote.toml:1: unknown field `weather`", "pullquote.toml:4: unknown field `loud`", "pullquote.toml:7: unknown field `new`"]"#);
        insta::assert_snapshot!(check("language = \"es\"\nshape.round = 1\nshape.flat = 2\n"), @r#"Some("es") 0 ["pullquote.toml:2: unknown field `shape`"]"#);
        insta::assert_snapshot!(check("new = 1\nlanguage = 7\n"), @"refused: pullquote.toml:2: language: invalid type: integer `7`, expected a string");
        insta::assert_snapshot!(check("language = \n"), @"refused: pullquote.toml:1: language: string values must be quoted, expected literal string");
    }
}
