//! Who is here: the tenants of a folder, by the hosts and the servers that they name.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use anyhow::Context as _;

use super::tenant::Tenant;
use crate::desk::{Desk, DeskAddress, Schema};
use crate::shell::locations::TENANTS;
use crate::shell::settings::Common;
use crate::shell::web::without_port;
use crate::shell::{Locations, Settings};

/// What the folder looks like from outside: a tenant that came, went or has other settings changes it.
pub(super) type Outline = BTreeMap<String, Look>;

/// What a tenant looks like from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Look {
    /// What it has in common with the others, and what this machine sets of it.
    pub(super) own: [Option<(u64, SystemTime)>; 2],
    settings: Option<(u64, SystemTime)>,
    /// Which generation is served, where it is pulled.
    pub(super) generation: Option<i64>,
}

impl Look {
    fn at(at: &Locations, common: Option<(u64, SystemTime)>) -> Look {
        let current = at.current();
        let own = [common, mark(&at.own_settings())];
        Look { own, settings: mark(&current.settings()), generation: current.generation() }
    }

    /// That of one of which this generation was pulled.
    #[cfg(test)]
    pub(super) fn pulled(generation: i64) -> Look {
        Look { own: [None; 2], settings: None, generation: Some(generation) }
    }
}

/// What a file looks like from outside.
fn mark(file: &Path) -> Option<(u64, SystemTime)> {
    let about = fs::metadata(file).ok()?;
    Some((about.len(), about.modified().ok()?))
}

/// A sub-folder, and what it sets.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) name: String,
    pub(super) at: Locations,
    pub(super) settings: Settings,
}

/// A tenant, and what its settings say before its archive is open.
#[derive(Clone)]
pub(super) struct Entry {
    pub(super) tenant: Arc<Tenant>,
    pub(super) settings: Arc<Settings>,
}

impl Entry {
    /// Its desk, where that is there: of one whose archive is closed.
    pub(super) async fn desk(&self) -> Option<Desk> {
        let at = self.settings.desk_at(&self.tenant.at).ok()?;
        if matches!(&at, DeskAddress::File(path) if !path.is_file()) {
            return None;
        }
        Desk::open(&at).await.ok()
    }
}

/// All tenants.
#[derive(Default)]
pub(super) struct Register {
    /// By name.
    pub(super) all: BTreeMap<String, Entry>,
    hosts: HashMap<String, String>,
    servers: HashMap<String, String>,
}

/// Whether a tenant may have this name.
pub(super) fn may_be_named(name: &str) -> bool {
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    is_plain && !name.is_empty() && !name.starts_with('.') && !name.eq_ignore_ascii_case(TENANTS)
}

/// The outline of a folder: its sub-folders, but for hidden ones.
pub(super) fn outline(folder: &Path) -> anyhow::Result<Outline> {
    let (mut outline, common) = (Outline::new(), mark(&folder.join(TENANTS)));
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            tracing::warn!("a folder of tenants whose name is no text is passed over");
            continue;
        };
        if name.starts_with('.') || !entry.path().is_dir() {
            continue;
        }
        let look = Look::at(&at(folder, &name), common);
        outline.insert(name, look);
    }
    Ok(outline)
}

fn at(folder: &Path, name: &str) -> Locations {
    Locations::of_tenant(folder, name)
}

/// Reads the settings of these. Whose cannot be read is left out, and why is said.
pub(super) fn read<'a>(folder: &Path, names: impl Iterator<Item = &'a String>) -> (Vec<Found>, Vec<String>) {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for name in names {
        match found_at(folder, name) {
            Ok(own) => found.push(own),
            Err(error) => problems.push(format!("{name}: {error:#}; it is not served")),
        }
    }
    (found, problems)
}

