//! Archives are closed and opened again as the memory allows.

use serde_json::json;

use super::{ALL, folder_of};
use crate::support::pages::Pages;

#[test]
fn an_archive_that_was_closed_answers_as_before() {
    let folder = folder_of(&ALL);
    // Room for none: each that is asked closes the one before.
    let mut pages = Pages::serve_tenants_in(folder.path(), "pullquote=info", "1KB");
    let replies = || {
        let all = ALL.map(|own| {
            let mut reply = own.ask(&pages, "ask", &json!({"question": "When did the weir break?"})).json();
            reply["took_us"] = json!(0);
            let page = own.get(&pages, "/a/flood");
            (
                reply.to_string(),
                page.headers.into_iter().filter(|(name, _)| name != "date").collect::<Vec<_>>(),
                page.body,
            )
        });
        all.map(|own| format!("{own:?}"))
    };
    let before = replies();
    assert_eq!((replies(), replies()), (before.clone(), before));
    let said = pages.ended();
    let closed = said.lines().filter(|line| line.contains("the archive is closed")).count();
    assert!(closed >= 8, "{said}");
}

#[test]
fn the_same_were_closed_where_there_is_room() {
    let folder = folder_of(&ALL);
    let mut pages = Pages::serve_tenants_in(folder.path(), "pullquote=info", "1GB");
    for own in ALL.iter().chain(&ALL) {
        assert_eq!(own.get(&pages, "/").status, 200);
    }
    assert!(!pages.ended().contains("the archive is closed"));
}

#[test]
fn whoever_reads_much_was_forgotten_with_the_archive_that_was_closed() {
    let folder = folder_of(&ALL);
    let settings = ALL[0].settings().replace("requests_per_minute = 1000000", "requests_per_minute = 3");
    std::fs::write(folder.path().join("ada/pullquote.toml"), settings).expect("settings");
    let pages = Pages::serve_tenants_in(folder.path(), "pullquote=info", "1KB");
    let mut statuses = Vec::new();
    for _ in 0..5 {
        statuses.push(ALL[0].get(&pages, "/").status);
        assert_eq!(ALL[1].get(&pages, "/").status, 200);
    }
    assert_eq!(statuses, [200, 200, 200, 429, 429]);
}
