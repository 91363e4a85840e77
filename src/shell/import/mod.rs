//! Getting a newsletter's articles into the corpus: what is given, read and compared, then written.

mod command;
mod init;
mod inputs;
mod revisions;
mod store;

pub(super) use command::{grammar, run};
pub(super) use init::{grammar as init_grammar, run as init};
pub(super) use revisions::{forget, grammar_of_forget, grammar_of_log, log};
