//! An archive of one paragraph, most of whose words are hostile, and commands that misbehave.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use pullquote::commands::{self, Arguments, Command, CommandSpec, Context, Declared, Front, RequestError, Table};
use pullquote::corpus::MemorySource;
use pullquote::domain::ParagraphKey;
use pullquote::reply::{Choice, Excerpt, Reply, Verdict};
use pullquote::shell::{self, discord::OpenArchive};

use super::{Bot, settings};
use crate::support::discord::{FakeDiscord, Mood};
use crate::support::sample;

pub(super) const TEXT: &str =
    "The city said no. <@1> @everyone paid \u{202E}for it: https://evil.example. Nobody answered.";

const PARTICULARS: &str = "id = \"a\"\ntitle = \"A **title** @everyone\"\npublisher = \"P\"\ndate = 2018-01-24\n\
                           url = \"https://news.example/a\"\nlicence = \"CC BY 3.0\"\n";

/// The archive, with commands that show its paragraph whatever is asked.
pub(super) fn hostile_archive() -> OpenArchive {
    let article = format!("+++\n{PARTICULARS}+++\n\n{TEXT}\n");
    let engine = sample::over(&MemorySource::default().with("articles/a.md", article.into_bytes()));
    let builtin = Table::builtin(engine.words());
    let table = ["ask", "source", "hold", "slow", "panic", "count"]
        .into_iter()
        .fold(builtin, |table, name| table.with(spec(name)));
    OpenArchive::new(engine, table)
}

/// A bot over it.
pub(super) async fn hostile_bot(mood: Mood) -> Bot {
    hostile_bot_of(FakeDiscord::start().await, mood).await
}

/// A bot over it, of this Discord.
pub(super) async fn hostile_bot_of(fake: FakeDiscord, mood: Mood) -> Bot {
    fake.with(|state| state.mood = mood);
    Bot::run(fake, shell::discord::Front::default(), hostile_archive(), settings())
}

const TYPED: Declared<Option<String>> = commands::text("question", "command.ask_question", 300);

fn spec(name: &str) -> CommandSpec {
    CommandSpec {
        name: name.to_owned(),
        description: "Shows the paragraph".to_owned(),
        about: None,
        options: &[TYPED.spec],
        examples: Vec::new(),
        fronts: &[Front::Discord],
        actions: &[],
        decode: |given: &mut Arguments<'_>| -> Result<Arc<dyn Command>, RequestError> {
            let (name, typed) = (given.command().to_owned(), given.take(&TYPED)?.unwrap_or_default());
            Ok(Arc::new(Misbehaving { name, typed }))
        },
    }
}

/// How often `count` was answered.
pub(super) static COUNTED: AtomicUsize = AtomicUsize::new(0);

#[derive(Debug)]
struct Misbehaving {
    name: String,
    typed: String,
}

impl Command for Misbehaving {
    fn answer(&self, context: &Context<'_>) -> Reply {
        let mut reply = Reply::new(&self.name, Verdict::Found, "The archive says:".into());
        match (self.name.as_str(), self.typed.as_str()) {
            ("hold", _) => std::thread::sleep(Duration::from_secs(40)),
            ("slow", _) => std::thread::sleep(Duration::from_millis(1_500)),
            ("panic", _) => panic!("a fault of ours"),
            ("count", _) => {
                COUNTED.fetch_add(1, Ordering::Relaxed);
            }
            (_, "which") => {
                reply.verdict = Verdict::Ambiguous;
                reply.choices = vec![Choice { value: "1".into(), label: "Springfield, Ill. @here".into() }];
                return reply;
            }
            _ => {}
        }
        let paragraph = context.engine.archive().paragraph("a", ParagraphKey::Body(1)).expect("the paragraph");
        let marked = |excerpt: Excerpt| Excerpt { highlights: vec![[excerpt.start, excerpt.start + 3]], ..excerpt };
        let cut = [0..17, 18..TEXT.len()].map(|range| marked(context.engine.excerpt(&paragraph, range)));
        reply.excerpts = cut.to_vec();
        reply.notes = vec![format!("“{typed}” was read as {typed}.", typed = self.typed)];
        reply
    }
}
