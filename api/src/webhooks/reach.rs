//! Which addresses the region sends to: the public ones, and what its settings add. Everything that stands for another
//! address is judged by that one too.
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use ipnet::IpNet;
use reqwest::Url;

/// Addresses of version 4 that are not public: private, shared, link-local, loopback, documentation, benchmarks,
/// multicast, reserved; and the one public address at which a cloud answers its own machines.
const CLOSED_V4: [&str; 17] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "168.63.129.16/32",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.31.196.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
];

/// Of version 6 only global unicast is public; of that, not what is kept for protocols (Teredo among them), documentation
/// and 6to4, whose addresses stand for others.
const OPEN_V6: &str = "2000::/3";
const CLOSED_V6: [&str; 4] = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];

/// Addresses of version 6 that stand for one of version 4: 6to4 from its third byte on, NAT64 at its end.
const SIX_TO_FOUR: &str = "2002::/16";
const NAT64: &str = "64:ff9b::/96";

fn nets(texts: &[&str]) -> Vec<IpNet> {
    texts.iter().map(|text| text.parse().expect("the tables hold networks")).collect()
}

fn holds(table: &LazyLock<Vec<IpNet>>, ip: IpAddr) -> bool {
    table.iter().any(|net| net.contains(&ip))
}

static V4: LazyLock<Vec<IpNet>> = LazyLock::new(|| nets(&CLOSED_V4));
static V6: LazyLock<Vec<IpNet>> = LazyLock::new(|| nets(&CLOSED_V6));
static UNICAST: LazyLock<Vec<IpNet>> = LazyLock::new(|| nets(&[OPEN_V6]));
static TO_FOUR: LazyLock<Vec<IpNet>> = LazyLock::new(|| nets(&[SIX_TO_FOUR]));
static TRANSLATED: LazyLock<Vec<IpNet>> = LazyLock::new(|| nets(&[NAT64]));

/// What webhooks may reach.
#[derive(Debug, Clone, Default)]
pub struct Reach {
    /// Whether receivers may be on this machine, in the clear.
    pub allow_loopback: bool,
    /// Networks that are not public and yet may be reached.
    pub allowed: Vec<IpNet>,
}

impl Reach {
    /// Whether an address may be connected to.
    pub fn may(&self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        if self.allowed.iter().any(|net| net.contains(&ip)) || (self.allow_loopback && ip.is_loopback()) {
            return true;
        }
        match ip {
            IpAddr::V4(_) => !holds(&V4, ip),
            IpAddr::V6(six) => match stands_for(six) {
                Some(four) => !holds(&V4, four.into()),
                None => holds(&UNICAST, ip) && !holds(&V6, ip),
            },
        }
    }

    /// Whether an address may be sent to at all: with TLS, or on this machine where that is allowed. Of hosts that are
    /// names, this says nothing of where they lead.
    pub fn may_be_sent_to(&self, url: &Url) -> bool {
        let plain = url.username().is_empty() && url.password().is_none();
        let host = host(url);
        let reached = match host {
            Some(Host::Ip(ip)) => self.may(ip),
            Some(Host::Name(_)) => true,
            None => false,
        };
        let here = match host {
            Some(Host::Ip(ip)) => ip.to_canonical().is_loopback(),
            Some(Host::Name(name)) => name == "localhost",
            None => false,
        };
        let safe = url.scheme() == "https" || (url.scheme() == "http" && here && self.allow_loopback);
        plain && reached && safe
    }
}

/// The address of version 4 that one of version 6 stands for.
fn stands_for(six: Ipv6Addr) -> Option<Ipv4Addr> {
    let bytes = six.octets();
    let at = |from: usize| Ipv4Addr::new(bytes[from], bytes[from + 1], bytes[from + 2], bytes[from + 3]);
    if holds(&TO_FOUR, six.into()) {
        Some(at(2))
    } else if holds(&TRANSLATED, six.into()) {
        Some(at(12))
    } else {
        None
    }
}

/// Where an address leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Host<'u> {
    /// To an address as it stands.
    Ip(IpAddr),
    /// To whatever a name stands for.
    Name(&'u str),
}

