//! The commands of the desk: they exist in Discord alone, where the shell answers them from what it keeps. What they
//! say here is what holds without a desk.

use std::sync::Arc;

use super::command::{Action, DIGEST, PRIVACY, PULLQUOTE, REPORT, SETUP, SOURCES, STATUS};
use super::{Command, Context, Front, Module};
use crate::reply::{Reply, Verdict};

pub(super) const PULLQUOTE_MODULE: Module = Module {
    name: PULLQUOTE,
    about: "command.pullquote",
    options: &[],
    examples: None,
    fronts: &[Front::Discord],
    actions: &[
        Action { name: SETUP, about: "command.pullquote_setup", options: &[] },
        Action { name: STATUS, about: "command.pullquote_status", options: &[] },
        Action { name: REPORT, about: "command.pullquote_report", options: &[] },
    ],
    decode: |_| Ok(Arc::new(WithoutDesk(PULLQUOTE))),
};

pub(super) const PRIVACY_MODULE: Module = Module {
    name: PRIVACY,
    about: "command.privacy",
    options: &[],
    examples: None,
    fronts: &[Front::Discord],
    actions: &[],
    decode: |_| Ok(Arc::new(WithoutDesk(PRIVACY))),
};

pub(super) const DIGEST_MODULE: Module = Module {
    name: DIGEST,
    about: "command.digest",
    options: &[],
    examples: None,
    fronts: &[Front::Discord],
    actions: &[],
    decode: |_| Ok(Arc::new(WithoutDesk(DIGEST))),
};

pub(super) const SOURCES_MODULE: Module = Module {
    name: SOURCES,
    about: "command.sources",
    options: &[],
    examples: None,
    fronts: &[Front::Discord],
    actions: &[],
    decode: |_| Ok(Arc::new(WithoutDesk(SOURCES))),
};

/// A command of the desk where there is none.
#[derive(Debug)]
pub(super) struct WithoutDesk(pub(super) &'static str);

impl Command for WithoutDesk {
    fn answer(&self, context: &Context<'_>) -> Reply {
        Reply::new(self.0, Verdict::NotFound, context.engine.words().say("desk.off", &[]))
    }
}
