//! Cases as they are followed.
use domain::policy::Permission;
use domain::{Case, CaseId, SubjectType};
use persistence::CaseFilter;

use super::around::Around;
use crate::feeds::record::{Found, Record, Shown, after, parsed, seek};
use crate::guard::Reading;
use crate::wire::ApiError;

/// Cases, without what the reader may do next and how many days they have waited.
pub(crate) enum CaseRecord {}

impl Record for CaseRecord {
    type Item = Case;
    const KIND: SubjectType = SubjectType::Case;
    const PERMISSION: Permission = Permission::ReadCases;

    fn id(case: &Case) -> String {
        case.id.to_string()
    }

    fn page(reading: &mut Reading<'_, '_, '_>, from: Option<&str>, limit: i64) -> Result<Vec<Case>, ApiError> {
        let filter = CaseFilter { sight: reading.sight.clone(), day: reading.today, ..CaseFilter::default() };
        Ok(reading.tx.cases().list(&filter, &seek(after(from, CaseId::parse, |id| id.0), limit))?)
    }

    fn fetch(reading: &mut Reading<'_, '_, '_>, ids: &[&str]) -> Result<Vec<Case>, ApiError> {
        let cases = reading.tx.cases().many(&parsed(ids, CaseId::parse))?;
        Ok(cases.into_iter().map(|kept| kept.value).collect())
    }

    fn tell(reading: &mut Reading<'_, '_, '_>, items: Vec<Case>) -> Result<Vec<Found>, ApiError> {
        let around = Around::reading(reading, &items)?;
        let told = |case: Case| {
            let (id, version, seen) = (Self::id(&case), case.version, around.sees(&case));
            let of_sides = around.sides(&case).len() > 1;
            let bodies: Vec<_> = case.stops.iter().map(|stop| stop.body).collect();
            let shown = seen.then(|| Shown::new(version, &around.view(case), &["allowed", "ageing"])).transpose()?;
            Ok(Found { of_sides, ..Found::new(Self::KIND, id, shown).of_bodies(bodies) })
        };
        items.into_iter().map(told).collect()
    }
}
