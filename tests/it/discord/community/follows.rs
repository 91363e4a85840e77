//! What readers follow: consent, what they are sent and with whose rights, and how it ends.

use pullquote::commands::Table;
use pullquote::desk::changes::Consumer;
use pullquote::desk::{DAY, Lane};
use pullquote::engine::Engine;
use pullquote::shell::discord::{Discord, OpenArchive};
use serde_json::{Value, json};

use super::LIST;
use crate::discord::desk::{DeskBot, by, desk_bot, with_desk};
use crate::discord::{
    Transport, button, command, content, interaction, is_private, pick, press, press_more, shown, turn,
};
use crate::support::discord::Posted;
use crate::support::sample;

pub(super) fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

pub(super) fn today() -> String {
    jiff::Timestamp::now().to_string().chars().take(10).collect()
}

/// An article of today for everybody, as a file.
pub(super) fn article(id: &str, words: &str) -> (String, Vec<u8>) {
    article_of(id, &today(), "everyone", words)
}

pub(super) fn article_of(id: &str, day: &str, audience: &str, words: &str) -> (String, Vec<u8>) {
    let text = format!(
        "+++\nid = \"{id}\"\ntitle = \"On the {id}\"\npublisher = \"The Valley Letter\"\ndate = {day}\n\
         url = \"https://valley.example/{id}\"\nlicence = \"CC BY 4.0\"\naudience = \"{audience}\"\n+++\n\n{words}\n"
    );
    (format!("articles/{id}.md"), text.into_bytes())
}

pub(super) const LEVEE: &str = "Mayor Mitch Landrieu spoke in New Orleans on Monday about the paper mill.\n\n\
                     “The levee will hold for a hundred years and more,” Landrieu said.";
pub(super) const PUMPS: &str =
    "Mayor Mitch Landrieu spoke again.\n\n“The pumps of the city are older than any of us here,” Landrieu said.";

/// The list, with what it says of Acme, and the article that says so.
pub(super) fn list(status: &str, audience: &str) -> [(String, Vec<u8>); 2] {
    let file = LIST.replace("STATUS", status).into_bytes();
    [
        ("jurisdictions/pledge.toml".into(), file),
        article_of("weir", "2024-05-01", audience, "Acme answered the council."),
    ]
}

/// Role 20 reads what is for paying readers.
pub(super) fn with_paid() -> Discord {
    Discord { paid_roles: vec!["20".into()], ..with_desk() }
}

/// A bot whose desk has seen the sample corpus.
pub(super) async fn bot() -> DeskBot {
    let at = desk_bot(Transport::Http, with_paid()).await;
    while at.number("SELECT COUNT(*) FROM known_article").await == 0 {
        rest().await;
    }
    at
}

pub(super) async fn rest() {
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
}

impl DeskBot {
    /// Answers from the sample corpus with these files from now on, and waits until all that follows from it is sent.
    pub(super) async fn brings(&self, files: &[(String, Vec<u8>)]) {
        let all = files.iter().fold(sample::files(), |all, (path, bytes)| all.with(path, bytes.clone()));
        self.brings_all(sample::over(&all)).await;
    }

    /// The same of an archive that is read otherwise.
    pub(super) async fn brings_all(&self, engine: Engine) {
        let table = Table::new(engine.words(), &engine.open_trackers()).expect("a table");
        let articles = engine.archive().article_count() as i64;
        let records = engine.standing_records().into_iter();
        let mut records: Vec<String> = records.map(|(own, record)| format!("{own} {}", record.status)).collect();
        records.sort();
        self.bot.handler.state.replace(OpenArchive::new(engine, table), with_paid());
        while self.number("SELECT COUNT(*) FROM known_article").await != articles || self.records().await != records {
            rest().await;
        }
        self.settles().await;
    }

    /// Waits until every change was acted on and every message to a follower was sent.
    pub(super) async fn settles(&self) {
        loop {
            let acted = self.desk.changes_for(Consumer::Follows, 1).await.expect("read").is_empty();
            let sent = self.desk.due_in(Lane::Patient, now() + 60, 1).await.expect("read").is_empty();
            if acted && sent {
                return;
            }
            rest().await;
        }
    }

