//! Offices as they are followed.
use std::collections::HashMap;

use domain::policy::Permission;
use domain::{Body, BodyId, Office, OfficeId, SubjectType};
use persistence::OfficeFilter;

use super::OfficeView;
use crate::feeds::record::{Found, Record, Shown, after, parsed, seek};
use crate::guard::Reading;
use crate::wire::ApiError;

/// Who leads which body.
pub(crate) enum OfficeRecord {}

impl Record for OfficeRecord {
    type Item = Office;
    const KIND: SubjectType = SubjectType::Office;
    const PERMISSION: Permission = Permission::ReadSeats;

    fn id(office: &Office) -> String {
        office.id.to_string()
    }

    fn page(reading: &mut Reading<'_, '_, '_>, from: Option<&str>, limit: i64) -> Result<Vec<Office>, ApiError> {
        let filter = OfficeFilter { sight: reading.sight.clone(), ..OfficeFilter::default() };
        Ok(reading.tx.offices().list(&filter, &seek(after(from, OfficeId::parse, |id| id.0), limit))?)
    }

    fn fetch(reading: &mut Reading<'_, '_, '_>, ids: &[&str]) -> Result<Vec<Office>, ApiError> {
        Ok(reading.tx.offices().many(&parsed(ids, OfficeId::parse))?)
    }

    fn tell(reading: &mut Reading<'_, '_, '_>, items: Vec<Office>) -> Result<Vec<Found>, ApiError> {
        let bodies: Vec<BodyId> = items.iter().map(|office| office.body).collect();
        let bodies: HashMap<BodyId, Body> =
            reading.tx.bodies().many(&bodies)?.into_iter().map(|body| (body.id, body)).collect();
        let told = |office: Office| {
            let (id, version, body) = (Self::id(&office), office.version, office.body);
            let sees = |body: &Body| reading.sight.sees_of(body.id, body.visibility, body.side);
            let seen = bodies.get(&body).is_some_and(sees);
            let shown = seen.then(|| Shown::new(version, &OfficeView::from(office), &[])).transpose()?;
            Ok(Found::new(Self::KIND, id, shown).of_bodies([body]))
        };
        items.into_iter().map(told).collect()
    }
}
