//! Parties as they are followed.
use domain::policy::Permission;
use domain::{Party, PartyId, SubjectType};
use persistence::PartyFilter;

use super::PartyView;
use crate::feeds::record::{Found, Record, Shown, after, parsed, seek};
use crate::guard::Reading;
use crate::wire::ApiError;

/// The parties of a community.
pub(crate) enum PartyRecord {}

impl Record for PartyRecord {
    type Item = Party;
    const KIND: SubjectType = SubjectType::Party;
    const PERMISSION: Permission = Permission::ReadStructure;

    fn id(party: &Party) -> String {
        party.id.to_string()
    }

    fn page(reading: &mut Reading<'_, '_, '_>, from: Option<&str>, limit: i64) -> Result<Vec<Party>, ApiError> {
        let seek = seek(after(from, PartyId::parse, |id| id.0), limit);
        Ok(reading.tx.parties().list(&PartyFilter::default(), &seek)?)
    }

    fn fetch(reading: &mut Reading<'_, '_, '_>, ids: &[&str]) -> Result<Vec<Party>, ApiError> {
        Ok(reading.tx.parties().many(&parsed(ids, PartyId::parse))?)
    }

    fn tell(_: &mut Reading<'_, '_, '_>, items: Vec<Party>) -> Result<Vec<Found>, ApiError> {
        let shown = |party: Party| {
            let (id, version) = (Self::id(&party), party.version);
            Ok(Found::new(Self::KIND, id, Some(Shown::new(version, &PartyView::from(party), &[])?)))
        };
        items.into_iter().map(shown).collect()
    }
}
