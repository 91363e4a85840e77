//! Stock tantivy: a document a paragraph, parsed queries, the best ten, their stored fields, snippets, JSON.

use anyhow::Context as _;
use serde_json::json;
use tantivy::collector::TopDocs;
use tantivy::query::QueryParser;
use tantivy::schema::{Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::snippet::SnippetGenerator;
use tantivy::{Index, Searcher, TantivyDocument, doc};

use super::{Engine, Folder, HITS};

/// Memory that it may index in.
const HEAP_BYTES: usize = 100_000_000;

struct Stock {
    searcher: Searcher,
    parser: QueryParser,
    title: Field,
    body: Field,
    id: Field,
}

/// One thread, as ours.
pub fn build(folder: &Folder<'_>) -> anyhow::Result<()> {
    let mut schema = Schema::builder();
    let stemmed = TextFieldIndexing::default()
        .set_tokenizer("en_stem")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text = TextOptions::default().set_indexing_options(stemmed).set_stored();
    let (title, body) = (schema.add_text_field("title", text.clone()), schema.add_text_field("body", text));
    let id = schema.add_text_field("id", STORED);
    let path = folder.index("tantivy");
    std::fs::create_dir_all(&path)?;
    let index = Index::create_in_dir(path, schema.build())?;
    let mut writer = index.writer_with_num_threads(1, HEAP_BYTES)?;
    for article in folder.articles()? {
        let article = article?;
        for paragraph in article.paragraphs {
            writer.add_document(doc!(title => article.title.as_str(), body => paragraph, id => article.id.as_str()))?;
        }
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    Ok(())
}

pub fn open(folder: &Folder<'_>) -> anyhow::Result<Box<dyn Engine>> {
    let index = Index::open_in_dir(folder.index("tantivy"))?;
    let field = |name: &str| index.schema().get_field(name);
    let (title, body, id) = (field("title")?, field("body")?, field("id")?);
    let parser = QueryParser::for_index(&index, vec![title, body]);
    Ok(Box::new(Stock { searcher: index.reader()?.searcher(), parser, title, body, id }))
}

impl Engine for Stock {
    fn search(&mut self, words: &[String]) -> anyhow::Result<Vec<u8>> {
        let query = self.parser.parse_query(&words.join(" ")).context("a query of plain words")?;
        let snippets = SnippetGenerator::create(&self.searcher, &*query, self.body)?;
        let mut hits = Vec::new();
        for (score, address) in self.searcher.search(&query, &TopDocs::with_limit(HITS).order_by_score())? {
            let found: TantivyDocument = self.searcher.doc(address)?;
            let text = |field| found.get_first(field).and_then(|value| value.as_str()).unwrap_or_default();
            let html = snippets.snippet_from_doc(&found).to_html();
            hits.push(json!({ "id": text(self.id), "title": text(self.title), "text": html, "score": score }));
        }
        Ok(serde_json::to_vec(&hits)?)
    }
}
