//! Setting the bot up in Discord: the panel, its rights, the one line that tells of it, the status.

use pullquote::desk::{Lane, PublicIn, SetUp};
use serde_json::{Value, json};

use super::super::{command, content, is_private, press, turn};
use super::wrong::mark;
use super::{DeskBot, Transport, choose, desk_bot, drawn, managing, picked, pullquote, with_desk};
use pullquote::shell::discord::Discord;

const BOTH: [Transport; 2] = [Transport::Gateway, Transport::Http];
/// View, send, read what was before, begin threads, write in them.
const ALL: u64 = 1 << 10 | 1 << 11 | 1 << 16 | 1 << 35 | 1 << 38;

fn channels(ids: &[&str]) -> Value {
    json!({"channels": ids.iter().map(|id| ((*id).to_owned(), json!({"id": id}))).collect::<serde_json::Map<_, _>>()})
}

fn roles(ids: &[&str]) -> Value {
    json!({"roles": ids.iter().map(|id| ((*id).to_owned(), json!({"id": id}))).collect::<serde_json::Map<_, _>>()})
}

/// A desk bot in server 6, where it may do all in channels 5, 50 and 51.
async fn furnished(transport: Transport, settings: Discord) -> DeskBot {
    let at = desk_bot(transport, settings).await;
    at.bot.fake.furnish("6", &[("6", ALL), ("20", 0), ("21", 0)], &["5", "50", "51"]);
    at
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_pick_in_the_panel_is_saved_and_shown_at_once() {
    for transport in BOTH {
        let at = furnished(transport, Discord { public_answers_per_minute: 6, ..with_desk() }).await;
        let opened = at.bot.ask(pullquote(1, "setup")).await;
        assert!(is_private(&opened), "{opened}");
        insta::allow_duplicates! {
            insta::assert_snapshot!(drawn(&opened), @r#"
            ### Set up pullquote: Answers
            -# Each choice is saved at once.
            **Where answers are public at once**
            Not set here, so the host's file holds.
            (As the host's file says: On request / In these channels / Everywhere)
            **Public answers a person gets a minute**
            (Public answers a person gets a minute: 0 a minute / 1 a minute / 2 a minute / 3 a minute / [x] 6 a minute)
            **Language of public answers**
            (Language of public answers: [x] The server's own / English / Español)
            **Commands that are on**
            (All are off: [x] /letter / [x] /ask / [x] /said / [x] /people / [x] /search / [x] /source / [x] /jurisdictions / [x] /articles / [x] /article / [x] /digest / [x] /follow / [x] /sources)
            (Channels and roles)
            (Community)
            (Status)
            "#);
        }
        let picks: [(&str, &[&str], Value); 5] = [
            ("public", &["channels"], json!({})),
            ("channels", &["5", "77"], channels(&["5"])),
            ("limit", &["2"], json!({})),
            ("language", &["es"], json!({})),
            ("commands", &["ask", "search"], json!({})),
        ];
        let panel = picked(&at, 2, opened, &picks).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(drawn(&panel), @r#"
            ### Set up pullquote: Answers
            -# Each choice is saved at once.
            **Where answers are public at once**
            (As the host's file says: On request / [x] In these channels / Everywhere)
            **Channels where answers are public**
            Threads and posts go by their channel.
            (channels: 5)
            **Public answers a person gets a minute**
            (Public answers a person gets a minute: 0 a minute / 1 a minute / [x] 2 a minute / 3 a minute / 6 a minute)
            **Language of public answers**
            (Language of public answers: The server's own / English / [x] Español)
            **Commands that are on**
            (All are off: /letter / [x] /ask / /said / /people / [x] /search / /source / /jurisdictions / /articles / /article / /digest / /follow / /sources)
            (Channels and roles)
            (Community)
            (Status)
            "#);
        }
        let set = at.desk.set_up("6");
        assert_eq!((set.public, &set.public_channels[..]), (Some(PublicIn::Channels), &["5".to_owned()][..]));
        assert_eq!((set.public_answers_per_minute, set.language.as_deref()), (Some(2), Some("es")));
        assert!(set.commands_off.contains(&"letter".to_owned()) && !set.commands_off.contains(&"ask".to_owned()));
        let off = at.bot.ask(command(20, "letter", &[("place", "New Orleans")])).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(content(&off), @"Ese comando está desactivado en este servidor.");
        }
        let places = at.bot.ask(managing(turn(21, &panel, "Channels and roles", true))).await;
        let picks: [(&str, &[&str], Value); 3] = [
            ("editors", &["50"], channels(&["50"])),
            ("editor_roles", &["20", "6", "99"], roles(&["20", "6"])),
            ("issues", &["51"], channels(&["51"])),
        ];
        let places = picked(&at, 22, places, &picks).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(drawn(&places), @r#"
            ### Set up pullquote: Channels and roles
            -# Each choice is saved at once.
            **Editors' channel**
            Readers' questions and marks come here. Who sees it acts for the editors.
            (channels: 50)
            **Editors' roles**
            Who has one acts for the editors anywhere.
            (roles: 20)
            **New-issue channel**
            New issues are announced here.
            (channels: 51)
            ⚠️ Everybody sees <#50>, and who sees it acts for the editors.
            (Answers)
            (Community)
            (Status)
            (Delete all that is stored of this server)
            "#);
        }
        let set = at.desk.set_up("6");
        assert_eq!((set.editors_channel.as_deref(), set.new_issue_channel.as_deref()), (Some("50"), Some("51")));
        assert_eq!(set.editor_roles, ["20"], "what Discord did not resolve, and everybody's role, are not taken");
        at.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_invited_the_bot_by_itself_gains_neither_paid_roles_nor_editors_rights() {
    let settings = Discord { paid_servers: vec!["6".into()], ..with_desk() };
    let at = desk_bot(Transport::Gateway, settings).await;
    at.bot.fake.furnish("6", &[("6", ALL), ("20", 0)], &[]);
    at.bot.fake.furnish("8", &[("8", ALL), ("20", 0)], &["50"]);
    let elsewhere = |mut asked: Value| {
        asked["guild_id"] = json!("8");
        asked
    };
    let own = at.bot.ask(pullquote(1, "setup")).await;
    let own = at.bot.ask(managing(turn(2, &own, "Channels and roles", true))).await;
    let panel = at.bot.ask(elsewhere(pullquote(3, "setup"))).await;
    let panel = at.bot.ask(elsewhere(managing(turn(4, &panel, "Channels and roles", true)))).await;
    insta::assert_snapshot!(drawn(&panel), @r#"
    ### Set up pullquote: Channels and roles
    -# Each choice is saved at once.
    **New-issue channel**
    New issues are announced here.
    (channels: )
    (Answers)
    (Community)
    (Status)
    (Delete all that is stored of this server)
    "#);
    // The ids that a server with both has, pressed in the one that has neither.
    let forged = [
        ("editors", channels(&["50"]), "50"),
        ("editor_roles", roles(&["20"]), "20"),
        ("paid_roles", roles(&["20"]), "20"),
    ];
    for (id, (step, resolved, value)) in (10..).zip(forged) {
        let refused = at.bot.ask(elsewhere(choose(id, &own, step, &[value], resolved))).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(content(&refused), @"That cannot be set here: the newsletter's host decides it.");
        }
    }
    assert_eq!(*at.desk.set_up("8"), SetUp::default());
    // And a member who does not look after the server sets nothing.
    for (id, asked) in [
        (20, pullquote(20, "setup")),
        (21, pullquote(21, "status")),
        (22, choose(22, &own, "paid_roles", &["20"], roles(&["20"]))),
        (23, turn(23, &own, "Delete all that is stored of this server", true)),
    ] {
        let mut asked = asked;
        asked["member"]["permissions"] = json!("2048");
        let refused = content(&at.bot.ask(asked).await);
        assert!(refused.starts_with("Only those who may manage this server"), "{id}: {refused}");
    }
    assert_eq!(*at.desk.set_up("6"), SetUp::default());
    at.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_hosts_file_forbids_stays_forbidden_and_the_panel_says_so() {
    let parsed = |public: &str| -> Discord {
        let toml = format!(
            "[discord]\npublic = \"{public}\"\npublic_channels = [\"50\"]\ncommands_off = [\"people\"]\npublic_answers_per_minute = 3\n"
        );
        toml::from_str::<pullquote::shell::Settings>(&toml).expect("settings").discord
    };
    let at = desk_bot(Transport::Gateway, parsed("named")).await;
    at.bot.fake.furnish("6", &[("6", ALL)], &["5", "50"]);
    let panel = at.bot.ask(pullquote(1, "setup")).await;
    let panel = at.bot.ask(choose(2, &panel, "public", &["channels"], json!({}))).await;
    let panel = at.bot.ask(choose(3, &panel, "channels", &["5", "50"], channels(&["5", "50"]))).await;
    insta::assert_snapshot!(drawn(&panel), @r#"
    ### Set up pullquote: Answers
    -# Each choice is saved at once.
    **Where answers are public at once**
    (As the host's file says: On request / [x] In these channels)
    **Channels where answers are public**
    Threads and posts go by their channel.
    The host's file allows: <#50>
    ⚠️ Stay private, as the host's file does not name them: <#5>
    (channels: 5 50)
    **Public answers a person gets a minute**
    (Public answers a person gets a minute: 0 a minute / 1 a minute / 2 a minute / [x] 3 a minute)
    **Language of public answers**
    (Language of public answers: [x] The server's own / English / Español)
    **Commands that are on**
    (All are off: [x] /letter / [x] /ask / [x] /said / [x] /search / [x] /source / [x] /jurisdictions / [x] /articles / [x] /article / [x] /digest / [x] /follow / [x] /sources)
    -# Off by the host's file: `/people`
    (Channels and roles)
    (Community)
    (Status)
    "#);
    for (id, step, value) in [(4, "public", "everywhere"), (5, "limit", "4"), (6, "language", "xx")] {
        let refused = at.bot.ask(choose(id, &panel, step, &[value], json!({}))).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(content(&refused), @"That cannot be set here: the newsletter's host decides it.");
        }
    }
    let asked = command(7, "letter", &[("place", "New Orleans")]);
    assert!(is_private(&at.bot.ask(asked).await), "channel 5 is not among the host's");
    at.end().await;
    let at = desk_bot(Transport::Gateway, parsed("never")).await;
    let panel = at.bot.ask(pullquote(1, "setup")).await;
    insta::assert_snapshot!(drawn(&panel), @r#"
    ### Set up pullquote: Answers
    -# Each choice is saved at once.
    **Where answers are public at once**
    The host's file keeps all answers private.
    **Commands that are on**
    (All are off: [x] /letter / [x] /ask / [x] /said / [x] /search / [x] /source / [x] /jurisdictions / [x] /articles / [x] /article / [x] /digest / [x] /follow / [x] /sources)
    -# Off by the host's file: `/people`
    (Channels and roles)
    (Community)
    (Status)
    "#);
    at.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_looks_after_a_server_is_told_of_the_panel_once_and_nobody_else_is() {
    for transport in BOTH {
        let at = furnished(transport, with_desk()).await;
        at.bot.ask(command(1, "about", &[])).await;
        let mut brought_along = managing(command(2, "about", &[]));
        brought_along["authorizing_integration_owners"] = json!({"1": "7"});
        at.bot.ask(brought_along).await;
        at.bot.ask(managing(command(3, "about", &[]))).await;
        let greeting = at.bot.fake.follow_up("3").await;
        let greeting = json!({"data": greeting});
        assert!(is_private(&greeting), "{greeting}");
        insta::allow_duplicates! {
            insta::assert_snapshot!(drawn(&greeting), @r#"
            You can set pullquote up for this server, such as where answers are public. Only you see this, once.
            (Set up)
            "#);
        }
        at.bot.ask(managing(command(4, "about", &[]))).await;
        let panel = at.bot.ask(managing(turn(5, &greeting, "Set up", true))).await;
        assert!(content(&panel).contains("Where answers are public"), "{panel}");
        let followed = |id: &str| at.bot.fake.with(|state| state.interactions[id].follow_ups.len());
        assert_eq!(["1", "2", "3", "4"].map(followed), [0, 0, 1, 0]);
        at.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_status_names_what_is_missing_and_what_it_would_enable() {
    let at = furnished(Transport::Gateway, with_desk()).await;
    at.bot.fake.ready(1).await;
    at.desk
        .change_set_up("6", 0, |set_up| {
            *set_up = SetUp {
                public: Some(PublicIn::Channels),
                public_channels: vec!["5".into(), "52".into()],
                editors_channel: Some("50".into()),
                new_issue_channel: Some("51".into()),
                editor_roles: vec!["20".into(), "29".into()],
                ..SetUp::default()
            };
        })
        .await
        .expect("written");
    at.bot.fake.with(|state| {
        let denied = json!([{"id": "6", "type": 0, "deny": (1u64 << 16 | 1 << 11).to_string(), "allow": "0"}]);
        state.things.get_mut("channels/50").expect("a channel")["permission_overwrites"] = denied;
        state.things.get_mut("channels/51").expect("a channel")["hidden"] = json!(true);
    });
    let times = untimed(&drawn(&at.bot.ask(pullquote(1, "status")).await));
    insta::assert_snapshot!(times, @r#"
    ### How pullquote stands
    Connected since <t:…:R>.
    The newest article is of 2018-01-24.
    The archive was read <t:…:R> and is up to date.
    No feed is in trouble.
    ⚠️ In <#50> pullquote lacks **Send Messages, Read Message History**, needed for cards for the editors, edited in place.
    ⚠️ Everybody sees <#50>, and who sees it acts for the editors.
    ⚠️ In <#51> pullquote lacks **View Channel, Send Messages, Read Message History, Create Public Threads, Send Messages in Threads**, needed for announcing new issues.
    (Set up)
    "#);
    let set = at.desk.set_up("6");
    assert_eq!(
        (&set.public_channels[..], &set.editor_roles[..]),
        (&["5".to_owned()][..], &["20".to_owned()][..]),
        "what is gone from the server is gone from its set-up"
    );
    // The same is said where the channel is picked.
    let places = at.bot.ask(managing(press(2, "3dsplaces", true))).await;
    assert!(content(&places).contains("In <#50> pullquote lacks **Send Messages, Read Message History**"), "{places}");
    at.bot.fake.with(|state| state.things.clear());
    let unknown = drawn(&at.bot.ask(pullquote(3, "status")).await);
    assert!(unknown.contains("Discord did not say"), "{unknown}");
    at.end().await;
}

/// Times are what they are.
fn untimed(text: &str) -> String {
    let mut parts = text.split("<t:");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("<t:…");
        out.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    out
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn moderators_delete_all_of_their_server_after_being_asked() {
    let at = furnished(Transport::Gateway, with_desk()).await;
    at.bot.fake.ready(1).await;
    let post = pullquote::desk::Post {
        key: "question/q1".into(),
        server: "6".into(),
        channel: Some("50".into()),
        marker: "q1".into(),
        body: Some(json!({"content": "canary-card", "allowed_mentions": {"parse": []}})),
        expires_at: i64::MAX,
        ..pullquote::desk::Post::default()
    };
    at.desk.put_post(&post, 0).await.expect("written");
    at.bot.handler.state.wake_outbox();
    at.bot.fake.posted("50", "a card", |_| true).await;
    let panel = at.bot.ask(pullquote(1, "setup")).await;
    let panel = at.bot.ask(choose(2, &panel, "public", &["everywhere"], json!({}))).await;
    let panel = at.bot.ask(managing(turn(3, &panel, "Channels and roles", true))).await;
    let sure = at.bot.ask(managing(turn(4, &panel, "Delete all that is stored of this server", true))).await;
    insta::assert_snapshot!(drawn(&sure), @r#"
    ### Delete all that is stored of this server?
    The set-up, readers' questions, remarks and proposals, what members follow by this server, and the counts go at once.
    The editors' cards are taken away; what was said to everybody stays where it was said.
    This cannot be undone.
    (Keep it)
    (Delete it all)
    "#);
    assert_eq!(at.desk.set_up("6").public, Some(PublicIn::Everywhere));
    let done = at.bot.ask(managing(turn(5, &sure, "Delete it all", true))).await;
    insta::assert_snapshot!(content(&done), @"All that was stored of this server is deleted.");
    assert_eq!(*at.desk.set_up("6"), SetUp::default());
    at.bot.fake.until("the card goes", |state| state.messages.is_empty().then_some(())).await;
    assert!(!String::from_utf8_lossy(&at.bytes()).contains("canary"));
    at.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cards_that_stay_in_the_older_editors_channel_are_told_of() {
    let at = furnished(Transport::Gateway, with_desk()).await;
    let places = at.bot.ask(managing(press(1, "3dsplaces", true))).await;
    let places = at.bot.ask(choose(2, &places, "editors", &["50"], channels(&["50"]))).await;
    let empty = at.bot.ask(choose(3, &places, "editors", &["51"], channels(&["51"]))).await;
    let places = at.bot.ask(choose(4, &empty, "editors", &["50"], channels(&["50"]))).await;
    let answer = at.bot.ask(command(5, "ask", &[("question", "Who threatened to charge elected officials?")])).await;
    mark(&at, 6, "8", &answer, &[("reason", &["else"])]).await;
    at.bot.fake.posted("50", "a card", |_| true).await;
    // That Discord has it is noted a moment later.
    while at.desk.due_in(Lane::Prompt, i64::MAX - 1, 9).await.expect("read").iter().any(|post| post.message.is_none()) {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let left = at.bot.ask(choose(8, &places, "editors", &["51"], channels(&["51"]))).await;
    let line = |answer: &Value| drawn(answer).lines().find(|line| line.contains("stay in")).map(str::to_owned);
    assert_eq!((line(&places), line(&empty)), (None, None));
    insta::assert_snapshot!(line(&left).unwrap_or_default(), @"⚠️ Cards that are open stay in <#50>. Only who has an editors' role, or may manage this server, can press them there.");
    at.end().await;
}
