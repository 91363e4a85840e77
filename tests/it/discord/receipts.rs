//! The receipt of an excerpt, in the menu behind "⋯".

use pullquote::commands::Table;
use pullquote::shell::discord::{OpenArchive, registration};
use serde_json::Value;

use super::{Bot, Transport, command, content, sample_bot, settings, shown, turn};
use crate::support::discord::FakeDiscord;
use crate::support::sample;

/// The menu of an answer of the sample corpus.
async fn menu(bot: &Bot) -> Value {
    let answer = bot.ask(command(1, "said", &[("who", "Landrieu")])).await;
    bot.ask(turn(2, &answer, "⋯", false)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_pages_the_code_is_text() {
    let bot = sample_bot(Transport::Gateway, settings()).await;
    insta::assert_snapshot!(shown(&menu(&bot).await), @r#"
    [type 4, private]
    #4e5d94
    ### What Mitch Landrieu said:
    **Why this:** the article names Mitch Landrieu, New Orleans Mayor as the speaker.
    -# pullquote writes no facts of its own: it shows the archive's words and where they stand.
    -# Receipt: `1rwk05m0tmrev5w33t65`
    -# Whoever has the archive can check the words by it: `pullquote verify 1rwk05m0tmrev5w33t65 "…"`
    (Share)
    (Read it in place ↗ https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary#:~:text=he%2C%20like%20de%20Blasio%2C%20would%20not%20attend%20the%20White%20House%20meeting)
    (Follow)
    "#);
    bot.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_pages_it_is_a_permanent_link() {
    let (_, engine) = sample::engine();
    let table = Table::new(engine.words(), &engine.open_trackers()).expect("a table");
    let commands = registration::commands(&table, false);
    let archive = OpenArchive::new(engine, table).with_pages_at(Some("https://archive.example".to_owned()));
    let bot = Bot::start(FakeDiscord::start().await, Transport::Gateway, archive, settings(), commands).await;
    let menu = menu(&bot).await;
    assert!(shown(&menu).contains("(Permanent link ↗ https://archive.example/r/1"), "{}", shown(&menu));
    assert!(!content(&menu).contains("Receipt"), "{menu}");
    bot.end().await;
}
