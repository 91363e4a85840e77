//! `jurisdictions [state] [kind] [verdict]`: the records of the trackers.

use std::sync::Arc;

use super::options::{ChoiceSpec, Completer, Declared, NAME, choice, text, typed};
use super::{Command, Context, EVERYWHERE, Module};
use crate::domain::{CountsAs, JurisdictionKind};
use crate::engine::records;
use crate::reply::{Records, Reply};

const STATE: Declared<Option<String>> = text("state", "command.jurisdictions_state", NAME).completed(Completer::State);
const KIND: Declared<Option<JurisdictionKind>> = choice("kind", "command.jurisdictions_kind", KINDS)
    .read_as(|given| Ok(typed(given).as_deref().and_then(JurisdictionKind::of_word)));
const VERDICT: Declared<Option<CountsAs>> = choice("verdict", "command.jurisdictions_verdict", VERDICTS)
    .read_as(|given| Ok(typed(given).as_deref().and_then(CountsAs::of_word)));

const KINDS: &[ChoiceSpec] = &[
    ChoiceSpec { value: JurisdictionKind::State.word(), label: "command.kind_state" },
    ChoiceSpec { value: JurisdictionKind::County.word(), label: "command.kind_county" },
    ChoiceSpec { value: JurisdictionKind::City.word(), label: "command.kind_city" },
    ChoiceSpec { value: JurisdictionKind::Town.word(), label: "command.kind_town" },
    ChoiceSpec { value: JurisdictionKind::Cdp.word(), label: "command.kind_cdp" },
    ChoiceSpec { value: JurisdictionKind::Consolidated.word(), label: "command.kind_consolidated" },
];
const VERDICTS: &[ChoiceSpec] = &[
    ChoiceSpec { value: CountsAs::Yes.word(), label: "command.verdict_yes" },
    ChoiceSpec { value: CountsAs::No.word(), label: "command.verdict_no" },
    ChoiceSpec { value: CountsAs::Neither.word(), label: "command.verdict_neither" },
];

pub(super) const MODULE: Module = Module {
    name: "jurisdictions",
    about: "command.jurisdictions",
    options: &[STATE.spec, KIND.spec, VERDICT.spec],
    examples: Some("command.jurisdictions_examples"),
    fronts: EVERYWHERE,
    actions: &[],
    decode: |given| {
        let (state, kind, verdict) = (given.take(&STATE)?, given.take(&KIND)?, given.take(&VERDICT)?);
        Ok(Arc::new(Jurisdictions { state, kind, verdict }))
    },
};

/// The records of the trackers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Jurisdictions {
    /// Postal abbreviation or name of a state.
    pub state: Option<String>,
    /// A kind of government.
    pub kind: Option<JurisdictionKind>,
    /// How the record answers its list's question.
    pub verdict: Option<CountsAs>,
}

impl Command for Jurisdictions {
    fn answer(&self, context: &Context<'_>) -> Reply {
        let Jurisdictions { state, kind, verdict } = self;
        let narrowed = Records { state: state.clone(), kind: *kind, counts_as: *verdict, ..Records::default() };
        records::answer(context.engine, context.request, &narrowed)
    }
}
