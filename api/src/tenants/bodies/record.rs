//! Bodies as they are followed.
use domain::policy::Permission;
use domain::{Body, BodyId, SubjectType};
use persistence::BodyFilter;

use super::BodyView;
use crate::feeds::record::{Found, Record, Shown, after, parsed, seek};
use crate::guard::Reading;
use crate::tenants::references::Seen;
use crate::wire::ApiError;

/// The bodies of a community, each with its mandate.
pub(crate) enum BodyRecord {}

impl Record for BodyRecord {
    type Item = Body;
    const KIND: SubjectType = SubjectType::Body;
    const PERMISSION: Permission = Permission::ReadStructure;

    fn id(body: &Body) -> String {
        body.id.to_string()
    }

    fn page(reading: &mut Reading<'_, '_, '_>, from: Option<&str>, limit: i64) -> Result<Vec<Body>, ApiError> {
        let filter = BodyFilter { sight: reading.sight.clone(), ..BodyFilter::default() };
        Ok(reading.tx.bodies().list(&filter, &seek(after(from, BodyId::parse, |id| id.0), limit))?)
    }

    fn fetch(reading: &mut Reading<'_, '_, '_>, ids: &[&str]) -> Result<Vec<Body>, ApiError> {
        Ok(reading.tx.bodies().many(&parsed(ids, BodyId::parse))?)
    }

    fn tell(reading: &mut Reading<'_, '_, '_>, items: Vec<Body>) -> Result<Vec<Found>, ApiError> {
        let sight = reading.sight;
        let sees = |body: &Body| sight.sees_of(body.id, body.visibility, body.side);
        let (seen, hidden): (Vec<Body>, Vec<Body>) = items.into_iter().partition(sees);
        let around = Seen::by(sight, reading.tx, &seen)?;
        let shown = |body: Body| {
            let (id, version) = (Self::id(&body), body.version);
            let shown = Shown::new(version, &BodyView::from(around.shown(body)), &[])?;
            Ok(Found::new(Self::KIND, id, Some(shown)))
        };
        let hidden = hidden.iter().map(|body| Ok(Found::new(Self::KIND, Self::id(body), None)));
        seen.into_iter().map(shown).chain(hidden).collect()
    }
}
