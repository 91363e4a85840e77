//! What readers could not find, for editors: as a table, and as text on a terminal.

use crate::words::Words;

/// What is told. It holds titles and words of the archive, counts, and questions whose askers agreed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// What the archive did not know: week, topic, how often.
    pub unknown: Vec<(String, String, i64)>,
    /// Articles that were cited: week, title, how often.
    pub cited: Vec<(String, String, i64)>,
    /// Open questions.
    pub questions: Vec<String>,
    /// Articles of which excerpts are called wrong, and by how many.
    pub wrong: Vec<(String, i64)>,
    /// Feeds in trouble, and why.
    pub feeds: Vec<(String, String)>,
    /// Articles that lack something, and what.
    pub lacking: Vec<(String, String)>,
    /// Names that may be one person's.
    pub names: Vec<(String, String)>,
}

/// A line of the report: its part, when, what, and how often or why.
type Line = [String; 4];

impl Report {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        *self == Report::default()
    }

    /// Its parts, each with the key of its name, and lines of when, what, and how often or why.
    pub fn parts(&self) -> [(&'static str, Vec<[String; 3]>); 7] {
        let counted = |rows: &[(String, String, i64)]| {
            rows.iter().map(|(week, what, count)| [week.clone(), what.clone(), count.to_string()]).collect()
        };
        let pairs = |rows: &[(String, String)]| {
            rows.iter().map(|(what, why)| [String::new(), what.clone(), why.clone()]).collect()
        };
        let wrong = self.wrong.iter().map(|(what, count)| [String::new(), what.clone(), count.to_string()]);
        let asked = self.questions.iter().map(|question| [String::new(), question.clone(), String::new()]);
        [
            ("desk.report_unknown", counted(&self.unknown)),
            ("desk.report_questions", asked.collect()),
            ("desk.report_wrong", wrong.collect()),
            ("desk.report_cited", counted(&self.cited)),
            ("desk.report_feeds", pairs(&self.feeds)),
            ("desk.report_lacking", pairs(&self.lacking)),
            ("desk.report_names", pairs(&self.names)),
        ]
    }

    fn lines(&self, words: &Words) -> Vec<Line> {
        let named = |(key, rows): (&str, Vec<[String; 3]>)| {
            let part = words.say(key, &[]);
            rows.into_iter().map(move |[when, what, how]| [part.clone(), when, what, how]).collect::<Vec<_>>()
        };
        self.parts().into_iter().flat_map(named).collect()
    }

    /// The table: part, week, what, how often or why. A cell that a spreadsheet would compute is kept from it.
    pub fn csv(&self, words: &Words) -> String {
        let mut table = csv::WriterBuilder::new().from_writer(Vec::new());
        let head = ["desk.report_part", "desk.report_week", "desk.report_what", "desk.report_count"];
        let head = head.map(|key| words.say(key, &[]));
        for line in std::iter::once(head).chain(self.lines(words)) {
            // Writing into memory cannot fail.
            let _written = table.write_record(line.map(|cell| inert(&cell)));
        }
        String::from_utf8_lossy(&table.into_inner().unwrap_or_default()).into_owned()
    }

    /// The report as text, a part a paragraph.
    pub fn text(&self, words: &Words) -> String {
        if self.is_empty() {
            return words.say("desk.report_nothing", &[]) + "\n";
        }
        let mut out = String::new();
        for (key, rows) in self.parts().into_iter().filter(|(_, rows)| !rows.is_empty()) {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&words.say(key, &[]));
            out.push('\n');
            for row in rows {
                let cells: Vec<&str> = row.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
                out.push_str(&format!("  {}\n", cells.join("  ")));
            }
        }
        out
    }
}

/// A cell that no spreadsheet takes for a formula.
fn inert(cell: &str) -> String {
    let formula = cell.trim_start().starts_with(['=', '+', '-', '@']) || cell.starts_with(['\t', '\r']);
    if formula { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_no_formula_in_the_table() {
        let report = Report { questions: vec!["=HYPERLINK(\"https://evil.example\")".into()], ..Report::default() };
        insta::assert_snapshot!(report.csv(&Words::english()), @r#"
        Part,Week,What,Count or reason
        Open questions,,"'=HYPERLINK(""https://evil.example"")",
        "#);
        insta::assert_snapshot!(report.text(&Words::english()), @r#"
        Open questions
          =HYPERLINK("https://evil.example")
        "#);
    }
}
