//! The Discord front against a Discord of our own, over both transports.
#![allow(clippy::invisible_characters, reason = "they are what is tested")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use pullquote::domain::{ParagraphKey, Revision};
use pullquote::render::discord::custom_id::{Reference, article_hash, revision_bits};
use pullquote::reply::{Choice, Excerpt, Reply, Verdict};
use pullquote::shell::discord::{Address, Answering, Answers, Call, Discord, Front, Handler, Lost, Rest, serve};
use pullquote::words::Words;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::support::discord::{FakeDiscord, Mood};

const TEXT: &str = "The city said no. <@1> @everyone paid \u{202E}for it: https://evil.example. Nobody answered.";

/// An archive of one paragraph, most of whose words are hostile.
struct One(Words);

fn excerpt(start: usize) -> Excerpt {
    let range = start..if start == 0 { 17 } else { TEXT.len() };
    Excerpt {
        text: TEXT.get(range.clone()).expect("a boundary").to_owned(),
        article: "a".into(),
        revision: Revision("0123456789abcdef".into()),
        paragraph: ParagraphKey::Body(1),
        start: range.start,
        end: range.end,
        context: [0, TEXT.len()],
        highlights: vec![[range.start, range.start + 3]],
        score: 1.0,
        quoted_from: None,
        speaker: None,
        role: None,
        cue: None,
        quote_type: None,
        certain: None,
        utterance: None,
        also: vec![],
        found_by: None,
        diff: None,
        why: None,
        title: "A **title** @everyone".into(),
        publisher: "P".into(),
        date: "2018-01-24".parse().expect("a day"),
        url: "https://news.example/a#:~:text=x".into(),
        licence: "CC BY 3.0".into(),
    }
}

impl Answers for One {
    fn words(&self) -> &Words {
        &self.0
    }
    fn run(&self, command: &str, options: &[(String, Value)], _paid: bool) -> Result<Reply, String> {
        let typed = options.first().and_then(|(_, value)| value.as_str()).unwrap_or_default();
        let mut reply = Reply::new(command, Verdict::Found, "The archive says:".into());
        match (command, typed) {
            ("slow", _) => std::thread::sleep(Duration::from_millis(1_500)),
            ("panic", _) => panic!("a fault of ours"),
            (_, "which") => {
                reply.verdict = Verdict::Ambiguous;
                reply.choices = vec![Choice { value: "1".into(), label: "Springfield, Ill.".into() }];
                return Ok(reply);
            }
            ("ask" | "source", _) => {}
            _ => return Err(format!("there is no command {command}")),
        }
        reply.excerpts = vec![excerpt(0), excerpt(18)];
        Ok(reply)
    }
    fn complete(&self, _: &str, _: &str, partial: &str) -> Vec<Choice> {
        (0..40).map(|n| Choice { value: format!("{n}"), label: format!("{partial} {n}") }).collect()
    }
    fn paragraph(&self, _: &str, _: ParagraphKey) -> Option<String> {
        Some(TEXT.to_owned())
    }
    fn reopen(&self, reference: &Reference, _paid: bool) -> Result<Excerpt, Lost> {
        let known = reference.article == article_hash("a")
            && reference.revision == revision_bits(&excerpt(0).revision)
            && reference.paragraph == ParagraphKey::Body(1);
        [excerpt(0), excerpt(18)]
            .into_iter()
            .find(|e| known && Reference::to(e).as_ref() == Some(reference))
            .ok_or(Lost::Changed)
    }
    fn around(&self, _: &Excerpt) -> Vec<String> {
        vec![TEXT.to_owned()]
    }
}

struct Bot {
    fake: FakeDiscord,
    stop: watch::Sender<bool>,
    running: tokio::task::JoinHandle<anyhow::Result<()>>,
}

fn settings() -> Discord {
    Discord {
        servers: vec![],
        public_channels: vec![],
        paid_servers: vec![],
        paid_roles: vec![],
        user_install: false,
        public_answers_per_minute: 1_000_000,
    }
}

async fn bot(mood: Mood) -> Bot {
    let fake = FakeDiscord::start().await;
    fake.set_mood(mood);
    let address = Address::new(Some(&fake.base)).expect("an address");
    let rest = Arc::new(Rest::new(address.base(), "canary-token").expect("a client"));
    let handler = Handler::new(Answering(Box::new(One(Words::english()))), settings(), Arc::clone(&rest), 2);
    let (stop, stopped) = watch::channel(false);
    let front = Front { token: "canary-token".into(), ..Front::default() };
    let running = tokio::spawn(serve(front, address, rest, Arc::new(handler), stopped));
    Bot { fake, stop, running }
}

