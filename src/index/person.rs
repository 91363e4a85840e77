//! Somebody whose words the archive holds.

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
