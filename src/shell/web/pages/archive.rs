//! What the archive holds, each under an address of its own: lists, articles, and the words that receipts name.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::refused;
use super::sending::{Named, indexable, named, page};
use super::site::Around;
use crate::commands::{Front, typed_options};
use crate::domain::{Show, Tracker};
use crate::engine::article_row;
use crate::render::map::csv;
use crate::render::web::{self, Example, Found, Home, Look};
use crate::reply::{ParagraphRow, Row};
use crate::shell::published::{Published, Receipted, Recorded};
use crate::shell::web::guard::{Asker, Refused};
use crate::shell::web::serving::Serving;
use crate::words::Words;

/// Does the work of a page in its turn; without a page there is none.
async fn shown(
    serving: Arc<Serving>,
    asker: &Asker,
    work: impl FnOnce(&Published) -> Option<Response> + Send + 'static,
) -> Response {
    match Arc::clone(&serving).in_turn(work).await {
        Some(Some(page)) => page,
        Some(None) => refused::page(&serving.published(), &asker.words, &Refused::NoPage),
        None => refused::page(&serving.published(), &asker.words, &Refused::Failed),
    }
}

/// The first page.
pub(super) async fn home(State(serving): State<Arc<Serving>>, Extension(asker): Extension<Asker>) -> Response {
    let words = asker.words.clone();
    shown(serving, &asker, move |published| {
        let around = Around::of(published, &words);
        let look = around.look();
        Some(page(StatusCode::OK, web::home(&look, &home_of(published, &look))))
    })
    .await
}

fn home_of(published: &Published, look: &Look<'_>) -> Home {
    let rows = |command: &str| published.run((Front::Web, look.words), command, []).ok();
    let newest = rows("articles");
    let latest: Vec<_> = newest.iter().flat_map(|reply| reply.rows.iter().filter_map(Row::article).cloned()).collect();
    let commands = rows("help").map(|reply| reply.rows).unwrap_or_default();
    let examples = commands.iter().filter_map(|row| if let Row::Command(row) = row { Some(row) } else { None });
    // One of each command before the second of any.
    let examples: Vec<&String> = {
        let all: Vec<&Vec<String>> = examples.map(|row| &row.examples).collect();
        let most = all.iter().map(|own| own.len()).max().unwrap_or_default();
        (0..most).flat_map(|at| all.iter().filter_map(move |own| own.get(at))).collect()
    };
    Home {
        articles: newest.as_ref().map_or(0, |reply| reply.total),
        newest: latest.first().map(|row| row.date),
        lists: published.lists(),
        latest,
        examples: examples.into_iter().filter_map(|typed| example(look, typed)).collect(),
    }
}

/// A call as it would be typed, with its options.
fn example(look: &Look<'_>, typed: &str) -> Option<Example> {
    let (spec, rest) = match typed.strip_prefix('/') {
        Some(call) => {
            let (command, rest) = call.split_once(char::is_whitespace).unwrap_or((call, ""));
            (look.table.command(command)?, rest)
        }
        None => (look.ask()?, typed),
    };
    let options = typed_options(look.table, spec, rest).into_iter();
    let given = options.map(|(option, value)| Some((option?.to_owned(), value))).collect::<Option<Vec<_>>>()?;
    Some(Example { command: spec.name.clone(), typed: rest.to_owned(), given })
}

/// An article, as far as its licence lets it be shown.
pub(super) async fn article(
    State(serving): State<Arc<Serving>>,
    Extension(asker): Extension<Asker>,
    id: Named,
) -> Response {
    let (words, id) = (asker.words.clone(), named(id));
    shown(serving, &asker, move |published| {
        let article = published.article(&id, Front::Web)?;
        let around = Around::of(published, &words);
        let text: Option<Vec<ParagraphRow>> = (article.meta.show == Show::Whole).then(|| {
            let paragraphs = published.engine().archive().paragraphs(&article).into_iter();
            paragraphs.map(|stored| ParagraphRow::from(&stored.paragraph)).collect()
        });
        Some(indexable(web::article(&around.look(), &article, text.as_deref())))
    })
    .await
}

