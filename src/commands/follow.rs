//! `follow place|person|tracker|phrase|list`: exists in Discord alone, where the shell keeps what a reader follows.

use std::sync::Arc;

use super::command::{Action, FOLLOW, LIST};
use super::desk::WithoutDesk;
use super::options::{Completer, Declared, NAME, text};
use super::{Front, Module};
use crate::engine::follow::{Kind, LONGEST_PHRASE};

const PLACE: Declared<String> = text("place", "command.follow_place_what", NAME).required().completed(Completer::Place);
const PERSON: Declared<String> =
    text("who", "command.follow_person_what", NAME).required().completed(Completer::Person);
const TRACKER: Declared<String> =
    text("tracker", "command.follow_tracker_what", NAME).required().completed(Completer::Tracker);
const PHRASE: Declared<String> = text("words", "command.follow_phrase_what", LONGEST_PHRASE).required();

pub(super) const MODULE: Module = Module {
    name: FOLLOW,
    about: "command.follow",
    options: &[],
    examples: None,
    fronts: &[Front::Discord],
    actions: &[
        Action { name: Kind::Place.name(), about: "command.follow_place", options: &[PLACE.spec] },
        Action { name: Kind::Person.name(), about: "command.follow_person", options: &[PERSON.spec] },
        Action { name: Kind::Tracker.name(), about: "command.follow_tracker", options: &[TRACKER.spec] },
        Action { name: Kind::Phrase.name(), about: "command.follow_phrase", options: &[PHRASE.spec] },
        Action { name: LIST, about: "command.follow_list", options: &[] },
    ],
    decode: |_| Ok(Arc::new(WithoutDesk(FOLLOW))),
};
