//! The desk, over both transports, with a database of its own in a folder that goes with the test.

mod hostile;
mod killed;
mod outbox;
mod questions;
mod told;

use std::sync::Arc;
use std::time::Duration;

use pullquote::desk::Desk;
use pullquote::shell::discord::{Discord, keep_desk};

use super::{Bot, Transport, sample_bot, settings};

/// A bot with a desk.
struct DeskBot {
    bot: Bot,
    desk: Arc<Desk>,
    folder: tempfile::TempDir,
    keeping: tokio::task::JoinHandle<()>,
}

/// Settings under which server 6 has a desk.
fn with_desk() -> Discord {
    Discord { desk_servers: vec!["6".into()], ..settings() }
}

/// A bot over the sample corpus, with an empty desk.
async fn desk_bot(transport: Transport, settings: Discord) -> DeskBot {
    let bot = sample_bot(transport, settings).await;
    let folder = tempfile::tempdir().expect("a folder");
    let keeping = tokio::spawn(keep_desk(Arc::clone(&bot.handler.state), folder.path().join("desk.sqlite")));
    let desk = loop {
        match bot.handler.state.desk() {
            Some(desk) => break desk,
            None => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    };
    DeskBot { bot, desk, folder, keeping }
}

impl DeskBot {
    /// Everything that the desk's files hold: the database and its journal.
    fn bytes(&self) -> Vec<u8> {
        let files = std::fs::read_dir(self.folder.path()).expect("a folder").flatten();
        files.flat_map(|file| std::fs::read(file.path()).unwrap_or_default()).collect()
    }

    async fn end(self) {
        self.keeping.abort();
        self.bot.end().await;
    }
}
