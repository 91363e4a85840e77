//! Getting a newsletter's articles into the corpus: what is given, read and compared, then written.

mod address;
mod bring;
mod child;
mod command;
mod confine;
mod cpu_watchdog;
mod feeds;
mod fetch;
mod forgotten;
pub(super) mod grammar;
mod init;
mod inputs;
mod library;
mod losses;
mod mails;
mod poll;
mod records;
mod report;
mod revisions;
mod schedule;
mod side_by_side;
mod site;
mod sources;
mod store;
mod superseded;
mod unpublished;

pub(super) use child::{confinement, serve as read_documents};
pub(super) use command::run;
pub(super) use feeds::FeedStates;
pub(super) use init::run as init;
pub(super) use losses::LossRecords;
pub(super) use poll::follow_feeds;
pub(super) use revisions::{forget, log};
pub(super) use superseded::keep_edited;
pub(super) use unpublished::{Unpublished, keep};