    /// The records that the desk has seen.
    pub(super) async fn records(&self) -> Vec<String> {
        let mut change = self.desk.change().await.expect("a change");
        let all = "SELECT tracker || ' ' || status FROM known_record ORDER BY 1";
        sqlx::query_scalar(all).fetch_all(&mut *change).await.expect("rows")
    }

    pub(super) async fn number(&self, query: &'static str) -> i64 {
        let mut change = self.desk.change().await.expect("a change");
        sqlx::query_scalar(query).fetch_one(&mut *change).await.expect("a number")
    }

    pub(super) async fn write(&self, statement: &str) {
        let mut change = self.desk.change().await.expect("a change");
        sqlx::query(sqlx::AssertSqlSafe(statement.to_owned())).execute(&mut *change).await.expect("written");
        change.commit().await.expect("written");
    }

    /// Somebody follows something, and agrees by this button.
    pub(super) async fn follows(&self, id: u64, user: &str, what: (&str, &str, &str), label: &str) -> Value {
        let asked = self.bot.ask(by(user, follow(id, what))).await;
        self.bot.ask(by(user, turn(id + 1, &asked, label, true))).await
    }

    /// What somebody was sent, oldest first.
    pub(super) fn sent_to(&self, user: &str) -> Vec<Posted> {
        let channel = format!("77{user}");
        self.bot.fake.with(|state| state.messages.iter().filter(|own| own.channel == channel).cloned().collect())
    }

    /// What server 6 says of somebody from now on: their roles, or that they are not there.
    pub(super) fn member(&self, user: &str, roles: Option<&[&str]>) {
        self.bot.fake.with(|state| {
            let key = format!("guilds/6/members/{user}");
            match roles {
                Some(roles) => state.things.insert(key, json!({"user": {"id": user}, "roles": roles})),
                None => state.things.remove(&key),
            }
        });
    }
}

/// `/follow ACTION option: value`.
pub(super) fn follow(id: u64, (action, option, value): (&str, &str, &str)) -> Value {
    let options = json!([{"name": action, "type": 1, "options": [{"name": option, "type": 3, "value": value}]}]);
    interaction(id, 2, json!({"name": "follow", "type": 1, "options": options}))
}

pub(super) fn list_of(id: u64, user: &str) -> Value {
    let options = json!([{"name": "list", "type": 1, "options": []}]);
    by(user, interaction(id, 2, json!({"name": "follow", "type": 1, "options": options})))
}

pub(super) const PLACE: (&str, &str, &str) = ("place", "place", "New Orleans");
pub(super) const PERSON: (&str, &str, &str) = ("person", "who", "Landrieu");
pub(super) const PHRASE: (&str, &str, &str) = ("phrase", "words", "paper mill");

/// A message as an answer is read, without days.
pub(super) fn said(posted: &Posted) -> String {
    undated(&as_answer(posted))
}

pub(super) fn as_answer(posted: &Posted) -> Value {
    json!({"type": 4, "data": posted.body})
}

/// What an answer says, without days.
pub(super) fn undated(answer: &Value) -> String {
    let without = |text: &str, from: &str, to: &str| {
        let parts = text.split(from).enumerate();
        let rest = |(at, part): (usize, &str)| {
            if at == 0 { part.to_owned() } else { format!("DAY{}", part.split_once(to).expect("an end").1) }
        };
        parts.map(rest).collect::<Vec<_>>().join("")
    };
    without(&without(&shown(answer), "<t:", ":D>"), "The Valley Letter · ", " ·")
}

/// A press on a message in a conversation with the bot alone.
pub(super) fn direct(id: u64, user: &str, posted: &Posted, label: &str) -> Value {
    let mut pressed = press(id, &button(&as_answer(posted), label), false);
    pressed["user"] = json!({"id": user});
    pressed["context"] = json!(1);
    let fields = pressed.as_object_mut().expect("an object");
    fields.remove("member");
    fields.remove("guild_id");
    pressed
}

/// In thread 500 of channel 5.
pub(super) fn in_thread(mut asked: Value, permissions: u64) -> Value {
    asked["channel_id"] = json!("500");
    asked["channel"] = json!({"id": "500", "type": 11, "parent_id": "5"});
    asked["member"]["permissions"] = json!(permissions.to_string());
    asked
}

