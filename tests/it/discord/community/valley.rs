//! A newsletter whose articles change under a running bot, with what they said before.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use pullquote::commands::Table;
use pullquote::corpus::MemorySource;
use pullquote::desk::answers::GivenAnswer;
use pullquote::shell::History;
use pullquote::shell::discord::OpenArchive;
use serde_json::{Value, json};

use crate::discord::desk::{DeskBot, with_desk};
use crate::support::discord::Posted;
use crate::support::sample;

pub(super) fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// An article's file, with further lines of front matter.
pub(super) fn article(id: &str, more: &str, body: &str) -> String {
    format!(
        "+++\nid = \"{id}\"\ntitle = \"On the {id}\"\npublisher = \"The Valley Letter\"\ndate = 2024-05-01\n\
         url = \"https://valley.example/{id}\"\nlicence = \"CC BY 4.0\"\nbyline = \"By Ann Reed\"\n{more}\n+++\n\n{body}\n"
    )
}

/// The newsletter.
pub(super) struct Valley {
    articles: BTreeMap<String, String>,
    lists: BTreeMap<String, String>,
    corpus: tempfile::TempDir,
}

impl Valley {
    pub(super) fn new() -> Valley {
        let corpus = tempfile::tempdir().expect("a folder");
        Valley { articles: BTreeMap::new(), lists: BTreeMap::new(), corpus }
    }

    /// Writes an article; what it said before is put away, as an import does.
    pub(super) fn put(&mut self, id: &str, file: String) {
        if let Some(old) = self.articles.insert(id.to_owned(), file.clone()) {
            let read =
                |text: &str| sample::read(&MemorySource::default().with("articles/a.md", text)).articles.remove(0);
            let before = read(&old).revision();
            if before != read(&file).revision() {
                let folder = self.corpus.path().join("history").join(id);
                fs::create_dir_all(&folder).expect("a folder");
                fs::write(folder.join(format!("{before}.md")), old).expect("written");
            }
        }
    }

    /// Forgets an article and what it said before.
    pub(super) fn forget(&mut self, id: &str) {
        self.articles.remove(id);
        let _none = fs::remove_dir_all(self.corpus.path().join("history").join(id));
    }

    pub(super) fn list(&mut self, id: &str, file: String) {
        self.lists.insert(id.to_owned(), file);
    }

    /// Its files as they are now.
    pub(super) fn files(&self) -> MemorySource {
        let mut files = MemorySource::default();
        for (id, text) in &self.articles {
            files = files.with(&format!("articles/{id}.md"), text.clone());
        }
        for (id, text) in &self.lists {
            files = files.with(&format!("jurisdictions/{id}.toml"), text.clone());
        }
        files
    }

    /// Its archive as it is now.
    pub(super) fn archive(&self) -> OpenArchive {
        let engine = sample::over(&self.files());
        let table = Table::new(engine.words(), &engine.open_trackers()).expect("a table");
        OpenArchive::new(engine, table).with_history(History::of(self.corpus.path()))
    }

    /// Has a bot answer from it as it is now.
    pub(super) fn serve(&self, at: &DeskBot) {
        at.bot.handler.state.replace(self.archive(), with_desk());
    }
}

/// Waits until so many answers are remembered in channel 5.
pub(super) async fn remembered(at: &DeskBot, count: usize) -> Vec<GivenAnswer> {
    for _ in 0..4_000 {
        let answers = at.desk.answers_in("5", now()).await.expect("read");
        if answers.len() == count {
            return answers;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("never {count} answers");
}

/// A press on a message that stands in a channel.
pub(super) fn on_message(mut pressed: Value, message: &str) -> Value {
    pressed["message"]["id"] = json!(message);
    pressed
}

/// A message of a channel as an answer, to be looked at and pressed.
pub(super) fn as_answer(posted: &Posted) -> Value {
    json!({"type": 4, "data": posted.body})
}
