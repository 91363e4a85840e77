//! What replies consist of, as JSON Schema: the serialised form of `crate::reply`, field by field.

use serde_json::{Map, Value as Json, json};

use super::refusal::{REQUEST_ERRORS, Refusal};
use crate::domain::{CountsAs, JurisdictionKind};
use crate::reply::Verdict;

const VERDICTS: [Verdict; 14] = [
    Verdict::Yes,
    Verdict::No,
    Verdict::Other,
    Verdict::NotListed,
    Verdict::Ambiguous,
    Verdict::UnknownPlace,
    Verdict::UnknownName,
    Verdict::Found,
    Verdict::NotFound,
    Verdict::Contradicted,
    Verdict::Verbatim,
    Verdict::Altered,
    Verdict::Misattributed,
    Verdict::Unattributed,
];

/// What a receipt's outcome may be.
pub(super) const OUTCOMES: [&str; 6] = ["stands", "corrected", "replaced", "closed", "unknown", "unreadable"];

/// Every schema by its name.
pub(super) fn all() -> Json {
    let (text, number, flag) = (json!({"type": "string"}), count(), json!({"type": "boolean"}));
    let (date, url) = (json!({"type": "string", "format": "date"}), json!({"type": "string"}));
    let kinds = REQUEST_ERRORS.iter().map(|kind| json!(kind)).chain(Refusal::ALL.iter().map(|own| json!(own.kind())));
    let span = json!({"type": "array", "items": count(), "minItems": 2, "maxItems": 2});
    let placed = [("article", text.clone()), ("revision", text.clone()), ("paragraph", named("Paragraph"))];
    let range = [("start", number.clone()), ("end", number.clone())];
    let cited = [("title", text.clone()), ("publisher", text.clone()), ("date", date.clone()), ("url", url.clone())];
    let joined = |lists: &[&[(&'static str, Json)]]| lists.concat();
    json!({
        "Reply": object(&[
            ("command", text.clone()),
            ("verdict", one_of(VERDICTS)),
            ("headline", text.clone()),
            ("place", or_null(named("Place"))),
            ("status", or_null(text.clone())),
            ("related", list(named("Related"))),
            ("choices", list(named("Choice"))),
            ("routed", or_null(text.clone())),
            ("notes", list(text.clone())),
            ("rows", list(json!({"anyOf": ROWS.map(named)}))),
            ("excerpts", list(named("Excerpt"))),
            ("total", number.clone()),
            ("took_us", number.clone()),
        ], &[]),
        "Excerpt": object(&joined(&[
            &[("text", text.clone()), ("part", one_of(["answer", "related", "nearest"]))],
            &placed,
            &range,
            &[
                ("context", span.clone()),
                ("highlights", list(span)),
                ("score", json!({"type": "number"})),
                ("quoted_from", or_null(text.clone())),
                ("speaker", or_null(text.clone())),
                ("role", or_null(text.clone())),
                ("cue", or_null(text.clone())),
                ("quote_type", or_null(one_of(["direct", "mixed", "indirect"]))),
                ("certain", or_null(flag)),
                ("utterance", or_null(number.clone())),
                ("also", list(named("AlsoCited"))),
                ("links", list(object(&joined(&[&range, &[("url", url.clone())]]), &[]))),
                ("found_by", or_null(one_of(["quotation", "claim", "shingle", "ranked", "link"]))),
                ("diff", or_null(list(named("DiffPart")))),
            ],
            &cited,
            &[("licence", text.clone()), ("receipt", or_null(text.clone()))],
        ]), &[("why", named("Why")), ("corrected", date.clone()), ("receipt_url", url.clone())]),
        "Paragraph": {"anyOf": [{"type": "integer", "minimum": 1}, text.clone()]},
        "AlsoCited": object(&joined(&[&placed, &range, &cited]), &[]),
        "DiffPart": object(&[("side", one_of(["same", "asked", "archive"])), ("text", text.clone())], &[]),
        "Why": object(&[
            ("matched", list(text.clone())),
            ("missing", list(text.clone())),
            ("parts", list(json!({"type": "array", "prefixItems": [text.clone(), {"type": "number"}], "minItems": 2, "maxItems": 2}))),
            ("cut_off", json!({"type": ["number", "null"]})),
        ], &[]),
        "Place": object(&[
            ("geoid", text.clone()),
            ("name", text.clone()),
            ("state", text.clone()),
            ("kind", one_of(JurisdictionKind::ALL)),
        ], &[]),
        "Related": object(&[
            ("geoid", text.clone()),
            ("name", text.clone()),
            ("relation", one_of(["contains", "within"])),
            ("status", text.clone()),
            ("received", json!({"type": "boolean"})),
        ], &[]),
        "Choice": object(&[("value", text.clone()), ("label", text.clone())], &[]),
        "Choices": object(&[("choices", list(named("Choice")))], &[]),
        "RecordRow": object(&joined(&[
            &[
                ("tracker", text.clone()),
                ("subject", text.clone()),
                ("place", or_null(named("Place"))),
                ("status", text.clone()),
                ("counts_as", one_of(CountsAs::ALL)),
                ("article", text.clone()),
                ("evidence", text.clone()),
                ("paragraph", named("Paragraph")),
            ],
            &range,
            &[("date", date.clone()), ("url", url.clone())],
        ]), &[]),
        "ArticleRow": object(&joined(&[
            &[("article", text.clone())],
            &cited,
            &[("licence", text.clone()), ("paragraphs", number.clone())],
        ]), &[]),
        "ParagraphRow": object(&[
            ("paragraph", named("Paragraph")),
            ("text", text.clone()),
            ("kind", one_of(["text", "quotation", "heading", "item", "embed", "named"])),
            ("quoted_from", or_null(text.clone())),
        ], &[]),
        "CommandRow": object(&[
            ("name", text.clone()),
            ("usage", text.clone()),
            ("description", text.clone()),
            ("examples", list(text.clone())),
        ], &[("actions", list(text.clone()))]),
        "PersonRow": object(&[
            ("name", text.clone()),
            ("role", or_null(text.clone())),
            ("paragraphs", number.clone()),
            ("first", date.clone()),
            ("last", date.clone()),
        ], &[]),
        "Receipt": object(&[
            ("outcome", one_of(OUTCOMES)),
            ("excerpt", or_null(named("Excerpt"))),
            ("corrected", or_null(date.clone())),
            ("diff", or_null(list(named("DiffPart")))),
            ("article", or_null(object(&[
                ("date", date),
                ("title", or_null(text.clone())),
                ("url", or_null(url)),
            ], &[]))),
            ("notes", list(text.clone())),
        ], &[]),
        "Error": object(&[
            ("error", object(&[("kind", json!({"enum": kinds.collect::<Vec<_>>()})), ("message", text)], &[])),
        ], &[]),
    })
}

/// The items of listings.
const ROWS: [&str; 5] = ["RecordRow", "ArticleRow", "ParagraphRow", "CommandRow", "PersonRow"];

/// A schema of [`all`].
pub(super) fn named(name: &str) -> Json {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// An object with fields that are always there, and fields that may be.
pub(super) fn object(always: &[(&str, Json)], at_times: &[(&str, Json)]) -> Json {
    let own = |(name, schema): &(&str, Json)| ((*name).to_owned(), schema.clone());
    let properties: Map<String, Json> = always.iter().chain(at_times).map(own).collect();
    let required: Vec<&str> = always.iter().map(|(name, _)| *name).collect();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

fn list(items: Json) -> Json {
    json!({"type": "array", "items": items})
}

fn or_null(schema: Json) -> Json {
    json!({"anyOf": [schema, {"type": "null"}]})
}

fn count() -> Json {
    json!({"type": "integer", "minimum": 0})
}

fn one_of(words: impl IntoIterator<Item = impl serde::Serialize>) -> Json {
    json!({"type": "string", "enum": words.into_iter().map(|word| json!(word)).collect::<Vec<_>>()})
}
