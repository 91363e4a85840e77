//! Channels: messages, threads, posts in forums, publications, and what Discord refuses of them.

use std::time::{SystemTime, UNIX_EPOCH};

use axum::http::Method;
use serde_json::{Value, json};

use super::{ACCOUNT, Kept, Posted, Thread, limits};

const TEXT: u64 = 0;
const ANNOUNCEMENTS: u64 = 5;
const FORUM: u64 = 15;
/// A forum whose posts must have a tag.
const REQUIRE_TAG: u64 = 1 << 4;
/// Posts that Discord publishes of one channel an hour.
const PUBLISHED_AN_HOUR: usize = 10;

pub(super) fn respond(
    state: &mut Kept,
    method: &Method,
    (path, query): (&str, &str),
    parts: &[&str],
    body: &Value,
) -> (u16, Value) {
    match (method.as_str(), parts) {
        ("GET", ["channels", id]) => match state.threads.iter().find(|own| own.id == *id) {
            Some(thread) => (200, thread.told()),
            None => state.thing(parts),
        },
        ("DELETE", ["channels", id]) => {
            let before = state.threads.len();
            state.threads.retain(|own| own.id != *id);
            state.messages.retain(|own| own.channel != *id);
            if state.threads.len() < before { (200, json!({"id": id})) } else { (404, json!({"code": 10_003})) }
        }
        ("POST", ["channels", channel, "messages"]) => {
            state.violations.extend(limits::new_message(body));
            let nonce = body["nonce"].as_str().unwrap_or_default();
            if nonce.is_empty() || nonce.len() > 25 || body["enforce_nonce"] != json!(true) {
                state.violations.push(format!("{path}: a message without a nonce of at most 25 characters"));
            }
            if state.kind_of(channel) == Some(FORUM) {
                return (400, json!({"code": 50_008}));
            }
            // A repetition under the same nonce makes no second message.
            let key = ((*channel).to_owned(), nonce.to_owned());
            if let Some(id) = state.nonces.get(&key) {
                return (200, json!({"id": id}));
            }
            let id = state.post(channel, body);
            state.nonces.insert(key, id.clone());
            (200, json!({"id": id}))
        }
        ("GET", ["channels", channel, "messages"]) => {
            let of = |name: &str| query.split('&').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
            let number = |name: &str| of(name).and_then(|value| value.parse::<u64>().ok());
            let limit = number("limit").unwrap_or(50) as usize;
            if !(1..=100).contains(&limit) {
                return (400, json!({"code": 50_035}));
            }
            let own = state.messages.iter().filter(|own| own.channel == *channel);
            // Those next after an id, or the newest; the newest first either way.
            let mut told: Vec<&Posted> = match number("after") {
                Some(after) => own.filter(|own| own.id.parse::<u64>().is_ok_and(|id| id > after)).take(limit).collect(),
                None => {
                    let before = number("before").unwrap_or(u64::MAX);
                    own.filter(|own| own.id.parse::<u64>().is_ok_and(|id| id < before)).collect()
                }
            };
            told.reverse();
            (200, told.into_iter().take(limit).map(Posted::told).collect())
        }
        ("GET", ["channels", channel, "messages", id]) => {
            match state.messages.iter().find(|own| own.channel == *channel && own.id == *id) {
                Some(own) => (200, own.told()),
                None => (404, json!({"code": 10_008})),
            }
        }
        ("PATCH" | "DELETE", ["channels", channel, "messages", id]) => {
            let at = state.messages.iter().position(|own| own.channel == *channel && own.id == *id);
            let Some(at) = at else { return (404, json!({"code": 10_008})) };
            if method == Method::DELETE {
                state.messages.remove(at);
                return (204, Value::Null);
            }
            state.violations.extend(limits::message(body));
            let own = &mut state.messages[at];
            own.body = body.clone();
            own.edits += 1;
            (200, json!({"id": id}))
        }
        ("POST", ["channels", channel, "messages", id, "threads"]) => {
            if !state.messages.iter().any(|own| own.channel == *channel && own.id == *id) {
                return (404, json!({"code": 10_008}));
            }
            // It has the id of its message.
            if state.threads.iter().any(|own| own.id == *id) {
                return (400, json!({"code": 160_004}));
            }
            if !matches!(state.kind_of(channel), Some(TEXT | ANNOUNCEMENTS)) {
                return (400, json!({"code": 50_024}));
            }
            state.violations.extend(limits::thread(body));
            let thread = state.begin_thread(id, channel, body);
            (201, thread.told())
        }
        ("POST", ["channels", channel, "threads"]) => {
            let forum = state.things.get(&format!("channels/{channel}")).cloned().unwrap_or_default();
            if state.kind_of(channel) != Some(FORUM) {
                state.violations.push(format!("{path}: a post in what is no forum"));
                return (400, json!({"code": 50_024}));
            }
            state.violations.extend(limits::thread(body));
            state.violations.extend(limits::new_message(&body["message"]));
            let tags = body["applied_tags"].as_array().cloned().unwrap_or_default();
            let known =
                |tag: &Value| forum["available_tags"].as_array().into_iter().flatten().any(|own| own["id"] == *tag);
            if tags.len() > 5 || !tags.iter().all(known) {
                return (400, json!({"code": 50_035}));
            }
            if tags.is_empty() && forum["flags"].as_u64().unwrap_or(0) & REQUIRE_TAG != 0 {
                return (400, json!({"code": 40_067}));
            }
            let id = state.snowflake();
            let thread = state.begin_thread(&id, channel, body);
            state.posts += 1;
            let posted = Posted {
                id: id.clone(),
                channel: id,
                author: ACCOUNT.to_owned(),
                body: body["message"].clone(),
                edits: 0,
            };
            state.messages.push(posted.clone());
            let mut told = thread.told();
            told["message"] = posted.told();
            (201, told)
        }
        ("GET", ["guilds", server, "threads", "active"]) => {
            let of = |own: &&Thread| !own.archived && own.server == *server;
            (200, json!({"threads": state.threads.iter().filter(of).map(Thread::told).collect::<Vec<_>>()}))
        }
        ("GET", ["channels", channel, "threads", "archived", "public"]) => {
            let of = |own: &&Thread| own.archived && own.parent == *channel;
            (
                200,
                json!({"threads": state.threads.iter().filter(of).map(Thread::told).collect::<Vec<_>>(), "has_more": false}),
            )
        }
        ("POST", ["channels", channel, "messages", id, "crosspost"]) => {
            if !state.messages.iter().any(|own| own.channel == *channel && own.id == *id) {
                return (404, json!({"code": 10_008}));
            }
            if state.kind_of(channel) != Some(ANNOUNCEMENTS) {
                state.violations.push(format!("{path}: published where nothing is"));
                return (400, json!({"code": 50_024}));
            }
            if state.published.iter().any(|own| own == id) {
                return (400, json!({"code": 40_033}));
            }
            if state.published.len() >= PUBLISHED_AN_HOUR {
                state.violations.push(format!("{path}: more than ten publications an hour"));
            }
            state.published.push((*id).to_owned());
            (200, json!({"id": id}))
        }
        _ => {
            state.violations.push(format!("there is no {method} {path}"));
            (404, json!({"code": 0}))
        }
    }
}