#[tokio::test]
async fn nothing_is_stored_before_somebody_agrees_and_what_comes_is_sent_to_them_alone() {
    let at = bot().await;
    let asked = at.bot.ask(follow(1, PLACE)).await;
    insta::assert_snapshot!(undated(&asked), @r#"
    [type 4, private]
    ### Follow New Orleans, La.?
    We store that you follow **New Orleans, La.**, until DAY, to send you by direct message what the archive's new articles and lists say of it.
    -# Nobody else is shown it, and nothing counts it. /privacy shows and deletes it.
    (Follow, as it comes)
    (Follow, weekly)
    (Cancel)
    "#);
    assert_eq!(at.number("SELECT COUNT(*) FROM follow").await, 0);
    let cancelled = at.bot.ask(turn(2, &asked, "Cancel", true)).await;
    insta::assert_snapshot!(shown(&cancelled), @r#"
    [type 7]
    Nothing was stored.
    "#);
    assert_eq!(at.number("SELECT COUNT(*) FROM follow").await, 0);
    let begun = at.bot.ask(turn(3, &asked, "Follow, as it comes", true)).await;
    insta::assert_snapshot!(undated(&begun), @r#"
    [type 7]
    You follow **New Orleans, La.** until DAY. What comes is sent to you by direct message; /follow list ends it at any time.
    "#);
    // The same again is the same follow.
    at.follows(4, "7", ("place", "place", "NOLA"), "Follow, as it comes").await;
    assert_eq!(at.number("SELECT COUNT(*) FROM follow").await, 1);
    at.brings(&[article("levee", LEVEE)]).await;
    let [letter] = &at.sent_to("7")[..] else { panic!("not one message") };
    insta::assert_snapshot!(said(letter), @r#"
    [type 4]
    ### You follow: New Orleans, La.
    > Mayor Mitch Landrieu spoke in New Orleans on Monday about the paper mill.
    -# [On the levee](https://valley.example/levee)
    -# DAY ¶1 · [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)
    (Read it in place ↗ https://valley.example/levee#:~:text=Mayor%20Mitch%20Landrieu%20spoke%20in%20New%20Orleans%20on%20Monday%20about%20the%20paper%20mill)
    (Weekly instead)
    (Unfollow)
    "#);
    let listed = at.bot.ask(list_of(6, "7")).await;
    insta::assert_snapshot!(undated(&listed), @r#"
    [type 4, private]
    ### What you follow
    - **New Orleans, La.**
    -# place, as it comes, until DAY
    (Unfollow one: New Orleans, La.)
    -# Only you see this.
    "#);
    assert!(is_private(&listed));
    assert!(!content(&at.bot.ask(list_of(7, "8")).await).contains("New Orleans"), "nobody else is shown it");
    let ended = at.bot.ask(direct(8, "7", letter, "Unfollow")).await;
    assert!(content(&ended).contains("Ended"), "{ended}");
    at.brings(&[article("levee", LEVEE), article("flood", "The flood reached New Orleans at night.")]).await;
    assert_eq!(at.sent_to("7").len(), 1);
    assert_eq!(at.bot.fake.with(|state| state.messages.len()), 1);
    at.end().await;
}

#[tokio::test]
async fn what_is_meant_is_asked_back_and_what_is_unknown_is_said() {
    let at = bot().await;
    let which = at.bot.ask(follow(1, ("place", "place", "Springfield"))).await;
    assert!(shown(&which).contains("Follow which one?") && is_private(&which), "{which}");
    let asked = at.bot.ask(pick(2, &which, "Mo.", true)).await;
    assert!(content(&asked).contains("Follow Springfield, Mo.?") && asked["type"] == json!(7), "{asked}");
    let check = async |id: u64, what: (&str, &str, &str)| content(&at.bot.ask(follow(id, what)).await);
    insta::assert_snapshot!(check(3, ("person", "who", "Xaver Quibbleton")).await, @"The archive quotes nobody of the name Xaver Quibbleton. /follow phrase takes any words.");
    insta::assert_snapshot!(check(4, ("phrase", "words", "of the")).await, @"Words that say something are needed, not only “the” or “of”.");
    insta::assert_snapshot!(check(5, ("place", "place", "Qqzz")).await, @"No place of the United States is known by the name Qqzz.");
    insta::assert_snapshot!(shown(&at.bot.ask(follow(6, ("tracker", "tracker", "bills"))).await), @r#"
    [type 4, private]
    ### There is none of that name. Is it one of these?
    (Choose what to follow: Justice Department letters to 23 jurisdictions)
    "#);
    let asked = at.bot.ask(follow(7, ("tracker", "tracker", "doj-letter-2018-01-24"))).await;
    assert!(shown(&asked).contains("(Follow, weekly)"), "{asked}");
    // Options of actions are completed.
    let typed = json!({"name": "follow", "options": [{"name": "tracker", "type": 1, "options":
        [{"name": "tracker", "type": 3, "value": "", "focused": true}]}]});
    let choices = at.bot.ask(interaction(8, 4, typed)).await;
    assert!(choices["data"]["choices"][0]["value"] == json!("doj-letter-2018-01-24"), "{choices}");
    let mut alone = follow(9, PLACE);
    alone.as_object_mut().expect("an object").remove("guild_id");
    assert!(content(&at.bot.ask(alone).await).contains("only in a server"));
    assert_eq!(at.number("SELECT COUNT(*) FROM follow").await, 0);
    at.end().await;
}

#[tokio::test]
async fn an_excerpt_offers_whom_and_what_it_names() {
    let at = bot().await;
    let answer = at.bot.ask(command(1, "letter", &[("place", "New Orleans")])).await;
    let offered = press_more(&at.bot, (2, 3), &answer, "Follow", false).await;
    insta::assert_snapshot!(shown(&offered), @r#"
    [type 4, private]
    ### Follow which one?
    (Choose what to follow: New Orleans, La. / Justice Department letters to 23 jurisdictions)
    "#);
    let asked = at.bot.ask(pick(4, &offered, "New Orleans", true)).await;
    assert!(content(&asked).contains("We store that you follow **New Orleans, La.**"), "{asked}");
    let said = at.bot.ask(command(5, "said", &[("who", "Sessions")])).await;
    let offered = press_more(&at.bot, (6, 7), &said, "Follow", false).await;
    assert!(shown(&offered).contains("Jeff Sessions"), "{offered}");
    at.end().await;
}

#[tokio::test]
async fn the_same_words_are_sent_once_and_new_words_of_the_same_person_again() {
    let at = bot().await;
    at.follows(1, "7", PERSON, "Follow, as it comes").await;
    at.follows(3, "7", PHRASE, "Follow, as it comes").await;
    at.brings(&[article("levee", LEVEE)]).await;
    let first = at.sent_to("7");
    let all: Vec<String> = first.iter().map(said).collect();
    insta::assert_snapshot!(all.join("\n\n"), @r#"
    [type 4]
    ### You follow: Mitch Landrieu
    **Mitch Landrieu, Mayor:**
    > The levee will hold for a hundred years and more,
    -# [On the levee](https://valley.example/levee)
    -# DAY ¶2 · [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)
    (Read it in place ↗ https://valley.example/levee#:~:text=The%20levee%20will%20hold%20for%20a%20hundred%20years%20and%20more)
    (Weekly instead)
    (Unfollow)

    [type 4]
    ### You follow: “paper mill”
    > Mayor Mitch Landrieu spoke in New Orleans on Monday about the paper mill.
    -# [On the levee](https://valley.example/levee)
    -# DAY ¶1 · [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)
    (Read it in place ↗ https://valley.example/levee#:~:text=Mayor%20Mitch%20Landrieu%20spoke%20in%20New%20Orleans%20on%20Monday%20about%20the%20paper%20mill)
    (Weekly instead)
    (Unfollow)
    "#);
    // Another article has the same quotation.
    at.brings(&[article("levee", LEVEE), article("again", LEVEE)]).await;
    assert_eq!(at.sent_to("7").len(), 2);
    // And one that opens with it has new words of his.
    let longer = format!("{LEVEE}\n\n{PUMPS}");
    at.brings(&[article("levee", LEVEE), article("again", LEVEE), article("pumps", &longer)]).await;
    let sent = at.sent_to("7");
    assert_eq!(sent.len(), 3);
    assert!(said(&sent[2]).contains("older than any of us") && !said(&sent[2]).contains("Weekly instead"));
    at.end().await;
}

#[tokio::test]
async fn a_record_that_changes_is_sent_with_its_evidence_and_what_it_said_before() {
    let at = bot().await;
    at.brings(&list("refused", "everyone")).await;
    at.follows(1, "7", ("tracker", "tracker", "pledge"), "Follow, as it comes").await;
    at.brings(&list("signed", "everyone")).await;
    at.brings(&list("refused", "everyone")).await;
    at.brings(&list("signed", "everyone")).await;
    let sent = at.sent_to("7");
    assert_eq!(sent.len(), 3, "the third has the words of the first, and is another change");
    insta::assert_snapshot!(said(&sent[0]), @r#"
    [type 4]
    ### You follow: The pledge
    **Acme**: refused → signed (The pledge)
    > **Acme** answered the council.
    -# [On the weir](https://valley.example/weir)
    -# DAY ¶1 · [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/) · emphasis ours
    (Read it in place ↗ https://valley.example/weir#:~:text=Acme%20answered%20the%20council)
    (Weekly instead)
    (Unfollow)
    "#);
    at.end().await;
}

#[tokio::test]
async fn an_archive_that_is_brought_in_late_is_no_news() {
    let at = bot().await;
    at.follows(1, "7", PLACE, "Follow, as it comes").await;
    at.brings(&[article_of("levee", "2024-05-01", "everyone", LEVEE)]).await;
    assert_eq!(at.sent_to("7").len(), 0);
    at.end().await;
}

#[tokio::test]
async fn what_is_followed_weekly_waits_for_monday_and_comes_as_one_card() {
    let at = bot().await;
    at.follows(1, "7", PLACE, "Follow, as it comes").await;
    at.brings(&[article("levee", LEVEE)]).await;
    let [letter] = &at.sent_to("7")[..] else { panic!("not one message") };
    let weekly = at.bot.ask(direct(3, "7", letter, "Weekly instead")).await;
    assert!(content(&weekly).contains("on Mondays"), "{weekly}");
    let flood = |number: usize| article(&format!("flood{number}"), &format!("Flood {number} reached New Orleans."));
    let files: Vec<_> = std::iter::once(article("levee", LEVEE)).chain((0..12).map(flood)).collect();
    at.brings(&files).await;
    assert_eq!(at.sent_to("7").len(), 1);
    at.write(&format!("UPDATE follow_hit SET seen_at = {} WHERE waits = 1", now() - 8 * DAY)).await;
    let more: Vec<_> = files.into_iter().chain([article("other", "Nothing happened.")]).collect();
    at.brings(&more).await;
    let week = at.bot.fake.posted("777", "the week", |own| said(own).contains("This week: ")).await;
    assert_eq!(said(&week).matches("reached New Orleans").count(), 10);
    assert!(said(&week).contains("and 2 more"), "{}", said(&week));
    at.brings(&[more, vec![article("last", "Nothing again.")]].concat()).await;
    assert_eq!(at.sent_to("7").len(), 2);
    at.end().await;
}

#[tokio::test]
async fn twenty_things_are_followed_by_one_person_and_no_more() {
    let at = bot().await;
    for number in 0..20 {
        let words = format!("quill {number}");
        at.follows(1 + 2 * number, "7", ("phrase", "words", &words), "Follow, weekly").await;
    }
    let refused = at.follows(90, "7", PLACE, "Follow, weekly").await;
    assert!(content(&refused).contains("Not more than 20"), "{refused}");
    assert_eq!(at.number("SELECT COUNT(*) FROM follow").await, 20);
    at.end().await;
}

#[tokio::test]
async fn who_is_private_is_followed_by_nobody_also_where_they_became_so_later() {
    let at = bot().await;
    at.follows(1, "7", PERSON, "Follow, as it comes").await;
    let (path, bytes) = article("levee", LEVEE);
    let engine = sample::over(&sample::files().with(&path, bytes)).keeping_private(vec!["Mitch Landrieu".into()]);
    at.brings_all(engine).await;
    assert_eq!(at.sent_to("7").len(), 0);
    let refused = at.bot.ask(follow(3, ("person", "who", "Mitch Landrieu"))).await;
    assert!(content(&refused).contains("quotes nobody of the name"), "{refused}");
    at.end().await;
}
