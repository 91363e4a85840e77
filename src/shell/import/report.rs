//! What came of an import, told to a person or to a machine.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use crate::corpus::import::{Reading, Refusal};
use crate::render::terminal;

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
    /// What was decided about who may read an article.
    pub(super) audience: Vec<String>,
}

impl Report {
    /// Takes what reading an input gave, but for its articles.
    pub(super) fn take(&mut self, reading: &mut Reading) {
        self.refused.append(&mut reading.refused);
        self.left_out.append(&mut reading.left_out);
    }

    /// Prints what an import would write, with `in_json` as lines of JSON. What a person should know beside it is said on
    /// standard error, in the words of an import.
    pub(super) fn of_dry_run(&self, articles: &[String], in_json: bool) -> anyhow::Result<ExitCode> {
        let mut out = std::io::stdout().lock();
        if in_json {
            articles.iter().try_for_each(|article| writeln!(out, "{article}"))?;
        } else {
            let planned = [("added", &self.added), ("changed", &self.changed), ("joined", &self.joined)];
            for (word, line) in planned.iter().flat_map(|(word, lines)| lines.iter().map(move |line| (word, line))) {
                writeln!(out, "would be {word}: {}", terminal::safe(line))?;
            }
            if self.unchanged > 0 {
                writeln!(out, "unchanged: {}", self.unchanged)?;
            }
        }
        out.flush()?;
        for refusal in &self.refused {
            tell!("pullquote: refused: {refusal}");
        }
        for (word, lines) in [
            ("conflict", &self.conflicts),
            ("left out", &self.left_out),
            ("note", &self.notes),
            ("audience", &self.audience),
        ] {
            for line in lines {
                tell!("pullquote: {word}: {line}");
            }
        }
        Ok(self.status())
    }

    /// Prints it; an import that only refused fails.
    pub(super) fn print(&self, in_json: bool) -> anyhow::Result<ExitCode> {
        let mut out = std::io::stdout().lock();
        if in_json {
            let refused: Vec<String> = self.refused.iter().map(ToString::to_string).collect();
            let report = serde_json::json!({
                "added": self.added, "changed": self.changed, "joined": self.joined, "unchanged": self.unchanged,
                "conflicts": self.conflicts, "refused": refused, "left_out": self.left_out, "notes": self.notes, "audience": self.audience,
            });
            writeln!(out, "{report}")?;
        } else {
            self.tell(&mut out)?;
        }
        out.flush()?;
        Ok(self.status())
    }

    fn tell(&self, out: &mut impl Write) -> std::io::Result<()> {
        let refused: Vec<String> = self.refused.iter().map(ToString::to_string).collect();
        let listed: [(&str, &[String]); 8] = [
            ("added", &self.added),
            ("changed", &self.changed),
            ("same article from another source", &self.joined),
            ("conflict", &self.conflicts),
            ("left out", &self.left_out),
            ("note", &self.notes),
            ("audience", &self.audience),
            ("refused", &refused),
        ];
        // A long import is summed up; a file to look at is worth a line. What was refused or opened is always told.
        let always = ["refused", "audience"];
        let most = |word| if std::io::stdout().is_terminal() && !always.contains(&word) { 20 } else { usize::MAX };
        for (word, lines) in listed {
            for line in lines.iter().take(most(word)) {
                writeln!(out, "{word}: {}", terminal::safe(line))?;
            }
            if let Some(more @ 1..) = lines.len().checked_sub(most(word)) {
                writeln!(out, "{word}: and {more} more")?;
            }
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
        out.flush()
    }

    fn status(&self) -> ExitCode {
        let nothing = self.added.is_empty() && self.changed.is_empty() && self.joined.is_empty() && self.unchanged == 0;
        if nothing && !self.refused.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }
}
