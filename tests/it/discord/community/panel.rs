//! The panel's page about the community.

use pullquote::desk::{Hold, SetUp};
use pullquote::shell::discord::Discord;
use serde_json::{Value, json};

use super::issues::{ISSUES, announcing, replace};
use crate::discord::desk::{DeskBot, choose, desk_bot, drawn, managing, picked, with_desk};
use crate::discord::{Transport, content, press};

fn page(id: u64) -> Value {
    managing(press(id, "3dscommunity", true))
}

/// A bot that announces new issues in a channel of this type, and the page in its server.
async fn opened(kind: u64, tags: &[&str], change: impl FnOnce(&mut SetUp)) -> (DeskBot, Value) {
    let at = announcing(kind, tags, change).await;
    let panel = at.bot.ask(page(1)).await;
    (at, panel)
}

#[tokio::test]
async fn each_pick_is_saved_and_shown_at_once() {
    let (at, panel) = opened(15, &["71", "72"], |set_up| set_up.issue_hold = None).await;
    insta::assert_snapshot!(drawn(&panel), @r#"
    ### Set up pullquote: Community
    -# Each choice is saved at once.
    **How long a new issue waits before it is announced**
    (As the host's file says: 10 minutes: Announced at once / 10 minutes / 1 hour / 1 day / Until an editor approves it)
    **Role that is pinged with each new issue**
    (roles: )
    **Tag of new issues in the forum**
    (No tag: [x] No tag / tag 71 / tag 72)
    **What is on**
    (All are off: Threads under new issues / Weekly digest / Discussions / Sources)
    -# Off by the host's file: questions by mention
    (Answers)
    (Channels and roles)
    (Status)
    "#);
    let picks: [(&str, &[&str], Value); 4] = [
        ("hold", &["approve"], json!({})),
        ("role", &["20", "99"], json!({"roles": {"20": {"id": "20"}}})),
        ("tag", &["72"], json!({})),
        ("switches", &["threads", "discussions"], json!({})),
    ];
    let panel = picked(&at, 2, panel, &picks).await;
    insta::assert_snapshot!(drawn(&panel), @r#"
    ### Set up pullquote: Community
    -# Each choice is saved at once.
    **How long a new issue waits before it is announced**
    (As the host's file says: 10 minutes: Announced at once / 10 minutes / 1 hour / 1 day / [x] Until an editor approves it)
    **Role that is pinged with each new issue**
    (roles: 20)
    **Tag of new issues in the forum**
    (No tag: No tag / tag 71 / [x] tag 72)
    **What is on**
    (All are off: [x] Threads under new issues / Weekly digest / [x] Discussions / Sources)
    -# Off by the host's file: questions by mention
    ⚠️ In <#60> pullquote lacks **Mention All Roles**, needed for announcing new issues.
    (Answers)
    (Channels and roles)
    (Status)
    "#);
    let set = at.desk.set_up("6");
    let wanted = SetUp {
        new_issue_channel: Some(ISSUES.into()),
        editors_channel: Some("50".into()),
        issue_hold: Some(Hold::UntilApproved),
        issue_role: Some("20".into()),
        issue_tag: Some("72".into()),
        issue_threads: true,
        discussions: true,
        ..SetUp::default()
    };
    assert_eq!(*set, wanted);
    // The role may be emptied, all may be off, and a tag goes with its forum.
    let none = json!({});
    picked(&at, 10, panel, &[("role", &[], none.clone()), ("switches", &[], none.clone()), ("tag", &["none"], none)])
        .await;
    let set = at.desk.set_up("6");
    assert_eq!((&set.issue_role, &set.issue_tag, set.issue_threads, set.discussions), (&None, &None, false, false));
    at.end().await;
}

#[tokio::test]
async fn what_the_host_forbids_cannot_be_on_and_the_page_says_so() {
    let at = announcing(0, &[], |set_up| set_up.issue_hold = Some(Hold::UntilApproved)).await;
    let no_desk = Discord { desk_servers: Vec::new(), issue_hold: 90, ..with_desk() };
    replace(&at, no_desk, &[]);
    let panel = at.bot.ask(page(1)).await;
    insta::assert_snapshot!(drawn(&panel), @r#"
    ### Set up pullquote: Community
    -# Each choice is saved at once.
    **How long a new issue waits before it is announced**
    ⚠️ There are no editors here who could approve it, so it waits 10 minutes.
    (As the host's file says: 2 minutes: Announced at once / 10 minutes / 1 hour / 1 day)
    **Role that is pinged with each new issue**
    (roles: )
    **What is on**
    (All are off: Threads under new issues / Weekly digest / Discussions / Sources)
    -# Off by the host's file: questions by mention
    (Answers)
    (Channels and roles)
    (Status)
    "#);
    let forged = [("hold", "approve"), ("hold", "5"), ("switches", "mentions"), ("switches", "all"), ("tag", "../x")];
    for (id, (step, value)) in (2..).zip(forged) {
        let mut asked = managing(press(id, &format!("3ds{step}"), true));
        asked["data"]["values"] = json!([value]);
        let refused = at.bot.ask(asked).await;
        assert!(content(&refused).contains("host decides"), "{step} {value}: {refused}");
    }
    // Where the host lets it, it can.
    replace(&at, Discord { mentions: true, ..with_desk() }, &[]);
    let panel = at.bot.ask(page(20)).await;
    at.bot.ask(choose(21, &panel, "switches", &["mentions"], json!({}))).await;
    assert!(at.desk.set_up("6").mentions);
    at.end().await;
}

#[tokio::test]
async fn the_page_names_what_is_missing_in_the_channel() {
    let at = announcing(0, &[], |set_up| set_up.issue_role = Some("20".into())).await;
    at.bot.fake.with(|state| {
        let denied = json!([{"id": "6", "type": 0, "deny": (1u64 << 35).to_string(), "allow": "0"}]);
        state.things.get_mut("channels/60").expect("a channel")["permission_overwrites"] = denied;
    });
    let panel = content(&at.bot.ask(page(1)).await);
    assert!(panel.contains("In <#60> pullquote lacks **Create Public Threads, Mention All Roles**"), "{panel}");
    at.bot.fake.with(|state| {
        state.things.get_mut("guilds/6").expect("the server")["roles"][1]["mentionable"] = json!(true);
    });
    let panel = content(&at.bot.ask(page(2)).await);
    assert!(panel.contains("lacks **Create Public Threads**"), "{panel}");
    at.end().await;
}

#[tokio::test]
async fn without_a_channel_for_new_issues_the_page_says_where_to_pick_one() {
    let at = desk_bot(Transport::Gateway, with_desk()).await;
    at.bot.fake.furnish("6", &[("6", 0)], &[]);
    insta::assert_snapshot!(drawn(&at.bot.ask(page(1)).await), @r#"
    ### Set up pullquote: Community
    -# Each choice is saved at once.
    **New issues**
    They are announced once a channel for them is picked, under Channels and roles.
    **What is on**
    (All are off: Threads under new issues / Weekly digest / Discussions / Sources)
    -# Off by the host's file: questions by mention
    (Answers)
    (Channels and roles)
    (Status)
    "#);
    let mut stranger = page(2);
    stranger["member"]["permissions"] = json!("2048");
    assert!(content(&at.bot.ask(stranger).await).starts_with("Only those who may manage"));
    at.end().await;
}
