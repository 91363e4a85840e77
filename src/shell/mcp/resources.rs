//! Articles as resources: those that everybody and every program may see.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use rmcp::ErrorData;
use rmcp::model::{
    Annotations, ArgumentInfo, CompletionInfo, ListResourceTemplatesResult, ListResourcesResult, ReadResourceResult,
    Resource, ResourceContents, ResourceTemplate,
};

use crate::commands::{Completer, Front};
use crate::index::{ArticleFilter, StoredArticle};
use crate::render::assistant::article;
use crate::shell::Published;

/// What an article's address begins with.
const ARTICLES: &str = "pullquote://article/";
/// The addresses of all.
pub(super) const TEMPLATE: &str = "pullquote://article/{id}";
/// The part of it that is filled in.
const ID: &str = "id";
const PLAIN: &str = "text/plain";
/// How many one answer lists.
const PAGE: usize = 100;
/// What of an id stands in an address as it is.
const KEPT: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A page of the articles, newest first. The cursor says how many stand before it.
pub(super) fn list(published: &Published, cursor: Option<&str>) -> Result<ListResourcesResult, ErrorData> {
    let offset = match cursor.map(str::parse::<u32>) {
        None => 0,
        Some(Ok(offset)) => offset as usize,
        Some(Err(_)) => return Err(ErrorData::invalid_params("no cursor of this server", None)),
    };
    let filter = ArticleFilter { assistant: true, offset, limit: PAGE, ..ArticleFilter::default() };
    let listing = published.engine().archive().articles(&filter);
    let mut page =
        ListResourcesResult::with_all_items(listing.articles.iter().map(|article| resource(article)).collect());
    let next = offset + listing.articles.len();
    page.next_cursor = (!listing.articles.is_empty() && next < listing.total).then(|| next.to_string());
    Ok(page)
}

fn resource(article: &StoredArticle) -> Resource {
    let meta = &article.meta;
    let address = format!("{ARTICLES}{}", utf8_percent_encode(&meta.id, &KEPT));
    let mut annotations = Annotations::default();
    annotations.last_modified = Some(meta.date.to_string());
    Resource::new(address, meta.id.clone())
        .with_title(meta.title.clone())
        .with_description(format!("{}, {} ({})", meta.publisher, meta.date, meta.licence))
        .with_mime_type(PLAIN)
        .with_annotations(annotations)
}

/// How the addresses are made.
pub(super) fn templates(published: &Published) -> ListResourceTemplatesResult {
    let about = published.engine().words().say("assistant.resource", &[]);
    let template = ResourceTemplate::new(TEMPLATE, "article").with_description(about).with_mime_type(PLAIN);
    ListResourceTemplatesResult::with_all_items(vec![template])
}

/// The article at an address.
pub(super) fn read(published: &Published, address: &str) -> Result<ReadResourceResult, ErrorData> {
    let id = address.strip_prefix(ARTICLES).and_then(|id| percent_decode_str(id).decode_utf8().ok());
    let found = id.and_then(|id| published.article(&id, Front::Mcp));
    let Some(found) = found else { return Err(ErrorData::resource_not_found("no article has this address", None)) };
    let engine = published.engine();
    let text = article(&found, &engine.archive().paragraphs(&found), engine.words());
    Ok(ReadResourceResult::new(vec![ResourceContents::text(text, address)]))
}

/// Ids of articles whose titles go on like what was typed.
pub(super) fn complete(published: &Published, typed: ArgumentInfo) -> CompletionInfo {
    let words = published.engine().words();
    let table = published.table(Front::Mcp, words);
    let titled = table.commands().iter().find_map(|command| {
        let option = command.options.iter().find(|option| option.completer == Some(Completer::Title))?;
        Some((command.name.as_str(), option.name))
    });
    let asked = titled.filter(|_| typed.name == ID);
    let found =
        asked.and_then(|(command, option)| published.complete((Front::Mcp, words), command, option, typed.value).ok());
    let ids = found.into_iter().flatten().map(|choice| choice.value).collect();
    CompletionInfo::with_all_values(ids).unwrap_or_default()
}
