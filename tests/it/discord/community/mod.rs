//! What follows from changes of the archive, over both transports.

mod answers;
mod corrections;
mod digest;
mod discussions;
mod feeds;
mod follows;
mod follows_end;
mod issues;
mod kept;
mod killed;
mod panel;
mod quote_only;
mod seeded;
mod sources;
mod valley;

use pullquote::commands::Table;
use pullquote::shell::discord::OpenArchive;

use crate::support::sample;

/// A list of one record, of Acme, whose status is filled in.
const LIST: &str = r#"
id = "pledge"
command = "pledge"
question = "Did it sign?"
title = "The pledge"
date = 2024-05-01
subject = "name"
[[status]]
name = "signed"
wording = "Yes. {subject} signed the pledge."
counts_as = "yes"
[[status]]
name = "refused"
wording = "No. {subject} refused."
counts_as = "no"
[[record]]
name = "Acme"
status = "STATUS"
article = "weir"
evidence = "Acme answered the council."
"#;

/// An archive of the sample corpus with these files.
pub(super) fn archive_of(files: &[(&str, Vec<u8>)]) -> OpenArchive {
    let all = files.iter().fold(sample::files(), |all, (path, bytes)| all.with(path, bytes.clone()));
    let engine = sample::over(&all);
    let table = Table::new(engine.words(), &engine.open_trackers()).expect("a table");
    OpenArchive::new(engine, table)
}
