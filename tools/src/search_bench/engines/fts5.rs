//! SQLite's FTS5: any of the words, by bm25, with its snippet, as JSON.

use rusqlite::Connection;
use serde_json::json;

use super::{Engine, Folder, HITS};

struct Fts5(Connection);

pub fn build(folder: &Folder<'_>) -> anyhow::Result<()> {
    let path = folder.index("SQLite FTS5");
    std::fs::create_dir_all(&path)?;
    let mut base = Connection::open(path.join("fts.sqlite"))?;
    base.execute_batch("CREATE VIRTUAL TABLE p USING fts5(id UNINDEXED, title, body, tokenize = 'porter unicode61')")?;
    let batch = base.transaction()?;
    {
        let mut insert = batch.prepare("INSERT INTO p VALUES (?1, ?2, ?3)")?;
        for article in folder.articles()? {
            let article = article?;
            for paragraph in &article.paragraphs {
                insert.execute((&article.id, &article.title, paragraph))?;
            }
        }
    }
    batch.commit()?;
    Ok(())
}

pub fn open(folder: &Folder<'_>) -> anyhow::Result<Box<dyn Engine>> {
    Ok(Box::new(Fts5(Connection::open(folder.index("SQLite FTS5").join("fts.sqlite"))?)))
}

const FIND: &str =
    "SELECT id, title, snippet(p, 2, '<b>', '</b>', '…', 32), bm25(p) FROM p WHERE p MATCH ?1 ORDER BY rank LIMIT ?2";

impl Engine for Fts5 {
    fn search(&mut self, words: &[String]) -> anyhow::Result<Vec<u8>> {
        let mut find = self.0.prepare_cached(FIND)?;
        let rows = find.query_map((words.join(" OR "), HITS as i64), |row| {
            let (id, title): (String, String) = (row.get(0)?, row.get(1)?);
            let (text, score): (String, f64) = (row.get(2)?, row.get(3)?);
            Ok(json!({ "id": id, "title": title, "text": text, "score": score }))
        })?;
        Ok(serde_json::to_vec(&rows.collect::<Result<Vec<_>, _>>()?)?)
    }
}
