//! The program with a desk, killed at any moment.

use crate::discord::program::data;
use crate::support::killed::killed;
use crate::support::times;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desk_that_is_killed_loses_nothing_that_it_acknowledged_and_doubles_no_message() {
    let data = data();
    let figure = killed(data.path(), times("PULLQUOTE_DESK_KILLS", 25), 1).await;
    eprintln!("{}", figure.expect("all is there once"));
}
