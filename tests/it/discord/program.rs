//! The real program against a Discord of our own: `pullquote serve`, and the program without arguments.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::{command, content};
use crate::support::discord::{FakeDiscord, Kept, TOKEN};

/// A data folder with the sample corpus.
pub(super) fn data() -> tempfile::TempDir {
    let data = tempfile::tempdir().expect("a folder");
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for folder in ["articles", "jurisdictions"] {
        std::fs::create_dir_all(data.path().join("corpus").join(folder)).expect("a folder");
        for file in std::fs::read_dir(sample.join(folder)).expect("the sample corpus") {
            let file = file.expect("a file").path();
            let name = file.file_name().expect("a name");
            std::fs::copy(&file, data.path().join("corpus").join(folder).join(name)).expect("copied");
        }
    }
    data
}

pub(super) fn program(data: &Path, fake: &FakeDiscord, arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_pullquote"))
        .args(arguments)
        .current_dir(data)
        .env("DISCORD_TOKEN", TOKEN)
        .env("DISCORD_API", &fake.base)
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

/// Ends it as systemd does, and gives what it said.
pub(super) fn end(child: Child) -> String {
    let sent = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("kill is there");
    assert!(sent.success());
    let output = child.wait_with_output().expect("an end");
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(output.status.success(), "{said}");
    said
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_arguments_it_serves_and_registers_once() {
    let (fake, data) = (FakeDiscord::start().await, data());
    let child = program(data.path(), &fake, &[]);
    fake.ready(1).await;
    fake.dispatch(command(1, "letter", &[("place", "New Orleans")]));
    let answer = fake.answer("1").await;
    assert!(content(&answer).starts_with("### No."), "{answer}");
    // It connects and registers side by side: either may be done first.
    let said = end(child);
    let mut lines: Vec<&str> = said.lines().collect();
    lines.sort_unstable();
    insta::assert_snapshot!(lines.join("\n"), @"
    17 commands are registered with Discord.
    Connected to Discord (shard 1 of 1).
    Invite the bot to a server: https://discord.com/oauth2/authorize?client_id=100&scope=applications.commands+bot
    ");
    assert_eq!(fake.registrations().len(), 1);
    // Started again, it registers nothing; with a tracker of another name, it registers again without a restart.
    fake.with(|state| state.identifies.clear());
    let child = program(data.path(), &fake, &["serve"]);
    fake.ready(2).await;
    assert_eq!(fake.registrations().len(), 1);
    let tracker = data.path().join("corpus/jurisdictions/doj-letter-2018-01-24.toml");
    let toml = std::fs::read_to_string(&tracker).expect("a tracker");
    std::fs::write(&tracker, toml.replace("command = \"letter\"", "command = \"brief\"")).expect("written");
    let puts = |state: &Kept| state.requests.iter().filter(|request| request.method == "PUT").count();
    fake.until("another registration", |state| (puts(state) > 1).then_some(())).await;
    assert_eq!(fake.registrations()[1][0]["name"], "brief");
    end(child);
    fake.end();
}
