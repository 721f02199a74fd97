//! Whether a reader can have seen what they do not see now: only of that are they told that it is gone.
use std::collections::HashMap;

use domain::policy::Sight;
use domain::{BodyId, Visibility};
use persistence::{Audience, Told};

use super::record::{Found, Subject};

/// To whom the entries of some subjects were told, in their order.
#[derive(Default)]
pub(super) struct History(HashMap<Subject, Vec<(i64, Audience)>>);

impl History {
    /// The entries, in the order of their numbers.
    pub(super) fn of(told: Vec<Told>) -> Self {
        let mut history: HashMap<Subject, Vec<(i64, Audience)>> = HashMap::new();
        for entry in told {
            history.entry(entry.subject).or_default().push((entry.seq, entry.audience));
        }
        Self(history)
    }

    /// What was told of a subject: the last before or at an entry, and all after it.
    pub(super) fn since(&self, subject: &Subject, seq: i64) -> impl Iterator<Item = Audience> {
        let told = self.0.get(subject).map(Vec::as_slice).unwrap_or_default();
        let after = told.partition_point(|(at, _)| *at <= seq);
        told[after.saturating_sub(1)..].iter().map(|(_, audience)| *audience)
    }

    fn first(&self, subject: &Subject) -> Option<i64> {
        self.0.get(subject)?.first().map(|(seq, _)| *seq)
    }
}

/// Whether a thing that is not seen now may have been since an entry: whoever read it then may still have it.
pub(super) fn was_seen(
    found: &Found,
    history: &History,
    since: i64,
    sight: &Sight,
    own: &HashMap<BodyId, Audience>,
) -> bool {
    let since = match &found.since {
        None => Some(since),
        Some(subject) => history.first(subject).map(|first| first.max(since)),
    };
    let Some(since) = since.filter(|_| !found.never) else { return false };
    let own: Vec<Audience> = found.bodies.iter().filter_map(|body| own.get(body)).copied().collect();
    let was_told = |subject: &Subject| {
        let of_sides = |told: Audience| found.of_sides && told.0 == Visibility::Secretariat && !sight.sides.is_empty();
        history.since(subject, since).any(|told| of_sides(told) || sight.was_told(told, &own))
    };
    found.held || found.told_as.iter().any(was_told)
}
