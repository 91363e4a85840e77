//! What a report tells, put together from the desk, the archive and the feeds.

use jiff::Span;

use crate::corpus::import::NO_LICENCE;
use crate::desk::counters::What;
use crate::desk::{Desk, DeskError, Seconds};
use crate::domain::Audience;
use crate::engine::Engine;
use crate::index::ArticleFilter;
use crate::render::report::Report;
use crate::shell::import::FeedStates;
use crate::shell::{Locations, Settings, answer};

/// Weeks that are told of.
const WEEKS: i64 = 13;
/// Rows of what can be long.
const MOST: usize = 500;

/// What the desk adds to a report: counts, questions, marks; of one server alone, or of all. Titles of articles for paying
/// readers only where `paid`.
///
/// # Errors
/// See [`DeskError`].
pub async fn of_desk(
    report: &mut Report,
    desk: &Desk,
    engine: &Engine,
    (server, paid): (Option<&str>, bool),
    now: Seconds,
) -> Result<(), DeskError> {
    let since = answer::today().checked_sub(Span::new().weeks(WEEKS)).unwrap_or_default().to_string();
    let title = |topic: &str| title(engine, topic, paid);
    let titled = |rows: Vec<(String, String, i64)>| {
        rows.into_iter().filter_map(|(week, topic, count)| Some((week, title(&topic)?, count))).take(MOST).collect()
    };
    report.unknown = titled(desk.met(server, What::Unknown, &since).await?);
    report.cited = titled(desk.met(server, What::Cited, &since).await?);
    report.questions = desk.questions_shown(server, now).await?;
    report.questions.truncate(MOST);
    let wrong = desk.called_wrong(server, now).await?;
    report.wrong = wrong.into_iter().filter_map(|(id, count)| Some((title(&id)?, count))).take(MOST).collect();
    Ok(())
}

/// What a topic is called: an article's title, a list's, or that nothing was close. What is gone, or not to be read, is left
/// out.
fn title(engine: &Engine, topic: &str, paid: bool) -> Option<String> {
    if topic.is_empty() {
        return Some(engine.words().say("desk.report_unknown_topic", &[]));
    }
    let article = engine.archive().article(topic);
    let shown = article.filter(|article| paid || article.meta.audience == Audience::Everyone);
    let list = || engine.archive().trackers().iter().find(|tracker| tracker.command == topic);
    shown.map(|article| article.meta.title.clone()).or_else(|| list().map(|tracker| tracker.title.clone()))
}

/// What a report tells of the archive, and of the feeds of its folder.
pub fn of_archive(engine: &Engine, paid: bool, folder: Option<(&Locations, &Settings)>) -> Report {
    let words = engine.words();
    let all = ArticleFilter { paid, limit: usize::MAX, ..ArticleFilter::default() };
    let lacks = |meta: &crate::domain::ArticleMeta| {
        // A day and an address are never missing: without them an import refuses an article, or makes the address up.
        let guessed = meta.url_is_guessed.then_some("desk.report_lacks_link");
        let licence =
            (meta.licence.trim().is_empty() || meta.licence == NO_LICENCE).then_some("desk.report_lacks_licence");
        let lacks: Vec<String> = guessed.into_iter().chain(licence).map(|key| words.say(key, &[])).collect();
        (!lacks.is_empty()).then(|| (meta.title.clone(), lacks.join(", ")))
    };
    let articles = engine.archive().articles(&all).articles;
    let lacking = articles.iter().filter_map(|article| lacks(&article.meta)).take(MOST).collect();
    let feeds = folder.map(|(at, settings)| FeedStates::in_trouble(&at.corpus, &settings.feeds, answer::today()));
    let names = engine.unsure_names(paid).into_iter().take(MOST);
    Report {
        lacking,
        feeds: feeds.unwrap_or_default(),
        names: names.map(|(one, other)| (one.to_owned(), other.to_owned())).collect(),
        ..Report::default()
    }
}
