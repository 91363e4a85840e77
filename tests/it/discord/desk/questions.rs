//! Questions to the editors, from the button under an answer that does not know to the message that tells the asker.

use pullquote::desk::SetUp;
use serde_json::{Value, json};

use super::{DeskBot, Transport, desk_bot, with_desk};
use crate::discord::{button, command, content, interaction, is_private, on, pick, press, shown, turn};
use crate::support::discord::Posted;

/// The editors' channel.
pub(super) const EDITORS: &str = "50";
const UNKNOWN: &str = "Who invented the zeppelin?";
const BOTH: [Transport; 2] = [Transport::Gateway, Transport::Http];

/// A desk whose editors read in a channel.
pub(super) async fn asking_bot(transport: Transport) -> DeskBot {
    let at = desk_bot(transport, with_desk()).await;
    let editors = |set_up: &mut SetUp| set_up.editors_channel = Some(EDITORS.into());
    at.desk.change_set_up("6", 0, editors).await.expect("written");
    at
}

/// What is sent from a window; a field of several values has ticks.
pub(super) fn sent(id: u64, custom_id: &str, fields: &[(&str, &[&str])]) -> Value {
    let field = |(name, values): &(&str, &[&str])| {
        let input = match *name {
            "text" => json!({"type": 4, "custom_id": name, "value": values.first().copied().unwrap_or_default()}),
            "tell" => json!({"type": 21, "custom_id": name, "value": values.first().copied().unwrap_or_default()}),
            _ => json!({"type": 22, "custom_id": name, "values": values}),
        };
        json!({"type": 18, "component": input})
    };
    let fields: Vec<Value> = fields.iter().map(field).collect();
    interaction(id, 5, json!({"custom_id": custom_id, "components": fields}))
}

/// A question as the window sends it.
pub(super) fn question(id: u64, user: &str, text: &str, tell: &str, named: bool) -> Value {
    let name: &[&str] = if named { &["yes"] } else { &[] };
    let fields = [("text", &[text][..]), ("tell", &[tell][..]), ("name", name), ("agree", &["yes"][..])];
    by(sent(id, "3dqa", &fields), user)
}

/// The same by somebody else.
pub(super) fn by(mut interaction: Value, user: &str) -> Value {
    interaction["member"]["user"]["id"] = json!(user);
    interaction["message"]["interaction_metadata"]["user"]["id"] = json!(user);
    interaction
}

/// The same in the editors' channel, on their card.
pub(super) fn at_card(mut interaction: Value, card: &Posted) -> Value {
    interaction["channel_id"] = json!(EDITORS);
    interaction["message"]["id"] = json!(card.id);
    interaction["message"]["flags"] = card.body["flags"].clone();
    interaction
}

/// A press on a button of the editors' card.
pub(super) fn press_card(id: u64, card: &Posted, label: &str) -> Value {
    at_card(press(id, &button(&as_answer(&card.body), label), false), card)
}

fn as_answer(body: &Value) -> Value {
    json!({"type": 4, "data": body})
}

/// The words of a message in a channel.
pub(super) fn said(posted: &Posted) -> String {
    shown(&as_answer(&posted.body))
}

pub(super) async fn card(at: &DeskBot, wished: &str) -> Posted {
    let has = |own: &Posted| content(&as_answer(&own.body)).contains(wished);
    at.bot.fake.posted(EDITORS, wished, has).await
}

/// What a window holds: labels with what they are filled with.
fn window(answer: &Value) -> String {
    let fields = answer["data"]["components"].as_array().expect("fields");
    let line = |field: &Value| {
        let input = &field["component"];
        let options: Vec<&str> =
            input["options"].as_array().into_iter().flatten().filter_map(|o| o["label"].as_str()).collect();
        let what = if options.is_empty() {
            input["value"].as_str().unwrap_or_default().to_owned()
        } else {
            options.join(" / ")
        };
        format!(
            "{}{}: {what}",
            field["label"].as_str().unwrap_or_default(),
            if input["required"] == json!(true) { "" } else { " (optional)" }
        )
    };
    let lines: Vec<String> = fields.iter().map(line).collect();
    format!("{}\n{}", answer["data"]["title"].as_str().unwrap_or_default(), lines.join("\n"))
}

