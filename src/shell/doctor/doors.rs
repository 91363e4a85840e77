//! What `doctor` says of the ways in: which are open, and what lacks where the world may come in.

use url::Url;

use crate::shell::Settings;
use crate::shell::settings::{Door, Web};

/// The doors to the world; the others are for members of a server and for whoever has the data folder.
const WORLD: [Door; 3] = [Door::Web, Door::Api, Door::Mcp];

/// What was looked at, and what is wrong with it: `withheld` of `articles` are not given to programs.
pub(super) fn findings(settings: &Settings, articles: usize, withheld: usize) -> Vec<(String, Option<String>)> {
    let doors = &settings.publication.doors;
    let open: Vec<&str> = Door::ALL.into_iter().filter(|door| doors.is_open(*door)).map(Door::name).collect();
    let mut findings = vec![(format!("doors that are open: {}", open.join(", ")), None)];
    if WORLD.into_iter().any(|door| doors.is_open(door)) {
        findings.push(("web address".to_owned(), address(&settings.web)));
        findings.push(("web proxies".to_owned(), proxies(&settings.web)));
    }
    if doors.is_open(Door::Web) {
        findings.push(("web imprint and privacy".to_owned(), imprint(&settings.web)));
    }
    if withheld > 0 || doors.is_open(Door::Api) || doors.is_open(Door::Mcp) {
        findings.push((format!("articles that programs are not given: {withheld} of {articles}"), None));
    }
    findings
}

fn address(web: &Web) -> Option<String> {
    let Some(address) = web.origin() else {
        return Some("pullquote.toml lacks [web] address; permanent links begin with it: address = \"https://archive.example.org\"".to_owned());
    };
    let open = (!address.starts_with("https:") && !is_of_this_machine(address)).then(|| {
        format!("{address} is not https, so questions can be read on their way; let a proxy serve https before it")
    });
    let sites = web.sites.iter().find(|site| !site.starts_with("https:") && !is_of_this_machine(site));
    open.or_else(|| Some(format!("[web] sites: {} is not https", sites?)))
}

fn proxies(web: &Web) -> Option<String> {
    let address = web.origin()?;
    match (web.proxies, is_of_this_machine(address)) {
        // The program speaks no TLS itself.
        (0, false) if address.starts_with("https:") => Some(format!(
            "{address} is served by a proxy, and [web] proxies is 0, so all readers count as one address; proxies = 1 takes the one that the proxy names"
        )),
        (several, true) if several > 0 => Some(format!(
            "{address} is of this machine, where no proxy stands, and [web] proxies is {several}, so whoever asks can name any address; take it out"
        )),
        _ => None,
    }
}

fn imprint(web: &Web) -> Option<String> {
    let named = [("imprint_url", &web.imprint_url), ("privacy_url", &web.privacy_url)];
    let lacking: Vec<&str> = named.into_iter().filter(|(_, url)| url.is_none()).map(|(name, _)| name).collect();
    (!lacking.is_empty()).then(|| {
        format!(
            "pullquote.toml lacks [web] {}: who answers for the pages, and what is said of privacy; each page links to them",
            lacking.join(" and ")
        )
    })
}

fn is_of_this_machine(address: &str) -> bool {
    match Url::parse(address).ok().as_ref().and_then(Url::host) {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(toml: &str) -> String {
        let settings: Settings = toml::from_str(toml).expect("settings");
        let told = |(what, fault): (String, Option<String>)| match fault {
            None => format!("ok {what}"),
            Some(fault) => format!("wrong {what}: {fault}"),
        };
        findings(&settings, 9, 2).into_iter().map(told).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn what_is_shut_lacks_nothing() {
        insta::assert_snapshot!(check(""), @"
        ok doors that are open: discord, terminal
        ok articles that programs are not given: 2 of 9
        ");
    }

    #[test]
    fn what_the_world_may_enter_is_looked_at() {
        let web = |rest: &str| check(&format!("[publication]\ndoors = [\"web\", \"mcp\"]\n[web]\n{rest}"));
        insta::assert_snapshot!(web(""), @r#"
        ok doors that are open: web, mcp
        wrong web address: pullquote.toml lacks [web] address; permanent links begin with it: address = "https://archive.example.org"
        ok web proxies
        wrong web imprint and privacy: pullquote.toml lacks [web] imprint_url and privacy_url: who answers for the pages, and what is said of privacy; each page links to them
        ok articles that programs are not given: 2 of 9
        "#);
        insta::assert_snapshot!(web("address = \"http://archive.example\"\nprivacy_url = \"https://x.example/p\""), @"
        ok doors that are open: web, mcp
        wrong web address: http://archive.example is not https, so questions can be read on their way; let a proxy serve https before it
        ok web proxies
        wrong web imprint and privacy: pullquote.toml lacks [web] imprint_url: who answers for the pages, and what is said of privacy; each page links to them
        ok articles that programs are not given: 2 of 9
        ");
        insta::assert_snapshot!(web("address = \"https://archive.example\"\nsites = [\"http://letter.example\"]\nimprint_url = \"https://x.example/i\"\nprivacy_url = \"https://x.example/p\""), @"
        ok doors that are open: web, mcp
        wrong web address: [web] sites: http://letter.example is not https
        wrong web proxies: https://archive.example is served by a proxy, and [web] proxies is 0, so all readers count as one address; proxies = 1 takes the one that the proxy names
        ok web imprint and privacy
        ok articles that programs are not given: 2 of 9
        ");
        insta::assert_snapshot!(web("address = \"http://127.0.0.1:8080\"\nproxies = 1\nimprint_url = \"https://x.example/i\"\nprivacy_url = \"https://x.example/p\""), @"
        ok doors that are open: web, mcp
        ok web address
        wrong web proxies: http://127.0.0.1:8080 is of this machine, where no proxy stands, and [web] proxies is 1, so whoever asks can name any address; take it out
        ok web imprint and privacy
        ok articles that programs are not given: 2 of 9
        ");
    }
}
