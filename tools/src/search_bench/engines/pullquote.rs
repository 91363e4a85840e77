//! pullquote, as `pullquote index` builds it and `batch` asks it.

use pullquote::commands::{Ask, Call, Completion, Search, complete, run};
use pullquote::render::json;
use pullquote::shell::{Locations, Opened, open as open_archive};

use super::{Engine, Folder, HITS};

struct Ours {
    opened: Opened,
    line: Vec<u8>,
}

fn opened(folder: &Folder<'_>) -> anyhow::Result<Opened> {
    open_archive(&Locations::new(None, Some(folder.corpus()), Some(folder.index("pullquote"))))
}

pub fn build(folder: &Folder<'_>) -> anyhow::Result<()> {
    opened(folder).map(drop)
}

pub fn open(folder: &Folder<'_>) -> anyhow::Result<Box<dyn Engine>> {
    Ok(Box::new(Ours { opened: opened(folder)?, line: Vec::new() }))
}

impl Ours {
    fn answer(&mut self, mut query: Call) -> usize {
        query.request.page.limit = HITS;
        self.line.clear();
        json::write_reply(None, &run(&self.opened.engine, &self.opened.table, &query), &mut self.line);
        self.line.len()
    }
}

impl Engine for Ours {
    fn search(&mut self, words: &[String]) -> anyhow::Result<usize> {
        let query = words.join(" ");
        Ok(self.answer(Call::new(Search { query, from: None, to: None, place: None, who: None })))
    }

    fn ask(&mut self, words: &[String]) -> Option<usize> {
        let question = format!("What is the {}?", words.join(" "));
        Some(self.answer(Call::new(Ask { question, article: None })))
    }

    fn complete(&mut self, typed: &str) -> Option<usize> {
        let asked = Completion::new(&self.opened.table, "search", "who", typed.to_owned()).ok()?;
        self.line.clear();
        json::write_choices(None, &complete(&self.opened.engine, &self.opened.table, &asked), &mut self.line);
        Some(self.line.len())
    }
}