fn found_at(folder: &Path, name: &str) -> anyhow::Result<Found> {
    anyhow::ensure!(may_be_named(name), "a tenant's name has letters, digits, and - _ . alone");
    let at = at(folder, name);
    let settings = Settings::of(&at.current())?;
    settings.web.check()?;
    let desk = settings.desk_at(&at)?;
    anyhow::ensure!(
        matches!(desk, DeskAddress::File(_)) || settings.desk_schema.is_some(),
        "pullquote.toml: desk_schema is not set: in one database, each newsletter's desk has a name of its own"
    );
    let own = Common::of(folder)?.desk_at()?;
    anyhow::ensure!(
        own.is_none_or(|own| own.to_string() != desk.to_string()),
        "{desk}: is the program's own (desk_schema in {TENANTS}); set another desk_schema for one of the two"
    );
    Ok(Found { name: name.to_owned(), at, settings })
}

/// The host that readers find a tenant at.
fn host(settings: &Settings) -> Option<String> {
    let address = url::Url::parse(settings.web.address.as_deref()?).ok()?;
    address.host_str().map(named)
}

/// A host as it is compared: without its port, whatever its letters.
pub(super) fn named(host: &str) -> String {
    without_port(host).trim_end_matches('.').to_ascii_lowercase()
}

impl Register {
    /// The tenants that were found; those that were here before are the same. What two of them name belongs to the one that
    /// had it before, or else to the first; the others are told of.
    pub(super) fn new(
        before: &Register,
        mut found: Vec<Found>,
        mut make: impl FnMut(&Found) -> Arc<Tenant>,
    ) -> (Register, Vec<String>) {
        let (mut register, mut conflicts) = (Register::default(), Vec::new());
        let has_desk = |own: &Found| {
            before.all.get(&own.name).is_some_and(|known| known.settings.desk_schema == own.settings.desk_schema)
        };
        found.sort_by_key(|own| (!has_desk(own), !before.all.contains_key(&own.name), own.name.clone()));
        // Of two that name one desk, none but the first is served at all.
        let mut desks: HashMap<Schema, String> = HashMap::new();
        found.retain(|own| {
            let Some(schema) = &own.settings.desk_schema else { return true };
            let first = desks.entry(schema.clone()).or_insert_with(|| own.name.clone());
            let is_own = *first == own.name;
            if !is_own {
                conflicts.push(format!("{first} and {}: both name {schema} (desk_schema)", own.name));
            }
            is_own
        });
        for newly in [false, true] {
            for own in &found {
                let claimed = host(&own.settings).into_iter().map(|host| (true, host));
                let servers = own.settings.discord.servers.iter().map(|server| (false, server.clone()));
                for (is_host, key) in claimed.chain(servers) {
                    let held = if is_host { &before.hosts } else { &before.servers };
                    if newly == (held.get(&key) == Some(&own.name)) {
                        continue;
                    }
                    let held = if is_host { &mut register.hosts } else { &mut register.servers };
                    let what = if is_host { "web.address" } else { "discord.servers" };
                    match held.get(&key).filter(|other| **other != own.name) {
                        Some(other) => conflicts.push(format!("{other} and {}: both name {key} ({what})", own.name)),
                        None => _ = held.insert(key, own.name.clone()),
                    }
                }
            }
        }
        for own in found {
            let tenant = before.all.get(&own.name).map_or_else(|| make(&own), |known| Arc::clone(&known.tenant));
            register.all.insert(own.name, Entry { tenant, settings: Arc::new(own.settings) });
        }
        (register, conflicts)
    }

    /// The tenant that readers find at this host.
    pub(super) fn at_host(&self, host: &str) -> Option<&Entry> {
        self.all.get(self.hosts.get(&named(host))?)
    }

    /// The tenant of a server.
    pub(super) fn of_server(&self, server: &str) -> Option<&Entry> {
        self.all.get(self.servers.get(server)?)
    }

