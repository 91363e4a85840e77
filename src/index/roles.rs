//! What the articles call those whose words they have, and when.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::archive::Archive;
use super::document::{DIVIDER, audience_mark, date_of};
use super::postings::{each_term, log_err};
use crate::domain::Audience;

/// A name with one of the roles that the articles give it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called {
    /// The name, as the extractor resolved it.
    pub name: String,
    /// The role; empty where an article gives none.
    pub role: String,
    /// The day of each paragraph with words of theirs, in order.
    pub days: Vec<Date>,
}

impl Archive {
    /// Everybody whose words the archive holds, with each of their roles, by name and role: where everyone may read, and
    /// in articles for paying readers too where `paid`.
    pub fn called(&self, paid: bool) -> Vec<Called> {
        let mut called: BTreeMap<(String, String), Vec<Date>> = BTreeMap::new();
        for (reader, without) in self.0.named_segments() {
            let Some(days) = log_err(reader.fast_fields().i64("day")) else { continue };
            log_err(each_term((reader, without), self.0.fields.speaker, "", &mut |term, docs| {
                let mut parts = term.splitn(3, DIVIDER);
                if let (Some(audience), Some(name), Some(role)) = (parts.next(), parts.next(), parts.next())
                    && (paid || !audience.starts_with(audience_mark(Audience::Paid)))
                    && !docs.is_empty()
                {
                    let days = docs.iter().filter_map(|doc| days.first(*doc)).filter_map(date_of);
                    called.entry((name.to_owned(), role.to_owned())).or_default().extend(days);
                }
                true
            }));
        }
        let sorted = called.into_iter().map(|((name, role), mut days)| {
            days.sort_unstable();
            Called { name, role, days }
        });
        sorted.collect()
    }
}
