//! `pullquote.toml`: what a newsletter sets.

mod desk;
mod doors;
mod file;
mod published;
mod tenants;

use std::path::Path;
use std::time::Duration;

use serde::Deserialize;

use crate::corpus::Defaults;
use crate::corpus::import::Authority;
use crate::corpus::import::limits::LARGEST_RAW;
use crate::desk::{DeskUrl, PublicIn, Schema};
use crate::domain::Audience;
use crate::shell::Locations;

pub use doors::{Door, Doors, Web};
pub use file::SettingsError;
pub use tenants::{Common, part_of, store_of_environment};

/// All settings; a data folder without the file has the defaults.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The language that the bot speaks: one that comes with it, or the name of a catalogue `words/LANG.toml` in the data
    /// folder. English where it is not set; a server's answers are then in the server's own language, where it is known.
    pub language: Option<String>,
    /// Whether the language model reads what may answer a question.
    pub meaning: Meaning,
    /// What a new article has where its source does not say.
    pub publication: Publication,
    /// Who may see what on Discord.
    pub discord: Discord,
    /// How pages, the HTTP API and assistants are served.
    pub web: Web,
    /// What is done with the people who are quoted.
    pub people: People,
    /// Feeds to follow.
    #[serde(rename = "feed")]
    pub feeds: Vec<Feed>,
    /// What may be fetched beside what is public.
    pub fetch: Fetch,
    /// Whose word counts on an article that several sources have.
    pub import: Import,
    /// Who answers for what is stored about people.
    pub privacy: Privacy,
    /// Whether what editors approve is written into the corpus: at once, or by the importer where it is approved elsewhere.
    pub desk_writes: bool,
    /// The PostgreSQL database that the desk lies in; a file of the data folder where none is named.
    pub desk: Option<DeskUrl>,
    /// The schema there that is this newsletter's.
    pub desk_schema: Option<Schema>,
    /// Where the archive is published, or pulled from.
    pub store: Option<String>,
}

/// Who answers for what is stored about people; a desk needs both.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Privacy {
    /// The name of the person or body.
    pub controller: Option<String>,
    /// How they are reached: an address of mail or a page.
    pub contact: Option<String>,
}

/// A switch for the language model, whose reading takes some milliseconds an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Meaning {
    /// It reads.
    #[default]
    On,
    /// Answers are found by words alone.
    Off,
}

/// What a new article has where its source does not say.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Publication {
    /// The newsletter's name.
    pub name: Option<String>,
    /// Its address.
    pub site: Option<String>,
    /// Who writes it.
    pub byline: Option<String>,
    /// The licence's short name.
    pub licence: Option<String>,
    /// The licence's address.
    pub licence_url: Option<String>,
    /// BCP 47 tag.
    pub language: Option<String>,
    /// How much of an article may be shown.
    pub show: Option<crate::domain::Show>,
    /// Whether programs may be given an article's words.
    pub assistants: Option<bool>,
    /// The ways in that are open.
    pub doors: Doors,
}

impl Publication {
    /// What stands in for fields that an article leaves out.
    pub fn defaults(&self) -> Defaults {
        Defaults {
            publisher: self.name.clone(),
            byline: self.byline.clone(),
            licence: self.licence.clone(),
            licence_url: self.licence_url.clone(),
            language: self.language.clone(),
            show: self.show,
            assistants: self.assistants,
        }
    }
}

/// What is done with the people who are quoted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct People {
    /// Full names of those whom no list, completion or choice has.
    pub private: Vec<String>,
}

/// How far moderators may open answers to everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Public {
    /// In any channel.
    #[default]
    Anywhere,
    /// In the channels of the settings alone.
    Named,
    /// Nowhere, and nothing can be shared.
    Never,
}

