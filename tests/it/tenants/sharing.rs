//! One bot for several tenants, run by several processes.

use std::fs;
use std::process::{Child, Command};
use std::time::Duration;

use pullquote::desk::{Desk, Server};
use serde_json::json;
use tempfile::TempDir;

use super::{ADA, ALL, BEA, Newsletter, folder_of, holds, start};
use crate::support::desks;
use crate::support::discord::{APPLICATION, FakeDiscord};

/// A machine with the folder of all tenants, and the program that runs there.
struct Machine {
    folder: TempDir,
    child: Child,
}

impl Machine {
    /// Its desks lie in the schemas that this name stands for.
    fn start(fake: &FakeDiscord, database: &str, name: &TempDir) -> Machine {
        let folder = folder_of(&ALL);
        let schema = |of: &str| desks::schema(&name.path().join(of));
        let common = format!("desk = {database:?}\ndesk_schema = {:?}\n", schema(""));
        fs::write(folder.path().join("tenants.toml"), common).expect("written");
        for own in ALL {
            let settings = format!("desk_schema = {:?}\n{}", schema(own.name), own.settings());
            fs::write(folder.path().join(own.name).join("pullquote.toml"), settings).expect("written");
        }
        let child = start(&folder, fake, &[]);
        Machine { folder, child }
    }

    /// Told to end, it does.
    fn ends(mut self) {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().expect("kill is there");
        assert!(told.success() && self.child.wait().expect("it runs").success());
        self.folder.close().expect("removed");
    }
}

/// A tenant's answer.
async fn answer_of(fake: &FakeDiscord, id: u64, own: &Newsletter) -> String {
    let commands = fake.until("commands of a server", |kept| kept.commands.get(own.server).cloned()).await;
    let search = commands.iter().find(|own| own["name"] == json!("search")).expect("a command");
    let question = json!([{"name": search["options"][0]["name"], "type": 3, "value": own.word}]);
    fake.dispatch(json!({"id": id.to_string(), "token": format!("t{id}"), "application_id": APPLICATION, "type": 2,
        "data": {"name": "search", "type": 1, "options": question}, "guild_id": own.server, "channel_id": "5",
        "member": {"user": {"id": "7"}, "permissions": "0", "roles": []}}));
    fake.answer(&id.to_string()).await.to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_shard_of_a_process_that_ends_goes_on_in_another_for_all_tenants() {
    let Some(database) = desks::postgres() else { return };
    let (fake, name) = (FakeDiscord::start().await, tempfile::tempdir().expect("a folder"));
    let first = Machine::start(&fake, &database, &name);
    fake.ready(1).await;
    for (id, own) in (1..).zip(ALL) {
        let answer = answer_of(&fake, id, own).await;
        assert!(holds(&answer, own.word), "{answer}");
    }
    let second = Machine::start(&fake, &database, &name);
    let program = Server::new(database.parse().expect("a URL of PostgreSQL"));
    let program = program.schema(desks::schema(&name.path().join("")).parse().expect("a schema"));
    let desk = Desk::open(&program).await.expect("the program's own desk");
    let held = async |what: &str| {
        let now = desk.clock().await.expect("read");
        desk.leases_under(what, now).await.expect("read").len()
    };
    while held("gateway/member/").await < 2 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(held("gateway/shard/").await, 1);
    let ending = tokio::task::spawn_blocking(|| first.ends());
    fake.until("a resumption", |kept| (kept.resumes == 1).then_some(())).await;
    ending.await.expect("it ends");
    for (id, own) in (11..).zip([&ADA, &BEA]) {
        let answer = answer_of(&fake, id, own).await;
        assert!(holds(&answer, own.word), "{answer}");
    }
    assert_eq!(fake.with(|kept| (kept.identifies.len(), kept.doubled)), (1, 0), "one session, and one answer each");
    second.ends();
    fake.end();
}
