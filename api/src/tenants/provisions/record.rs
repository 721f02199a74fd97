//! Provisions as they are followed.
use std::collections::HashMap;

use domain::policy::Permission;
use domain::{Body, BodyId, Provision, ProvisionId, SubjectType};
use persistence::ProvisionFilter;

use super::seen::Seen;
use super::view::ProvisionView;
use crate::feeds::record::{Found, Record, Shown, after, parsed, seek};
use crate::guard::Reading;
use crate::wire::ApiError;

/// What a community has laid down.
pub(crate) enum ProvisionRecord {}

impl Record for ProvisionRecord {
    type Item = Provision;
    const KIND: SubjectType = SubjectType::Provision;
    const PERMISSION: Permission = Permission::ReadStructure;

    fn id(provision: &Provision) -> String {
        provision.id.to_string()
    }

    fn page(reading: &mut Reading<'_, '_, '_>, from: Option<&str>, limit: i64) -> Result<Vec<Provision>, ApiError> {
        let filter = ProvisionFilter { sight: reading.sight.clone(), ..ProvisionFilter::default() };
        Ok(reading.tx.provisions().list(&filter, &seek(after(from, ProvisionId::parse, |id| id.0), limit))?)
    }

    fn fetch(reading: &mut Reading<'_, '_, '_>, ids: &[&str]) -> Result<Vec<Provision>, ApiError> {
        Ok(reading.tx.provisions().many(&parsed(ids, ProvisionId::parse))?)
    }

    fn tell(reading: &mut Reading<'_, '_, '_>, items: Vec<Provision>) -> Result<Vec<Found>, ApiError> {
        let sight = reading.sight;
        let bodies: Vec<BodyId> = items.iter().filter_map(|provision| provision.rule.body().copied()).collect();
        let bodies: HashMap<BodyId, Body> =
            reading.tx.bodies().many(&bodies)?.into_iter().map(|body| (body.id, body)).collect();
        let sees = |id: &BodyId| bodies.get(id).is_some_and(|body| sight.sees_of(*id, body.visibility, body.side));
        let is_seen = |provision: &Provision| provision.rule.body().is_none_or(sees);
        let (seen, hidden): (Vec<Provision>, Vec<Provision>) = items.into_iter().partition(is_seen);
        let around = Seen::by(sight, reading.tx, &seen)?;
        let shown = |provision: Provision| {
            let (id, version) = (Self::id(&provision), provision.version);
            let shown = Shown::new(version, &ProvisionView::from(around.shown(provision)), &[])?;
            Ok(Found::new(Self::KIND, id, Some(shown)))
        };
        let hidden = hidden.iter().map(|provision| {
            let found = Found::new(Self::KIND, Self::id(provision), None);
            Ok(found.of_bodies(provision.rule.body().copied()))
        });
        seen.into_iter().map(shown).chain(hidden).collect()
    }
}