impl Bot {
    async fn ready(&self) {
        for _ in 0..2_000 {
            if !self.fake.state.lock().unwrap().identifies.is_empty() {
                tokio::time::sleep(Duration::from_millis(50)).await;
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("no session");
    }
    async fn ask(&self, interaction: Value) -> Value {
        let id = interaction["id"].as_str().expect("an id").to_owned();
        self.fake.dispatch(interaction);
        self.fake.callback(&id).await
    }
    async fn end(self) {
        self.stop.send(true).expect("it runs");
        self.running.await.expect("no panic").expect("a clean end");
        let state = self.fake.state.lock().unwrap();
        assert_eq!(state.violations, Vec::<String>::new());
        drop(state);
        self.fake.record();
    }
}

fn interaction(id: u64, kind: u64, data: Value) -> Value {
    json!({"id": id.to_string(), "token": format!("t{id}"), "application_id": "100", "type": kind, "data": data,
        "channel_id": "5", "guild_id": "6", "member": {"user": {"id": "7"}, "permissions": "0", "roles": []},
        "message": {"flags": 64, "interaction_metadata": {"user": {"id": "7"}}}})
}

fn command(id: u64, name: &str, text: &str) -> Value {
    interaction(id, 2, json!({"name": name, "options": [{"name": "question", "type": 3, "value": text}]}))
}

fn button(answer: &Value, label: &str) -> String {
    let rows = answer["data"]["components"].as_array().expect("rows");
    let parts = rows.iter().flat_map(|row| row["components"].as_array().expect("parts"));
    let part = parts.into_iter().find(|part| part["label"] == json!(label));
    part.unwrap_or_else(|| panic!("a button {label}"))["custom_id"].as_str().expect("an id").to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_way_to_ask_and_every_button() {
    let bot = bot(Mood::Good).await;
    bot.ready().await;
    let answer = bot.ask(command(1, "ask", "who? @everyone")).await;
    insta::assert_snapshot!(answer["data"]["content"].as_str().expect("content"), @r"
    The archive says:
    -# Asked: who? \@⁠everyone
    P, “A \*\*title\*\* \@⁠everyone”, 2018-01-24, paragraph 1
    <https://news.example/a#:~:text=x>
    ");
    insta::assert_snapshot!(answer["data"]["embeds"][0]["description"].as_str().expect("an embed"), @r"
    > **The** city said no.
    -# … \<⁠\@⁠1\> \@⁠everyone paid ⟨U+202E⟩for it: https\:\/\/evil\.example. Nobody answered.
    ");
    let mut id = 10;
    let mut press = |custom_id: String| {
        id += 1;
        interaction(id, 3, json!({"custom_id": custom_id}))
    };
    let next = bot.ask(press(button(&answer, "Next"))).await;
    assert_eq!(next["type"], json!(7));
    let back = bot.ask(press(button(&next, "Previous"))).await;
    assert_eq!(back["type"], json!(7));
    let context = bot.ask(press(button(&answer, "More context"))).await;
    assert_eq!(context["data"]["flags"], json!(64));
    let shared = bot.ask(press(button(&next, "Share"))).await;
    assert_eq!((&shared["type"], &shared["data"]["flags"]), (&json!(4), &Value::Null));
    let removed = bot.ask(press(button(&answer, "Remove"))).await;
    assert_eq!(removed["type"], json!(6));
    let which = bot.ask(command(40, "ask", "which")).await;
    let menu = which["data"]["components"][0]["components"][0]["custom_id"].clone();
    let picked = bot.ask(interaction(41, 3, json!({"custom_id": menu, "values": ["1"]}))).await;
    assert_eq!(picked["type"], json!(4));
    let typed = json!({"name": "ask", "options": [{"name": "q", "value": "sp", "focused": true}]});
    let choices = bot.ask(interaction(42, 4, typed)).await;
    assert_eq!(choices["data"]["choices"].as_array().map(Vec::len), Some(25));
    let target =
        json!({"name": "Find the source", "target_id": "9", "resolved": {"messages": {"9": {"content": "x"}}}});
    assert_eq!(bot.ask(interaction(43, 2, target)).await["data"]["flags"], json!(64));
    let picture =
        json!({"name": "Find the source", "target_id": "9", "resolved": {"messages": {"9": {"content": ""}}}});
    insta::assert_snapshot!(bot.ask(interaction(44, 2, picture)).await["data"]["content"], @r#""That message has no text to look up; pullquote cannot read pictures.""#);
    insta::assert_snapshot!(bot.ask(command(45, "panic", "")).await["data"]["content"], @r#""Something went wrong here; the newsletter's archive is unharmed. Please try again.""#);
    assert_eq!(bot.ask(command(46, "slow", "")).await["type"], json!(5));
    bot.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_interactions_reach_a_final_state() {
    let count: u64 = rounds(2_000);
    let bot = bot(Mood::Good).await;
    bot.ready().await;
    let odd = [json!(null), json!([1]), json!({"custom_id": "1p\u{4E00}"}), json!({"options": 5, "name": null})];
    for n in 0..count {
        let id = 1_000 + n;
        let sent = match n % 20 {
            0 => interaction(id, n % 100, odd[(n / 20) as usize % odd.len()].clone()),
            1..4 => {
                interaction(id, 4, json!({"name": "ask", "options": [{"name": "q", "value": "a", "focused": true}]}))
            }
            4..7 => interaction(id, 3, json!({"custom_id": format!("1c{}", "\u{4E01}".repeat((n % 12) as usize))})),
            _ => command(id, "ask", &"q\u{202E}<@2>".repeat((n % 300) as usize)),
        };
        bot.fake.dispatch(sent);
        if n % 20 == 19 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    let deadline = Instant::now() + Duration::from_secs(30);
    while bot.fake.state.lock().unwrap().callbacks.len() < count as usize && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let mut times: Vec<Duration> = {
        let state = bot.fake.state.lock().unwrap();
        state.callbacks.iter().map(|(id, (at, _))| *at - state.sent[id]).collect()
    };
    times.sort();
    let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize];
    println!("{} of {count} answered, median {:?}, p99.9 {:?}", times.len(), at(0.5), at(0.999));
    assert_eq!(times.len(), count as usize);
    assert!(at(0.999) < Duration::from_secs(2));
    bot.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dropped_connections_lose_nothing() {
    let (life, count) = if long() { (5_000, 1_200) } else { (3_500, 100) };
    let bot = bot(Mood::DropAfter(Duration::from_millis(life))).await;
    bot.ready().await;
    for n in 0..count {
        bot.fake.dispatch(command(5_000 + n, "ask", "x"));
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    for n in 0..count {
        bot.fake.callback(&(5_000 + n).to_string()).await;
    }
    let (identifies, resumes) = {
        let state = bot.fake.state.lock().unwrap();
        (state.identifies.len(), state.resumes)
    };
    println!("0 lost, {identifies} identify, {resumes} resumes");
    assert_eq!(identifies, 1);
    assert!(resumes >= 2);
    bot.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fatal_codes_end_with_the_reason() {
    for code in [4004, 4010, 4011, 4012, 4013, 4014] {
        let bot = bot(Mood::Close(code)).await;
        let ended =
            tokio::time::timeout(Duration::from_secs(10), bot.running).await.expect("it ends").expect("no panic");
        let reason = ended.expect_err("an error").to_string();
        assert!(reason.contains(&code.to_string()), "{reason}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_global_limit_holds_two_hundred_callers_and_doubles_nothing() {
    let fake = FakeDiscord::start().await;
    let rest = Arc::new(Rest::new(&fake.base, "t").expect("a client"));
    fake.state.lock().unwrap().global_until = Some(Instant::now() + Duration::from_secs(if long() { 30 } else { 3 }));
    let callers: Vec<_> = (0..200)
        .map(|n| {
            let rest = Arc::clone(&rest);
            tokio::spawn(async move { rest.send(&Call::message("5", json!({"content": "x"}), &n.to_string())).await })
        })
        .collect();
    for caller in callers {
        caller.await.expect("no panic").expect("sent in the end");
    }
    let state = fake.state.lock().unwrap();
    println!("{} answers of 429, {} posts", state.too_many, state.posts);
    assert!(state.too_many <= 6);
    assert_eq!(state.posts, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn odd_waits_repeat_nothing_in_haste() {
    for odd in ["inf", "-5", "", "1e300", "nan"] {
        let fake = FakeDiscord::start().await;
        let rest = Rest::new(&fake.base, "t").expect("a client");
        {
            let mut state = fake.state.lock().unwrap();
            state.global_until = Some(Instant::now() + Duration::from_millis(900));
            state.odd_retry_after = Some(odd.to_owned());
        }
        let mut call = Call::message("5", json!({"content": "x"}), "n");
        call.deadline = Instant::now() + Duration::from_secs(3);
        let _answer = rest.send(&call).await;
        assert!(fake.state.lock().unwrap().requests.len() <= 2, "{odd}");
    }
}

/// A log that is kept.
#[derive(Clone, Default)]
struct Log(Arc<std::sync::Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_log_at_any_level_holds_a_token_or_a_question() {
    let log = Log::default();
    let kept = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::new("trace"))
        .with_writer(move || kept.clone())
        .finish();
    // One thread runs everything but the searches, so everything is seen.
    let _guard = tracing::subscriber::set_default(subscriber);
    let bot = bot(Mood::Good).await;
    bot.ready().await;
    let mut asked = command(1, "ask", "canary-question");
    asked["token"] = json!("canary-interaction");
    bot.ask(asked).await;
    bot.ask(command(2, "canary-question", "canary-question")).await;
    // A payload that the client itself cannot read.
    bot.fake.dispatch(json!({"id": "3", "token": "canary-interaction", "type": "canary-question"}));
    bot.fake.callback("3").await;
    bot.end().await;
    let log = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    println!("{} bytes of log, {} canaries", log.len(), log.matches("canary").count());
    assert!(log.len() > 200);
    assert_eq!(log.matches("canary").count(), 0, "{log}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_closes_with_a_code_that_can_be_resumed() {
    let bot = bot(Mood::Good).await;
    bot.ready().await;
    let fake = bot.fake.clone();
    bot.end().await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(fake.state.lock().unwrap().closes, [4000]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_refuses_every_session_is_met_slowly() {
    for mood in [Mood::InvalidSession, Mood::Close(4000)] {
        let bot = bot(mood).await;
        tokio::time::sleep(Duration::from_secs(8)).await;
        let (connects, identifies) = {
            let state = bot.fake.state.lock().unwrap();
            let least = state.connects.windows(2).map(|pair| pair[1] - pair[0]).min();
            (least, state.identifies.len())
        };
        println!("{mood:?}: least pause {connects:?}, {identifies} identifies in 8 s");
        assert!(connects.is_none_or(|least| least >= Duration::from_millis(950)));
        assert!(identifies <= 2);
        bot.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_handshake_is_given_up() {
    let bot = bot(Mood::Silent).await;
    let began = Instant::now();
    tokio::time::sleep(Duration::from_millis(300)).await;
    bot.fake.set_mood(Mood::Good);
    for _ in 0..600 {
        if !bot.fake.state.lock().unwrap().identifies.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    println!("reconnected {:?} after a silent handshake", began.elapsed());
    assert!(began.elapsed() < Duration::from_secs(60));
    bot.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_http_only_what_is_signed_is_answered() {
    use ed25519_dalek::{Signer, SigningKey};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let key = SigningKey::from_bytes(&[7; 32]);
    let fake = FakeDiscord::start().await;
    fake.state.lock().unwrap().verify_key = hex(key.verifying_key().as_bytes());
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("loopback").local_addr().expect("an address");
    let address = Address::new(Some(&fake.base)).expect("an address");
    let rest = Arc::new(Rest::new(address.base(), "t").expect("a client"));
    let handler = Handler::new(Answering(Box::new(One(Words::english()))), settings(), Arc::clone(&rest), 2);
    let (stop, stopped) = watch::channel(false);
    let front = Front { token: "t".into(), http: Some(free), ..Front::default() };
    let running = tokio::spawn(serve(front, address, rest, Arc::new(handler), stopped));
    tokio::time::sleep(Duration::from_millis(300)).await;
    let post = async |body: &Value, forge: bool| {
        let body = body.to_string();
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_secs();
        let signature = hex(&key.sign(format!("{now}{body}").as_bytes()).to_bytes());
        let now = if forge { now + 1 } else { now };
        let mut socket = tokio::net::TcpStream::connect(free).await.expect("it listens");
        let request = format!(
            "POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-signature-ed25519: {signature}\r\n\
             x-signature-timestamp: {now}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        socket.write_all(request.as_bytes()).await.expect("sent");
        let mut answer = String::new();
        socket.read_to_string(&mut answer).await.expect("an answer");
        let status: u16 = answer.get(9..12).expect("a status").parse().expect("a number");
        let body = answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default();
        (status, serde_json::from_str::<Value>(&body).unwrap_or_default())
    };
    assert_eq!(post(&json!({"type": 1}), false).await, (200, json!({"type": 1})));
    assert_eq!(post(&json!({"type": 1}), true).await.0, 401);
    let (status, answer) = post(&command(1, "ask", "who?"), false).await;
    assert_eq!((status, &answer["type"]), (200, &json!(4)));
    assert_eq!(post(&command(1, "ask", "who?"), false).await.0, 401, "a replayed id");
    for (id, label) in [(2, "Next"), (3, "More context"), (4, "Remove")] {
        let pressed = interaction(id, 3, json!({"custom_id": button(&answer, label)}));
        assert_eq!(post(&pressed, false).await.0, 200);
    }
    stop.send(true).expect("it runs");
    running.await.expect("no panic").expect("a clean end");
}

/// A small generator: the same sequence for the same seed, which is printed.
fn random(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *seed >> 33
}

/// Whether the times are the full ones, minutes instead of seconds.
fn long() -> bool {
    std::env::var_os("PULLQUOTE_LONG").is_some()
}

/// How often to repeat: what the variable says, or few enough for every day.
fn rounds(few: u64) -> u64 {
    std::env::var("PULLQUOTE_INTERACTIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(few)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_words_and_flipped_ids_do_nothing() {
    let bot = bot(Mood::Good).await;
    bot.ready().await;
    let pieces = [
        "<@1>",
        "@everyone",
        "@here",
        "<#5>",
        "<@&3>",
        "https://evil.example",
        "discord.gg/x",
        "\u{202E}",
        "\u{2066}",
        "**",
        "`",
        "||",
        "[a](https://evil.example)",
        "\n# ",
        "é",
        "👩\u{200D}👧",
        "\u{0}",
        "<t:1:R>",
        "a",
    ];
    let ids = [button(&bot.ask(command(1, "ask", "x")).await, "Next"), "1r".to_owned()];
    let (mut seed, count) = (4, rounds(1_000));
    println!("seed {seed}");
    for n in 0..count {
        let text: String =
            (0..random(&mut seed) % 40).map(|_| pieces[random(&mut seed) as usize % pieces.len()]).collect();
        let mut id: Vec<char> = ids[n as usize % 2].chars().collect();
        let place = random(&mut seed) as usize % id.len();
        let flipped = char::from_u32(u32::from(id[place]) ^ (1 << (random(&mut seed) % 14))).unwrap_or('x');
        id[place] = flipped;
        let custom_id: String = id.into_iter().collect();
        bot.fake.dispatch(match n % 4 {
            0 => interaction(10_000 + n, 3, json!({"custom_id": custom_id, "values": [text]})),
            1 => interaction(
                10_000 + n,
                4,
                json!({"name": "ask", "options": [{"name": text, "value": text, "focused": true}]}),
            ),
            2 => command(10_000 + n, &text, &text),
            _ => command(10_000 + n, "ask", &text),
        });
        if n % 20 == 19 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    for n in 0..count {
        let answer = bot.fake.callback(&(10_000 + n).to_string()).await;
        if answer["type"] == json!(8) {
            continue;
        }
        let shown = format!("{}\n{}", answer["data"]["content"], answer["data"]["embeds"]);
        assert!(!shown.contains("<@") && !shown.contains("@everyone") && !shown.contains("@here"), "{shown}");
        assert!(!shown.contains("<#") && !shown.contains("discord.gg"), "{shown}");
        let links = shown.matches("://").count();
        assert_eq!(links, shown.matches("https://news.example/").count(), "{shown}");
        assert!(!shown.contains(['\u{202A}', '\u{202B}', '\u{202C}', '\u{202D}', '\u{202E}', '\u{2066}', '\u{2069}']));
    }
    // Removing needs the right: of the flipped ids that still say "remove", all were pressed by the asker.
    bot.end().await;
}
