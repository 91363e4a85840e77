//! Answers whose words were corrected or withdrawn are edited; no other is.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::LIST;
use super::valley::{Valley, article, as_answer, now, on_message, remembered};
use crate::discord::desk::{DeskBot, by_editor, desk_bot, with_desk};
use crate::discord::{Transport, button, command, content, is_private, press, shown};
use crate::support::discord::Posted;

const BOTH: [Transport; 2] = [Transport::Gateway, Transport::Http];
const WEIR: &str =
    "The council of Dover voted to repair the old weir in May. It holds back the lake.\n\nWorkers begin on Monday.";
const ON: &str = "corrections = [{date = 2024-06-02, text = \"The weir is to be replaced.\"}]";
const QUIETLY: &str = "corrections = [{date = 2024-06-02, text = \"A name was taken out.\", quiet = true}]";

fn corrected() -> String {
    article("weir", ON, &WEIR.replace("repair the old weir", "replace the old weir"))
}

/// A bot with one public answer about the weir.
async fn answered(transport: Transport) -> (DeskBot, Valley, String) {
    let at = desk_bot(transport, with_desk()).await;
    let mut valley = Valley::new();
    valley.put("weir", article("weir", "", WEIR));
    valley.put("mill", article("mill", "", "The paper mill burned down."));
    valley.serve(&at);
    let answer = at.bot.ask(command(1, "search", &[("query", "repair weir")])).await;
    assert!(!is_private(&answer), "{answer}");
    let message = remembered(&at, 1).await.remove(0).place.message;
    (at, valley, message)
}

async fn edited(at: &DeskBot, times: usize) -> Posted {
    at.bot.fake.posted("5", "an edit", |own| own.edits == times).await
}

/// What the answer says after a change.
async fn after(change: impl FnOnce(&mut Valley)) -> (DeskBot, String) {
    let (at, mut valley, _message) = answered(Transport::Http).await;
    change(&mut valley);
    valley.serve(&at);
    let told = shown(&as_answer(&edited(&at, 1).await));
    (at, told)
}

