//! Of an article that shows only quotations a reader is shown so much in a day, of what it said before too.

use pullquote::commands::Table;
use pullquote::shell::discord::{Discord, registration};
use serde_json::Value;

use super::valley::{Valley, article};
use crate::discord::{Bot, Transport, button, command, content, press};
use crate::support::discord::FakeDiscord;
use crate::support::sample;

/// How many sentences of the article change.
const SENTENCES: u64 = 12;

fn rivers(show: &str, animal: &str) -> String {
    let changed =
        (0..SENTENCES).map(|number| format!("The {animal} of year {number} swam in the old mill race at the weir."));
    let same =
        (0..SENTENCES).map(|_| "Bread costs two crowns since Monday, bakers on every square complain.".to_owned());
    article("rivers", &format!("show = \"{show}\""), &changed.chain(same).collect::<Vec<_>>().join("\n\n"))
}

#[tokio::test]
async fn buttons_show_of_what_it_said_no_more_than_of_what_it_says() {
    let mut valley = Valley::new();
    valley.put("rivers", rivers("whole", "otter"));
    let engine = sample::over(&valley.files());
    let table = Table::new(engine.words(), &[]).expect("a table");
    let commands = registration::commands(&table, false);
    let bot =
        Bot::start(FakeDiscord::start().await, Transport::Http, valley.archive(), Discord::default(), commands).await;
    let mut answers: Vec<Value> = Vec::new();
    for number in 0..SENTENCES {
        let query = format!("\"otter of year {number} swam\"");
        let answer = bot.ask(command(number + 1, "search", &[("query", &query)])).await;
        assert!(content(&answer).contains(&format!("year {number}")), "{answer}");
        answers.push(answer);
    }
    valley.put("rivers", rivers("quote", "badger"));
    bot.handler.state.replace(valley.archive(), Discord::default());
    let (mut shown, mut told) = (0, 0);
    for (number, answer) in (100..).zip(&answers) {
        let card = bot.ask(press(number, &button(answer, "Context"), true)).await;
        let text = content(&card);
        assert!(text.contains("was corrected on"), "{card}");
        let (has_old, has_new) = (text.contains("otter"), text.contains("badger"));
        assert_eq!(has_old, has_new, "one of the two would tell the other: {text}");
        shown += usize::from(has_old);
        told += usize::from(text.contains("as much of this article today"));
    }
    // 15 in 100 words are 46, of which each sentence has 14: of either revision.
    assert_eq!((shown, told), (3, answers.len() - 3));
    bot.end().await;
}
