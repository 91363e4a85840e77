//! Who asks over HTTP: known by their address for ten minutes, for the limits, and afterwards by nothing that leads back to it.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::{Extensions, HeaderMap};

use crate::shell::http::Caller;

/// Addresses are kept so long.
const KEPT: Duration = Duration::from_secs(10 * 60);
/// Allowances are of a minute.
const MINUTE: Duration = Duration::from_secs(60);
/// Addresses that are kept at most; beyond, the one that has been quiet for longest is forgotten.
const MOST: usize = 20_000;

/// The address of whoever asks: that of the connection, or, behind so many proxies, the one that the outermost of them saw.
pub fn caller_of(headers: &HeaderMap, connection: Caller, proxies: usize) -> IpAddr {
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let named: Vec<&str> = forwarded.flat_map(|value| value.split(',')).map(str::trim).collect();
    // Each proxy adds who asked it; what stands further in front is the reader's own word.
    let seen = proxies.checked_sub(1).and_then(|further| named.iter().rev().nth(further));
    seen.and_then(|address| address.parse().ok()).unwrap_or(connection.0)
}

/// The network that counts as one reader: of IPv6 the 64 bits that a household is given.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(mapped) => IpAddr::V4(mapped),
            None => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
        },
        address => address,
    }
}

/// The listener has a loopback address: an extension of each request that comes in there. The `Host` does not tell, since
/// whoever asks writes it.
#[derive(Debug, Clone, Copy)]
pub struct AtLoopback;

/// Whether a request was made on this machine for itself: it came to a loopback address from one, names this machine, no
/// proxy sent it on, and no page of another site did.
pub fn is_of_this_machine(headers: &HeaderMap, extensions: &Extensions) -> bool {
    let sent_on = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let host = text("host").unwrap_or_default();
    let name = without_port(host);
    let is_local = name == "localhost"
        || name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    let came = extensions.get::<AtLoopback>().and_then(|_| extensions.get::<Caller>());
    let came_from_here = came.is_some_and(|Caller(address)| address.to_canonical().is_loopback());
    // Browsers write "null" as the origin of a form on our own pages, which name no referrer; then this header tells.
    let is_own = match text("sec-fetch-site") {
        Some(site) => matches!(site, "same-origin" | "none"),
        None => text("origin").is_none_or(|origin| origin.strip_prefix("http://") == Some(host)),
    };
    came_from_here && is_local && is_own && !sent_on.iter().any(|name| headers.contains_key(*name))
}

/// The name, or the number, of a `Host`.
pub fn without_port(host: &str) -> &str {
    host.rsplit_once(':').map_or(host, |(name, port)| if port.ends_with(']') { host } else { name })
}

/// Who asked of late.
#[derive(Debug)]
pub struct Callers {
    // Locked for a few instructions only.
    seen: Mutex<HashMap<IpAddr, Bucket>>,
    /// What names are made with: another in each process, and never written.
    key: [u8; 32],
}

/// What is left of an address's allowance: a token bucket.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    /// Requests that are left, of this moment.
    left: f64,
    at: Instant,
}

impl Default for Callers {
    fn default() -> Self {
        let mut key = [0; 32];
        // Without the system's randomness the name is one that can be guessed, which is still not the address.
        let _no_randomness = getrandom::fill(&mut key);
        Callers { seen: Mutex::default(), key }
    }
}

impl Callers {
    /// Takes a request of this address, of so many a minute; says how long to wait where there is none left.
    pub fn takes(&self, address: IpAddr, a_minute: u32, now: Instant) -> Result<(), Duration> {
        let most = f64::from(a_minute.max(1));
        let each = MINUTE.as_secs_f64() / most;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let address = network(address);
        if seen.len() >= MOST && !seen.contains_key(&address) {
            seen.retain(|_, own| now.saturating_duration_since(own.at) < MINUTE);
            if seen.len() >= MOST
                && let Some(quiet) = seen.iter().min_by_key(|(_, own)| own.at).map(|(address, _)| *address)
            {
                seen.remove(&quiet);
            }
        }
        let own = seen.entry(address).or_insert(Bucket { left: most, at: now });
        let passed = now.saturating_duration_since(own.at).as_secs_f64();
        *own = Bucket { left: (own.left + passed / each).min(most), at: now };
        if own.left < 1.0 {
            return Err(Duration::from_secs_f64((1.0 - own.left) * each));
        }
        own.left -= 1.0;
        Ok(())
    }

    /// Forgets the addresses that have been quiet for ten minutes.
    pub fn forget(&self, now: Instant) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.retain(|_, own| now.saturating_duration_since(own.at) < KEPT);
    }

    /// What an address is called where something is remembered for longer: nobody can tell the address from it.
    pub fn name(&self, address: IpAddr) -> String {
        let network = network(address).to_string();
        blake3::keyed_hash(&self.key, network.as_bytes()).to_hex().chars().take(16).collect()
    }
}
