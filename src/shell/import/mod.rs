//! Getting a newsletter's articles into the corpus: what is given, read and compared, then written.

mod address;
mod child;
mod command;
mod feeds;
mod fetch;
mod init;
mod inputs;
mod report;
mod revisions;
mod sources;
mod store;

pub(super) use child::{SUBCOMMAND as READ_DOCUMENT, serve as read_documents};
pub(super) use command::{grammar, run};
pub(super) use init::{grammar as init_grammar, run as init};
pub(super) use revisions::{forget, grammar_of_forget, grammar_of_log, log};
