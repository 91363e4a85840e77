//! What the archive holds, each under an address of its own: lists, articles, and the words that receipts name.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::asked::{Asked, shown};
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
use crate::shell::web::guard::Refused;
use crate::words::Words;

/// The first page.
pub(super) async fn home(asked: Asked) -> Response {
    shown(asked, |_, published, asker| {
        let around = Around::of(published, &asker.words);
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
pub(super) async fn article(asked: Asked, id: Named) -> Response {
    let id = named(id);
    shown(asked, move |_, published, asker| {
        let article = published.article(&id, Front::Web)?;
        let around = Around::of(published, &asker.words);
        let text: Option<Vec<ParagraphRow>> = (article.meta.show == Show::Whole).then(|| {
            let paragraphs = published.engine().archive().paragraphs(&article).into_iter();
            paragraphs.map(|stored| ParagraphRow::from(&stored.paragraph)).collect()
        });
        Some(indexable(web::article(&around.look(), &article, text.as_deref())))
    })
    .await
}

/// What a code that was shared names today.
pub(super) async fn receipt(asked: Asked, code: Named) -> Response {
    let code = named(code);
    shown(asked, move |serving, published, asker| {
        let around = Around::of(published, &asker.words);
        let receipted = serving.bounded_receipt(published, published.receipt(&code, Front::Web), &asker.name);
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
pub(super) async fn list(asked: Asked, id: Named) -> Response {
    let id = named(id);
    shown(asked, move |_, published, asker| {
        let (tracker, Recorded { mut rows, notes, .. }) = open_list(published, &asker.words, &id)?;
        published.without_fragments(rows.iter_mut());
        let around = Around::of(published, &asker.words);
        let map = published.map(&asker.words, &tracker, &rows);
        let description = map.as_ref().map(|map| map.description.as_str());
        Some(page(StatusCode::OK, web::list(&around.look(), &tracker, &rows, &notes, description)))
    })
    .await
}

/// The map of a list.
pub(super) async fn map(asked: Asked, id: Named) -> Response {
    let id = named(id);
    shown(asked, move |_, published, asker| {
        let (tracker, recorded) = open_list(published, &asker.words, &id)?;
        let map = published.map(&asker.words, &tracker, &recorded.rows)?;
        Some(([(header::CONTENT_TYPE, "image/png")], map.png.clone()).into_response())
    })
    .await
}

/// The records of a list as a table to download.
pub(super) async fn table(asked: Asked, id: Named) -> Response {
    let id = named(id);
    shown(asked, move |serving, published, asker| {
        let (_, Recorded { mut rows, is_cut, .. }) = open_list(published, &asker.words, &id)?;
        // Nobody sees of a file that a part of it is missing.
        if is_cut {
            return Some(refused::page(published, &asker.words, &Refused::Failed));
        }
        for row in &mut rows {
            row.bound(|evidence| serving.bounded(published, evidence, &asker.name));
        }
        let headers = [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
            (header::CONTENT_DISPOSITION, "attachment; filename=\"table.csv\""),
        ];
        Some((headers, csv(&rows)).into_response())
    })
    .await
}
