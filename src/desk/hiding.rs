//! What a server hides, as every answer there asks it.

use std::collections::HashMap;

use super::Key;

/// What a question's hash is for.
const PURPOSE: &str = "question";

/// What a server hides, as every answer there asks it.
#[derive(Debug, Clone)]
pub struct Hiding {
    pub(super) key: Key,
    pub(super) server: String,
    /// Excerpts as buttons name them, by the question's hash.
    pub(super) excerpts: HashMap<String, Vec<String>>,
}

impl Hiding {
    /// What is hidden for a question, which is normalised.
    pub fn of(&self, question: &str) -> &[String] {
        let hash = hash(&self.key, &self.server, question);
        self.excerpts.get(&hash).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The hash of a question of a server.
pub(super) fn hash(key: &Key, server: &str, question: &str) -> String {
    key.hash(PURPOSE, &[server, question])
}