/// The host of an address. The URL has been read already, so that every spelling of an IP address is one.
pub(super) fn host(url: &Url) -> Option<Host<'_>> {
    let text = url.host_str()?;
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    Some(bare.parse().map_or(Host::Name(text), Host::Ip))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may(reach: &Reach, ip: &str) -> bool {
        reach.may(ip.parse().expect(ip))
    }

    const PUBLIC: [&str; 8] = [
        "1.1.1.1",
        "93.184.216.34",
        "172.15.255.255",
        "172.32.0.0",
        "100.128.0.1",
        "2a02:c0::1",
        "64:ff9b::101:101",
        "2002:101:101::1",
    ];

    const CLOSED: [&str; 44] = [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.100.100.200",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::10.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a00:1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:a00:1::1",
        "2002:7f00:1::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "5f00::1",
    ];

    #[test]
    fn only_public_addresses_are_reached() {
        let reach = Reach::default();
        for ip in PUBLIC {
            assert!(may(&reach, ip), "{ip}");
        }
        for ip in CLOSED {
            assert!(!may(&reach, ip), "{ip}");
        }
        // Every private address of version 4 in every disguise.
        for ip in CLOSED.iter().filter_map(|ip| ip.parse::<Ipv4Addr>().ok()) {
            let [a, b, c, d] = ip.octets();
            let (high, low) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
            for six in [
                ip.to_ipv6_mapped(),
                ip.to_ipv6_compatible(),
                Ipv6Addr::new(0x2002, high, low, 0, 0, 0, 0, 1),
                Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low),
            ] {
                assert!(!reach.may(six.into()), "{ip} as {six}");
            }
        }
    }

    #[test]
    fn settings_open_what_they_name_and_no_more() {
        let here = Reach { allow_loopback: true, allowed: Vec::new() };
        for ip in ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"] {
            assert!(may(&here, ip), "{ip}");
        }
        for ip in ["10.0.0.1", "169.254.169.254", "0.0.0.0", "64:ff9b::7f00:1", "2002:7f00:1::1"] {
            assert!(!may(&here, ip), "{ip}");
        }
        let office = Reach { allow_loopback: false, allowed: nets(&["10.20.0.0/16", "fd00:1::/32"]) };
        for ip in ["10.20.0.1", "::ffff:10.20.3.4", "fd00:1::9", "1.1.1.1"] {
            assert!(may(&office, ip), "{ip}");
        }
        for ip in ["10.21.0.1", "127.0.0.1", "fd00:2::9", "169.254.169.254"] {
            assert!(!may(&office, ip), "{ip}");
        }
    }

    #[test]
    fn every_spelling_of_an_address_is_that_address() {
        let (strict, here) = (Reach::default(), Reach { allow_loopback: true, allowed: Vec::new() });
        for (url, closed, open) in [
            ("https://mottak.example/x", true, true),
            ("https://mottak.example:8443", true, true),
            ("http://mottak.example/x", false, false),
            ("http://1.1.1.1/x", false, false),
            ("https://1.1.1.1/x", true, true),
            ("https://127.0.0.1/", false, true),
            ("http://127.0.0.1:9/", false, true),
            ("http://localhost:9/", false, true),
            ("http://[::1]:9/", false, true),
            ("https://0x7f.1/", false, true),
            ("https://2130706433/", false, true),
            ("https://0177.0.0.1/", false, true),
            ("https://127.1/", false, true),
            ("https://[::ffff:7f00:1]/", false, true),
            ("https://169.254.169.254/latest/meta-data", false, false),
            ("https://0xa9fea9fe/", false, false),
            ("https://[fd00:ec2::254]/", false, false),
            ("https://[64:ff9b::10.0.0.1]/", false, false),
            ("https://10.0.0.1/", false, false),
            ("http://10.0.0.1/", false, false),
            ("https://user@mottak.example/", false, false),
            ("https://:secret@mottak.example/", false, false),
            ("ftp://mottak.example/", false, false),
        ] {
            let parsed = Url::parse(url).expect(url);
            assert_eq!(strict.may_be_sent_to(&parsed), closed, "{url}");
            assert_eq!(here.may_be_sent_to(&parsed), open, "{url}, where this machine may be reached");
        }
    }
}