    /// The servers of a tenant: those of its settings that nobody else had before.
    pub(super) fn servers_of(&self, name: &str) -> Vec<String> {
        let own = self.servers.iter().filter(|(_, owner)| *owner == name);
        let mut servers: Vec<String> = own.map(|(server, _)| server.clone()).collect();
        servers.sort_unstable();
        servers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Who has which host and server where these say so, and what is said of it.
    fn check(before: &Register, tenants: &[(&str, &str, &[&str])]) -> (Register, String) {
        let found = tenants.iter().map(|(name, host, servers)| {
            let mut settings = Settings::default();
            settings.web.address = Some(format!("https://{host}"));
            settings.discord.servers = servers.iter().map(|server| (*server).to_owned()).collect();
            Found { name: (*name).to_owned(), at: at(Path::new("."), name), settings }
        });
        let (register, conflicts) =
            Register::new(before, found.collect(), |own| Arc::new(Tenant::new(0, &own.name, &own.at, Arc::default())));
        let mut lines: Vec<String> =
            register.hosts.iter().chain(&register.servers).map(|(key, name)| format!("{key}: {name}")).collect();
        lines.sort();
        lines.extend(conflicts);
        (register, lines.join("\n"))
    }

    #[test]
    fn no_two_have_one_desk() {
        let found = ["b", "a"].map(|name| {
            let settings = Settings { desk_schema: "news".parse().ok(), ..Settings::default() };
            Found { name: name.to_owned(), at: at(Path::new("."), name), settings }
        });
        let make = |own: &Found| Arc::new(Tenant::new(0, &own.name, &own.at, Arc::default()));
        let (register, conflicts) = Register::new(&Register::default(), found.into(), make);
        assert_eq!(register.all.keys().collect::<Vec<_>>(), ["a"]);
        insta::assert_snapshot!(conflicts.join("\n"), @"a and b: both name news (desk_schema)");
        // Who has it keeps it, whoever comes before in the order of names.
        let settings = |schema: &str| Settings { desk_schema: schema.parse().ok(), ..Settings::default() };
        let named = |name: &str, schema: &str| Found {
            name: name.to_owned(),
            at: at(Path::new("."), name),
            settings: settings(schema),
        };
        let before = Register::new(&Register::default(), vec![named("a", "old"), named("b", "news")], make).0;
        let (after, conflicts) = Register::new(&before, vec![named("a", "news"), named("b", "news")], make);
        assert_eq!(after.all.keys().collect::<Vec<_>>(), ["b"]);
        insta::assert_snapshot!(conflicts.join("\n"), @"b and a: both name news (desk_schema)");
    }

    #[test]
    fn no_tenant_has_the_programs_own_desk() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join(TENANTS), "desk = \"postgres://db.example/news\"\n").expect("written");
        let names = ["pullquote", "ada", "Bea"].map(str::to_owned);
        names.iter().for_each(|name| std::fs::create_dir(folder.path().join(name)).expect("a folder"));
        let (found, problems) = read(folder.path(), names.iter());
        assert_eq!(found.iter().map(|own| &own.name).collect::<Vec<_>>(), ["ada"]);
        insta::assert_snapshot!(problems.join("\n"), @r#"
        pullquote: postgres://db.example/news, schema pullquote: is the program's own (desk_schema in tenants.toml); set another desk_schema for one of the two; it is not served
        Bea: pullquote.toml: desk_schema is not set: in one database, each newsletter's desk has a name of its own; it is not served
        "#);
        // One of the two names another.
        std::fs::write(at(folder.path(), "pullquote").settings(), "desk_schema = \"valley\"").expect("written");
        assert_eq!(read(folder.path(), names[..1].iter()).1, [""; 0]);
    }

    #[test]
    fn each_host_and_server_is_of_one_tenant() {
        let (first, said) =
            check(&Register::default(), &[("b", "B.example", &["2", "3"]), ("a", "a.example:8080", &["1"])]);
        insta::assert_snapshot!(said, @"
        1: a
        2: b
        3: b
        a.example: a
        b.example: b
        ");
        assert!(first.at_host("b.example.:443").is_some() && first.at_host("c.example").is_none());
        insta::assert_snapshot!(check(&first, &[("a", "b.example", &["1", "2"]), ("b", "b.example", &["2"])]).1, @"
        1: a
        2: b
        b.example: b
        b and a: both name b.example (web.address)
        b and a: both name 2 (discord.servers)
        ");
        insta::assert_snapshot!(check(&first, &[("0", "a.example", &["1"]), ("b", "c.example", &["3"])]).1, @"
        1: 0
        3: b
        a.example: 0
        c.example: b
        ");
    }
}
