//! Settings as they are followed.
use domain::policy::Permission;
use domain::{Settings, SubjectType};

use super::SettingsView;
use crate::feeds::record::{Found, Record, Shown};
use crate::guard::Reading;
use crate::wire::ApiError;

/// The settings of a community.
pub(crate) enum SettingsRecord {}

const ID: &str = "settings";

impl Record for SettingsRecord {
    type Item = Settings;
    const KIND: SubjectType = SubjectType::Settings;
    const PERMISSION: Permission = Permission::ReadSettings;

    fn id(_: &Settings) -> String {
        ID.to_owned()
    }

    fn page(reading: &mut Reading<'_, '_, '_>, after: Option<&str>, _: i64) -> Result<Vec<Settings>, ApiError> {
        if after.is_some() { Ok(Vec::new()) } else { Self::fetch(reading, &[ID]) }
    }

    fn fetch(reading: &mut Reading<'_, '_, '_>, _: &[&str]) -> Result<Vec<Settings>, ApiError> {
        Ok(vec![reading.tx.settings().get()?.value])
    }

    fn tell(_: &mut Reading<'_, '_, '_>, items: Vec<Settings>) -> Result<Vec<Found>, ApiError> {
        let shown = |item: Settings| {
            let shown = Shown::new(item.version, &SettingsView::from(item), &[])?;
            Ok(Found::new(Self::KIND, ID.to_owned(), Some(shown)))
        };
        items.into_iter().map(shown).collect()
    }
}
