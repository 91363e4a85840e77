//! The newsletters: small archives that are alike, each with a word of its own, in versions of which each replaces the last.

use std::fs;
use std::path::Path;

/// A newsletter.
#[derive(Debug, Clone, Copy)]
pub struct Newsletter {
    pub number: usize,
    /// Whether it has a server in Discord, with a desk.
    pub has_desk: bool,
}

/// Articles that no version changes.
const STEADY: usize = 5;

impl Newsletter {
    pub fn name(self) -> String {
        format!("t{:03}", self.number)
    }

    pub fn host(self) -> String {
        format!("{}.example", self.name())
    }

    /// The server in Discord, and the channel where its editors read.
    pub fn server(self) -> String {
        (1_000_000_000_000_000_000 + self.number).to_string()
    }

    pub fn channel(self) -> String {
        (2_000_000_000_000_000_000 + self.number).to_string()
    }

    /// What stands in its articles and nobody else's.
    fn word(self) -> String {
        const SYLLABLES: [&str; 10] = ["ba", "ko", "lu", "mi", "na", "po", "ri", "se", "tu", "vo"];
        let digits = [self.number / 100, self.number / 10, self.number].map(|digit| SYLLABLES[digit % 10]);
        format!("Qu{}ville", digits.concat())
    }

    /// Its settings, but for where its desk and its store are.
    fn settings(self) -> String {
        let (host, server) = (self.host(), self.server());
        let discord = match self.has_desk {
            true => format!("[discord]\nservers = [\"{server}\"]\ndesk_servers = [\"{server}\"]\n"),
            false => String::new(),
        };
        format!(
            "meaning = \"off\"\n[publication]\nname = \"The {} Letter\"\nsite = \"https://{host}/\"\n\
             doors = [\"discord\", \"web\", \"api\", \"terminal\"]\n\
             [web]\naddress = \"https://{host}\"\nproxies = 1\nrequests_per_minute = 1000000\n{discord}",
            self.word(),
        )
    }

    /// Writes its data folder in its first version.
    pub fn write(self, folder: &Path) {
        let data = folder.join(self.name());
        fs::create_dir_all(data.join("corpus/articles")).expect("a corpus");
        fs::write(data.join("pullquote.toml"), self.settings()).expect("settings");
        let word = self.word();
        for number in 1..=STEADY {
            let text = format!(
                "The harbor council of {word} met on Tuesday. It spoke of pier {number}, of the river and of the grant.\n\n\
                 \"Pier {number} will cost us three million,\" said Treasurer Tom Hale. Nobody spoke against it."
            );
            self.put(&data, &format!("pier-{number}"), &text);
        }
        self.change(folder, 1);
    }

    /// Makes it this version: two articles say something else, a third is there in every second version alone.
    pub fn change(self, folder: &Path, version: u32) {
        let (data, word) = (folder.join(self.name()), self.word());
        let gauge = format!("The harbor council of {word} read the gauge. {}. It rained on.", stood(version));
        self.put(&data, "gauge", &gauge);
        let bridges = format!(
            "The mayor spoke in {word} about the gauge and the bridges.\n\n\
             \"We will build {version} bridges in {word},\" said Mayor Ann Reed. The harbor council agreed."
        );
        self.put(&data, "bridges", &bridges);
        if version.is_multiple_of(2) {
            let ferry =
                format!("The ferry of {word} sailed {version} times while the gauge was read by the harbor council.");
            self.put(&data, "ferry", &ferry);
        } else {
            let _absent = fs::remove_file(data.join("corpus/articles/ferry.md"));
        }
    }

    /// Writes an article, which appears whole.
    fn put(self, data: &Path, id: &str, text: &str) {
        let articles = data.join("corpus/articles");
        let article = format!(
            "+++\nid = \"{id}\"\ntitle = \"The {id} of {word}\"\npublisher = \"The {word} Letter\"\ndate = 2024-03-01\n\
             url = \"https://{host}/p/{id}\"\nlicence = \"CC BY 4.0\"\n+++\n\n{text}\n",
            word = self.word(),
            host = self.host()
        );
        fs::write(articles.join(".draft"), article).expect("an article");
        fs::rename(articles.join(".draft"), articles.join(format!("{id}.md"))).expect("an article");
    }
}

/// What stands on the page of the article `gauge` in this version alone.
pub fn stood(version: u32) -> String {
    format!("It stood at {version} feet")
}
