//! An archive of one paragraph, most of whose words are hostile, and whose commands misbehave.

use std::time::Duration;

use pullquote::domain::{ParagraphKey, Revision};
use pullquote::render::discord::Library;
use pullquote::render::discord::reference::{Reference, article_hash, revision_bits};
use pullquote::reply::{Choice, Excerpt, Part, Reply, Verdict};
use pullquote::shell::discord::{Answers, Asker, Lost};
use pullquote::words::Words;
use serde_json::Value;

use super::{Bot, Transport, settings};
use crate::support::discord::{FakeDiscord, Mood};

pub(super) const TEXT: &str =
    "The city said no. <@1> @everyone paid \u{202E}for it: https://evil.example. Nobody answered.";

/// The archive.
pub(super) struct One(pub(super) Words);

/// A bot over it.
pub(super) async fn hostile_bot(mood: Mood) -> Bot {
    hostile_bot_of(FakeDiscord::start().await, mood).await
}

/// A bot over it, of this Discord.
pub(super) async fn hostile_bot_of(fake: FakeDiscord, mood: Mood) -> Bot {
    fake.with(|state| state.mood = mood);
    Bot::start(fake, Transport::Gateway, Box::new(One(Words::english())), settings(), Value::Null).await
}

fn excerpt(start: usize) -> Excerpt {
    let range = start..if start == 0 { 17 } else { TEXT.len() };
    Excerpt {
        text: TEXT.get(range.clone()).expect("a boundary").to_owned(),
        part: Part::Answer,
        article: "a".into(),
        revision: Revision("0123456789abcdef".into()),
        paragraph: ParagraphKey::Body(1),
        start: range.start,
        end: range.end,
        context: [0, TEXT.len()],
        highlights: vec![[range.start, range.start + 3]],
        score: 1.0,
        quoted_from: None,
        sums_up: false,
        speaker: None,
        role: None,
        cue: None,
        quote_type: None,
        certain: None,
        utterance: None,
        also: vec![],
        links: vec![],
        found_by: None,
        diff: None,
        why: None,
        title: "A **title** @everyone".into(),
        publisher: "P".into(),
        date: "2018-01-24".parse().expect("a day"),
        url: "https://news.example/a#:~:text=x".into(),
        licence: "CC BY 3.0".into(),
        licence_url: None,
        byline: None,
        corrected: None,
    }
}

impl Library for One {
    fn around(&self, _: &Excerpt) -> Vec<String> {
        vec![TEXT.to_owned(), TEXT.to_owned()]
    }
    fn command_of(&self, _: &str) -> Option<String> {
        None
    }
    fn opening(&self, _: &str) -> Option<String> {
        Some(TEXT.to_owned())
    }
}

impl Answers for One {
    fn words(&self, _: Option<&str>) -> &Words {
        &self.0
    }
    fn run(&self, command: &str, options: &[(String, Value)], _: Asker<'_>) -> Result<Reply, String> {
        let typed = options.first().and_then(|(_, value)| value.as_str()).unwrap_or_default();
        let mut reply = Reply::new(command, Verdict::Found, "The archive says:".into());
        match (command, typed) {
            ("hold", _) => std::thread::sleep(Duration::from_secs(40)),
            ("slow", _) => std::thread::sleep(Duration::from_millis(1_500)),
            ("panic", _) => panic!("a fault of ours"),
            (_, "which") => {
                reply.verdict = Verdict::Ambiguous;
                reply.choices = vec![Choice { value: "1".into(), label: "Springfield, Ill. @here".into() }];
                return Ok(reply);
            }
            ("ask" | "source", _) => {}
            _ => return Err(format!("there is no command {command}")),
        }
        reply.excerpts = vec![excerpt(0), excerpt(18)];
        reply.notes = vec![format!("“{typed}” was read as {typed}.")];
        Ok(reply)
    }
    fn complete(&self, _: &str, _: &str, partial: &str, _: &Words) -> Vec<Choice> {
        (0..40).map(|n| Choice { value: format!("{n}"), label: format!("{partial} {n}") }).collect()
    }
    fn label(&self, _: &str) -> Option<String> {
        None
    }
    fn words_if_only_quoted(&self, _: &str) -> Option<usize> {
        None
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
}
