//! An importer, a replica, and the store between them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{folder, sample};

/// What is asked of both: their answers must be the same, byte for byte.
const ASKED: &str = r#"{"id":1,"command":"letter","options":{"place":"NYC"}}
{"id":2,"command":"ask","options":{"question":"Who threatened elected officials?"}}
{"id":3,"command":"search","options":{"query":"harbor council","limit":20}}
{"id":4,"command":"said","options":{"who":"Sessions"}}
{"id":5,"command":"articles","options":{}}
{"id":6,"command":"source","options":{"text":"The harbor council of town 3 met on Tuesday."}}
{"id":7,"command":"about","options":{}}
"#;

/// A folder of an importer, one of a replica, and the address of the store.
pub(super) struct Network {
    pub(super) importer: TempDir,
    pub(super) replica: TempDir,
    /// The store where it is a folder, as it is unless another address is set.
    pub(super) folder: TempDir,
    pub(super) store: String,
    /// What else stands in the environment.
    pub(super) environment: Vec<(&'static str, String)>,
}

pub(super) fn article(number: usize, more: &str) -> String {
    format!(
        "+++\nid = \"town-{number}\"\ntitle = \"Town {number}\"\npublisher = \"The Valley\"\ndate = \"2024-03-01\"\n\
         url = \"https://valley.example/{number}\"\nlicence = \"CC BY 4.0\"\n+++\n\n\
         The harbor council of town {number} met on Tuesday. It spoke of the river and the grant.\n\n\
         \"We will build bridge {number},\" said Mayor Ann Reed. {more}\n"
    )
}

impl Network {
    /// One whose importer has the sample and so many articles.
    pub(super) fn new(articles: usize) -> Network {
        let importer = folder::data(&[]);
        sample::write(&importer.path().join("corpus"));
        let network = Network {
            importer,
            replica: tempfile::tempdir().expect("a folder"),
            folder: tempfile::tempdir().expect("a folder"),
            store: String::new(),
            environment: Vec::new(),
        };
        (0..articles).for_each(|number| network.write(number, ""));
        fs::write(network.importer.path().join("pullquote.toml"), "[publication]\nname = \"The Valley\"\n")
            .expect("settings");
        Network { store: network.folder.path().to_str().expect("a name").to_owned(), ..network }
    }

    /// Writes an article of the importer.
    pub(super) fn write(&self, number: usize, more: &str) {
        let path = self.importer.path().join(format!("corpus/articles/town-{number}.md"));
        fs::write(path, article(number, more)).expect("an article");
    }

    /// The program in a folder.
    pub(super) fn program(&self, data: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pullquote"));
        command.args(arguments).current_dir(data).env("PULLQUOTE_STORE", &self.store);
        command.envs(self.environment.iter().map(|(name, value)| (*name, value.as_str())));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn run(&self, data: &Path, arguments: &[&str]) -> (bool, String) {
        let output = self.program(data, arguments).output().expect("the program runs");
        let text = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8(text).expect("text"))
    }

    /// `publish`, which must succeed; what it says.
    pub(super) fn publish(&self, arguments: &[&str]) -> String {
        let (good, said) = self.run(self.importer.path(), &[&["publish"], arguments].concat());
        assert!(good, "{said}");
        said
    }

    /// `pull`: whether it succeeded, and what it says.
    pub(super) fn pull(&self) -> (bool, String) {
        self.pull_into(self.replica.path())
    }

    /// The same in another folder.
    pub(super) fn pull_into(&self, data: &Path) -> (bool, String) {
        self.run(data, &["pull"])
    }

    /// `pull`, which must succeed.
    pub(super) fn pulled(&self) -> String {
        let (good, said) = self.pull();
        assert!(good, "{said}");
        said
    }

    /// Both answer the same.
    pub(super) fn assert_same(&self) {
        assert_eq!(answers(self.replica.path()), answers(self.importer.path()));
    }

    /// Starts a program that is killed later.
    pub(super) fn start(&self, data: &Path, arguments: &[&str]) -> Child {
        self.program(data, arguments).spawn().expect("the program starts")
    }

    /// The objects of the store, as files.
    pub(super) fn objects(&self) -> Vec<PathBuf> {
        let mut objects: Vec<PathBuf> = ["blobs", "manifests"]
            .iter()
            .flat_map(|inside| crate::support::files(&self.folder.path().join(inside)))
            .collect();
        objects.sort();
        objects
    }
}

/// The replies in a folder, without the time that they took.
pub(super) fn answers(data: &Path) -> Vec<String> {
    let (code, out, err) = folder::run(data, &["batch"], ASKED);
    assert_eq!(code, Some(0), "{err}");
    let without_time = |line: &str| {
        let mut reply: Value = serde_json::from_str(line).expect("a reply");
        if let Some(reply) = reply.as_object_mut() {
            reply.remove("took_us");
        }
        assert!(reply.get("error").is_none(), "{reply}");
        reply.to_string()
    };
    out.lines().map(without_time).collect()
}

/// How many objects and bytes a run says that it sent or fetched.
pub(super) fn moved(said: &str) -> (usize, u64) {
    let number = |unit: &str| {
        let before = said.split(unit).next().expect("a number");
        before.rsplit([' ', ',']).find(|word| !word.is_empty()).expect("a number").parse::<u64>().expect("a number")
    };
    (number(" objects") as usize, number(" bytes"))
}
