//! What a command's options may be where an archive is open to everybody, for the API and for assistants.

use serde_json::{Value as Json, json};

use crate::commands::{OptionKind, OptionSpec};

/// What an open server bears of the options that page, at most: less than a batch, which its owner runs.
pub(super) const MOST: [(&str, i64); 2] = [("limit", 50), ("offset", 1_000)];

/// The least and the most that a number may be here.
pub fn bounds(option: &OptionSpec) -> Option<(i64, i64)> {
    let OptionKind::Integer { min, max } = option.kind else { return None };
    let most = MOST.iter().find(|(name, _)| *name == option.name).map_or(max, |(_, most)| *most);
    Some((min, max.min(most)))
}

/// The values of an option. Of a text it is not said how long it may be: the API cuts it, assistants refuse it.
pub fn values(option: &OptionSpec) -> Json {
    match option.kind {
        OptionKind::Text { .. } => json!({"type": "string"}),
        OptionKind::Integer { .. } => {
            let (min, max) = bounds(option).unwrap_or_default();
            json!({"type": "integer", "minimum": min, "maximum": max})
        }
        OptionKind::Date(_) => json!({"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}),
        OptionKind::Choice(choices) => {
            let values: Vec<&str> = choices.iter().map(|choice| choice.value).collect();
            json!({"type": "string", "enum": values})
        }
        OptionKind::Flag => json!({"type": "boolean"}),
    }
}
