//! Hostile words in the desk's windows, and ids that nobody was given.

use pullquote::desk::{SetUp, Standing};
use pullquote::render::discord::desk::question::Step;
use serde_json::{Value, json};

use super::questions::{EDITORS, asking_bot, by, question, sent};
use super::{Transport, with_desk};
use crate::discord::press;
use crate::support::hostile::{PIECES, harm};
use crate::support::random::Random;
use crate::support::times;

/// Every hidden character too, and so much that no card holds it.
fn text(random: &mut Random) -> String {
    let pieces =
        [PIECES.as_slice(), &["\u{200B}", "who ", "**`||", "\u{E0041}", "~~", "@\u{200D}everyone", "[x]: y"]].concat();
    let many = *random.of(&[1, 4, 30, 400]);
    let text: String = (0..1 + random.below(many)).map(|_| *random.of(&pieces)).collect();
    text.chars().take(4_000).collect()
}

/// The harm that an answer or a message does; windows and what only says "seen" have no words.
fn harms(answer: &Value) -> Option<String> {
    let wordless = matches!(answer["type"].as_u64(), Some(6 | 8 | 9));
    if wordless { None } else { harm(answer, "https://valley.example/") }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_words_ping_nobody_and_lead_nowhere_and_forged_ids_reach_nothing() {
    let (times, mut random) = (times("PULLQUOTE_DESK_HOSTILE", 150) as u64, Random::seeded());
    let at = asking_bot(Transport::Http).await;
    let servers: Vec<String> = (0..=times / 50).map(|server| (6_000 + server).to_string()).collect();
    let mut settings = with_desk();
    settings.desk_servers.extend(servers.clone());
    let (engine, table) = {
        let engine = crate::support::sample::engine().1;
        let table = pullquote::commands::Table::new(engine.words(), &engine.open_trackers()).expect("a table");
        (engine, table)
    };
    let archive = pullquote::shell::discord::OpenArchive::new(engine, table);
    at.bot.handler.state.replace(archive.at_site(Some("https://valley.example/".into())), settings);
    for server in &servers {
        let editors = |set_up: &mut SetUp| set_up.editors_channel = Some(format!("{server}0"));
        at.desk.change_set_up(server, 0, editors).await.expect("written");
    }
    let mut ids = Vec::new();
    for n in 0..times {
        let server = &servers[(n / 50) as usize];
        let words = text(&mut random);
        let tell = *random.of(&["message", "mention", "x", ""]);
        let mut asked = question(10_000 + n, &(700 + n).to_string(), &words, tell, false);
        asked["guild_id"] = json!(server);
        let stored = at.bot.ask(asked).await;
        assert_eq!(harms(&stored), None, "{words:?}");
        let open = at.desk.open_questions(server).await.expect("read");
        ids.extend(open.into_iter().map(|(id, _)| (id, server.clone())));
    }
    ids.sort();
    ids.dedup();
    // Pressed by who is no editor, by an editor of another server, and with a bit flipped.
    for n in 0..times {
        let (id, server) = random.of(&ids).clone();
        let digest = || "00000000".to_owned();
        let steps = [
            Step::Search(id.clone()),
            Step::Pick(id.clone()),
            Step::Link(id.clone()),
            Step::Approve(id.clone(), digest()),
            Step::NotOurs(id.clone()),
            Step::Close(id.clone()),
            Step::Reopen(id.clone()),
            Step::Show(id.clone(), digest()),
            Step::Withdraw(id.clone()),
        ];
        let custom_id = random.of(&steps).id();
        let forged = if n % 3 == 0 { random.flipped(&custom_id) } else { custom_id };
        let words = text(&mut random);
        let mut pressed = match n % 2 {
            0 => press(100_000 + n, &forged, false),
            _ => sent(100_000 + n, &forged, &[("text", &[words.as_str()]), ("agree", &["yes"])]),
        };
        pressed["data"]["values"] = json!([random.of(&["x", "3oaw01", "<@1>"])]);
        pressed["guild_id"] = json!(if n % 4 < 2 { server } else { "6".to_owned() });
        pressed["member"]["permissions"] = json!(if n % 4 < 2 { "0" } else { "32" });
        let answer = at.bot.ask(by(pressed, "9")).await;
        assert_eq!(harms(&answer), None, "{forged}");
    }
    for (id, _) in &ids {
        let kept = at.desk.question(id).await.expect("read").expect("it is there");
        assert_eq!(kept.standing, Standing::Open, "{id}");
    }
    // An editor's words find no page but the newsletter's own.
    for (n, (id, server)) in ids.iter().enumerate().take(100) {
        let words = text(&mut random);
        let mut linked = sent(200_000 + n as u64, &Step::Link(id.clone()).id(), &[("text", &[words.as_str()])]);
        linked["guild_id"] = json!(server);
        linked["member"]["permissions"] = json!("32");
        assert_eq!(harms(&at.bot.ask(linked).await), None, "{words:?}");
    }
    let made = at
        .bot
        .fake
        .until("the cards", |state| (state.messages.len() >= ids.len()).then(|| state.messages.clone()))
        .await;
    for posted in made.iter().filter(|posted| posted.channel != EDITORS) {
        assert_eq!(harms(&json!({"type": 4, "data": posted.body})), None);
    }
    eprintln!("{times} hostile questions in {} cards and {times} forged ids: no harm", ids.len());
    at.end().await;
}
