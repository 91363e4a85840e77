//! What was deleted on one side of an import is deleted on the other: rows, cards, and every byte of the files.

use pullquote::desk::marks::{KEPT, Vote};
use pullquote::desk::proposals::{Begun, Proposed};
use pullquote::desk::questions::{card_key, told_key};
use pullquote::desk::{DAY, Desk, Kind, Lane, Post, Question};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::desks;
use crate::support::random::Random;
use crate::support::times;

const NOW: i64 = 1_800_000_000;

/// What a card says until it is drawn anew.
fn shown() -> Value {
    json!({"content": "something was withdrawn"})
}

/// A desk in a folder of its own.
struct At {
    folder: TempDir,
    desk: Desk,
}

impl At {
    async fn new() -> At {
        let folder = tempfile::tempdir().expect("a folder");
        let desk = Desk::open(desks::at(folder.path().join("desk.sqlite"))).await.expect("a desk");
        At { folder, desk }
    }

    /// How often a word stands in the database and its journal.
    fn hits(&self, word: &str) -> usize {
        let bytes = desks::bytes(self.folder.path(), "desk.sqlite");
        bytes.windows(word.len()).filter(|own| *own == word.as_bytes()).count()
    }

    async fn ask(&self, server: &str, id: &str, user: &str, same: &[String], now: i64, until: i64) -> String {
        let asker = desks::asker(id, user, &format!("canary-{id}."), (now, until));
        let posts = |question: &Question| vec![card(question), told(question, id, user)];
        self.desk.ask(server, asker, same, posts).await.expect("written").1.id
    }

    async fn vote(&self, server: &str, excerpt: &str, user: &str, remark: &str, now: i64) {
        let vote =
            Vote { server, excerpt, user, reason: "place", article: "a", remark: Some(remark), ..Vote::default() };
        let said = |mark: &pullquote::desk::marks::Mark| json!({"content": mark.remarks.iter().map(|own| own.text.clone()).collect::<Vec<_>>()});
        self.desk.vote(&vote, "50", now, said).await.expect("written");
    }

    async fn propose(&self, server: &str, user: &str, words: &str, now: i64) {
        let record = Proposed { subject: words.to_owned(), ..Proposed::default() };
        let Begun::Kept(id) = self.desk.propose(server, user, "list", &record, now).await.expect("written") else {
            return;
        };
        let proposal = self.desk.proposal(server, &id, now).await.expect("read").expect("a proposal");
        self.desk.hand_in(server, "50", &proposal, json!({"content": words}), now).await.expect("written");
    }

    /// Discord has every message as it is to be.
    async fn sent(&self) {
        for post in self.desk.due_in(Lane::Prompt, i64::MAX - 1, 1_000).await.expect("read") {
            match post.body {
                Some(_) => self.desk.post_sent(&post, &format!("1{}", post.key)).await.expect("written"),
                None => self.desk.post_gone(&post).await.expect("written"),
            }
        }
    }

    async fn withdraw(&self, user: &str, only: Option<&str>, now: i64) {
        for held in self.desk.held_of(user).await.expect("read") {
            if held.kind == Kind::Question && only.is_none_or(|only| only == held.id) {
                let drawn = |question: &Question| vec![card(question)];
                self.desk.withdraw_asker(&held.id, Some(user), now, drawn).await.expect("withdrawn");
            }
        }
        self.desk.withdraw_given(user, only, &shown(), now).await.expect("withdrawn");
        // The running bot draws the cards of marks anew.
        for (server, mark) in self.desk.stale_marks(now).await.expect("read") {
            let said = |mark: &pullquote::desk::marks::Mark| json!({"content": mark.remarks.iter().map(|own| own.text.clone()).collect::<Vec<_>>()});
            self.desk.redraw(&server, &mark.id, now, said).await.expect("drawn");
        }
        self.desk.wipe().await.expect("wiped");
    }

    async fn export(&self, now: i64) -> Vec<String> {
        self.desk.export(true, now).await.expect("lines")
    }

    async fn import(&self, lines: &[String], now: i64) {
        let lines = lines.iter().map(|line| Ok(line.clone()));
        self.desk.import(lines, &shown(), now).await.expect("taken in");
    }

    /// The words of everybody that are not over.
    async fn held(&self, user: &str) -> Vec<String> {
        self.desk.held_of(user).await.expect("read").into_iter().map(|held| held.text).collect()
    }
}

