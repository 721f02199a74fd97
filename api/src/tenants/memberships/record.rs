//! Memberships as they are followed.
use std::collections::HashMap;

use domain::policy::Permission;
use domain::{Body, BodyId, Membership, MembershipId, ProvisionId, SubjectType};
use persistence::MembershipFilter;

use super::{MembershipView, shown};
use crate::feeds::record::{Found, Record, Shown, after, parsed, seek};
use crate::guard::Reading;
use crate::wire::ApiError;

/// Who holds which seat.
pub(crate) enum MembershipRecord {}

impl Record for MembershipRecord {
    type Item = Membership;
    const KIND: SubjectType = SubjectType::Membership;
    const PERMISSION: Permission = Permission::ReadSeats;

    fn id(membership: &Membership) -> String {
        membership.id.to_string()
    }

    fn page(reading: &mut Reading<'_, '_, '_>, from: Option<&str>, limit: i64) -> Result<Vec<Membership>, ApiError> {
        let filter = MembershipFilter { sight: reading.sight.clone(), ..MembershipFilter::default() };
        Ok(reading.tx.memberships().list(&filter, &seek(after(from, MembershipId::parse, |id| id.0), limit))?)
    }

    fn fetch(reading: &mut Reading<'_, '_, '_>, ids: &[&str]) -> Result<Vec<Membership>, ApiError> {
        Ok(reading.tx.memberships().many(&parsed(ids, MembershipId::parse))?)
    }

    fn tell(reading: &mut Reading<'_, '_, '_>, items: Vec<Membership>) -> Result<Vec<Found>, ApiError> {
        let sight = reading.sight;
        let rules: Vec<ProvisionId> = items.iter().map(|membership| membership.rule).collect();
        let rules = reading.tx.provisions().many(&rules)?;
        let rules: HashMap<ProvisionId, BodyId> =
            rules.iter().filter_map(|rule| Some((rule.id, *rule.rule.body()?))).collect();
        let bodies: Vec<BodyId> = rules.values().copied().collect();
        let bodies: HashMap<BodyId, Body> =
            reading.tx.bodies().many(&bodies)?.into_iter().map(|body| (body.id, body)).collect();
        let body = |membership: &Membership| rules.get(&membership.rule).and_then(|id| bodies.get(id));
        let sees = |membership: &Membership| {
            body(membership).is_some_and(|body| sight.sees_of(body.id, body.visibility, body.side))
        };
        let (seen, hidden): (Vec<Membership>, Vec<Membership>) = items.into_iter().partition(sees);
        let hidden = hidden.iter().map(|membership| {
            let found = Found::new(Self::KIND, Self::id(membership), None);
            Ok(found.of_bodies(rules.get(&membership.rule).copied()))
        });
        let told = |membership: Membership| {
            let (id, version) = (Self::id(&membership), membership.version);
            Ok(Found::new(Self::KIND, id, Some(Shown::new(version, &MembershipView::from(membership), &[])?)))
        };
        shown(sight, reading.tx, seen)?.into_iter().map(told).chain(hidden).collect()
    }
}
