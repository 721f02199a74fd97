//! What of a case its reader sees: nothing of bodies and cases hidden from them, and no more of how it was taken in and
//! prepared than is theirs to know.
use super::Case;
use crate::policy::Sight;
use crate::{BodyId, CaseId, Disclosure};

/// How far a reader sees into a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Insight {
    /// How it was reported and taken in.
    pub intake: bool,
    /// Who prepares it, and why it went as it did.
    pub inner: bool,
}

impl Sight {
    /// How far a caller sees into a case that they see: whoever reported it follows it all the way.
    pub fn into_case(&self, case: &Case) -> Insight {
        let own = case.reported_by.is_some_and(|party| self.parties.contains(&party));
        Insight { intake: own || self.secretariat, inner: own || self.community }
    }
}

impl Case {
    /// The case as a reader sees it. Stages are counted, and the state told, by the bodies that are left.
    #[must_use]
    pub fn within(
        mut self,
        insight: Insight,
        sees_body: impl Fn(BodyId) -> bool,
        sees_case: impl Fn(CaseId) -> bool,
    ) -> Self {
        let stops = self.stops.len();
        self.stops.retain(|stop| sees_body(stop.body));
        if self.stops.len() < stops {
            self.count_stages();
        }
        self.body = self.body.filter(|body| sees_body(*body));
        self.merged_into = self.merged_into.filter(|other| sees_case(*other));
        self.links.retain(|link| sees_case(link.case));
        self.history.retain(|passage| passage.body.is_none_or(&sees_body));
        if !insight.intake {
            self.history.retain(|passage| !passage.state.is_intake());
            (self.external, self.reporter) = (None, None);
        }
        if !insight.inner {
            self.history.iter_mut().for_each(|passage| passage.reason = None);
            self.officers.clear();
            (self.summary, self.archive_reference, self.obstacle, self.reach) = (None, None, None, None);
            // To those outside, what they see is public.
            self.disclosure = Disclosure::PUBLIC;
        }
        self
    }

    fn count_stages(&mut self) {
        let mut stages: Vec<u16> = self.stops.iter().map(|stop| stop.stage).collect();
        stages.sort_unstable();
        stages.dedup();
        for stop in &mut self.stops {
            let before = stages.iter().filter(|stage| **stage < stop.stage).count();
            stop.stage = u16::try_from(before).unwrap_or(u16::MAX).saturating_add(1);
        }
        if self.state.slowest().is_some() && !self.stops.is_empty() {
            self.state = self.by_stops();
        }
    }
}
