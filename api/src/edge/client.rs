//! Which address a request comes from, where proxies may stand in between.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use actix_web::HttpRequest;
use ipnet::IpNet;

/// The client's address: the peer's, unless the peer is a trusted proxy; then the last address in `X-Forwarded-For`
/// that is none of ours. What stands further left is the client's own word and never believed.
pub(super) fn address(req: &HttpRequest, proxies: &[IpNet]) -> IpAddr {
    let peer = peer(req);
    let trusted = |address: &IpAddr| proxies.iter().any(|network| network.contains(address));
    if !trusted(&peer) {
        return peer;
    }
    let lines: Vec<_> = req.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok()).collect();
    let mut nearest = peer;
    for entry in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        let Some(found) = parse(entry.trim()) else { break };
        nearest = found;
        if !trusted(&found) {
            break;
        }
    }
    nearest
}

/// Whether a request was sent by a listed proxy.
pub(super) fn is_by_proxy(req: &HttpRequest, proxies: &[IpNet]) -> bool {
    proxies.iter().any(|network| network.contains(&peer(req)))
}

/// Who has connected.
fn peer(req: &HttpRequest) -> IpAddr {
    // Without a peer there is no socket: a unit test.
    req.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip().to_canonical())
}

fn parse(text: &str) -> Option<IpAddr> {
    let with_port = || text.parse::<SocketAddr>().ok().map(|socket| socket.ip());
    text.parse().ok().or_else(with_port).map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn a_forwarded_address_is_believed_from_a_trusted_proxy_only() {
        let proxies: Vec<IpNet> = vec!["10.0.0.0/8".parse().expect("a network")];
        for (peer, forwarded, wanted) in [
            ("203.0.113.9:1", &["198.51.100.1"][..], "203.0.113.9"),
            ("10.0.0.1:1", &[], "10.0.0.1"),
            ("10.0.0.1:1", &["198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1:1", &["6.6.6.6, 198.51.100.1, 10.0.0.2"], "198.51.100.1"),
            ("10.0.0.1:1", &["6.6.6.6", "198.51.100.1:443"], "198.51.100.1"),
            ("10.0.0.1:1", &["198.51.100.1, nonsense"], "10.0.0.1"),
            ("[::ffff:10.0.0.1]:1", &["2001:db8::1"], "2001:db8::1"),
        ] {
            let mut req = TestRequest::get().peer_addr(peer.parse().expect("a socket address"));
            for line in forwarded {
                req = req.append_header(("x-forwarded-for", *line));
            }
            let found = address(&req.to_http_request(), &proxies);
            assert_eq!(found.to_string(), wanted, "{peer} {forwarded:?}");
        }
    }
}