/// Who may see what on Discord. Ids are strings of digits, as Discord writes them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Discord {
    /// Servers that the bot answers in; all of them where the list is empty.
    pub servers: Vec<String>,
    /// Channels where answers are public at once. Elsewhere they are private; where the list is empty they can be shared.
    pub public_channels: Vec<String>,
    /// Servers whose members may see articles for paying readers.
    pub paid_servers: Vec<String>,
    /// Roles that may see articles for paying readers.
    pub paid_roles: Vec<String>,
    /// Whether a person may install the bot for themselves.
    pub user_install: bool,
    /// Public answers that one person gets a minute; further ones are private.
    pub public_answers_per_minute: u32,
    /// How far moderators may open answers to everybody.
    pub public: Public,
    /// Commands that are off everywhere.
    pub commands_off: Vec<String>,
    /// Servers that have a desk: questions to the editors, remarks, proposals.
    pub desk_servers: Vec<String>,
    /// How many seconds a new issue waits before it is announced, where a server sets nothing: `"10m"`, `"0"`.
    #[serde(deserialize_with = "hold")]
    pub issue_hold: u32,
    /// Whether a member may open a thread on an answer there, as its moderators set it.
    #[serde(skip)]
    pub discussions: bool,
    /// Whether moderators may have messages that mention the bot answered; Discord then tells of the messages of its servers.
    pub mentions: bool,
    /// Where answers are public in the server that is asked about, as its moderators set it.
    #[serde(skip)]
    pub public_in: Option<PublicIn>,
    /// The language that is set for the whole program: of public answers.
    #[serde(skip)]
    pub language: Option<String>,
    /// Who answers for what is stored about people.
    #[serde(skip)]
    pub privacy: Privacy,
}

/// An issue waits so long where nothing is said: time to set a slip right before it is told.
pub const HOLD: u32 = 10 * 60;

/// A time as a number of seconds, none of which may be written without its unit.
fn hold<'de, D: serde::Deserializer<'de>>(given: D) -> Result<u32, D::Error> {
    let text = String::deserialize(given)?;
    if text.trim() == "0" {
        return Ok(0);
    }
    let time: jiff::SignedDuration = text.parse().map_err(serde::de::Error::custom)?;
    u32::try_from(time.as_secs()).map_err(|_| serde::de::Error::custom("no issue waits for such a time"))
}

impl Discord {
    /// Refuses what is no id of Discord's, naming the line of the settings' text.
    pub fn check(&self, toml: &str) -> anyhow::Result<()> {
        let lists = [
            ("servers", &self.servers),
            ("public_channels", &self.public_channels),
            ("paid_servers", &self.paid_servers),
            ("paid_roles", &self.paid_roles),
            ("desk_servers", &self.desk_servers),
        ];
        let named = lists.into_iter().flat_map(|(field, ids)| ids.iter().map(move |id| (field, id)));
        let wrong: Vec<String> = named
            .filter(|(_, id)| !is_id(id))
            .map(|(field, id)| {
                let lines = || toml.lines().zip(1..).filter(|(line, _)| !line.trim_start().starts_with('#'));
                let quoted = ['"', '\''].map(|mark| format!("{mark}{id}{mark}"));
                let written = |line: &str| quoted.iter().any(|quoted| line.contains(quoted.as_str()));
                let behind = |line: &str| line.split_once('=').is_some_and(|(key, list)| key.trim() == field && written(list));
                let line = lines().find(|(line, _)| behind(line)).or_else(|| lines().find(|(line, _)| written(line)));
                let line = line.map_or(1, |(_, number)| number);
                format!("line {line}: {field}: {id:?} is no id; an id is a number such as \"1012345678901234567\" (in Discord: developer mode, then Copy ID)")
            })
            .collect();
        anyhow::ensure!(wrong.is_empty(), "{}", wrong.join("\n         "));
        Ok(())
    }
}

/// Whether it is an id of Discord's. They tell the time since 2015 in their high bits, so none that a server was given is
/// shorter than this.
fn is_id(text: &str) -> bool {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    digits && text.len() >= 16 && text.parse::<std::num::NonZeroU64>().is_ok()
}

/// A feed to follow.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feed {
    /// Its address.
    pub url: String,
    /// How often it is fetched: `"30m"`, `"2 hours"`; no days.
    #[serde(default)]
    pub every: Option<jiff::SignedDuration>,
    /// How many new articles it may bring at once.
    #[serde(default)]
    pub most_new: Option<usize>,
    /// How many bytes of it are read at most.
    #[serde(default)]
    pub most_bytes: Option<u64>,
}

/// How many new articles a feed may bring at once, where its settings do not say.
const MOST_NEW: usize = 200;

impl Feed {
    /// How often it is fetched.
    pub fn every(&self) -> Duration {
        let named = self.every.and_then(|every| Duration::try_from(every).ok());
        named.unwrap_or(Duration::from_secs(30 * 60)).max(Duration::from_secs(1))
    }

    /// How many new articles it may bring at once.
    pub fn most_new(&self) -> usize {
        self.most_new.unwrap_or(MOST_NEW)
    }

    /// How many bytes of it are read at most: no more than of any document.
    pub fn most_bytes(&self) -> u64 {
        self.most_bytes.map_or(LARGEST_RAW, |most| most.min(LARGEST_RAW))
    }
}

