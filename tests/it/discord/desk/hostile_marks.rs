//! Hostile words in the windows of editors and readers, ids that nobody made, and words that nobody may store.

use serde_json::{Value, json};

use super::super::privacy::Log;
use super::super::{button, command, content, interaction, press, turn};
use super::wrong::{as_answer, mark, ready};
use super::{DeskBot, Transport, by, by_editor, sent};
use crate::support::hostile::{PIECES, harm};
use crate::support::random::Random;
use crate::support::times;

const QUESTION: &str = "Who threatened to charge elected officials?";
const HOME: &str = "https://www.commondreams.org/";

/// What the editors have decided: nobody else may change it.
async fn decided(at: &DeskBot) -> (i64, usize, usize) {
    let (_, hidden) = at.desk.hidden_in("6", 0, 1).await.expect("read");
    let settled = |word: &str| {
        at.bot.fake.with(|state| state.messages.iter().filter(|own| own.body.to_string().contains(word)).count())
    };
    (hidden, settled("Approved.") + settled("Declined."), settled("Dismissed."))
}

/// Names of people who agreed are mentions on a card; nothing pings by them.
fn without_names(answer: &Value) -> Value {
    let mut text = answer.to_string();
    while let Some((before, rest)) = text.split_once("<@") {
        let digits = rest.chars().take_while(char::is_ascii_digit).count();
        assert!(digits > 0 && rest.chars().nth(digits) == Some('>'), "{rest}");
        text = format!("{before}{}", rest.chars().skip(digits + 1).collect::<String>());
    }
    serde_json::from_str(&text).expect("JSON still")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_words_and_forged_ids_do_nothing_in_windows_and_cards() {
    let at = ready(Transport::Gateway).await;
    let answer = at.bot.ask(command(1, "ask", &[("question", QUESTION)])).await;
    mark(&at, 2, "8", &answer, &[("reason", &["else"])]).await;
    let card = as_answer(&at.bot.fake.posted("50", "a card", |_| true).await);
    let listed = at.bot.ask(command(4, "letter", &[("place", "Seattle, Wash.")])).await;
    let propose = at.bot.ask(by("8", turn(5, &listed, "Propose a record", true))).await;
    let wrong = at.bot.ask(by("8", turn(6, &answer, "Wrong?", false))).await;
    let case = at.bot.ask(by_editor(turn(7, &card, "Add to the golden set", false))).await;
    let ids: Vec<String> = ["Hide for this question", "Dismiss", "Add to the golden set"]
        .map(|label| button(&card, label))
        .into_iter()
        .chain([&wrong, &case, &propose].map(|window| window["data"]["custom_id"].as_str().expect("an id").to_owned()))
        .chain(
            ["3dwl0", "3dws0f", "3dra0123456789abcdef", "3drd0123456789abcdef", "3dre0123456789abcdef"]
                .map(str::to_owned),
        )
        .collect();
    let before = decided(&at).await;
    let (mut random, mut harms) = (Random::seeded(), 0);
    for id in (100..).take(times("PULLQUOTE_HOSTILE", 1_000)) {
        let text: String = (0..1 + random.below(30)).map(|_| *random.of(&PIECES)).collect();
        let user = (1_000 + random.below(400)).to_string();
        let mut flipped = random.of(&ids).clone();
        if random.below(4) > 0 {
            flipped = random.flipped(&flipped);
        }
        let words: [&str; 1] = [&text];
        let asked = match id % 6 {
            // A button, pressed by somebody who may not.
            0 => by(&user, press(id, &flipped, false)),
            // A menu that never was.
            1 => by(&user, interaction(id, 3, json!({"custom_id": flipped, "component_type": 3, "values": [text]}))),
            2 => {
                let fields: [(&str, &[&str]); 3] = [("reason", &["place"]), ("text", &words), ("consent", &["yes"])];
                by(&user, sent(id, &wrong, &fields))
            }
            3 => {
                let fields: [(&str, &[&str]); 4] =
                    [("subject", &words), ("status", &["received"]), ("article", &words), ("consent", &["yes"])];
                by(&user, sent(id, &propose, &fields))
            }
            4 => by_editor(sent(id, &case, &[("question", &words), ("expected", &words)])),
            _ => {
                let mut forged = by(&user, sent(id, &wrong, &[("reason", &words), ("text", &words)]));
                forged["data"]["custom_id"] = json!(flipped);
                forged
            }
        };
        let told = at.bot.ask(asked).await;
        harms += usize::from(told["type"] != json!(9) && harm(&without_names(&told), HOME).is_some());
    }
    let posts = at.bot.fake.with(|state| state.requests.clone());
    let cards = posts.iter().filter(|request| request.path.contains("/channels/"));
    let bad = cards.clone().filter_map(|request| harm(&without_names(&json!({"data": request.body})), HOME));
    let bad: Vec<String> = bad.collect();
    println!("{} cards sent or edited, {harms} harms in answers, {} in cards", cards.count(), bad.len());
    assert_eq!((harms, bad), (0, Vec::new()));
    assert_eq!(decided(&at).await, before, "rights were crossed");
    at.end().await;
}

#[tokio::test]
async fn words_without_consent_are_in_no_file_and_no_log() {
    let (log, _guard) = Log::kept();
    let at = ready(Transport::Gateway).await;
    let canary: &[&str] = &["canary-words"];
    let answer = at
        .bot
        .ask(command(1, "ask", &[("question", "canary-words, who threatened to charge elected officials?")]))
        .await;
    mark(&at, 2, "8", &answer, &[("reason", &["else"])]).await;
    mark(&at, 4, "81", &answer, &[("reason", &["else"]), ("text", canary)]).await;
    let card = as_answer(&at.bot.fake.posted("50", "a card", |_| true).await);
    let listed = at.bot.ask(command(6, "letter", &[("place", "Seattle, Wash.")])).await;
    let window = at.bot.ask(by("8", turn(7, &listed, "Propose a record", true))).await;
    at.bot.ask(by("8", sent(8, &window, &[("subject", canary), ("status", &["received"]), ("article", canary)]))).await;
    let case = at.bot.ask(by_editor(turn(9, &card, "Add to the golden set", false))).await;
    at.bot.ask(by_editor(sent(10, &case, &[("question", canary)]))).await;
    at.bot.ask(by_editor(turn(11, &card, "Hide for this question", false))).await;
    // With consent it is there: the search would find it.
    assert!(!at.holds("canary") && !at.holds("threatened to charge elected"));
    let agreed: [(&str, &[&str]); 3] = [("reason", &["else"]), ("text", &["canary-agreed"]), ("consent", &["yes"])];
    mark(&at, 12, "82", &answer, &agreed).await;
    assert!(at.holds("canary-agreed"));
    at.end().await;
    let log = log.text();
    println!("{} bytes of log, {} canaries", log.len(), log.matches("canary").count());
    assert!(log.len() > 200);
    assert_eq!(log.matches("canary").count(), 0);
}

#[tokio::test]
async fn a_list_that_is_not_there_leads_nowhere() {
    let at = ready(Transport::Http).await;
    let data = json!({"custom_id": "3drmg5363000", "component_type": 3, "values": ["0123456789abcdef"]});
    let told = at.bot.ask(interaction(2, 3, data)).await;
    insta::assert_snapshot!(content(&told), @"The article was corrected or taken down since; ask again to see what it says now.");
    at.end().await;
}
