//! Which addresses of the internet a fetch may connect to: those that are public, and those that the person named.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

/// An address that is allowed although it is not public: `127.0.0.1`, or one port of it, `127.0.0.1:8080`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Allowed {
    address: IpAddr,
    /// All of them where none is named.
    port: Option<u16>,
}

impl FromStr for Allowed {
    type Err = std::net::AddrParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse::<SocketAddr>() {
            Ok(one) => Ok(Allowed { address: one.ip(), port: Some(one.port()) }),
            Err(_) => text.trim_matches(['[', ']']).parse().map(|address| Allowed { address, port: None }),
        }
    }
}

/// Whether a connection to this port of an address is made at all.
pub(super) fn may_connect(address: IpAddr, port: u16, allowed: &[Allowed]) -> bool {
    let named = |own: &Allowed| own.address == address && own.port.is_none_or(|own| own == port);
    allowed.iter().any(named) || is_public(address)
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// Everything outside the special-purpose registry of IANA.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = match a {
        0 | 10 | 127 => true,
        100 => (64..128).contains(&b),
        169 => b == 254,
        172 => (16..32).contains(&b),
        192 => b == 168 || b == 0 && matches!(c, 0 | 2) || b == 88 && c == 99,
        198 => matches!(b, 18 | 19) || b == 51 && c == 100,
        203 => b == 0 && c == 113,
        224.. => true,
        _ => false,
    };
    !special
}

/// Global unicast that embeds no IPv4 address, or a public one.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let [a, b, ..] = segments;
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match segments {
        // Mapped into IPv6; the translation prefix.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => embedded(high, low),
        [0x2002, high, low, ..] => embedded(high, low),
        // Teredo, benchmarks, ORCHID and the rest of 2001::/23; documentation.
        [0x2001, second, ..] if second < 0x200 || second == 0xdb8 => false,
        [0x3fff, second, ..] if second < 0x1000 => false,
        _ => a & 0xe000 == 0x2000 && (a, b) != (0x2620, 0x4f),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_inside_is_refused() {
        let inside = [
            "0.0.0.0",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "127.0.0.1",
            "127.1.2.3",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.9.9",
            "192.0.0.1",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:c0a8:101::",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "3fff::1",
        ];
        for address in inside {
            let parsed: IpAddr = address.parse().expect("an address");
            assert!(!may_connect(parsed, 443, &[]), "{address}");
        }
    }

    #[test]
    fn what_is_public_or_named_is_not() {
        for address in
            ["1.1.1.1", "93.184.216.34", "172.32.0.1", "2606:4700::1111", "2a00:1450:4001::1", "::ffff:1.1.1.1"]
        {
            assert!(may_connect(address.parse().expect("an address"), 443, &[]), "{address}");
        }
        let local = |allowed: &str, port| {
            may_connect(Ipv4Addr::LOCALHOST.into(), port, &[allowed.parse().expect("an address")])
        };
        assert!(local("127.0.0.1", 443) && local("127.0.0.1:8080", 8080) && !local("127.0.0.1:8080", 443));
        let there: Ipv6Addr = Ipv6Addr::LOCALHOST;
        for allowed in ["::1", "[::1]", "[::1]:443"] {
            assert!(may_connect(there.into(), 443, &[allowed.parse().expect("an address")]), "{allowed}");
        }
        assert!("127.0.0.1:".parse::<Allowed>().is_err() && "localhost:1".parse::<Allowed>().is_err());
    }
}
