//! The program, killed at any moment while it announces.

use pullquote::desk::changes::{Seen, SeenRecord};
use pullquote::domain::Record;
use pullquote::index::ArticleFilter;

use crate::discord::program::data;
use crate::support::killed_issues::killed;
use crate::support::{sample, times};

/// The sample corpus as the desk sees it first.
fn sample_seen() -> Seen {
    let engine = sample::engine().1;
    let all = ArticleFilter { paid: true, limit: usize::MAX, ..ArticleFilter::default() };
    let articles = engine.archive().articles(&all).articles;
    let record = |(tracker, record): (&str, &Record)| SeenRecord {
        tracker: tracker.to_owned(),
        subject: record.subject.key(),
        status: record.status.clone(),
        article: record.article.clone(),
    };
    Seen {
        articles: articles.iter().rev().map(|own| (own.meta.id.clone(), own.revision.0.clone())).collect(),
        records: engine.standing_records().into_iter().map(record).collect(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_is_killed_announces_each_issue_once_with_its_thread_and_its_publication() {
    let data = data();
    let figure = killed(data.path(), &sample_seen(), times("PULLQUOTE_DESK_KILLS", 25), 1).await;
    eprintln!("{}", figure.expect("all is there once"));
}
