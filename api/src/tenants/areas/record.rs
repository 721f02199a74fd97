//! Areas as they are followed.
use domain::policy::Permission;
use domain::{Area, AreaId, SubjectType};
use persistence::AreaFilter;

use super::AreaView;
use crate::feeds::record::{Found, Record, Shown, after, parsed, seek};
use crate::guard::Reading;
use crate::wire::ApiError;

/// The areas of a community.
pub(crate) enum AreaRecord {}

impl Record for AreaRecord {
    type Item = Area;
    const KIND: SubjectType = SubjectType::Area;
    const PERMISSION: Permission = Permission::ReadStructure;

    fn id(area: &Area) -> String {
        area.id.to_string()
    }

    fn page(reading: &mut Reading<'_, '_, '_>, from: Option<&str>, limit: i64) -> Result<Vec<Area>, ApiError> {
        let filter = AreaFilter { sight: reading.sight.clone(), ..AreaFilter::default() };
        Ok(reading.tx.areas().list(&filter, &seek(after(from, AreaId::parse, |id| id.0), limit))?)
    }

    fn fetch(reading: &mut Reading<'_, '_, '_>, ids: &[&str]) -> Result<Vec<Area>, ApiError> {
        Ok(reading.tx.areas().many(&parsed(ids, AreaId::parse))?)
    }

    fn tell(reading: &mut Reading<'_, '_, '_>, items: Vec<Area>) -> Result<Vec<Found>, ApiError> {
        let told = |area: Area| {
            let (id, version, seen) = (Self::id(&area), area.version, reading.sight.sees(area.visibility, None));
            let shown = seen.then(|| Shown::new(version, &AreaView::from(area), &[])).transpose()?;
            Ok(Found::new(Self::KIND, id, shown))
        };
        items.into_iter().map(told).collect()
    }
}
