//! A file of settings, and what is said of a wrong one.

use std::fs;
use std::io;
use std::path::Path;

use serde::de::DeserializeOwned;

/// Why the settings were refused: file, line, field.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file is there and cannot be read.
    #[error("{file}: cannot be read: {error}")]
    Unreadable {
        /// The file.
        file: String,
        /// What the system says.
        error: io::Error,
    },
    /// It is no TOML, or a field is wrong.
    #[error("{file}:{line}: {problem}")]
    Malformed {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong, naming the field.
        problem: String,
    },
}

/// Reads a file; the defaults where there is none.
pub(super) fn read_toml<T: Default + DeserializeOwned>(path: &Path) -> Result<T, SettingsError> {
    text(path)?.map_or_else(|| Ok(T::default()), |toml| parse(&path.display().to_string(), &toml))
}

/// The text of a file that may not be there.
pub(super) fn text(path: &Path) -> Result<Option<String>, SettingsError> {
    match fs::read_to_string(path) {
        Ok(toml) => Ok(Some(toml)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(SettingsError::Unreadable { file: path.display().to_string(), error }),
    }
}

pub(super) fn parse<T: DeserializeOwned>(file: &str, toml: &str) -> Result<T, SettingsError> {
    toml::from_str(toml).map_err(|error| malformed(file, toml, &error))
}

/// What is said of an error: the line, and the field.
pub(super) fn malformed(file: &str, toml: &str, error: &toml::de::Error) -> SettingsError {
    let start = error.span().map_or(0, |span| span.start);
    let before = toml.get(..start).unwrap_or_default();
    let field = toml.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let key = before.rsplit('\n').next().and_then(|line| line.split_once('=')).map(|(key, _)| key.trim());
    // The span of a wrong value starts behind its key; that of an unknown key at the key, which the message has.
    // A value may be a password: of such a line only the key is said.
    let shown = field.split('=').next().unwrap_or_default();
    let problem = match key {
        Some(key) => format!("{key}: {}", error.message()),
        None => format!("{} ({})", error.message(), shown.trim()),
    };
    let line = before.matches('\n').count() + 1;
    SettingsError::Malformed { file: file.to_owned(), line, problem: problem.replace('\n', " ") }
}
