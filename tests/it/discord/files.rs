//! What comes with a list of records: its map at once, its table by a button.

use serde_json::json;

use super::{Transport, command, parts, sample_bot, settings, turn};

async fn check(transport: Transport) {
    let bot = sample_bot(transport, settings()).await;
    let answer = bot.ask(command(1, "jurisdictions", &[])).await;
    assert_eq!(answer["files"], json!(["map.png"]));
    let table = bot.ask(turn(2, &answer, "Table (CSV)", true)).await;
    assert_eq!(table["files"], json!(["list.csv"]));
    for answer in [&answer, &table] {
        let attachments = answer["data"]["attachments"].as_array().expect("attachments");
        assert_eq!(attachments[0]["id"], json!("0"));
        let length = attachments[0]["description"].as_str().expect("a description").encode_utf16().count();
        assert!((1..=1_024).contains(&length), "{answer}");
    }
    let picture = parts(&answer).into_iter().find(|part| part["type"] == json!(12)).expect("a picture");
    assert_eq!(picture["items"][0]["media"]["url"], json!("attachment://map.png"));
    bot.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listing_comes_with_its_map_and_gives_its_table() {
    check(Transport::Gateway).await;
    check(Transport::Http).await;
}
