//! The rows of a table of records.

use std::collections::BTreeMap;

use super::html::clean;
use super::limits::LARGEST_RAW;
use super::reading::Reading;
use super::records::{Columns, FIELDS, RecordRow};
use super::refused::Refused;
use super::rows;

/// Reads a table's rows. A column that has a field's own name need not be said.
pub(super) fn read(bytes: &[u8], columns: &Columns, reading: &mut Reading) -> Result<(), Refused> {
    if bytes.len() as u64 > LARGEST_RAW {
        return Err(Refused::TooLarge(LARGEST_RAW));
    }
    let there = rows::columns(bytes);
    if let Some(missing) = columns.values().find(|column| !there.contains(column)) {
        return Err(Refused::NoColumn(missing.clone()));
    }
    let column = |field: &str| {
        // A column that is said to hold one field is not another's, whatever it is called.
        let free = |own: &String| there.contains(own) && !columns.values().any(|column| column == own);
        columns.get(field).cloned().or_else(|| Some(field.to_owned()).filter(free))
    };
    let columns: Vec<(&str, String)> = FIELDS.iter().filter_map(|field| Some((*field, column(field)?))).collect();
    if !columns.iter().any(|(field, _)| matches!(*field, "place" | "name" | "geoid")) {
        return Err(Refused::NoColumn("place".to_owned()));
    }
    let days = rows::days(bytes);
    rows::rows(bytes, |number, row| match row {
        Ok(row) => {
            let field = |(field, column): &(&str, String)| {
                // Evidence is compared letter for letter.
                let text = row.get(column)?;
                let text = if *field == "evidence" { text.trim().to_owned() } else { clean(text) };
                // Whether a day is sure only the whole table tells.
                let sure = days.read(&text).filter(|day| *field == "date" && day.or.is_none());
                let text = sure.map_or(text, |day| day.date.to_string());
                (!text.is_empty()).then(|| ((*field).to_owned(), text))
            };
            let fields: BTreeMap<String, String> = columns.iter().filter_map(field).collect();
            if !fields.is_empty() {
                reading.rows.push(RecordRow { number, fields });
            }
        }
        Err(why) => reading.add(&format!("row {number}"), Err(why)),
    });
    Ok(())
}
