//! Which ways in are open, and how what is open to the world is served.

use serde::Deserialize;

/// A way in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Door {
    /// The bot in Discord.
    Discord,
    /// The chat, single commands and batches, for whoever has the data folder.
    Terminal,
    /// Pages, receipts, and the search box.
    Web,
    /// JSON over HTTP.
    Api,
    /// Assistants, by the Model Context Protocol.
    Mcp,
}

impl Door {
    /// All of them.
    pub const ALL: [Door; 5] = [Door::Discord, Door::Terminal, Door::Web, Door::Api, Door::Mcp];

    /// Its name in the settings.
    pub fn name(self) -> &'static str {
        match self {
            Door::Discord => "discord",
            Door::Terminal => "terminal",
            Door::Web => "web",
            Door::Api => "api",
            Door::Mcp => "mcp",
        }
    }
}

/// The ways in that are open: Discord and the terminal, unless others are named.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Doors(Vec<Door>);

impl Default for Doors {
    fn default() -> Self {
        Doors(vec![Door::Discord, Door::Terminal])
    }
}

impl Doors {
    /// Whether this one is open.
    pub fn is_open(&self, door: Door) -> bool {
        self.0.contains(&door)
    }

    /// Refuses to open a door that the settings keep shut, and says how it is opened.
    pub fn check(&self, door: Door) -> anyhow::Result<()> {
        let open: Vec<String> =
            self.0.iter().copied().chain([door]).map(|door| format!("\"{}\"", door.name())).collect();
        anyhow::ensure!(
            self.is_open(door),
            "the settings keep this shut; to open it, write into pullquote.toml, under [publication]: doors = [{}]",
            open.join(", ")
        );
        Ok(())
    }
}

/// How pages, the HTTP API and assistants are served.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Web {
    /// Where readers find it, as `https://archive.example.org`: addresses that are shared begin so.
    pub address: Option<String>,
    /// Sites that may show the search box, as `https://newsletter.example.org`.
    pub sites: Vec<String>,
    /// How many proxies stand before it, each of which adds who asks it to `X-Forwarded-For`.
    pub proxies: usize,
    /// Who answers for the pages.
    pub imprint_url: Option<String>,
    /// What is said of privacy.
    pub privacy_url: Option<String>,
    /// Requests that one address may make a minute.
    pub requests_per_minute: u32,
}

impl Default for Web {
    fn default() -> Self {
        Web {
            address: None,
            sites: Vec::new(),
            proxies: 0,
            imprint_url: None,
            privacy_url: None,
            requests_per_minute: 60,
        }
    }
}

impl Web {
    /// Refuses addresses that lead to no page, naming the field.
    pub fn check(&self) -> anyhow::Result<()> {
        let named =
            [("address", &self.address), ("imprint_url", &self.imprint_url), ("privacy_url", &self.privacy_url)];
        let named = named.into_iter().filter_map(|(field, url)| Some((field, url.as_ref()?)));
        for (field, url) in named.chain(self.sites.iter().map(|site| ("sites", site))) {
            let parsed = url::Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
            anyhow::ensure!(parsed.is_some(), "pullquote.toml: web.{field}: {url:?} is no address of http or https");
            let is_origin = parsed.is_some_and(|url| url.path() == "/" && url.query().is_none());
            anyhow::ensure!(
                is_origin || !matches!(field, "address" | "sites"),
                "pullquote.toml: web.{field}: {url:?} has a path; name the site alone, as \"https://archive.example.org\""
            );
        }
        Ok(())
    }

    /// Where readers find it, without a slash at the end.
    pub fn origin(&self) -> Option<&str> {
        self.address.as_deref().map(|address| address.trim_end_matches('/'))
    }
}
