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

/// How a schema names another: by a reference, or by what it is.
type Naming = fn(&str) -> Json;

/// Fields, each with its schema.
type Fields<'f> = &'f [(&'static str, Json)];

/// A reply.
pub fn reply(named: Naming) -> Json {
    object(
        &[
            ("command", text()),
            ("verdict", one_of(VERDICTS)),
            ("headline", text()),
            ("place", or_null(named("Place"))),
            ("status", or_null(text())),
            ("related", list(named("Related"))),
            ("choices", list(named("Choice"))),
            ("routed", or_null(text())),
            ("notes", list(text())),
            ("rows", list(named("Row"))),
            ("excerpts", list(named("Excerpt"))),
            ("total", count()),
            ("took_us", count()),
        ],
        &[],
    )
}

/// An excerpt. What is given out with it besides differs: what is always there, and what may be.
pub fn excerpt(named: Naming, always: Fields<'_>, at_times: Fields<'_>) -> Json {
    let span = json!({"type": "array", "items": count(), "minItems": 2, "maxItems": 2});
    let own = [
        ("context", span.clone()),
        ("highlights", list(span)),
        ("score", json!({"type": "number"})),
        ("quoted_from", or_null(text())),
        ("speaker", or_null(text())),
        ("role", or_null(text())),
        ("cue", or_null(text())),
        ("quote_type", or_null(one_of(["direct", "mixed", "indirect"]))),
        ("certain", or_null(json!({"type": "boolean"}))),
        ("utterance", or_null(count())),
        ("also", list(named("AlsoCited"))),
        ("links", list(named("Link"))),
        ("found_by", or_null(one_of(["quotation", "claim", "shingle", "ranked", "link"]))),
        ("diff", or_null(list(named("DiffPart")))),
        ("licence", text()),
        ("receipt", or_null(text())),
    ];
    let words = [("text", text()), ("part", one_of(["answer", "related", "nearest"]))];
    let all = [words.as_slice(), &placed(named), &range(), &own, &cited(), always].concat();
    object(&all, &[&[("why", named("Why")), ("corrected", date())], at_times].concat())
}

/// A paragraph's number or name.
pub fn paragraph() -> Json {
    json!({"anyOf": [{"type": "integer", "minimum": 1}, text()]})
}

/// What an option may be given, and how that is shown.
pub fn choice() -> Json {
    object(&[("value", text()), ("label", text())], &[])
}

/// Where words stand.
fn placed(named: Naming) -> [(&'static str, Json); 3] {
    [("article", text()), ("revision", text()), ("paragraph", named("Paragraph"))]
}

/// Which bytes.
fn range() -> [(&'static str, Json); 2] {
    [("start", count()), ("end", count())]
}

/// Of which article.
fn cited() -> [(&'static str, Json); 4] {
    [("title", text()), ("publisher", text()), ("date", date()), ("url", text())]
}

/// Every schema by its name.
pub(super) fn all() -> Json {
    let kinds = REQUEST_ERRORS.iter().map(|kind| json!(kind)).chain(Refusal::ALL.iter().map(|own| json!(own.kind())));
    json!({
        "Reply": reply(named),
        "Excerpt": excerpt(named, &[], &[("receipt_url", text())]),
        "Paragraph": paragraph(),
        "Link": object(&[range().as_slice(), &[("url", text())]].concat(), &[]),
        "AlsoCited": object(&[placed(named).as_slice(), &range(), &cited()].concat(), &[]),
        "DiffPart": object(&[("side", one_of(["same", "asked", "archive"])), ("text", text())], &[]),
        "Why": object(&[
            ("matched", list(text())),
            ("missing", list(text())),
            ("parts", list(json!({"type": "array", "prefixItems": [text(), {"type": "number"}], "minItems": 2, "maxItems": 2}))),
            ("cut_off", json!({"type": ["number", "null"]})),
        ], &[]),
        "Place": object(&[
            ("geoid", text()),
            ("name", text()),
            ("state", text()),
            ("kind", one_of(JurisdictionKind::ALL)),
        ], &[]),
        "Related": object(&[
            ("geoid", text()),
            ("name", text()),
            ("relation", one_of(["contains", "within"])),
            ("status", text()),
            ("received", json!({"type": "boolean"})),
        ], &[]),
        "Choice": choice(),
        "Choices": object(&[("choices", list(named("Choice")))], &[]),
        "Row": {"anyOf": ROWS.map(named)},
        "RecordRow": object(&[
            [
                ("tracker", text()),
                ("subject", text()),
                ("place", or_null(named("Place"))),
                ("status", text()),
                ("counts_as", one_of(CountsAs::ALL)),
                ("article", text()),
                ("evidence", text()),
                ("paragraph", named("Paragraph")),
            ].as_slice(),
            &range(),
            &[("date", date()), ("url", text())],
        ].concat(), &[]),
        "ArticleRow": object(&[
            [("article", text())].as_slice(),
            &cited(),
            &[("licence", text()), ("paragraphs", count())],
        ].concat(), &[]),
        "ParagraphRow": object(&[
            ("paragraph", named("Paragraph")),
            ("text", text()),
            ("kind", one_of(["text", "quotation", "heading", "item", "embed", "named"])),
            ("quoted_from", or_null(text())),
        ], &[]),
        "CommandRow": object(&[
            ("name", text()),
            ("usage", text()),
            ("description", text()),
            ("examples", list(text())),
        ], &[("actions", list(text()))]),
        "PersonRow": object(&[
            ("name", text()),
            ("role", or_null(text())),
            ("paragraphs", count()),
            ("first", date()),
            ("last", date()),
        ], &[]),
        "Receipt": object(&[
            ("outcome", one_of(OUTCOMES)),
            ("excerpt", or_null(named("Excerpt"))),
            ("corrected", or_null(date())),
            ("diff", or_null(list(named("DiffPart")))),
            ("article", or_null(object(&[
                ("date", date()),
                ("title", or_null(text())),
                ("url", or_null(text())),
            ], &[]))),
            ("notes", list(text())),
        ], &[]),
        "Error": object(&[
            ("error", object(&[("kind", json!({"enum": kinds.collect::<Vec<_>>()})), ("message", text())], &[])),
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
pub(super) fn object(always: Fields<'_>, at_times: Fields<'_>) -> Json {
    let own = |(name, schema): &(&str, Json)| ((*name).to_owned(), schema.clone());
    let required: Vec<&str> = always.iter().map(|(name, _)| *name).collect();
    closed(always.iter().chain(at_times).map(own).collect(), &required)
}

/// An object with these fields and no others.
pub fn closed(fields: Map<String, Json>, required: &[&str]) -> Json {
    json!({"type": "object", "properties": fields, "required": required, "additionalProperties": false})
}

/// A text.
pub fn text() -> Json {
    json!({"type": "string"})
}

fn date() -> Json {
    json!({"type": "string", "format": "date"})
}

fn list(items: Json) -> Json {
    json!({"type": "array", "items": items})
}

/// What may be there as nothing.
pub fn or_null(schema: Json) -> Json {
    json!({"anyOf": [schema, {"type": "null"}]})
}

fn count() -> Json {
    json!({"type": "integer", "minimum": 0})
}

fn one_of(words: impl IntoIterator<Item = impl serde::Serialize>) -> Json {
    json!({"type": "string", "enum": words.into_iter().map(|word| json!(word)).collect::<Vec<_>>()})
}
