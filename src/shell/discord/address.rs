//! Where Discord is: the real one, or the server that `DISCORD_API` names, beyond which nothing then goes.

use axum::http::Uri;

/// Discord's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    base: String,
    /// Scheme, host and authority of the other server.
    other: Option<(String, String, String)>,
}

impl Address {
    /// The real Discord, or the server at `DISCORD_API`.
    pub fn new(other: Option<&str>) -> anyhow::Result<Self> {
        let Some(other) = other.map(str::trim).filter(|other| !other.is_empty()) else {
            return Ok(Address { base: "https://discord.com".to_owned(), other: None });
        };
        let parsed: Uri = other.parse().map_err(|_| anyhow::anyhow!("DISCORD_API: not an address: {other}"))?;
        match (parsed.scheme_str(), parsed.host(), parsed.authority()) {
            (Some(scheme @ ("http" | "https")), Some(host), Some(authority)) => Ok(Address {
                base: format!("{scheme}://{authority}"),
                other: Some((scheme.to_owned(), host.to_owned(), authority.to_string())),
            }),
            _ => anyhow::bail!("DISCORD_API: expected http://host:port, got {other}"),
        }
    }

    /// What `/api/v10` is added to.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The gateway to connect to, given the address that Discord named. A malformed one, or one that leads away from
    /// where Discord is, gives way to the address that is known to be right.
    pub fn gateway(&self, named: Option<&str>) -> String {
        named.and_then(|named| self.discords(named)).unwrap_or_else(|| match &self.other {
            None => "wss://gateway.discord.gg".to_owned(),
            Some((scheme, _, authority)) => {
                format!("{}://{authority}", if scheme == "https" { "wss" } else { "ws" })
            }
        })
    }

    /// Whether an address of a gateway leads to where Discord is.
    pub fn is_discord(&self, named: &str) -> bool {
        self.discords(named).is_some()
    }

    /// Scheme and authority of an address, where it leads to where Discord is.
    fn discords(&self, named: &str) -> Option<String> {
        let uri = named.parse::<Uri>().ok()?;
        let (scheme, host, authority) = (uri.scheme_str()?, uri.host()?, uri.authority()?);
        let ours = match &self.other {
            None => scheme == "wss" && (host == "discord.gg" || host.ends_with(".discord.gg")),
            Some((_, other, _)) => matches!(scheme, "ws" | "wss") && host == other,
        };
        (ours && !authority.as_str().contains('@')).then(|| format!("{scheme}://{authority}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(other: Option<&str>, named: &str) -> String {
        Address::new(other).expect("a good address").gateway(Some(named))
    }

    #[test]
    fn a_foreign_or_malformed_gateway_gives_way() {
        let here = Some("http://127.0.0.1:80");
        insta::assert_snapshot!(check(here, "wss://gateway.discord.gg"), @"ws://127.0.0.1:80");
        insta::assert_snapshot!(check(here, "ws://127.0.0.1:81/x?y=z"), @"ws://127.0.0.1:81");
        insta::assert_snapshot!(check(here, "not an address"), @"ws://127.0.0.1:80");
        insta::assert_snapshot!(check(here, "ws://127.0.0.1.evil.example"), @"ws://127.0.0.1:80");
        insta::assert_snapshot!(check(None, "wss://gateway-us-east1-b.discord.gg"), @"wss://gateway-us-east1-b.discord.gg");
        insta::assert_snapshot!(check(None, "wss://discord.gg@evil.example"), @"wss://gateway.discord.gg");
        insta::assert_snapshot!(check(None, "ws://gateway.discord.gg"), @"wss://gateway.discord.gg");
        insta::assert_snapshot!(check(None, ""), @"wss://gateway.discord.gg");
    }
}
