//! An article as the corpus holds it: Markdown that a person reads and compares, and that loads again as it was. What
//! Markdown cannot hold is written as a line of an archive.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::corpus::links;
use crate::corpus::rules::Defaults;
use crate::domain::{Article, Audience, Paragraph, ParagraphKey, ParagraphKind};

use super::refused::Refused;

/// A file of the corpus: its path inside, and what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Parts joined by `/`.
    pub path: String,
    /// The text.
    pub text: String,
}

/// The file that holds the article.
pub fn file(article: &Article) -> Result<Written, Refused> {
    let id = &article.meta.id;
    let path = format!("articles/{id}.md");
    let text = markdown(article);
    if loads_again(
        article,
        crate::corpus::markdown::parse(&path, text.as_bytes(), &Defaults::default()).map(|parsed| parsed.article),
    ) {
        return Ok(Written { path, text });
    }
    let path = format!("articles/{id}.jsonl");
    let text = format!("{}\n", json(article));
    let parsed = crate::corpus::jsonl::parse(&path, 1, text.as_bytes(), &Defaults::default());
    match parsed.map(|parsed| parsed.article) {
        Err(errors) => Err(Refused::WouldNotLoad(errors.first().map(ToString::to_string).unwrap_or_default())),
        loaded if loads_again(article, loaded.clone()) => Ok(Written { path, text }),
        Ok(_) => Err(Refused::WouldNotLoad("its paragraphs come back different".to_owned())),
    }
}

fn loads_again<E>(article: &Article, loaded: Result<Article, E>) -> bool {
    let Ok(loaded) = loaded else { return false };
    let plain = |article: &Article| {
        let mut article = article.clone();
        // Markdown has one mark for what others said, wherever they said it.
        for paragraph in article.paragraphs.iter_mut().filter(|paragraph| paragraph.kind == ParagraphKind::Embed) {
            paragraph.kind = ParagraphKind::Quotation;
        }
        article
    };
    plain(&loaded) == plain(article)
}

/// The article in Markdown.
pub fn markdown(article: &Article) -> String {
    let mut out = String::from("+++\n");
    let meta = &article.meta;
    let named = |key| article.paragraph(key).map(|paragraph| paragraph.text.as_str());
    field(&mut out, "id", Some(&meta.id));
    field(&mut out, "title", Some(&meta.title));
    field(&mut out, "publisher", Some(&meta.publisher));
    let _infallible = writeln!(out, "date = {}", meta.date);
    field(&mut out, "url", Some(&meta.url));
    field(&mut out, "licence", Some(&meta.licence));
    field(&mut out, "licence_url", meta.licence_url.as_deref());
    field(&mut out, "byline", meta.byline.as_deref());
    field(&mut out, "language", meta.language.as_deref());
    field(&mut out, "archive_url", meta.archive_url.as_deref());
    texts(&mut out, "aliases", &meta.aliases);
    if meta.url_is_guessed {
        out.push_str("url_is_guessed = true\n");
    }
    texts(&mut out, "tags", &meta.tags);
    field(&mut out, "show", serde_json::to_value(meta.show).ok().as_ref().and_then(Value::as_str));
    if meta.audience == Audience::Paid {
        field(&mut out, "audience", Some("paid"));
    }
    if !meta.assistants {
        out.push_str("assistants = false\n");
    }
    field(&mut out, "dek", named(ParagraphKey::Dek));
    field(&mut out, "caption", named(ParagraphKey::Caption));
    field(&mut out, "notice", named(ParagraphKey::Notice));
    list(&mut out, "footnotes", article.footnotes());
    lines(&mut out, "links", links::lines(article).into_iter());
    list(&mut out, "provenance", meta.provenance.iter().map(String::as_str));
    for correction in &meta.corrections {
        let text = toml::Value::String(correction.text.clone());
        let quiet = if correction.quiet { "quiet = true\n" } else { "" };
        let _infallible = write!(out, "\n[[corrections]]\ndate = {}\ntext = {text}\n{quiet}", correction.date);
    }
    out.push_str("+++\n");
    body(article, &mut out);
    out
}

/// A line of the front matter, where there is something to say.
fn field(out: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        let _infallible = writeln!(out, "{name} = {}", toml::Value::String(value.to_owned()));
    }
}

/// A list of the front matter, a line an entry.
fn list<'a>(out: &mut String, name: &str, entries: impl Iterator<Item = &'a str>) {
    lines(out, name, entries.map(|entry| toml::Value::String(entry.to_owned()).to_string()));
}

/// A list of the front matter, a value of TOML a line.
fn lines(out: &mut String, name: &str, entries: impl Iterator<Item = String>) {
    let mut entries = entries.peekable();
    if entries.peek().is_none() {
        return;
    }
    let _infallible = writeln!(out, "{name} = [");
    for entry in entries {
        let _infallible = writeln!(out, "    {entry},");
    }
    out.push_str("]\n");
}

/// A line of the front matter with a list, where there is something in it.
fn texts(out: &mut String, name: &str, texts: &[String]) {
    if !texts.is_empty() {
        let quoted: Vec<String> = texts.iter().map(|text| toml::Value::String(text.clone()).to_string()).collect();
        let _infallible = writeln!(out, "{name} = [{}]", quoted.join(", "));
    }
}

