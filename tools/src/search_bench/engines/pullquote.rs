//! pullquote, as `pullquote index` builds it and `batch` asks it.

use pullquote::commands::{Ask, Call, Completion, Front, Search, complete, run};
use pullquote::render::json;
use pullquote::shell::{Lazily, Locations, Opened, open_lazily};

use super::{Engine, Folder, HITS};

/// One index, opened with the language model and without.
struct Ours {
    with_model: Lazily,
    by_words: Lazily,
}

fn opened(folder: &Folder<'_>, meaning: &str) -> anyhow::Result<Lazily> {
    let data = folder.0.join(format!("meaning-{meaning}"));
    std::fs::create_dir_all(&data)?;
    std::fs::write(data.join("pullquote.toml"), format!("meaning = \"{meaning}\"\n"))?;
    let at = Locations::new(Some(data), Some(folder.corpus()), Some(folder.index("pullquote")));
    open_lazily(Front::Batch, &at)
}

pub fn build(folder: &Folder<'_>) -> anyhow::Result<()> {
    opened(folder, "off").map(drop)
}

pub fn open(folder: &Folder<'_>) -> anyhow::Result<Box<dyn Engine>> {
    Ok(Box::new(Ours { with_model: opened(folder, "on")?, by_words: opened(folder, "off")? }))
}

fn answer(archive: &mut Lazily, mut query: Call) -> anyhow::Result<Vec<u8>> {
    query.request.page.limit = HITS;
    archive.answer(|Opened { engine, table, .. }| {
        let mut line = Vec::new();
        json::write_reply(None, &run(engine, table, &query), &mut line);
        line
    })
}

impl Engine for Ours {
    fn search(&mut self, words: &[String]) -> anyhow::Result<Vec<u8>> {
        let query = words.join(" ");
        answer(&mut self.by_words, Call::new(Search { query, from: None, to: None, place: None, who: None }))
    }

    fn ask(&mut self, words: &[String], with_model: bool) -> Option<usize> {
        let question = format!("What is the {}?", words.join(" "));
        let archive = if with_model { &mut self.with_model } else { &mut self.by_words };
        answer(archive, Call::new(Ask { question, article: None })).ok().map(|line| line.len())
    }

    fn complete(&mut self, typed: &str) -> Option<usize> {
        let completed = self.by_words.answer(|Opened { engine, table, .. }| {
            let asked = Completion::new(table, "search", "who", typed.to_owned()).ok()?;
            let mut line = Vec::new();
            json::write_choices(None, &complete(engine, table, &asked), &mut line);
            Some(line.len())
        });
        completed.ok().flatten()
    }
}
