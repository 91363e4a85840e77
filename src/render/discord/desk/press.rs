//! Buttons of the panels.

use super::super::card::Button;
use super::super::custom_id::Action;
use super::Flow;

/// The id of what does something in a flow.
pub(super) fn id(flow: Flow, what: &str) -> String {
    // What is too long is an id that nothing answers to; none of ours is.
    Action::Desk(flow, what.to_owned()).encode().unwrap_or_default()
}

/// A button that does it.
pub(super) fn act(flow: Flow, what: &str, label: String) -> Button {
    Button::act(id(flow, what), label)
}