fn body(article: &Article, out: &mut String) {
    let body: Vec<&Paragraph> =
        article.paragraphs.iter().filter(|paragraph| paragraph.key.number().is_some()).collect();
    for (at, paragraph) in body.iter().enumerate() {
        let quoted = is_quoted(paragraph);
        let before = at.checked_sub(1).and_then(|before| body.get(before));
        let goes_on = quoted && before.is_some_and(|before| is_quoted(before) && before.source == paragraph.source);
        let in_list =
            paragraph.kind == ParagraphKind::Item && before.is_some_and(|before| before.kind == ParagraphKind::Item);
        out.push_str(if goes_on {
            ">\n"
        } else if in_list {
            ""
        } else {
            "\n"
        });
        let mark = match paragraph.kind {
            ParagraphKind::Quotation | ParagraphKind::Embed => "> ",
            ParagraphKind::Heading => "## ",
            ParagraphKind::Item => "- ",
            ParagraphKind::Text | ParagraphKind::Named => "",
        };
        let escape = if needs_escape(&paragraph.text) { "\\" } else { "" };
        let _infallible = writeln!(out, "{mark}{escape}{}", paragraph.text);
        let next_goes_on = body.get(at + 1).is_some_and(|next| is_quoted(next) && next.source == paragraph.source);
        if let (true, false, Some(source)) = (quoted, next_goes_on, &paragraph.source) {
            let _infallible = writeln!(out, "> — {source}");
        }
    }
}

fn is_quoted(paragraph: &Paragraph) -> bool {
    matches!(paragraph.kind, ParagraphKind::Quotation | ParagraphKind::Embed)
}

/// Whether the text opens like a mark of a block.
fn needs_escape(text: &str) -> bool {
    text.starts_with(['>', '#', '-', '*', '+', '—', '–', '\\'])
}

/// The body as an archive holds it.
pub fn json_paragraphs(article: &Article) -> Value {
    let body = article.paragraphs.iter().filter(|paragraph| paragraph.key.number().is_some());
    body.map(|paragraph| {
        let mut value = match (paragraph.kind, &paragraph.source) {
            (ParagraphKind::Text, None) if paragraph.links.is_empty() => return json!(paragraph.text),
            (kind, None) => json!({"text": paragraph.text, "kind": kind}),
            (kind, Some(source)) => json!({"text": paragraph.text, "kind": kind, "source": source}),
        };
        if let (Value::Object(fields), false) = (&mut value, paragraph.links.is_empty()) {
            fields.insert("links".to_owned(), json!(paragraph.links));
        }
        value
    })
    .collect()
}

/// The article as a line of an archive.
pub fn json(article: &Article) -> Value {
    let meta = &article.meta;
    let mut line = serde_json::to_value(meta).unwrap_or_default();
    if let Value::Object(fields) = &mut line {
        for (name, key) in
            [("dek", ParagraphKey::Dek), ("caption", ParagraphKey::Caption), ("notice", ParagraphKey::Notice)]
        {
            if let Some(paragraph) = article.paragraph(key) {
                fields.insert(name.to_owned(), json!(paragraph.text));
            }
        }
        if article.footnotes().next().is_some() {
            fields.insert("footnotes".to_owned(), article.footnotes().collect());
        }
        fields.insert("paragraphs".to_owned(), json_paragraphs(article));
    }
    line
}

/// A file that a person wrote, with nothing changed but that it is for paying readers, and the line of provenance that
/// says so. `None` where that cannot be set in its text.
pub fn restricted(text: &str, held: &Article, line: &str, defaults: &Defaults) -> Option<String> {
    let line = toml::Value::String(line.to_owned()).to_string();
    let (mut audience, mut provenance) =
        (Some("audience = \"paid\"\n".to_owned()), Some(format!("provenance = [{line}]\n")));
    let sets =
        |text: &str, field: &str| text.strip_prefix(field).is_some_and(|rest| rest.trim_start().starts_with('='));
    let mut lines: Vec<String> = Vec::new();
    let mut in_front = None;
    for line_of_file in text.split_inclusive('\n') {
        let ends = line_of_file.trim_end() == "+++" || line_of_file.starts_with('[');
        in_front = Some(in_front.is_none_or(|in_front| in_front && !ends));
        let kept = match in_front == Some(true) {
            true if sets(line_of_file, "audience") => audience.take().unwrap_or_default(),
            true if sets(line_of_file, "provenance") => {
                provenance = None;
                line_of_file.replacen('[', &format!("[{line}, "), 1)
            }
            _ => line_of_file.to_owned(),
        };
        lines.push(kept);
    }
    let after_fence = lines.len().min(1);
    lines.splice(after_fence..after_fence, [audience, provenance].into_iter().flatten());
    let text = lines.concat();
    let parsed = crate::corpus::markdown::parse("", text.as_bytes(), defaults).ok()?.article;
    let mut asked = held.clone();
    asked.meta.audience = Audience::Paid;
    asked.meta.provenance.clone_from(&parsed.meta.provenance);
    (parsed == asked).then_some(text)
}

/// A hash over all that an import writes: a person's edit changes it. Where the text was taken from is no part of it.
pub fn seal(article: &Article) -> String {
    sealed_as(article, article.meta.audience)
}

/// The seal of the article if it were for these readers.
pub(super) fn sealed_as(article: &Article, audience: Audience) -> String {
    let mut article = article.clone();
    article.meta.provenance.clear();
    article.meta.audience = audience;
    let hex = blake3::hash(markdown(&article).as_bytes()).to_hex();
    hex.chars().take(16).collect()
}
