//! What no log may hold.

use std::io;
use std::sync::{Arc, Mutex};

use serde_json::json;

use super::command;
use super::hostile_archive::hostile_bot;
use crate::support::discord::Mood;

/// A log that is kept.
#[derive(Clone, Default)]
pub(super) struct Log(pub(super) Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no test panics in there").extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// Everything that is logged on this thread goes into it.
    pub(super) fn kept() -> (Log, tracing::subscriber::DefaultGuard) {
        let log = Log::default();
        let kept = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_env_filter(tracing_subscriber::EnvFilter::new("trace"))
            .with_writer(move || kept.clone())
            .finish();
        (log, tracing::subscriber::set_default(subscriber))
    }

    /// What was logged.
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("no test panics in there")).into_owned()
    }
}

#[tokio::test]
async fn no_log_at_any_level_holds_a_token_or_a_question() {
    // One thread runs everything but the searches, so everything is seen.
    let (log, _guard) = Log::kept();
    let bot = hostile_bot(Mood::Good).await;
    let mut asked = command(1, "ask", &[("question", "canary-question")]);
    asked["token"] = json!("canary-interaction");
    bot.ask(asked).await;
    bot.ask(command(2, "canary-question", &[("canary-question", "canary-question")])).await;
    // A payload that the client itself cannot read.
    bot.ask(json!({"id": "3", "token": "canary-interaction", "type": "canary-question"})).await;
    bot.end().await;
    let log = log.text();
    println!("{} bytes of log, {} canaries", log.len(), log.matches("canary").count());
    assert!(log.len() > 200);
    assert_eq!(log.matches("canary").count(), 0, "{log}");
}
