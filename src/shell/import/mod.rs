//! Getting a newsletter's articles into the corpus: what is given, read and compared, then written.

mod address;
mod bring;
mod child;
mod command;
mod confine;
mod feeds;
mod fetch;
mod forgotten;
mod init;
mod inputs;
mod library;
mod losses;
mod mails;
mod overtime;
mod poll;
mod records;
mod report;
mod revisions;
mod schedule;
mod side_by_side;
mod site;
mod sources;
mod store;
mod unpublished;

pub(super) use child::{SUBCOMMAND as READ_DOCUMENT, confinement, serve as read_documents};
pub(super) use command::{grammar, run};
pub(super) use feeds::Known as KnownFeeds;
pub(super) use init::{grammar as init_grammar, run as init};
pub(super) use losses::Known as KnownLosses;
pub(super) use poll::follow_feeds;
pub(super) use revisions::{forget, grammar_of_forget, grammar_of_log, keep_edited, log};
pub(super) use unpublished::{Unpublished, grammar_of_keep, keep};