/// How articles that several sources have are brought together.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Import {
    /// The kinds of sources (`export`, `markdown`, `feed`, `page`, `mail`) in lists, the weightiest first; those in one list
    /// weigh the same, what is in none weighs nothing.
    pub weight: Option<Vec<Vec<String>>>,
    /// For whom mails are: they do not say it.
    pub mails: Option<Audience>,
    /// How often the page of one article is looked at while feeds are followed: `"1h"`; `"0s"` looks at none.
    pub check_every: Option<jiff::SignedDuration>,
}

/// The page of one article is looked at so often, where the settings do not say.
const CHECK_EVERY: Duration = Duration::from_secs(60 * 60);

impl Import {
    /// How often the page of one article is looked at; `None` where none is.
    pub fn check_every(&self) -> Option<Duration> {
        let named = self.check_every.map(|every| Duration::try_from(every).unwrap_or_default());
        let every = named.unwrap_or(CHECK_EVERY);
        (every > Duration::ZERO).then(|| every.max(Duration::from_secs(1)))
    }

    /// Whose word counts.
    pub fn authority(&self) -> anyhow::Result<Authority> {
        let authority = self.weight.as_ref().map(|levels| Authority::of(levels)).transpose();
        let unknown = |word| anyhow::anyhow!("pullquote.toml: import.weight: {word:?} is no kind of source");
        Ok(authority.map_err(unknown)?.unwrap_or_default())
    }
}

/// What may be fetched beside what is public.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Fetch {
    /// IP addresses, with or without a port, that are not public and may be fetched from all the same.
    pub allow_addresses: Vec<String>,
    /// Whether http without TLS will do.
    pub http: bool,
}

impl Default for Discord {
    fn default() -> Self {
        Discord {
            servers: Vec::new(),
            public_channels: Vec::new(),
            paid_servers: Vec::new(),
            paid_roles: Vec::new(),
            user_install: false,
            public_answers_per_minute: 6,
            public: Public::Anywhere,
            commands_off: Vec::new(),
            desk_servers: Vec::new(),
            issue_hold: HOLD,
            discussions: false,
            mentions: false,
            public_in: None,
            language: None,
            privacy: Privacy::default(),
        }
    }
}

impl Settings {
    /// Where everybody finds the archive's pages, if they do.
    pub fn pages(&self) -> Option<&str> {
        self.web.origin().filter(|_| self.publication.doors.is_open(Door::Web))
    }

    /// The same for a replica, which has these settings of its own: what changes the corpus is done where it is published,
    /// and each machine says where its desk lies.
    #[must_use]
    pub fn of_replica(self, own: Settings) -> Settings {
        let Settings { desk, desk_schema, .. } = own;
        Settings { feeds: Vec::new(), desk, desk_schema, ..self }
    }

    /// Those of an archive: of one that was pulled, with what this machine sets itself.
    pub fn of(at: &Locations) -> Result<Settings, SettingsError> {
        let own = Settings::of_machine(at)?;
        Ok(if at.is_pulled() { published::read::<Settings>(&at.settings())?.of_replica(own) } else { own })
    }

    /// What this machine sets: of an archive that was pulled, only where desk and store are. A tenant has what it shares with
    /// others, too.
    pub fn of_machine(at: &Locations) -> Result<Settings, SettingsError> {
        let mut own = Settings::read(&at.own_settings())?;
        if let Some(tenant) = at.tenant() {
            let Common { desk, desk_schema: _, store } = Common::of(&tenant.folder)?;
            own.desk = own.desk.or(desk);
            // A folder whose name is no schema's has to name one.
            own.desk_schema = own.desk_schema.or_else(|| tenant.name.parse().ok());
            own.store = own.store.or_else(|| store.map(|store| part_of(&store, &tenant.name)));
        }
        Ok(own)
    }

    /// Reads the file; the defaults where there is none.
    pub fn read(path: &Path) -> Result<Settings, SettingsError> {
        file::read_toml(path)
    }
}

#[cfg(test)]
mod tests {
    use super::file::parse;
    use super::*;