fn card(question: &Question) -> Post {
    let names: Vec<&str> = question.askers.iter().map(|own| own.id.as_str()).collect();
    let body = match names.is_empty() {
        true => shown(),
        false => json!({"content": question.text, "names": names}),
    };
    Post {
        key: card_key(&question.id),
        server: question.server.clone(),
        channel: Some("50".into()),
        marker: question.id.clone(),
        body: Some(body),
        expires_at: question.expires_at,
        ..Post::default()
    }
}

fn told(question: &Question, asker: &str, user: &str) -> Post {
    let words = question.askers.iter().find(|own| own.id == asker).map(|own| own.text.clone());
    let (recipient, body) = (Some(user.to_owned()), Some(json!({"content": words})));
    Post { key: told_key(asker), server: question.server.clone(), recipient, body, ..card(question) }
}

/// The words of two people in server 6, of one in server 9, each with a canary of its own.
const CANARIES: [&str; 9] = [
    "canary-q7.",
    "canary-q8.",
    "canary-alone7.",
    "canary-mark7.",
    "canary-mark8.",
    "canary-only7.",
    "canary-record7.",
    "canary-record8.",
    "canary-elsewhere8.",
];

/// A desk with all of them, and Discord has the cards.
async fn filled() -> At {
    let at = At::new().await;
    at.desk.change_set_up("6", NOW - 9, |own| own.editors_channel = Some("50".into())).await.expect("written");
    let until = NOW + 80 * DAY;
    let question = at.ask("6", "q7", "7", &[], NOW, until).await;
    at.ask("6", "q8", "8", &[question], NOW + 1, until).await;
    at.ask("6", "alone7", "7", &[], NOW, until).await;
    at.ask("9", "elsewhere8", "8", &[], NOW, until).await;
    at.vote("6", "one", "7", "canary-mark7.", NOW).await;
    at.vote("6", "one", "8", "canary-mark8.", NOW).await;
    at.vote("6", "two", "7", "canary-only7.", NOW).await;
    at.propose("6", "7", "canary-record7.", NOW).await;
    at.propose("6", "8", "canary-record8.", NOW).await;
    at.sent().await;
    at
}

/// Deletes something on a desk, and brings backups of before and of afterwards together in each order: the canaries of
/// what was deleted are in no file, and all others are.
async fn check(what: &str, gone: &[&str], delete: impl AsyncFn(&At)) {
    let (here, there, anew) = (filled().await, At::new().await, At::new().await);
    let backup = here.export(NOW + 2).await;
    delete(&here).await;
    let after = here.export(NOW + 20).await;
    there.import(&backup, NOW + 21).await;
    there.sent().await;
    let all: Vec<&&str> = CANARIES.iter().filter(|word| there.hits(word) == 0).collect();
    assert!(all.is_empty(), "{what}: a backup alone brings everything: {all:?}");
    there.import(&after, NOW + 22).await;
    anew.import(&after, NOW + 21).await;
    for at in [&here, &anew] {
        at.import(&backup, NOW + 22).await;
    }
    for (name, at) in [("here", here), ("there", there), ("anew", anew)] {
        let wrong: Vec<(&str, usize)> = CANARIES
            .into_iter()
            .map(|word| (word, at.hits(word)))
            .filter(|(word, hits)| gone.contains(word) != (*hits == 0))
            .collect();
        assert!(wrong.is_empty(), "{what}, {name}: {wrong:?}");
    }
}

#[tokio::test]
async fn what_one_person_withdrew_is_in_no_file_whichever_backup_comes_first() {
    let one = async |at: &At, words: &str| {
        let held = at.desk.held_of("7").await.expect("read");
        let id = held.into_iter().find(|held| held.text.contains(words)).expect("theirs").id;
        at.withdraw("7", Some(&id), NOW + 10).await;
    };
    for words in ["canary-q7.", "canary-alone7.", "canary-mark7.", "canary-only7.", "canary-record7."] {
        check(words, &[words], async |at: &At| one(at, words).await).await;
    }
    let all = ["canary-q7.", "canary-alone7.", "canary-mark7.", "canary-only7.", "canary-record7."];
    check("all of 7", &all, async |at: &At| at.withdraw("7", None, NOW + 10).await).await;
}

