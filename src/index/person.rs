//! Who is quoted.

use std::collections::BTreeMap;

use jiff::civil::Date;

/// Somebody whose words the archive holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The name, as the extractor resolved it.
    pub name: String,
    /// Roles that the articles give, the most frequent first.
    pub roles: Vec<String>,
    /// Whether the name is a person's, as far as the articles tell; a body, a place or a fragment of a sentence may speak too.
    pub is_person: bool,
    /// Paragraphs with their words, in articles for everyone.
    pub paragraphs: usize,
    /// Paragraphs with their words, in articles for paying readers.
    pub paid_paragraphs: usize,
}

impl Person {
    /// The name with the role that the articles mostly give.
    pub fn label(&self) -> String {
        match self.roles.first() {
            Some(role) => format!("{}, {role}", self.name),
            None => self.name.clone(),
        }
    }
}

/// Somebody who is quoted, how often, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// The name, as the extractor resolved it.
    pub name: String,
    /// The roles that the articles give, each with the number of paragraphs.
    pub roles: BTreeMap<String, usize>,
    /// Paragraphs with their words.
    pub paragraphs: usize,
    /// The day of the first.
    pub first: Date,
    /// The day of the last.
    pub last: Date,
}

impl Quoted {
    /// Counts another one's words as theirs.
    pub fn join(&mut self, other: &Quoted) {
        self.paragraphs += other.paragraphs;
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        for (role, count) in &other.roles {
            *self.roles.entry(role.clone()).or_default() += count;
        }
    }
}
