//! What is stored of announcements: it travels with a backup, goes with its server, and has its time.

use pullquote::desk::announcements::{Announced, Announcement, Stage};
use pullquote::desk::{Desk, Lane, Post};
use serde_json::json;

use crate::support::desks;

#[tokio::test]
async fn announcements_travel_go_with_their_server_and_expire() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = Desk::open(desks::at(folder.path().join("one.sqlite"))).await.expect("a desk");
    let of = |server: &str| Announcement {
        server: server.into(),
        article: "weir".into(),
        stage: Stage::Held,
        number: 3,
        seen_at: 1,
        due_at: 50,
        post: None,
        expires_at: 100,
    };
    let rows = vec![of("6"), of("7")];
    desk.announce(&Announced { new: rows.clone(), ..Announced::default() }, 1).await.expect("written");
    let other = Desk::open(desks::at(folder.path().join("other.sqlite"))).await.expect("a desk");
    let lines = desk.export(true, 10).await.expect("read");
    other.import(lines.into_iter().map(Ok), &json!({}), 10).await.expect("written");
    assert_eq!(other.announcements_of("weir").await.expect("read"), rows);
    assert_eq!(other.next_announcement().await.expect("read"), Some(50));
    other.forget_server("6", 10).await.expect("forgotten");
    // What somebody read before that does not bring it back.
    let late = Announced { rows: vec![of("6")], posts: vec![Post::default()], ..Announced::default() };
    other.announce(&late, 10).await.expect("written");
    assert_eq!(other.announcements_of("weir").await.expect("read"), [of("7")]);
    assert_eq!(other.due_in(Lane::Prompt, 20, 9).await.expect("read"), []);
    other.expire(100, &json!({})).await.expect("deleted");
    assert_eq!(other.announcements_of("weir").await.expect("read"), []);
}