#[tokio::test]
async fn a_server_that_was_forgotten_is_in_no_file_whichever_backup_comes_first() {
    let gone: Vec<&str> = CANARIES.into_iter().filter(|word| *word != "canary-elsewhere8.").collect();
    check("server 6", &gone, async |at: &At| at.desk.forget_server("6", NOW + 10).await.expect("forgotten")).await;
}

#[tokio::test]
async fn a_card_that_lost_words_says_so_until_the_bot_draws_it_anew() {
    let (here, there) = (filled().await, At::new().await);
    there.import(&here.export(NOW + 2).await, NOW + 3).await;
    here.withdraw("7", None, NOW + 10).await;
    there.import(&here.export(NOW + 11).await, NOW + 12).await;
    let stale = there.desk.stale_questions().await.expect("read");
    let [question] = stale.as_slice() else { panic!("{stale:?}") };
    let body = async |at: &At, key: &str| at.desk.post(key).await.expect("read").and_then(|post| post.body);
    assert_eq!(body(&there, &card_key(question)).await, Some(shown()));
    there.desk.redraw_question(question, NOW + 13, card).await.expect("drawn");
    assert_eq!(body(&there, &card_key(question)).await, Some(json!({"content": "canary-q8.", "names": ["q8"]})));
    assert!(there.desk.stale_questions().await.expect("read").is_empty());
    // Whose question was theirs alone, and whose voice was the only one: their cards say that it was withdrawn.
    let posts = there.desk.due_in(Lane::Prompt, NOW + 99, 99).await.expect("read");
    let withdrawn = posts.iter().filter(|post| post.body == Some(shown())).count();
    assert_eq!(withdrawn, 4, "a question, two marks, a record: {posts:#?}");
    assert_eq!(there.desk.stale_marks(NOW).await.expect("read").len(), 1);
}

#[tokio::test]
async fn what_expired_before_an_export_or_on_the_way_stays_behind_with_its_words_on_cards() {
    let at = At::new().await;
    let question = at.ask("6", "early", "7", &[], NOW, NOW + 100).await;
    at.ask("6", "late", "8", std::slice::from_ref(&question), NOW + 1, NOW + 50 * DAY).await;
    at.sent().await;
    let (early, late) = (at.export(NOW + 99).await, at.export(NOW + 101).await);
    assert!(early.concat().contains("canary-early.") && !late.concat().contains("canary-early."), "{late:#?}");
    for lines in [early, late] {
        let other = At::new().await;
        other.import(&lines, NOW + 101).await;
        assert_eq!((other.hits("canary-early."), other.hits("canary-late.") > 0), (0, true));
        assert_eq!(other.desk.stale_questions().await.expect("read"), std::slice::from_ref(&question));
    }
}

#[tokio::test]
async fn a_server_that_came_back_keeps_what_came_since() {
    let (here, there) = (filled().await, At::new().await);
    let backup = here.export(NOW + 2).await;
    there.import(&backup, NOW + 3).await;
    // In the week before that of 2027-01-15, and in it.
    let count = |week: &str| pullquote::desk::counters::Count {
        week: week.into(),
        server: "6".into(),
        what: pullquote::desk::counters::What::Unknown,
        topic: String::new(),
        count: 5,
    };
    there.desk.count(&[count("2027-01-04"), count("2027-01-11")]).await.expect("written");
    let counted = there.export(NOW + 3).await;
    here.desk.forget_server("6", NOW + 10).await.expect("forgotten");
    here.desk.change_set_up("6", NOW + 10, |own| own.editors_channel = Some("51".into())).await.expect("written");
    here.ask("6", "back", "7", &[], NOW + 12, NOW + 50 * DAY).await;
    let (weeks, channel) = (
        async |at: &At| {
            let met = at.desk.met(Some("6"), pullquote::desk::counters::What::Unknown, "2027").await.expect("read");
            met.into_iter().map(|(week, _, _)| week).collect::<Vec<_>>()
        },
        |at: &At| at.desk.set_up("6").editors_channel.clone(),
    );
    for lines in [&backup, &counted] {
        here.import(lines, NOW + 13).await;
        assert_eq!((weeks(&here).await, channel(&here).as_deref()), (Vec::new(), Some("51")));
        assert_eq!((here.hits("canary-q8."), here.hits("canary-back.") > 0), (0, true));
    }
    let back = here.export(NOW + 14).await;
    there.import(&back, NOW + 15).await;
    assert_eq!((there.hits("canary-q8."), there.hits("canary-back.") > 0), (0, true));
    assert_eq!(channel(&there).as_deref(), Some("51"));
    there.import(&back, NOW + 16).await;
    assert_eq!(channel(&there).as_deref(), Some("51"), "it came back once");
    // Where nothing was set, counts of before go and those of since stay.
    let third = At::new().await;
    third.desk.count(&[count("2027-01-04"), count("2027-01-11")]).await.expect("written");
    let gone: Vec<String> = back.iter().filter(|line| !line.contains("\"table\":\"server\"")).cloned().collect();
    third.import(&gone, NOW + 15).await;
    assert_eq!(weeks(&third).await, ["2027-01-11"]);
}