impl Posted {
    /// As Discord tells it.
    pub(super) fn told(&self) -> Value {
        let mut message = self.body.clone();
        message["id"] = json!(self.id);
        message["channel_id"] = json!(self.channel);
        message["author"] = json!({"id": self.author, "bot": true});
        message
    }
}

impl Thread {
    fn told(&self) -> Value {
        json!({"id": self.id, "type": 11, "parent_id": self.parent, "owner_id": self.owner, "name": self.name,
            "guild_id": self.server, "applied_tags": self.tags, "thread_metadata": {"archived": self.archived}})
    }
}

impl Kept {
    /// What a request for a server, a member or a channel gives.
    pub(super) fn thing(&self, parts: &[&str]) -> (u16, Value) {
        match self.things.get(&parts.join("/")) {
            Some(thing) if thing["hidden"] == json!(true) => (403, json!({"code": 50_001})),
            Some(thing) => (200, thing.clone()),
            None => (404, json!({"code": if parts[0] == "channels" { 10_003 } else { 10_004 }})),
        }
    }

    /// The type of a channel; text, where nothing was said of it.
    fn kind_of(&self, channel: &str) -> Option<u64> {
        if self.threads.iter().any(|own| own.id == channel) {
            return None;
        }
        let about = self.things.get(&format!("channels/{channel}"));
        Some(about.and_then(|about| about["type"].as_u64()).unwrap_or(TEXT))
    }

    /// An id as Discord gives them: the time, and a number.
    pub(super) fn snowflake(&mut self) -> String {
        self.ids += 1;
        let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_millis() as u64;
        let id = (((since - 1_420_070_400_000) << 22) + (self.ids & 0xFFF)).max(self.last_id + 1);
        self.last_id = id;
        id.to_string()
    }

    /// A message of ours.
    pub(super) fn post(&mut self, channel: &str, body: &Value) -> String {
        self.posts += 1;
        let id = self.snowflake();
        let (author, channel) = (ACCOUNT.to_owned(), channel.to_owned());
        self.messages.push(Posted { id: id.clone(), channel, author, body: body.clone(), edits: 0 });
        id
    }

    fn begin_thread(&mut self, id: &str, parent: &str, body: &Value) -> Thread {
        let about = self.things.get(&format!("channels/{parent}"));
        let server = about.and_then(|about| about["guild_id"].as_str()).unwrap_or_default().to_owned();
        let tags = body["applied_tags"].as_array().into_iter().flatten().filter_map(|tag| tag.as_str());
        let thread = Thread {
            id: id.to_owned(),
            server,
            parent: parent.to_owned(),
            owner: ACCOUNT.to_owned(),
            name: body["name"].as_str().unwrap_or_default().to_owned(),
            tags: tags.map(str::to_owned).collect(),
            archived: false,
        };
        self.threads.push(thread.clone());
        thread
    }

    /// The public message that an interaction called forth: it is in the channel, too.
    pub(super) fn made_by(&mut self, interaction: &str) -> Option<Value> {
        let sent = self.interactions.get(interaction)?;
        let (_, answer) = sent.answered.clone()?;
        let public = answer["type"] == json!(4) && answer["data"]["flags"].as_u64().unwrap_or(0) & 64 == 0;
        if !public {
            return None;
        }
        if let Some(id) = sent.message.clone() {
            return self.messages.iter().find(|own| own.id == id).map(Posted::told);
        }
        let (channel, posts) = (sent.channel.clone(), self.posts);
        let id = self.post(&channel, &answer["data"]);
        self.posts = posts;
        if let Some(sent) = self.interactions.get_mut(interaction) {
            sent.message = Some(id.clone());
        }
        self.messages.iter().find(|own| own.id == id).map(Posted::told)
    }
}
