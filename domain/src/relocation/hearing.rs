//! What a region believes of a move between two others that it hears of.
use super::Relocation;
use crate::{Instant, Key, Peer, Placement, directory};

/// How long a finished move is told of, and stands against what its old home told before, in seconds: longer than any
/// entry lasts, and as long again.
pub const TOLD_FOR: i64 = 2 * directory::LONGEST;

/// What follows from a move that was heard of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hearing {
    /// Nothing.
    Nothing,
    /// The community is at home in its old home no more; where it is, its new home tells by itself, or has told already.
    Left,
    /// The same, and this is its place until its new home tells of it.
    Moved(Placement),
}

/// What a region knows when it hears of a move.
#[derive(Debug, Clone, Copy)]
pub struct Hearer<'k> {
    /// Its own name.
    pub own: &'k Key,
    /// The old home, if it is listed and its signature holds.
    pub from: Option<&'k Peer>,
    /// The new home, if it is listed and its signature holds.
    pub to: Option<&'k Peer>,
    /// What is told of the community already.
    pub claims: &'k [Placement],
    /// Other moves that are over.
    pub others: &'k [Relocation],
    /// When it hears of it.
    pub now: Instant,
}

impl Relocation {
    /// What is believed of it: each home is heard for itself, the old one that the community is there no more, and the new
    /// one that it is there, as far as it may be. Of its own moves a region has its own knowledge.
    pub fn heard(&self, by: &Hearer<'_>) -> Hearing {
        if self.from == *by.own || self.to == *by.own || by.from.is_none() {
            return Hearing::Nothing;
        }
        let placement = self.placement(by.now.plus_seconds(directory::LONGEST / 2));
        let may_home = by.to.is_some_and(|to| to.may_home(&self.slug));
        let is_told = by.claims.iter().any(|claim| claim.home == self.to && claim.serial >= self.serial);
        // A later move may have taken it on from there.
        let went_on = by.others.iter().any(|later| later.overtakes(&placement));
        if may_home && !is_told && !went_on { Hearing::Moved(placement) } else { Hearing::Left }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Digest, Epoch, Forwarding, HeadMark, Line, Listing, MoveId, TenantId};

    fn key(text: &str) -> Key {
        Key::parse(text).expect("a key")
    }

    fn peer(region: &str, may_home: &[&str]) -> Peer {
        Peer {
            region: key(region),
            url: Line::parse(&format!("https://{region}.example")).expect("a line"),
            issuers: Vec::new(),
            may_home: may_home.iter().copied().map(key).collect(),
            keys: Vec::new(),
            removed_at: None,
            created_at: Instant::EPOCH,
            changed_at: Instant::EPOCH,
            version: 1,
        }
    }

    fn relocation(tenant: TenantId, from: &str, to: &str, serial: i64) -> Relocation {
        let digest = Digest::of_bytes(b"all of it");
        Relocation {
            id: MoveId::fresh(),
            tenant,
            slug: key("bergen"),
            from: key(from),
            to: key(to),
            listing: Listing::Public,
            forwarding: Forwarding::Forward,
            serial,
            head: HeadMark { epoch: Epoch::fresh(), seq: 7, hash: digest },
            sha256: digest,
        }
    }

    #[test]
    fn each_home_is_heard_for_itself_and_only_as_far_as_it_may_speak() {
        let (tenant, other) = (TenantId::fresh(), TenantId::fresh());
        let of = relocation(tenant, "vest", "nord", 5);
        let (vest, nord, stranger) = (peer("vest", &["bergen"]), peer("nord", &["bergen"]), peer("nord", &["fjell"]));
        let now = Instant::EPOCH.plus_seconds(1_000_000);
        let told = |home: &str, serial: i64| relocation(tenant, "aust", home, serial).placement(now);
        let on = |tenant, serial| vec![relocation(tenant, "nord", "sor", serial)];
        let moved = || Hearing::Moved(of.placement(now.plus_seconds(directory::LONGEST / 2)));
        for (why, own, from, to, claims, others, wanted) in [
            ("both have signed", "aust", Some(&vest), Some(&nord), vec![], vec![], moved()),
            ("it is the old home", "vest", Some(&vest), Some(&nord), vec![], vec![], Hearing::Nothing),
            ("it is the new home", "nord", Some(&vest), Some(&nord), vec![], vec![], Hearing::Nothing),
            ("the old home is nobody", "aust", None, Some(&nord), vec![], vec![], Hearing::Nothing),
            ("the new home is nobody", "aust", Some(&vest), None, vec![], vec![], Hearing::Left),
            ("it may not be home there", "aust", Some(&vest), Some(&stranger), vec![], vec![], Hearing::Left),
            ("it tells so itself", "aust", Some(&vest), Some(&nord), vec![told("nord", 5)], vec![], Hearing::Left),
            ("it told of it before", "aust", Some(&vest), Some(&nord), vec![told("nord", 4)], vec![], moved()),
            ("the old home tells still", "aust", Some(&vest), Some(&nord), vec![told("vest", 9)], vec![], moved()),
            ("it has gone on", "aust", Some(&vest), Some(&nord), vec![], on(tenant, 6), Hearing::Left),
            ("it went there before", "aust", Some(&vest), Some(&nord), vec![], on(tenant, 5), moved()),
            ("another has gone on", "aust", Some(&vest), Some(&nord), vec![], on(other, 6), moved()),
        ] {
            let own = key(own);
            let by = Hearer { own: &own, from, to, claims: &claims, others: &others, now };
            assert_eq!(of.heard(&by), wanted, "{why}");
        }
    }

    #[test]
    fn a_move_takes_back_what_its_old_home_told_before_and_nothing_else() {
        let (tenant, other) = (TenantId::fresh(), TenantId::fresh());
        let of = relocation(tenant, "vest", "nord", 5);
        for (told_of, home, serial, wanted) in [
            (tenant, "vest", 4, true),
            (tenant, "vest", 5, false),
            (tenant, "vest", 6, false),
            (tenant, "nord", 4, false),
            (tenant, "aust", 4, false),
            (other, "vest", 4, false),
        ] {
            let told = relocation(told_of, "nobody", home, serial).placement(Instant::EPOCH);
            assert_eq!(of.overtakes(&told), wanted, "{home} {serial}");
        }
    }
}
