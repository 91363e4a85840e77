//! Bytes to articles and trackers, with every mistake named by file, line and field.

mod article;
mod attribution;
mod decode;
mod error;
mod fields;
pub mod import;
mod items;
mod json_form;
mod jsonl;
mod markdown;
mod rules;
mod source;
mod toml_form;
mod tracker;

use std::collections::HashMap;

use crate::domain::{Article, Tracker};

pub use error::{LoadError, LoadNote, Problem, Remark};
pub use items::{Hash, Item, Items, LARGEST_ITEM, Parsed, items};
pub use rules::{Defaults, RESERVED_COMMANDS, Rules};
pub use source::{FOLDERS, FileKind, MemorySource, Source};

/// A corpus, read whole, with every mistake in it. What is wrong is left out of what is there.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The articles, in the order of their files.
    pub articles: Vec<Article>,
    /// The trackers, in the order of their files.
    pub trackers: Vec<Tracker>,
    /// What is wrong.
    pub errors: Vec<LoadError>,
    /// What was mended.
    pub notes: Vec<LoadNote>,
}

/// Reads and checks every article and tracker of a corpus.
pub fn load(source: &dyn Source, rules: &Rules<'_>) -> Loaded {
    let mut loaded = Loaded::default();
    let mut places: HashMap<String, String> = HashMap::new();
    for item in items(source, rules) {
        let item = match item {
            Ok(item) => item,
            Err(error) => {
                loaded.errors.push(error);
                continue;
            }
        };
        match item.parse(rules) {
            Ok(parsed) => {
                let id = parsed.article.meta.id.clone();
                if let Some(first) = places.get(&id) {
                    let problem = Problem::DuplicateId { id, first: first.clone() };
                    loaded.errors.push(LoadError {
                        file: item.file.to_string(),
                        line: Some(item.line),
                        field: Some("id".to_owned()),
                        problem,
                    });
                    continue;
                }
                places.insert(id, item.place());
                loaded.articles.push(parsed.article);
                loaded.notes.extend(parsed.notes);
            }
            Err(errors) => loaded.errors.extend(errors),
        }
    }
    tracker::load(source, rules, &mut loaded);
    loaded
}
