//! The case a paper belongs to, for a caller who sees it, and what of the paper they see.
use std::collections::{BTreeSet, HashSet};

use domain::policy::{Sight, Target};
use domain::{
    Body, BodyId, Case, CaseId, Date, Handle, Key, Link, Meeting, Paper, PaperSection, Side, Stop, StopId,
    missing_sections,
};
use persistence::{Audience, StoreError, TenantTx};

use super::view::PaperView;
use crate::tenants::bodies;
use crate::wire::{ApiError, Code};

/// A case in one body.
pub(super) struct Matter {
    pub(super) case: Case,
    pub(super) stop: Stop,
    pub(super) body: Body,
}

/// The sections a body asks of its papers, each by the key of its provision, in their order.
pub(super) struct Asked(Vec<(Key, PaperSection)>);

impl Asked {
    /// What a body asks on a day.
    pub(super) fn of(tx: &mut TenantTx<'_, '_>, body: BodyId, day: Date) -> Result<Self, StoreError> {
        let structure = tx.structure().now()?;
        let sections = structure.paper_sections(body, day);
        Ok(Self(sections.into_iter().map(|(key, section)| (key.clone(), section.clone())).collect()))
    }

    /// As the rules of papers take it.
    pub(super) fn rules(&self) -> Vec<(&Key, &PaperSection)> {
        self.0.iter().map(|(key, section)| (key, section)).collect()
    }
}

/// Which of the bodies that treat these cases the caller sees.
fn seen_bodies<'c>(
    tx: &mut TenantTx<'_, '_>,
    sight: &Sight,
    cases: impl IntoIterator<Item = &'c Case>,
) -> Result<HashSet<BodyId>, StoreError> {
    let treating: HashSet<BodyId> = cases.into_iter().flat_map(|case| &case.stops).map(|stop| stop.body).collect();
    let handles: Vec<_> = treating.into_iter().map(Handle::Id).collect();
    Ok(tx.bodies().find(&handles, sight)?.into_iter().map(|(id, _)| id).collect())
}

impl Matter {
    /// The case in one body, if the caller sees the matter and the body.
    pub(super) fn find(
        tx: &mut TenantTx<'_, '_>,
        sight: &Sight,
        today: Date,
        (case, stop): (CaseId, StopId),
    ) -> Result<Self, ApiError> {
        let nothing = || ApiError::new(Code::NotFound);
        let case = tx.cases().get(case)?.value;
        let seen = seen_bodies(tx, sight, [&case])?;
        if !sight.sees_matter(&case, today, |body| seen.contains(&body)) {
            return Err(nothing());
        }
        let stop = case.stop(stop).filter(|stop| seen.contains(&stop.body)).cloned().ok_or_else(nothing)?;
        let body = tx.bodies().get(&Handle::Id(stop.body))?.value;
        Ok(Self { case, stop, body })
    }

    /// What a right to write one side's words must reach.
    pub(super) fn target(&self, side: Side) -> Target {
        Target { side: Some(side), ..bodies::target(&self.body) }
    }

    /// To whom a new version is told: those who see the matter; before it has gone out with a notice, to nobody outside
    /// the community.
    pub(super) fn audience(&self, today: Date) -> Audience {
        self.case.paper_told_on(today, &self.body)
    }

    /// The meeting on whose agenda the case stands, or last stood, in this body.
    pub(super) fn meeting(&self, tx: &mut TenantTx<'_, '_>) -> Result<Option<Meeting>, StoreError> {
        self.stop.meeting.map(|meeting| Ok(tx.meetings().get(meeting)?.value)).transpose()
    }

    /// The newest version; the blank one where nothing is written yet.
    pub(super) fn newest(&self, tx: &mut TenantTx<'_, '_>) -> Result<Paper, StoreError> {
        let newest = tx.papers().newest(self.stop.id)?;
        Ok(newest.unwrap_or_else(|| Paper::blank(self.stop.id, self.case.created_at)))
    }

    /// The versions that a caller without a role sees: those that went out with the notice of a meeting which that caller
    /// sees. None of whoever has a role: they see all.
    pub(super) fn sent(&self, tx: &mut TenantTx<'_, '_>, sight: &Sight) -> Result<Option<BTreeSet<i32>>, StoreError> {
        if sight.community {
            return Ok(None);
        }
        let mut sent = BTreeSet::new();
        for (meeting, item) in tx.meetings().items_of_stops(&[self.stop.id])? {
            let Some(number) = item.paper else { continue };
            let meeting = tx.meetings().get(meeting)?.value;
            if meeting.is_announced() && sight.sees_meeting(&meeting, &self.body) {
                sent.insert(number);
            }
        }
        Ok(Some(sent))
    }

    /// The version the caller reads.
    pub(super) fn shown(&self, tx: &mut TenantTx<'_, '_>, sight: &Sight) -> Result<Paper, ApiError> {
        match self.sent(tx, sight)? {
            None => Ok(self.newest(tx)?),
            Some(sent) => {
                let number = sent.last().ok_or_else(|| ApiError::new(Code::NotFound))?;
                Ok(tx.papers().version(self.stop.id, *number)?)
            }
        }
    }

    /// The earlier cases that the caller sees of those this one hangs together with.
    fn links(&self, tx: &mut TenantTx<'_, '_>, sight: &Sight, today: Date) -> Result<Vec<Link>, StoreError> {
        if self.case.links.is_empty() {
            return Ok(Vec::new());
        }
        let targets: Vec<CaseId> = self.case.links.iter().map(|link| link.case).collect();
        let linked: Vec<Case> = tx.cases().many(&targets)?.into_iter().map(|kept| kept.value).collect();
        let bodies = seen_bodies(tx, sight, &linked)?;
        let seen = linked.iter().filter(|case| sight.sees_case(case, today, |body| bodies.contains(&body)));
        let seen: HashSet<CaseId> = seen.map(|case| case.id).collect();
        Ok(self.case.links.iter().filter(|link| seen.contains(&link.case)).cloned().collect())
    }

    /// A version as the caller sees it, with what they need to know of the case.
    pub(super) fn view(
        &self,
        tx: &mut TenantTx<'_, '_>,
        sight: &Sight,
        today: Date,
        paper: Paper,
    ) -> Result<PaperView, ApiError> {
        let links = self.links(tx, sight, today)?;
        // Callers without a role learn of an agenda when its notice is sent.
        let meeting = self.meeting(tx)?.filter(|meeting| sight.community || meeting.is_announced());
        let meeting = meeting.filter(|meeting| sight.sees_meeting(meeting, &self.body));
        // What nobody may write any more is not held against what the body asks today.
        let open = sight.community && Paper::open(&self.case, &self.stop).is_ok();
        let asked = if open { Asked::of(tx, self.body.id, today)? } else { Asked(Vec::new()) };
        let missing = missing_sections(&paper, &asked.rules());
        Ok(PaperView::new(self, paper, sight).with(links, meeting.as_ref()).asking(asked.0, missing))
    }
}
