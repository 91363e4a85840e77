//! pullquote, as `pullquote index` builds it and `batch` asks it.

use pullquote::commands::{Ask, Call, Completion, Front, Search, complete, run};
use pullquote::render::json;
use pullquote::shell::{Lazily, Locations, Opened, open_lazily};

use super::{Engine, Folder, HITS};

struct Ours(Lazily);

fn opened(folder: &Folder<'_>) -> anyhow::Result<Lazily> {
    open_lazily(Front::Batch, &Locations::new(None, Some(folder.corpus()), Some(folder.index("pullquote"))))
}

pub fn build(folder: &Folder<'_>) -> anyhow::Result<()> {
    opened(folder).map(drop)
}

pub fn open(folder: &Folder<'_>) -> anyhow::Result<Box<dyn Engine>> {
    Ok(Box::new(Ours(opened(folder)?)))
}

impl Ours {
    fn answer(&mut self, mut query: Call) -> anyhow::Result<usize> {
        query.request.page.limit = HITS;
        self.0.answer(|Opened { engine, table, .. }| {
            let mut line = Vec::new();
            json::write_reply(None, &run(engine, table, &query), &mut line);
            line.len()
        })
    }
}

impl Engine for Ours {
    fn search(&mut self, words: &[String]) -> anyhow::Result<usize> {
        let query = words.join(" ");
        self.answer(Call::new(Search { query, from: None, to: None, place: None, who: None }))
    }

    fn ask(&mut self, words: &[String]) -> Option<usize> {
        let question = format!("What is the {}?", words.join(" "));
        self.answer(Call::new(Ask { question, article: None })).ok()
    }

    fn complete(&mut self, typed: &str) -> Option<usize> {
        let completed = self.0.answer(|Opened { engine, table, .. }| {
            let asked = Completion::new(table, "search", "who", typed.to_owned()).ok()?;
            let mut line = Vec::new();
            json::write_choices(None, &complete(engine, table, &asked), &mut line);
            Some(line.len())
        });
        completed.ok().flatten()
    }
}
