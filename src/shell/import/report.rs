//! What came of an import, told to a person or to a machine.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use crate::corpus::import::{Draft, Loss, Reading, Refusal};
use crate::render::terminal;

/// How many of the lists are of what an import writes.
const WRITTEN: usize = 3;

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
    /// Articles whose address was made up, and that.
    pub(super) guessed: Vec<(String, String)>,
    /// Fields of front matter that hold text which nothing took: of how many articles, and how many words.
    pub(super) unread: BTreeMap<String, (usize, usize)>,
    /// What was decided about who may read an article, and on what terms.
    pub(super) audience: Vec<String>,
    /// What was left out of articles and reads like their own text.
    pub(super) doubts: Vec<Doubt>,
    /// What does not answer any more, and why.
    pub(super) unpublished: Vec<String>,
}

/// An article of which something was left out that reads like its own text.
#[derive(Debug)]
pub(super) struct Doubt {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) url: Option<String>,
    pub(super) loss: Loss,
    /// Whether the import wrote it.
    pub(super) written: bool,
}

impl Doubt {
    fn told(&self) -> String {
        let count = self.loss.doubts().count();
        let passages = if count == 1 { "1 passage".to_owned() } else { format!("{count} passages") };
        let percent = self.loss.percent();
        format!(
            "{}: {passages} ({percent} % of its prose) left out that read like its own; --report FILE.html shows them",
            self.id
        )
    }

    fn json(&self) -> serde_json::Value {
        let mut json = self.loss.json();
        json["article"] = self.id.clone().into();
        json
    }
}

impl Report {
    /// Takes what reading an input gave, but for its articles.
    pub(super) fn take(&mut self, reading: &mut Reading) {
        self.refused.append(&mut reading.refused);
        self.left_out.append(&mut reading.left_out);
        self.notes.append(&mut reading.notes);
        for (field, (articles, words)) in std::mem::take(&mut reading.unread) {
            let all = self.unread.entry(field).or_default();
            *all = (all.0 + articles, all.1 + words);
        }
    }

    /// Takes what was left out of an article with doubt.
    pub(super) fn doubt(&mut self, id: &str, draft: &Draft, written: bool) {
        if let Some(loss) = draft.loss.clone() {
            let (id, title, url) = (id.to_owned(), draft.title.clone(), draft.url.clone());
            self.doubts.push(Doubt { id, title, url, loss, written });
        }
    }

    /// Prints what an import would write, with `in_json` as lines of JSON. What a person should know beside those is said
    /// on standard error.
    pub(super) fn of_dry_run(&self, articles: &[String], in_json: bool) -> anyhow::Result<ExitCode> {
        let mut out = std::io::stdout().lock();
        if in_json {
            articles.iter().try_for_each(|article| writeln!(out, "{article}"))?;
            for (word, lines) in self.listed(true).iter().skip(WRITTEN) {
                lines.iter().for_each(|line| tell!("pullquote: {word}: {line}"));
            }
        } else {
            self.tell(&mut out, true)?;
        }
        out.flush()?;
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
                "losses": self.doubts.iter().map(Doubt::json).collect::<Vec<_>>(),
                "unpublished": self.unpublished,
                "guessed_addresses": self.guessed.iter().map(|(article, url)| serde_json::json!({"article": article, "url": url})).collect::<Vec<_>>(),
                "unread_fields": self.unread.iter().map(|(field, (articles, words))| serde_json::json!({"field": field, "articles": articles, "words": words})).collect::<Vec<_>>(),
            });
            writeln!(out, "{report}")?;
        } else {
            self.tell(&mut out, false)?;
        }
        out.flush()?;
        Ok(self.status())
    }

    /// Everything by its word: first the [`WRITTEN`] lists of what an import writes.
    fn listed(&self, dry_run: bool) -> [(&'static str, Cow<'_, [String]>); 12] {
        let refused: Vec<String> = self.refused.iter().map(ToString::to_string).collect();
        let [added, changed, joined] = match dry_run {
            true => ["would be added", "would be changed", "would be joined"],
            false => ["added", "changed", "same article from another source"],
        };
        let warned = |ids: &[String]| -> Vec<String> { ids.iter().map(|id| self.with_warning(id)).collect() };
        [
            (added, Cow::from(warned(&self.added))),
            (changed, Cow::from(warned(&self.changed))),
            (joined, Cow::from(&self.joined)),
            ("conflict", Cow::from(&self.conflicts)),
            ("left out", Cow::from(&self.left_out)),
            ("note", Cow::from(&self.notes)),
            ("doubtful", Cow::from(self.doubts.iter().map(Doubt::told).collect::<Vec<_>>())),
            ("audience", Cow::from(&self.audience)),
            ("unpublished", Cow::from(&self.unpublished)),
            ("guessed", Cow::from(self.told_guesses())),
            ("not read", Cow::from(self.told_fields())),
            ("refused", Cow::from(refused)),
        ]
    }

    /// An article's id, with a warning where much of it is missing.
    fn with_warning(&self, id: &str) -> String {
        match self.doubts.iter().find(|doubt| doubt.id == id && doubt.loss.is_much()) {
            Some(doubt) => format!("{id} (warning: {} % of its prose was left out)", doubt.loss.percent()),
            None => id.to_owned(),
        }
    }

    /// How many addresses were made up, with one to try.
    fn told_guesses(&self) -> Vec<String> {
        let told = self.guessed.first().map(|(article, url)| {
            let count = match self.guessed.len() {
                1 => "the address of 1 article is a guess".to_owned(),
                several => format!("the addresses of {several} articles are guesses"),
            };
            format!("{count}; try {url} ({article}), and say --permalink PATTERN if it leads nowhere")
        });
        told.into_iter().collect()
    }

    /// The fields that hold text which nothing took.
    fn told_fields(&self) -> Vec<String> {
        let told = |(field, (articles, words)): (&String, &(usize, usize))| {
            let articles = if *articles == 1 { "1 article".to_owned() } else { format!("{articles} articles") };
            format!(
                "the field {field} of {articles} holds {words} words: --field dek={field} takes it as the line under the title"
            )
        };
        self.unread.iter().map(told).collect()
    }

    fn tell(&self, out: &mut impl Write, dry_run: bool) -> std::io::Result<()> {
        // A long import is summed up; a file to look at is worth a line. What was refused or opened is always told.
        let always = ["refused", "audience", "unpublished", "guessed", "not read"];
        let most = |word| if std::io::stdout().is_terminal() && !always.contains(&word) { 20 } else { usize::MAX };
        for (word, lines) in self.listed(dry_run) {
            for line in lines.iter().take(most(word)) {
                writeln!(out, "{word}: {}", terminal::safe(line))?;
            }
            if let Some(more @ 1..) = lines.len().checked_sub(most(word)) {
                writeln!(out, "{word}: and {more} more")?;
            }
        }
        writeln!(
            out,
            "{} added, {} changed, {} joined, {} unchanged, {} conflicts, {} refused, {} left out{}",
            self.added.len(),
            self.changed.len(),
            self.joined.len(),
            self.unchanged,
            self.conflicts.len(),
            self.refused.len(),
            self.left_out.len(),
            if dry_run { "; nothing was written" } else { "" }
        )?;
        out.flush()
    }

    fn status(&self) -> ExitCode {
        let nothing = self.added.is_empty() && self.changed.is_empty() && self.joined.is_empty() && self.unchanged == 0;
        if nothing && !self.refused.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }
}