#[tokio::test]
async fn a_question_goes_from_the_button_to_the_answer_over_both_transports() {
    for transport in BOTH {
        let at = asking_bot(transport).await;
        let bot = &at.bot;
        let unknown = bot.ask(command(1, "ask", &[("question", UNKNOWN)])).await;
        let asked = bot.ask(turn(2, &unknown, "Ask the editors", true)).await;
        if transport == Transport::Gateway {
            insta::assert_snapshot!(window(&asked), @r#"
            Ask the editors
            Your question: Who invented the zeppelin?
            Tell me when it is answered: No / By direct message / By a mention here
            Your name (optional): Show my name to the editors
            What is stored: Store my question and who I am for 90 days, and show the question to the editors
            "#);
        }
        assert!(!button(&unknown, "Ask the editors").contains("zeppelin"));
        let stored = bot.ask(question(3, "7", UNKNOWN, "message", false)).await;
        if transport == Transport::Gateway {
            insta::assert_snapshot!(shown(&stored), @r#"
            [type 4, private]
            ### Sent to the editors
            You will get a direct message when it is answered.
            -# Kept for 90 days. Withdraw deletes it at once.
            (Withdraw)
            "#);
        }
        bot.fake.ready(usize::from(transport == Transport::Gateway)).await;
        let open = card(&at, "A reader asks").await;
        assert!(!open.body.to_string().contains("<@"), "nobody is named");
        if transport == Transport::Gateway {
            insta::assert_snapshot!(numberless(&said(&open)), @r#"
            [type 4]
            ### A reader asks
            **Who invented the zeppelin?**
            -# DAY · No. X
            (Answer from the archive)
            (Answer with a link)
            (Not ours)
            (Close)
            "#);
        }
        // Only editors may press it.
        let mut stranger = press_card(4, &open, "Answer from the archive");
        stranger["channel_id"] = json!("5");
        assert!(content(&bot.ask(stranger).await).contains("Only the editors"));
        let search = bot.ask(press_card(5, &open, "Answer from the archive")).await;
        assert_eq!(search["type"], json!(9), "{search}");
        let window_id = search["data"]["custom_id"].as_str().expect("an id");
        let found = bot.ask(at_card(sent(6, window_id, &[("text", &["letter New Orleans"])]), &open)).await;
        assert!(is_private(&found), "{found}");
        let mut picked = pick(7, &found, "", true);
        picked["channel_id"] = json!(EDITORS);
        let done = bot.ask(picked).await;
        assert!(content(&done).contains("Done"), "{done}");
        let answered = card(&at, "### Answered").await;
        if transport == Transport::Gateway {
            insta::assert_snapshot!(numberless(&said(&answered)), @r#"
            [type 4]
            ### Answered
            **Who invented the zeppelin?**
            > Though his city did not receive the DOJ letter, New Orleans Mayor Mitch Landrieu said that he, like de Blasio, would not attend the White House meeting.
            -# [Renewing "Racist Assault on Immigrant Communities," Trump's DOJ…](https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)
            -# Common Dreams · Jan. 24, 2018 · ¶11 · [CC BY-NC-ND 3.0](https://creativecommons.org/licenses/by-nc-nd/3.0/)
            -# DAY · No. X · told: 1
            (Read it in place ↗ https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary#:~:text=Though%20his%20city%20did,the%20White%20House%20meeting)
            "#);
        }
        assert_eq!(answered.id, open.id, "the card was edited");
        let told = bot.fake.posted("777", "the asker is told", |_| true).await;
        if transport == Transport::Gateway {
            insta::assert_snapshot!(numberless(&said(&told)), @r#"
            [type 4]
            ### The editors answered your question
            -# Asked: Who invented the zeppelin?
            > Though his city did not receive the DOJ letter, New Orleans Mayor Mitch Landrieu said that he, like de Blasio, would not attend the White House meeting.
            -# [Renewing "Racist Assault on Immigrant Communities," Trump's DOJ…](https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)
            -# Common Dreams · Jan. 24, 2018 · ¶11 · [CC BY-NC-ND 3.0](https://creativecommons.org/licenses/by-nc-nd/3.0/)
            (Read it in place ↗ https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary#:~:text=Though%20his%20city%20did,the%20White%20House%20meeting)
            (Delete my question)
            "#);
        }
        // Whoever answers a second time is told so.
        let late = bot.ask(press_card(8, &open, "Close")).await;
        assert!(content(&late).contains("quicker"), "{late}");
        // Withdrawn from the direct message.
        let delete = button(&as_answer(&told.body), "Delete my question");
        let somebody = bot.ask(by(press(9, &delete, false), "8")).await;
        assert!(content(&somebody).contains("not there"), "{somebody}");
        let gone = bot.ask(on(press(10, &delete, false), &as_answer(&told.body))).await;
        assert!(content(&gone).contains("deleted"), "{gone}");
        card(&at, "### Withdrawn").await;
        assert!(!String::from_utf8_lossy(&at.bytes()).contains("zeppelin"));
        assert_eq!(bot.fake.with(|state| state.posts), 2);
        at.end().await;
    }
}

/// Without the line of day and number, which differ.
pub(super) fn numberless(text: &str) -> String {
    let line = |line: &str| match line.split_once("No. ") {
        Some((_, rest)) => format!("-# DAY · No. X{}", rest.trim_start_matches(|c: char| c.is_ascii_hexdigit())),
        None => line.to_owned(),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}
