//! Many newsletters in one program: what is one's own is nobody else's.

mod coming;
mod doors;
mod machines;
mod memory;
mod servers;
mod sharing;

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::support::discord::{FakeDiscord, TOKEN};
use crate::support::pages::{Answer, Pages};

/// A tenant of a test. Its own word stands in its articles, its list and its name, and nowhere else.
pub struct Newsletter {
    pub name: &'static str,
    pub word: &'static str,
    pub language: &'static str,
    pub server: &'static str,
}

pub const ADA: Newsletter = Newsletter { name: "ada", word: "Zanzibar", language: "en", server: "1000000000000000001" };
pub const BEA: Newsletter = Newsletter { name: "bea", word: "Quetzal", language: "es", server: "1000000000000000002" };
pub const CYD: Newsletter = Newsletter { name: "cyd", word: "Wombat", language: "en", server: "1000000000000000003" };
pub const ALL: [&Newsletter; 3] = [&ADA, &BEA, &CYD];

impl Newsletter {
    pub fn host(&self) -> String {
        format!("{}.example", self.name)
    }

    pub fn settings(&self) -> String {
        let Newsletter { word, language, server, .. } = self;
        format!(
            "meaning = \"off\"\nlanguage = \"{language}\"\n[publication]\nname = \"The {word} Letter\"\n\
             doors = [\"discord\", \"web\", \"api\", \"mcp\"]\n[web]\naddress = \"https://{}\"\n\
             requests_per_minute = 1000000\n[discord]\nservers = [\"{server}\"]\ndesk_servers = [\"{server}\"]\n\
             [privacy]\ncontroller = \"The {word} Society\"\ncontact = \"mail@{}\"\n",
            self.host(),
            self.host(),
        )
    }

    /// Its data folder. The ids, the addresses and most words are the same as those of the others.
    pub fn write(&self, folder: &Path) {
        let Newsletter { name, word, language, .. } = self;
        let data = folder.join(name);
        fs::create_dir_all(data.join("corpus/articles")).expect("a corpus");
        fs::create_dir_all(data.join("corpus/jurisdictions")).expect("a corpus");
        fs::write(data.join("pullquote.toml"), self.settings()).expect("settings");
        for (id, day, body) in [
            ("flood", 1, format!("The weir of {word} broke at noon. Nobody was hurt in {word}.")),
            (
                "grant",
                2,
                format!(
                    "The mayor signed the grant. \"{word} will pay for the weir itself,\" said Mayor Quill {word}son."
                ),
            ),
            (name, 3, format!("The weir stands again. {word} paid three million for the weir.")),
        ] {
            let article = format!(
                "+++\nid = \"{id}\"\ntitle = \"The {id} of {word}\"\npublisher = \"The {word} Letter\"\ndate = 2024-03-0{day}\n\
                 url = \"https://{name}.example/p/{id}\"\nlicence = \"CC BY 4.0\"\nlanguage = \"{language}\"\n+++\n\n{body}\n"
            );
            fs::write(data.join(format!("corpus/articles/{id}.md")), article).expect("an article");
        }
        let list = format!(
            "id = \"fund\"\ncommand = \"fund\"\nquestion = \"Is it in the fund of {word}?\"\ntitle = \"The fund of {word}\"\n\
             date = 2024-05-01\nsubject = \"name\"\nitem = \"member\"\n\n[[record]]\nname = \"Town of {word}\"\nreceived = true\n\
             article = \"flood\"\nevidence = \"broke at noon\"\n"
        );
        fs::write(data.join("corpus/jurisdictions/fund.toml"), list).expect("a list");
    }

    /// Sends a request to its host.
    pub fn send(&self, pages: &Pages, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        pages.send(method, path, &[&[("host", self.host().as_str())], headers].concat(), body.as_bytes())
    }

    pub fn get(&self, pages: &Pages, path: &str) -> Answer {
        self.send(pages, "GET", path, &[], "")
    }

    pub fn ask(&self, pages: &Pages, command: &str, options: &serde_json::Value) -> Answer {
        let json = [("content-type", "application/json")];
        self.send(pages, "POST", &format!("/api/v1/{command}"), &json, &options.to_string())
    }
}

/// A folder of these tenants.
pub fn folder_of(tenants: &[&Newsletter]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    tenants.iter().for_each(|own| own.write(folder.path()));
    folder
}

/// Starts the program on a folder of tenants, with the bot of a Discord.
pub fn start(folder: &TempDir, fake: &FakeDiscord, more: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_pullquote"))
        .args(["serve", "--tenants", "."])
        .args(more)
        .current_dir(folder.path())
        .envs([("DISCORD_TOKEN", TOKEN), ("DISCORD_API", &fake.base)])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts")
}

pub fn serve(folder: &TempDir) -> Pages {
    Pages::serve_with(folder.path(), &["--tenants", "."])
}

/// Whether a text holds a word, in letters of any size.
pub fn holds(text: &str, word: &str) -> bool {
    text.to_lowercase().contains(&word.to_lowercase())
}
