//! Grants as they are followed.
use domain::policy::Permission;
use domain::{Grant, GrantId, SubjectType};
use persistence::GrantFilter;

use super::GrantView;
use crate::feeds::record::{Found, Record, Shown, after, parsed, seek};
use crate::guard::Reading;
use crate::wire::ApiError;

/// The roles that are given in a community.
pub(crate) enum GrantRecord {}

impl Record for GrantRecord {
    type Item = Grant;
    const KIND: SubjectType = SubjectType::Grant;
    const PERMISSION: Permission = Permission::ReadGrants;

    fn id(grant: &Grant) -> String {
        grant.id.to_string()
    }

    fn page(reading: &mut Reading<'_, '_, '_>, from: Option<&str>, limit: i64) -> Result<Vec<Grant>, ApiError> {
        let seek = seek(after(from, GrantId::parse, |id| id.0), limit);
        Ok(reading.tx.grants().list(&GrantFilter::default(), &seek)?)
    }

    fn fetch(reading: &mut Reading<'_, '_, '_>, ids: &[&str]) -> Result<Vec<Grant>, ApiError> {
        Ok(reading.tx.grants().many(&parsed(ids, GrantId::parse))?)
    }

    fn tell(_: &mut Reading<'_, '_, '_>, items: Vec<Grant>) -> Result<Vec<Found>, ApiError> {
        let shown = |grant: Grant| {
            let (id, version) = (Self::id(&grant), grant.version);
            Ok(Found::new(Self::KIND, id, Some(Shown::new(version, &GrantView::from(grant), &[])?)))
        };
        items.into_iter().map(shown).collect()
    }
}
