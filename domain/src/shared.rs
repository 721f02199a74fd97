//! Shared reading (felles lesing): what regions publish to one another, and how fresh what is kept of it here is.
use crate::words::words;
use crate::{Instant, Key};

words! {
    /// What is kept of a community's published matter.
    pub enum SharedKind {
        /// A case.
        Case = "case",
        /// What a meeting did with an item, by its published minutes.
        Decision = "decision",
        /// A meeting with its agenda.
        Meeting = "meeting",
        /// A body.
        Body = "body",
        /// The community itself.
        Tenant = "tenant",
        /// That there is a version of a meeting's minutes; which one is the newest follows from it.
        Minutes = "minutes",
        /// A target group; what is asked for by its key is found through it.
        TargetGroup = "target-group",
        /// That a body gives weight to a target group.
        Emphasis = "emphasis",
    }
}

impl SharedKind {
    /// What is listed; the others are kept to find these by.
    pub const LISTED: [Self; 5] = [Self::Case, Self::Decision, Self::Meeting, Self::Body, Self::Tenant];
}

words! {
    /// How fresh what is kept of a region is.
    pub enum Freshness {
        /// As it is there, or was a moment ago.
        Current = "current",
        /// As it was some time ago, or not all of it.
        Behind = "behind",
        /// Left out: the region has been silent for too long, or was never heard of.
        Silent = "silent",
    }
}

/// For how long what is kept may be older than what is there, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Until it counts as behind.
    pub behind_after: i64,
    /// Until it is left out.
    pub silent_after: i64,
}

impl Patience {
    /// Whether what was found at a time is left out.
    pub fn leaves_out(&self, as_of: Option<Instant>, now: Instant) -> bool {
        as_of.is_none_or(|as_of| seconds(as_of, now) > self.silent_after)
    }
}

/// What is kept of one community.
#[derive(Debug, Clone, Copy)]
pub struct SharedCopy<'c> {
    /// Its short name.
    pub community: &'c Key,
    /// When everything published there was last known to be here; never while the first copy is being made.
    pub as_of: Option<Instant>,
}

/// How fresh what is told of a region is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionTold {
    /// Everything that was published there at this time is told, but for what is left out.
    pub as_of: Option<Instant>,
    /// How many seconds ago that was.
    pub lag_seconds: Option<i64>,
    /// The same as a word.
    pub freshness: Freshness,
    /// The communities that are left out.
    pub left_out: Vec<Key>,
}

impl RegionTold {
    /// Whether all of it is told, as it is.
    pub fn is_complete(&self) -> bool {
        self.freshness == Freshness::Current
    }
}

fn seconds(from: Instant, to: Instant) -> i64 {
    ((to.micros() - from.micros()) / 1_000_000).max(0)
}

/// How fresh what is told of a region is, by when it last said which communities are at home there and by what is kept of
/// each of them.
pub fn told(listed_at: Option<Instant>, copies: &[SharedCopy<'_>], now: Instant, patience: Patience) -> RegionTold {
    let (left_out, kept): (Vec<_>, Vec<_>) =
        copies.iter().copied().partition(|copy| patience.leaves_out(copy.as_of, now));
    // Where nothing is told, the last that was known of it says since when.
    let told = if kept.is_empty() { &left_out } else { &kept };
    let as_of = listed_at.into_iter().chain(told.iter().filter_map(|copy| copy.as_of)).min();
    let lag_seconds = as_of.map(|as_of| seconds(as_of, now));
    let is_silent = kept.is_empty() && (!left_out.is_empty() || patience.leaves_out(listed_at, now));
    let is_current =
        listed_at.is_some() && left_out.is_empty() && lag_seconds.is_some_and(|lag| lag <= patience.behind_after);
    let freshness = match (is_silent, is_current) {
        (true, _) => Freshness::Silent,
        (false, true) => Freshness::Current,
        (false, false) => Freshness::Behind,
    };
    RegionTold { as_of, lag_seconds, freshness, left_out: left_out.iter().map(|copy| copy.community.clone()).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_as_fresh_as_the_oldest_of_what_is_told_of_it() {
        let patience = Patience { behind_after: 300, silent_after: 86_400 };
        let now = Instant::EPOCH.plus_seconds(1_000_000);
        let (bergen, fjell) = (Key::parse("bergen").expect("a key"), Key::parse("fjell").expect("a key"));
        let ago = |seconds: i64| Some(now.plus_seconds(-seconds));
        for (listed, one, other, freshness, lag, left_out) in [
            (ago(10), ago(5), ago(20), Freshness::Current, Some(20), ""),
            (ago(300), ago(5), ago(20), Freshness::Current, Some(300), ""),
            (ago(301), ago(5), ago(20), Freshness::Behind, Some(301), ""),
            (ago(10), ago(5), ago(400), Freshness::Behind, Some(400), ""),
            (ago(10), ago(5), ago(86_401), Freshness::Behind, Some(10), "fjell"),
            (ago(10), ago(5), None, Freshness::Behind, Some(10), "fjell"),
            (ago(90_000), ago(90_001), ago(90_002), Freshness::Silent, Some(90_002), "bergen fjell"),
            (ago(10), None, None, Freshness::Silent, Some(10), "bergen fjell"),
            (ago(-5), ago(-5), ago(-5), Freshness::Current, Some(0), ""),
        ] {
            let copies =
                [SharedCopy { community: &bergen, as_of: one }, SharedCopy { community: &fjell, as_of: other }];
            let told = told(listed, &copies, now, patience);
            let names: Vec<&str> = told.left_out.iter().map(Key::as_str).collect();
            assert_eq!((told.freshness, told.lag_seconds, names.join(" ")), (freshness, lag, left_out.to_owned()));
            assert_eq!(told.is_complete(), freshness == Freshness::Current);
        }
    }

    #[test]
    fn a_region_without_communities_is_as_fresh_as_its_directory() {
        let patience = Patience { behind_after: 300, silent_after: 86_400 };
        let now = Instant::EPOCH.plus_seconds(1_000_000);
        for (ago, freshness) in [
            (Some(10), Freshness::Current),
            (Some(400), Freshness::Behind),
            (Some(90_000), Freshness::Silent),
            (None, Freshness::Silent),
        ] {
            let listed = ago.map(|ago: i64| now.plus_seconds(-ago));
            assert_eq!(told(listed, &[], now, patience).freshness, freshness, "{ago:?}");
        }
    }
}
