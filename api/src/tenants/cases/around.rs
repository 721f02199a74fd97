//! What stands around some cases, as far as a caller sees it: their bodies, and the cases they point at.
use std::collections::{HashMap, HashSet};

use domain::policy::{Permission, Rights, Sight, Target};
use domain::{Body, BodyId, Case, CaseId, Date, Side, Visibility};
use persistence::{StoreError, TenantTx};

use crate::guard::{Reading, Writing};
use crate::tenants::bodies::target;

/// The bodies of some cases, and those of the cases they point at that are seen.
pub(super) struct Around<'r> {
    sight: &'r Sight,
    rights: &'r Rights,
    today: Date,
    bodies: HashMap<BodyId, Body>,
    cases: HashSet<CaseId>,
}

impl<'r> Around<'r> {
    pub(super) fn reading(reading: &mut Reading<'r, '_, '_>, cases: &[Case]) -> Result<Self, StoreError> {
        let (sight, rights, today) = (reading.sight, reading.rights, reading.today);
        Self::of(reading.tx, cases, sight, rights, today)
    }

    pub(super) fn writing(writing: &mut Writing<'r, '_, '_>, cases: &[Case]) -> Result<Self, StoreError> {
        let (sight, rights, today) = (writing.sight, writing.rights, writing.today);
        Self::of(writing.tx, cases, sight, rights, today)
    }

    /// Two queries, however many cases there are.
    fn of(
        tx: &mut TenantTx<'_, '_>,
        cases: &[Case],
        sight: &'r Sight,
        rights: &'r Rights,
        today: Date,
    ) -> Result<Self, StoreError> {
        let (mut bodies, mut others) = (HashSet::new(), HashSet::new());
        for case in cases {
            bodies.extend(case.stops.iter().map(|stop| stop.body).chain(case.body));
            bodies.extend(case.history.iter().filter_map(|passage| passage.body));
            others.extend(case.links.iter().map(|link| link.case).chain(case.merged_into));
        }
        let bodies: Vec<BodyId> = bodies.into_iter().collect();
        let others: Vec<CaseId> = others.into_iter().collect();
        let bodies = if bodies.is_empty() { Vec::new() } else { tx.bodies().many(&bodies)? };
        let others = if others.is_empty() { Vec::new() } else { tx.cases().find(&others, sight, today)? };
        Ok(Self {
            sight,
            rights,
            today,
            bodies: bodies.into_iter().map(|body| (body.id, body)).collect(),
            cases: others.into_iter().collect(),
        })
    }

    /// Whether the caller sees one of these bodies.
    pub(super) fn sees_body(&self, id: BodyId) -> bool {
        self.bodies.get(&id).is_some_and(|body| self.sight.sees_of(body.id, body.visibility, body.side))
    }

    /// The sides whose own bodies treat one of these cases.
    pub(super) fn sides(&self, case: &Case) -> HashSet<Side> {
        let bodies = case.stops.iter().filter_map(|stop| self.bodies.get(&stop.body));
        bodies.filter(|body| body.visibility == Visibility::Side).filter_map(|body| body.side).collect()
    }

    /// Whether the caller sees one of these cases.
    pub(super) fn sees(&self, case: &Case) -> bool {
        self.sight.sees_case(case, self.today, |body| self.sees_body(body))
    }

    /// One of these cases as the caller sees it.
    pub(super) fn cut(&self, case: Case) -> Case {
        let insight = self.sight.into_case(&case);
        case.within(insight, |body| self.sees_body(body), |other| self.cases.contains(&other))
    }

    /// What an act on one of these cases is aimed at in a body.
    pub(super) fn target_in(&self, case: &Case, body: BodyId) -> Target {
        let place = self.bodies.get(&body).map(target).unwrap_or_default();
        Target { party: case.reported_by, ..place }
    }

    /// Whether the caller may take one of these cases in and prepare it: where it is, or in one of the bodies that treat
    /// it now.
    pub(super) fn may_write(&self, case: &Case) -> bool {
        let may = |target: &Target| self.rights.may_for(Permission::WriteCases, target);
        let mut bodies: Vec<BodyId> = case.present_stops().map(|stop| stop.body).collect();
        if bodies.is_empty() {
            bodies.extend(case.body);
        }
        match &bodies[..] {
            [] => may(&Target { party: case.reported_by, ..Target::default() }),
            bodies => bodies.iter().any(|body| may(&self.target_in(case, *body))),
        }
    }

    /// The day it is looked at.
    pub(super) fn today(&self) -> Date {
        self.today
    }
}