#[tokio::test]
async fn a_corrected_sentence_is_set_right_where_it_stands() {
    for transport in BOTH {
        let (at, mut valley, message) = answered(transport).await;
        let since = Instant::now();
        valley.put("weir", corrected());
        valley.serve(&at);
        let mended = edited(&at, 1).await;
        println!("set right {:?} after the import, over {transport:?}", since.elapsed());
        assert_eq!(mended.id, message);
        let answer = as_answer(&mended);
        insta::allow_duplicates! {
            insta::assert_snapshot!(shown(&answer), @r#"
            [type 4]
            #4e5d94
            ### Articles found: 1.
            -# Asked: repair weir
            **Corrected on June 2, 2024; it said something else before.**
            > The council of Dover voted to replace the old weir in May.
            -# [On the weir](https://valley.example/weir)
            -# By Ann Reed · The Valley Letter · May 1, 2024 · ¶1 · [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/) · corrected on June 2, 2024
            (Read it in place ↗ https://valley.example/weir#:~:text=The%20council%20of%20Dover%20voted%20to%20replace%20the%20old%20weir%20in%20May)
            (Context)
            (Remove)
            (Wrong?)
            (⋯)
            (What it said before)
            "#);
        }
        let before = at.bot.ask(press(2, &button(&answer, "What it said before"), false)).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(shown(&before), @r#"
            [type 4, private]
            #e0681f
            ### The article was corrected on June 2, 2024.
            -# It said: The council of Dover voted to [repair] the old weir in May.
            -# It says now: The council of Dover voted to [replace] the old weir in May.
            -# [On the weir](https://valley.example/weir)
            -# By Ann Reed · The Valley Letter · May 1, 2024 · ¶1 · [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/) · corrected on June 2, 2024
            (Read it in place ↗ https://valley.example/weir#:~:text=The%20council%20of%20Dover%20voted%20to%20replace%20the%20old%20weir%20in%20May)
            "#);
        }
        // Its other buttons go on.
        let more = at.bot.ask(press(3, &button(&answer, "⋯"), false)).await;
        assert!(is_private(&more) && content(&more).contains("Why this"), "{more}");
        at.end().await;
    }
}

#[tokio::test]
async fn what_stands_elsewhere_in_the_article_now_is_no_correction() {
    let (at, mut valley, _message) = answered(Transport::Http).await;
    let first = remembered(&at, 1).await.remove(0);
    // Another sentence changes, and the paragraph comes behind a new one.
    let moved = format!("A new beginning.\n\n{}", WEIR.replace("It holds back the lake.", "It held back the lake."));
    valley.put("weir", article("weir", ON, &moved));
    valley.serve(&at);
    let mut again = first.clone();
    for _ in 0..2_000 {
        again = remembered(&at, 1).await.remove(0);
        if again != first {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(again.excerpts[0].reference.paragraph.number(), Some(2));
    assert_eq!(again.excerpts[0].words, first.excerpts[0].words);
    // Corrected after that, it is found by where it stands now.
    valley.put("weir", article("weir", ON, &moved.replace("repair the old weir", "replace the old weir")));
    valley.serve(&at);
    let mended = edited(&at, 1).await;
    assert!(mended.body.to_string().contains("replace the old weir"), "{}", mended.body);
    at.end().await;
}

#[tokio::test]
async fn a_sentence_that_was_taken_out_leaves_its_citation() {
    let (at, told) = after(|valley| valley.put("weir", article("weir", ON, "Workers begin on Monday."))).await;
    insta::assert_snapshot!(told, @r#"
    [type 4]
    #4e5d94
    ### Articles found: 1.
    -# Asked: repair weir
    **Corrected on June 2, 2024; what stood here is no longer in the article.**
    -# [On the weir](https://valley.example/weir)
    -# By Ann Reed · The Valley Letter · May 1, 2024 · [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)
    (Read it in place ↗ https://valley.example/weir)
    (Remove)
    (What it said before)
    "#);
    at.end().await;
}

#[tokio::test]
async fn what_was_withdrawn_leaves_nothing() {
    let gone = |valley: &mut Valley| valley.forget("weir");
    let paid = |valley: &mut Valley| valley.put("weir", article("weir", "audience = \"paid\"", WEIR));
    let cite = |valley: &mut Valley| valley.put("weir", article("weir", "show = \"cite\"", WEIR));
    let quiet = |valley: &mut Valley| {
        valley.put("weir", article("weir", QUIETLY, &WEIR.replace("repair the old weir", "replace the old weir")));
    };
    let changes: [fn(&mut Valley); 4] = [gone, paid, cite, quiet];
    for change in changes {
        let (at, told) = after(change).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(told, @r#"
            [type 4]
            Withdrawn by the publisher.
            (Remove)
            "#);
        }
        let kept = at.bot.fake.with(|state| state.messages[0].body.to_string());
        assert!(!kept.contains("weir") && !kept.contains("Asked"), "{kept}");
        at.end().await;
    }
}

#[tokio::test]
async fn the_old_words_of_a_quiet_correction_are_shown_by_no_button() {
    let (at, mut valley, message) = answered(Transport::Http).await;
    let answer = at.bot.fake.with(|state| as_answer(&state.messages[0]));
    valley.put("weir", article("weir", QUIETLY, &WEIR.replace("repair the old weir", "replace the old weir")));
    valley.serve(&at);
    edited(&at, 1).await;
    let context = at.bot.ask(on_message(press(2, &button(&answer, "⋯"), false), &message)).await;
    assert!(!content(&context).contains("repair the old"), "{context}");
    at.end().await;
}

#[tokio::test]
async fn a_quiet_correction_that_was_saved_before_its_text_left_the_old_words_to_be_read() {
    let (at, mut valley, message) = answered(Transport::Http).await;
    let answer = at.bot.fake.with(|state| as_answer(&state.messages[0]));
    valley.put("weir", article("weir", QUIETLY, WEIR));
    valley.serve(&at);
    valley.put("weir", article("weir", QUIETLY, &WEIR.replace("repair the old weir", "replace the old weir")));
    valley.serve(&at);
    let told = shown(&as_answer(&edited(&at, 1).await));
    assert!(told.contains("Withdrawn by the publisher") && !told.contains("weir"), "{told}");
    // Whoever still sees the answer presses what stood under it.
    let pressed = at.bot.ask(on_message(press(2, &button(&answer, "Context"), false), &message)).await;
    assert!(content(&pressed).contains("taken down") && !pressed.to_string().contains("repair"), "{pressed}");
    at.end().await;
}

#[tokio::test]
async fn an_edit_that_waited_while_the_article_changed_elsewhere_withdrew_the_answer() {
    let (at, mut valley, _message) = answered(Transport::Http).await;
    at.bot.fake.with(|state| state.refused.push(("GET /api/v10/channels/5/messages/", 500)));
    valley.put("weir", corrected());
    valley.serve(&at);
    let tried = |state: &crate::support::discord::Kept| {
        state.requests.iter().any(|own| own.path.contains("/channels/5/messages/") && own.status == 500).then_some(())
    };
    at.bot.fake.until("an attempt", tried).await;
    valley.put("weir", corrected().replace("Workers begin on Monday.", "Workers begin on Tuesday."));
    at.bot.fake.with(|state| state.refused.clear());
    valley.serve(&at);
    let mended = edited(&at, 1).await;
    assert!(mended.body.to_string().contains("replace the old weir"), "{}", mended.body);
    at.end().await;
}

#[tokio::test]
async fn a_correction_is_told_in_the_language_of_the_answer() {
    let at = desk_bot(Transport::Http, with_desk()).await;
    let mut valley = Valley::new();
    valley.put("weir", article("weir", "", WEIR));
    valley.serve(&at);
    let mut asked = command(1, "search", &[("query", "repair weir")]);
    asked["guild_locale"] = json!("es-ES");
    at.bot.ask(asked).await;
    remembered(&at, 1).await;
    valley.put("weir", corrected());
    valley.serve(&at);
    let told = shown(&as_answer(&edited(&at, 1).await));
    assert!(told.contains("antes decía otra cosa") && told.contains("Qué decía antes"), "{told}");
    at.end().await;
}

#[tokio::test]
async fn without_what_it_said_before_no_new_words_are_made_up() {
    let (at, mut valley, _message) = answered(Transport::Http).await;
    valley.forget("weir");
    valley.put("weir", corrected());
    valley.serve(&at);
    let told = shown(&as_answer(&edited(&at, 1).await));
    assert!(told.contains("no longer in the article") && !told.contains("What it said before"), "{told}");
    at.end().await;
}

#[tokio::test]
async fn a_page_of_results_is_set_right_as_a_whole() {
    let at = desk_bot(Transport::Gateway, with_desk()).await;
    let mut valley = Valley::new();
    for id in ["weir", "dam", "lock"] {
        let body = format!("The council voted to repair the {id} on the river. It was built long ago.");
        valley.put(id, article(id, "", &body));
    }
    valley.serve(&at);
    at.bot.ask(command(1, "search", &[("query", "repair river")])).await;
    assert_eq!(remembered(&at, 1).await[0].excerpts.len(), 3);
    let body = "The council voted to replace the dam on the river. It was built long ago.";
    valley.put("dam", article("dam", ON, body));
    valley.serve(&at);
    let mended = as_answer(&edited(&at, 1).await);
    insta::assert_snapshot!(shown(&mended), @r#"
    [type 4]
    #4e5d94
    ### Articles found: 3.
    -# Asked: repair river
    **On the dam: Corrected on June 2, 2024; it said something else before.**
    **On the dam**
    > The council voted to replace the dam on the river.
    -# The Valley Letter · May 1, 2024
    (Open ↗ https://valley.example/dam#:~:text=The%20council%20voted%20to%20replace%20the%20dam%20on%20the%20river)
    **On the lock**
    > The council voted to **repair** the lock on the **river**\.
    -# The Valley Letter · May 1, 2024
    (Open ↗ https://valley.example/lock#:~:text=The%20council%20voted%20to%20repair%20the%20lock%20on%20the%20river)
    **On the weir**
    > The council voted to **repair** the weir on the **river**\.
    -# The Valley Letter · May 1, 2024
    (Open ↗ https://valley.example/weir#:~:text=The%20council%20voted%20to%20repair%20the%20weir%20on%20the%20river)
    (Read one here: On the dam / On the lock / On the weir)
    (Remove)
    (What it said before)
    "#);
    let before = at.bot.ask(press(2, &button(&mended, "What it said before"), false)).await;
    assert!(is_private(&before) && content(&before).contains("repair"), "{before}");
    at.end().await;
}

#[tokio::test]
async fn an_answer_says_that_its_list_says_otherwise_since() {
    for transport in BOTH {
        let at = desk_bot(transport, with_desk()).await;
        let mut valley = Valley::new();
        valley.put("weir", article("weir", "", "Acme answered the council. The weir holds."));
        valley.list("pledge", LIST.replace("STATUS", "refused"));
        valley.serve(&at);
        at.bot.ask(command(1, "pledge", &[("name", "Acme")])).await;
        assert_eq!(remembered(&at, 1).await[0].records.len(), 1);
        valley.list("pledge", LIST.replace("STATUS", "signed"));
        valley.serve(&at);
        let told = shown(&as_answer(&edited(&at, 1).await));
        let told: Vec<&str> = told.lines().filter(|line| !line.contains("otherwise since")).collect();
        let line = |own: &Posted| own.body.to_string().matches("Acme: this list says otherwise since").count();
        insta::allow_duplicates! {
            insta::assert_snapshot!(told.join("\n"), @r#"
            [type 4]
            #da373c
            ### No. Acme refused.
            -# The list has one item, named on May 1, 2024.
            > **Acme** answered the council.
            -# [On the weir](https://valley.example/weir)
            -# By Ann Reed · The Valley Letter · May 1, 2024 · ¶1 · [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/) · emphasis ours
            (Read it in place ↗ https://valley.example/weir#:~:text=Acme%20answered%20the%20council)
            (Context)
            (Remove)
            (Wrong?)
            (⋯)
            "#);
        }
        assert_eq!(at.bot.fake.with(|state| line(&state.messages[0])), 1);
        at.end().await;
    }
}

#[tokio::test]
async fn editors_are_told_of_answers_that_cannot_be_edited_until_they_can() {
    let (at, mut valley, message) = answered(Transport::Gateway).await;
    at.desk.change_set_up("6", now(), |set_up| set_up.editors_channel = Some("50".into())).await.expect("set");
    at.bot.fake.with(|state| state.refused.push(("GET /api/v10/channels/5/messages/", 403)));
    valley.put("weir", corrected());
    valley.serve(&at);
    let card = at.bot.fake.posted("50", "a card", |_| true).await;
    let told = shown(&as_answer(&card));
    assert!(told.contains(&format!("https://discord.com/channels/6/5/{message}")), "{told}");
    insta::assert_snapshot!(told.replace(&message, "MESSAGE"), @r#"
    [type 4]
    ### Answers to be set right that pullquote cannot edit
    - https://discord.com/channels/6/5/MESSAGE
    -# Their articles were corrected or withdrawn, but pullquote has no access to the channel any more, or the thread is archived. It is tried again every hour.
    (Try again)
    "#);
    at.bot.fake.with(|state| state.refused.clear());
    let again = at.bot.ask(by_editor(press(2, &button(&as_answer(&card), "Try again"), false))).await;
    assert!(content(&again).contains("tried again"), "{again}");
    edited(&at, 1).await;
    at.bot
        .fake
        .until("the card goes", |state| (!state.messages.iter().any(|own| own.channel == "50")).then_some(()))
        .await;
    at.end().await;
}

#[tokio::test]
async fn an_answer_whose_message_was_deleted_is_forgotten_at_its_edit() {
    let (at, mut valley, _message) = answered(Transport::Http).await;
    at.bot.fake.with(|state| state.messages.clear());
    valley.put("weir", corrected());
    valley.serve(&at);
    remembered(&at, 0).await;
    at.end().await;
}

#[tokio::test]
async fn an_edit_that_failed_or_was_cut_off_by_a_kill_comes_once_discord_is_there() {
    let (mut at, mut valley, _message) = answered(Transport::Http).await;
    at.bot.fake.with(|state| state.refused.push(("PATCH /api/v10/channels/5/messages/", 500)));
    valley.put("weir", corrected());
    valley.serve(&at);
    let tried = |state: &crate::support::discord::Kept| {
        state.requests.iter().any(|own| own.method == "PATCH" && own.status == 500).then_some(())
    };
    at.bot.fake.until("an attempt", tried).await;
    let meanwhile = |at: &DeskBot| {
        at.bot.fake.with(|state| state.refused.clear());
        // What comes meanwhile is found by whoever takes it up.
        valley.forget("weir");
        valley.serve(at);
    };
    at.taken_up_anew(meanwhile);
    let withdrawn = at.bot.fake.posted("5", "an edit", |own| own.body.to_string().contains("Withdrawn")).await;
    let told = shown(&as_answer(&withdrawn));
    assert!(!told.contains("weir"), "{told}");
    at.end().await;
}

#[tokio::test]
async fn an_answer_that_was_found_before_a_change_and_stored_after_it_is_compared_too() {
    let (at, mut valley, _message) = answered(Transport::Http).await;
    let given = remembered(&at, 1).await.remove(0);
    valley.put("weir", corrected());
    valley.serve(&at);
    edited(&at, 1).await;
    // The same citation under another message, as if it had been on its way.
    let own = &given.excerpts[0];
    let cited = pullquote::render::discord::Cited::Excerpt {
        article: own.article.clone(),
        reference: own.reference,
        words: own.words.clone(),
    };
    let body = at.bot.fake.with(|state| state.messages[0].body.clone());
    let late = Posted { id: "7000".into(), channel: "5".into(), author: "101".into(), body, edits: 0 };
    at.bot.fake.with(|state| state.messages.push(late));
    let place = pullquote::desk::answers::Place { message: "7000".into(), ..given.place };
    at.desk.remember_answer(&place, &[cited], now()).await.expect("remembered");
    valley.serve(&at);
    at.bot.fake.posted("5", "the other", |own| own.id == "7000" && own.edits == 1).await;
    at.end().await;
}

#[tokio::test]
async fn hostile_ids_of_this_flow_are_met() {
    let at = desk_bot(Transport::Http, with_desk()).await;
    for (id, custom) in
        (1..).zip(["3dc", "3dcb", "3dcr", "3dcb一一一一一一一一一", "3dcx", "3do", "3dom", "3doj", "3dozzz"])
    {
        let told: Value = at.bot.ask(press(id, custom, true)).await;
        assert_eq!(told["type"], json!(4), "{custom}: {told}");
        assert!(is_private(&told));
    }
    at.end().await;
}