/// What a code that was shared names today.
pub(super) async fn receipt(
    State(serving): State<Arc<Serving>>,
    Extension(asker): Extension<Asker>,
    code: Named,
) -> Response {
    let (bounding, reader, code) = (Arc::clone(&serving), asker.clone(), named(code));
    shown(serving, &asker, move |published| {
        let around = Around::of(published, &reader.words);
        let receipted = bounding.bounded_receipt(published, published.receipt(&code, Front::Web), &reader.name);
        let (status, found) = match &receipted {
            Receipted::Unreadable | Receipted::Unknown => (StatusCode::NOT_FOUND, Found::Nothing),
            Receipted::Closed(date) => (StatusCode::GONE, Found::Closed(*date)),
            Receipted::Stands(excerpt) => (StatusCode::OK, Found::Stands(excerpt)),
            Receipted::Corrected(corrected) => (StatusCode::OK, Found::Corrected(corrected)),
            Receipted::Replaced { date, .. } => (StatusCode::OK, Found::Replaced(*date)),
        };
        let of = published.article_of(&code, Front::Web).map(|article| article_row(&article));
        Some(page(status, web::receipt(&around.look(), &code, &found, of.as_ref())))
    })
    .await
}

/// A list, where everybody may see a record of it, with its open records.
fn open_list(published: &Published, words: &Words, id: &str) -> Option<(Tracker, Recorded)> {
    let tracker = published.lists().into_iter().find(|tracker| tracker.id == id)?;
    let recorded = published.records((Front::Web, words), &tracker);
    Some((tracker, recorded))
}

/// A list with all of its records.
pub(super) async fn list(
    State(serving): State<Arc<Serving>>,
    Extension(asker): Extension<Asker>,
    id: Named,
) -> Response {
    let (words, id) = (asker.words.clone(), named(id));
    shown(serving, &asker, move |published| {
        let (tracker, Recorded { mut rows, notes, .. }) = open_list(published, &words, &id)?;
        published.without_fragments(rows.iter_mut());
        let around = Around::of(published, &words);
        let map = published.map(&words, &tracker, &rows);
        let description = map.as_ref().map(|map| map.description.as_str());
        Some(page(StatusCode::OK, web::list(&around.look(), &tracker, &rows, &notes, description)))
    })
    .await
}

/// The map of a list.
pub(super) async fn map(
    State(serving): State<Arc<Serving>>,
    Extension(asker): Extension<Asker>,
    id: Named,
) -> Response {
    let (words, id) = (asker.words.clone(), named(id));
    shown(serving, &asker, move |published| {
        let (tracker, recorded) = open_list(published, &words, &id)?;
        let map = published.map(&words, &tracker, &recorded.rows)?;
        Some(([(header::CONTENT_TYPE, "image/png")], map.png.clone()).into_response())
    })
    .await
}

/// The records of a list as a table to download.
pub(super) async fn table(
    State(serving): State<Arc<Serving>>,
    Extension(asker): Extension<Asker>,
    id: Named,
) -> Response {
    let (bounding, reader, id) = (Arc::clone(&serving), asker.clone(), named(id));
    shown(serving, &asker, move |published| {
        let (_, Recorded { mut rows, is_cut, .. }) = open_list(published, &reader.words, &id)?;
        // Nobody sees of a file that a part of it is missing.
        if is_cut {
            return Some(refused::page(published, &reader.words, &Refused::Failed));
        }
        for row in &mut rows {
            row.bound(|evidence| bounding.bounded(published, evidence, &reader.name));
        }
        let headers = [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
            (header::CONTENT_DISPOSITION, "attachment; filename=\"table.csv\""),
        ];
        Some((headers, csv(&rows)).into_response())
    })
    .await
}
