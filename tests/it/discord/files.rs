//! Files that go with an answer: the map and the table of a listing.

use serde_json::json;

use super::{Transport, command, sample_bot, settings};

async fn check(transport: Transport) {
    let bot = sample_bot(transport, settings()).await;
    let answer = bot.ask(command(1, "jurisdictions", &[])).await;
    assert_eq!(answer["files"], json!(["map.png", "list.csv"]));
    let attachments = answer["data"]["attachments"].as_array().expect("attachments");
    let ids: Vec<&str> = attachments.iter().filter_map(|attachment| attachment["id"].as_str()).collect();
    assert_eq!(ids, ["0", "1"]);
    for attachment in attachments {
        let length = attachment["description"].as_str().expect("a description").encode_utf16().count();
        assert!((1..=1_024).contains(&length), "{attachment}");
    }
    bot.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listing_comes_with_its_map_and_its_table() {
    check(Transport::Gateway).await;
    check(Transport::Http).await;
}