    fn check(toml: &str) -> String {
        match parse::<Settings>("pullquote.toml", toml) {
            Ok(settings) => format!("{:?}, {} feeds", settings.language, settings.feeds.len()),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn an_empty_file_is_the_defaults() {
        assert_eq!(parse::<Settings>("pullquote.toml", "").ok(), Some(Settings::default()));
    }

    #[test]
    fn what_is_set() {
        insta::assert_snapshot!(check("language = \"es\"\n[[feed]]\nurl = \"https://example.org/feed\"\n"), @r#"Some("es"), 1 feeds"#);
    }

    #[test]
    fn how_sources_are_brought_together_is_set() {
        let parsed = |toml: &str| parse::<Settings>("pullquote.toml", toml).expect("settings");
        let set = parsed(
            "[import]\nweight = [[\"page\"], [\"feed\"]]\nmails = \"paid\"\n[[feed]]\nurl = \"x\"\nmost_new = 7\n",
        );
        assert!(set.import.authority().is_ok() && set.import.mails == Some(Audience::Paid));
        assert_eq!((set.feeds[0].most_new(), set.feeds[0].most_bytes()), (7, LARGEST_RAW));
        let wrong = parsed("[import]\nweight = [[\"paper\"]]\n").import.authority().expect_err("refused");
        insta::assert_snapshot!(wrong, @r#"pullquote.toml: import.weight: "paper" is no kind of source"#);
    }

    #[test]
    fn people_may_be_private() {
        let settings = parse::<Settings>("pullquote.toml", "[people]\nprivate = [\"Ada Quill\"]\n").expect("settings");
        assert_eq!(settings.people.private, ["Ada Quill"]);
    }

    #[test]
    fn the_language_model_can_be_turned_off() {
        let meaning = |toml: &str| parse::<Settings>("pullquote.toml", toml).map(|settings| settings.meaning).ok();
        assert_eq!([meaning(""), meaning("meaning = \"off\"\n")], [Some(Meaning::On), Some(Meaning::Off)]);
        insta::assert_snapshot!(check("meaning = \"no\"\n"), @"pullquote.toml:1: meaning: unknown variant `no`, expected `on` or `off`");
    }

    #[test]
    fn an_issue_waits_for_no_time_or_some() {
        let hold = |value: &str| {
            let toml = format!("[discord]\nissue_hold = \"{value}\"\n");
            parse::<Settings>("pullquote.toml", &toml).expect("settings").discord.issue_hold
        };
        assert_eq!([hold("0"), hold("0s"), hold("10m"), hold("1 hour")], [0, 0, HOLD, 3_600]);
        assert_eq!(Settings::default().discord.issue_hold, HOLD);
    }

    #[test]
    fn errors_name_file_line_and_field() {
        insta::assert_snapshot!(check("language = \"en\"\n[discord]\nuser_instal = true\n"), @"pullquote.toml:3: unknown field `user_instal`, expected one of `servers`, `public_channels`, `paid_servers`, `paid_roles`, `user_install`, `public_answers_per_minute`, `public`, `commands_off`, `desk_servers`, `issue_hold`, `mentions` (user_instal)");
        insta::assert_snapshot!(check("[discord]\n\nuser_install = \"yes\"\n"), @r#"pullquote.toml:3: user_install: invalid type: string "yes", expected a boolean"#);
        insta::assert_snapshot!(check("language = \n"), @"pullquote.toml:1: language: string values must be quoted, expected literal string");
        insta::assert_snapshot!(check("desk = \"mysql://me:secret@db/desk\"\n"), @r#"pullquote.toml:1: desk: not the address of a PostgreSQL database, such as "postgres://user@host/database""#);
        insta::assert_snapshot!(check("desk_schema = \"Valley\"\n"), @"pullquote.toml:1: desk_schema: not the name of a schema: at most 63 small letters, digits, _ and -, a letter first");
        insta::assert_snapshot!(check("dsek = \"postgres://me:secret@db/desk\"\n"), @"pullquote.toml:1: unknown field `dsek`, expected one of `language`, `meaning`, `publication`, `discord`, `web`, `people`, `feed`, `fetch`, `import`, `privacy`, `desk_writes`, `desk`, `desk_schema`, `store` (dsek)");
        insta::assert_snapshot!(check("desk = \"postgres://me:secret@db/desk\n"), @r#"pullquote.toml:1: desk: invalid basic string, expected `"`"#);
        insta::assert_snapshot!(check("[discord]\nissue_hold = \"soon\"\n"), @r#"pullquote.toml:2: issue_hold: failed to parse input in the "friendly" duration format: expected duration to start with a unit value (a decimal integer) after an optional sign, but no integer was found"#);
        insta::assert_snapshot!(check("[discord]\nissue_hold = \"-1s\"\n"), @"pullquote.toml:2: issue_hold: no issue waits for such a time");
    }
}