#[tokio::test]
async fn a_voice_that_was_withdrawn_is_remembered_for_as_long_as_it_would_have_been_kept() {
    let at = At::new().await;
    at.vote("6", "one", "7", "canary-first.", NOW).await;
    at.vote("6", "one", "8", "canary-other.", NOW).await;
    let backup = at.export(NOW + 1).await;
    at.withdraw("7", None, NOW + 10).await;
    let votes = async |at: &At| at.desk.votes_of("7").await.expect("read").len();
    at.import(&backup, NOW + 11).await;
    assert_eq!(votes(&at).await, 0);
    // They may speak again, and no backup takes that away.
    at.vote("6", "one", "7", "canary-again.", NOW + 20).await;
    let again = at.export(NOW + 21).await;
    at.import(&backup, NOW + 22).await;
    at.import(&again, NOW + 23).await;
    assert_eq!(votes(&at).await, 1);
    let remembered = async |now: i64| at.export(now).await.concat().contains("\"vote/");
    assert!(remembered(NOW + 10 + KEPT - 1).await && !remembered(NOW + 10 + KEPT).await);
    at.desk.expire(NOW + 10 + KEPT, &shown()).await.expect("expired");
    let voter = at.desk.voter("7");
    at.withdraw("7", None, NOW + 10 + KEPT).await;
    at.desk.expire(NOW + 10 + 2 * KEPT, &shown()).await.expect("expired");
    assert_eq!(at.hits(&voter), 0);
}

#[tokio::test]
async fn whatever_is_deleted_between_random_backups_stays_deleted_on_all_desks() {
    let mut random = Random::seeded();
    for _ in 0..times("PULLQUOTE_REPLAYS", 12) {
        let at = At::new().await;
        at.desk.change_set_up("6", NOW, |_| {}).await.expect("written");
        let (mut backups, mut open) = (vec![at.export(NOW).await], Vec::new());
        for step in 0..40 {
            let now = NOW + 10 * step;
            let user = *random.of(&["7", "8", "9"]);
            match random.below(8) {
                0 | 1 => {
                    let same: Vec<String> = open.iter().filter(|_| random.below(2) == 0).cloned().collect();
                    open.push(at.ask("6", &format!("a{step}"), user, &same, now, now + 50 * DAY).await);
                }
                2 => {
                    let excerpt = *random.of(&["one", "two"]);
                    at.vote("6", excerpt, user, &format!("canary-r{step}."), now).await;
                }
                3 => at.propose("6", user, &format!("canary-p{step}."), now).await,
                4 => at.withdraw(user, None, now).await,
                5 => {
                    let held = at.desk.held_of(user).await.expect("read");
                    if !held.is_empty() {
                        at.withdraw(user, Some(&random.of(&held).id.clone()), now).await;
                    }
                }
                6 if step % 13 == 0 => {
                    at.desk.forget_server("6", now).await.expect("forgotten");
                    at.desk.change_set_up("6", now, |_| {}).await.expect("written");
                }
                6 => at.sent().await,
                _ => backups.push(at.export(now).await),
            }
        }
        let now = NOW + 1_000;
        let mut held = Vec::new();
        for user in ["7", "8", "9"] {
            held.extend(at.held(user).await);
        }
        let held = held.concat();
        let latest = at.export(now).await;
        let other = At::new().await;
        for _ in 0..3 {
            let backup = random.of(&backups);
            at.import(backup, now + 1).await;
            other.import(backup, now + 1).await;
        }
        other.import(&latest, now + 2).await;
        for at in [&at, &other] {
            for word in (0..40).flat_map(|step| ["a", "r", "p"].map(|kind| format!("canary-{kind}{step}."))) {
                assert_eq!(at.hits(&word) > 0, held.contains(&word), "{word}");
            }
        }
    }
}
