//! The records as a table of comma-separated values.

use crate::domain::ParagraphKey;
use crate::reply::RecordRow;

const HEAD: &str = "subject,name,state,kind,geoid,status,counts_as,date,list,article,paragraph,evidence,url";

/// The records as CSV (RFC 4180), a line each after a line of headings. No cell begins like a formula.
pub fn csv(rows: &[RecordRow]) -> String {
    let mut table = format!("{HEAD}\r\n");
    for row in rows {
        let place = row.place.as_ref();
        let cells = [
            row.subject.clone(),
            place.map(|place| place.name.clone()).unwrap_or_default(),
            place.map(|place| place.state.clone()).unwrap_or_default(),
            place.map(|place| word(&place.kind)).unwrap_or_default(),
            place.map(|place| place.geoid.to_string()).unwrap_or_default(),
            row.status.clone(),
            row.counts_as.word().to_owned(),
            row.date.to_string(),
            row.tracker.clone(),
            row.article.clone(),
            word::<ParagraphKey>(&row.paragraph),
            row.evidence.clone(),
            row.url.clone(),
        ];
        table.push_str(&cells.map(|text| cell(&text)).join(","));
        table.push_str("\r\n");
    }
    table
}

/// A value as JSON writes it, without its quotation marks.
fn word<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

fn cell(text: &str) -> String {
    let safe = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() };
    if safe.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_no_formulas() {
        let cells = ["plain", "Cook County, Ill.", "a \"b\"", "=SUM(A1)", "-1, 2", "two\nlines"];
        insta::assert_snapshot!(cells.map(cell).join(" | "), @r#"
        plain | "Cook County, Ill." | "a ""b""" | '=SUM(A1) | "'-1, 2" | "two
        lines"
        "#);
    }
}
