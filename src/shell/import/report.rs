//! What came of an import, told to a person or to a machine.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use crate::corpus::import::{Reading, Refusal};

/// What came of an import.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) added: Vec<String>,
    pub(super) changed: Vec<String>,
    pub(super) joined: Vec<String>,
    pub(super) unchanged: usize,
    pub(super) conflicts: Vec<String>,
    pub(super) refused: Vec<Refusal>,
    pub(super) left_out: Vec<String>,
    pub(super) notes: Vec<String>,
}

impl Report {
    /// Takes what reading an input gave, but for its articles.
    pub(super) fn take(&mut self, reading: &mut Reading) {
        self.refused.append(&mut reading.refused);
        self.left_out.append(&mut reading.left_out);
    }

    /// Prints it; an import that only refused fails.
    pub(super) fn print(&self, in_json: bool) -> anyhow::Result<ExitCode> {
        let mut out = std::io::stdout().lock();
        if in_json {
            let refused: Vec<String> = self.refused.iter().map(ToString::to_string).collect();
            let report = serde_json::json!({
                "added": self.added, "changed": self.changed, "joined": self.joined, "unchanged": self.unchanged,
                "conflicts": self.conflicts, "refused": refused, "left_out": self.left_out, "notes": self.notes,
            });
            writeln!(out, "{report}")?;
        } else {
            let listed: [(&str, &[String]); 6] = [
                ("added", &self.added),
                ("changed", &self.changed),
                ("same article from another source", &self.joined),
                ("conflict", &self.conflicts),
                ("left out", &self.left_out),
                ("note", &self.notes),
            ];
            // A long import is summed up; a file to look at is worth a line.
            let most = if std::io::stdout().is_terminal() { 20 } else { usize::MAX };
            for (word, lines) in listed {
                for line in lines.iter().take(most) {
                    writeln!(out, "{word}: {line}")?;
                }
                if lines.len() > most {
                    writeln!(out, "{word}: and {} more", lines.len() - most)?;
                }
            }
            for refusal in &self.refused {
                writeln!(out, "refused: {refusal}")?;
            }
            writeln!(
                out,
                "{} added, {} changed, {} joined, {} unchanged, {} conflicts, {} refused, {} left out",
                self.added.len(),
                self.changed.len(),
                self.joined.len(),
                self.unchanged,
                self.conflicts.len(),
                self.refused.len(),
                self.left_out.len()
            )?;
        }
        out.flush()?;
        let nothing = self.added.is_empty() && self.changed.is_empty() && self.joined.is_empty() && self.unchanged == 0;
        Ok(if nothing && !self.refused.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}
