//! A tenant's settings: one row.
use diesel::prelude::*;
use domain::{ActKind, CaseNumberFormat, Forwarding, Salt, Settings};

use crate::StoreError;
use crate::column::{At, Id, Word};
use crate::conn::query;
use crate::row::{Kept, State, fresh_salt, narrow, one, optional_line, salt, state, stored};
use crate::schema::settings;
use crate::tx::Tx;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = settings, primary_key(tenant_id), treat_none_as_null = true)]
struct Row {
    tenant_id: Id,
    forwarding: Word<Forwarding>,
    contact_email: Option<String>,
    website: Option<String>,
    paper_deadline_days: i32,
    case_number_format: String,
    reminder_days: i32,
    salt: Vec<u8>,
    changed_at: At,
    version: i32,
}

impl Row {
    fn new(scope: Id, salt: Salt, settings: &Settings) -> Self {
        let text = |line: &Option<domain::Line>| line.as_ref().map(|line| line.as_str().to_owned());
        Self {
            tenant_id: scope,
            forwarding: Word(settings.forwarding),
            contact_email: text(&settings.contact_email),
            website: text(&settings.website),
            paper_deadline_days: settings.paper_deadline_days.into(),
            case_number_format: settings.case_number_format.to_string(),
            reminder_days: settings.reminder_days.into(),
            salt: salt.0.to_vec(),
            changed_at: At(settings.changed_at),
            version: settings.version,
        }
    }
}

impl TryFrom<Row> for Kept<Settings> {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let value = Settings {
            forwarding: row.forwarding.0,
            contact_email: optional_line(row.contact_email),
            website: optional_line(row.website),
            paper_deadline_days: narrow(row.paper_deadline_days)?,
            case_number_format: stored(CaseNumberFormat::parse(&row.case_number_format))?,
            reminder_days: narrow(row.reminder_days)?,
            changed_at: row.changed_at.0,
            version: row.version,
        };
        Ok(Self { value, salt: salt(&row.salt)? })
    }
}

/// The settings of the open transaction's tenant.
pub struct SettingsRow<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl SettingsRow<'_, '_> {
    /// The settings.
    pub fn get(&mut self) -> Result<Kept<Settings>, StoreError> {
        let found = settings::table.find(self.0.scope);
        let row: Row = query!(&mut self.0.conn, |c| found.select(Row::as_select()).first(c))?;
        row.try_into()
    }

    /// Enters a new tenant's settings.
    pub fn insert(&mut self, value: &Settings) -> Result<(), StoreError> {
        self.0.keep_edition()?;
        let salt = fresh_salt()?;
        let row = Row::new(self.0.scope, salt, value);
        query!(&mut self.0.conn, |c| diesel::insert_into(settings::table).values(&row).execute(c))?;
        self.0.record(ActKind::Created, salt, value);
        Ok(())
    }

    /// Replaces the settings by their next version.
    pub fn change(&mut self, old: &Kept<Settings>, new: &Settings) -> Result<(), StoreError> {
        self.0.keep_edition()?;
        let row = Row::new(self.0.scope, old.salt, new);
        let found = settings::table.find(self.0.scope).filter(settings::version.eq(old.value.version));
        one(query!(&mut self.0.conn, |c| diesel::update(found).set(&row).execute(c))?)?;
        self.0.record(ActKind::Changed, old.salt, new);
        Ok(())
    }

    /// The digest of the settings' state.
    pub(crate) fn states(&mut self) -> Result<Vec<State>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| settings::table
            .filter(settings::tenant_id.eq(scope))
            .select(Row::as_select())
            .load(c))?;
        rows.into_iter().map(|row| Kept::<Settings>::try_from(row).map(|kept| state(&kept))).collect()
    }
}
