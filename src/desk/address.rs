//! The names of a PostgreSQL database and of a schema in it.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use url::Url;

/// What a URL of a PostgreSQL database begins with.
const SCHEMES: [&str; 2] = ["postgres", "postgresql"];
/// PostgreSQL cuts longer names.
const LONGEST: usize = 63;

/// The URL of a PostgreSQL database. It may hold a password, so it is shown without one.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct DeskUrl(Url);

impl DeskUrl {
    /// All of it: for nobody but the database's driver.
    pub(super) fn whole(&self) -> &Url {
        &self.0
    }
}

impl fmt::Display for DeskUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What stands behind the question mark may be a password, too.
        let host = self.0.host_str().unwrap_or_default();
        let port = self.0.port().map(|port| format!(":{port}")).unwrap_or_default();
        write!(f, "{}://{host}{port}{}", self.0.scheme(), self.0.path())
    }
}

impl fmt::Debug for DeskUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for DeskUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<DeskUrl, &'static str> {
        const WANTED: &str = "not the address of a PostgreSQL database, such as \"postgres://user@host/database\"";
        let url: Url = text.trim().parse().map_err(|_| WANTED)?;
        let names_one = SCHEMES.contains(&url.scheme()) && !url.path().trim_start_matches('/').is_empty();
        names_one.then_some(DeskUrl(url)).ok_or(WANTED)
    }
}

impl TryFrom<String> for DeskUrl {
    type Error = &'static str;

    fn try_from(text: String) -> Result<DeskUrl, &'static str> {
        text.parse()
    }
}

/// The name of a schema: it can be written into a statement as it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Schema(String);

impl Default for Schema {
    fn default() -> Schema {
        Schema("pullquote".to_owned())
    }
}

impl Schema {
    /// The name in quotation marks.
    pub(super) fn quoted(&self) -> String {
        format!("\"{}\"", self.0)
    }

    /// The name.
    pub(super) fn name(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Schema {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Schema, &'static str> {
        let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-');
        let begins = name.bytes().next().is_some_and(|first| first.is_ascii_lowercase());
        // PostgreSQL keeps names with this opening for itself.
        let own = name.starts_with("pg_") || name == "public" || name == "information_schema";
        if begins && !own && name.len() <= LONGEST && name.bytes().all(known) {
            Ok(Schema(name.to_owned()))
        } else {
            Err("not the name of a schema: at most 63 small letters, digits, _ and -, a letter first")
        }
    }
}

impl TryFrom<String> for Schema {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Schema, &'static str> {
        name.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_shown() {
        let shown = |text: &str| match text.parse::<DeskUrl>() {
            Ok(url) => format!("{url} {url:?}"),
            Err(error) => error.to_owned(),
        };
        insta::assert_snapshot!(shown("postgres://me:secret@db.example:5433/desk?password=secret"), @"postgres://db.example:5433/desk postgres://db.example:5433/desk");
        insta::assert_snapshot!(shown("mysql://me:secret@db.example/desk"), @r#"not the address of a PostgreSQL database, such as "postgres://user@host/database""#);
        assert!(shown("postgres://db.example").starts_with("not the address"));
        assert!(shown("secret").starts_with("not the address"));
    }

    #[test]
    fn a_schema_needs_no_escaping() {
        let taken = |name: &str| name.parse::<Schema>().is_ok();
        assert!(["pullquote", "news_1", "the-valley"].into_iter().all(taken));
        for name in ["", "1st", "Valley", "a\"b", "a b", "pg_x", "public", "é", &"a".repeat(64)] {
            assert!(!taken(name), "{name}");
        }
    }
}
