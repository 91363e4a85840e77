//! Exports that are one table: Beehiiv, Buttondown, and the posts.csv of Substack.

use super::super::front_matter::Fields;
use super::super::options::ImportOptions;
use super::super::reading::Reading;
use super::super::rows::{columns, days, rows};
use super::{beehiiv, buttondown};

/// Whether the table is one that this module reads.
pub(in crate::corpus::import) fn is_known(columns: &[String]) -> bool {
    is_beehiiv(columns) || is_buttondown(columns)
}

fn has(columns: &[String], name: &str) -> bool {
    columns.iter().any(|column| column == name)
}

fn is_beehiiv(columns: &[String]) -> bool {
    has(columns, "content_html") && (has(columns, "web_title") || has(columns, "title"))
}

fn is_buttondown(columns: &[String]) -> bool {
    has(columns, "body") && (has(columns, "subject") || has(columns, "title"))
}

/// Reads every row of the table.
pub(in crate::corpus::import) fn read(bytes: &[u8], options: &ImportOptions, reading: &mut Reading) {
    let of_beehiiv = is_beehiiv(&columns(bytes));
    let days = days(bytes);
    rows(bytes, |number, row| match row {
        Err(why) => reading.add(&format!("row {number}"), Err(why)),
        Ok(row) => {
            let title = ["web_title", "title", "subject"]
                .iter()
                .find_map(|name| row.get(*name))
                .filter(|title| !title.trim().is_empty());
            let what = title.cloned().unwrap_or_else(|| format!("row {number}"));
            if !of_beehiiv {
                let body = row.get("body").cloned().unwrap_or_default();
                return buttondown::mail(Fields::from(&row), &body, (&what, days), options, reading);
            }
            match beehiiv::post(&row, days, options) {
                Ok(Some(draft)) => reading.add(&what, Ok(draft)),
                Ok(None) => reading.leave_out(&what, "not published"),
                Err(why) => reading.add(&what, Err(why)),
            }
        }
    });
}
