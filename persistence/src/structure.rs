//! A community's whole structure and roster, and the editions that tell what the structure was on past days.
use std::collections::BTreeSet;

use diesel::prelude::*;
use domain::policy::Sight;
use domain::{BodyId, BodyType, ClaimedBody, Date, OwnStanding, PersonId, ProvisionId, Roster, Structure, Validity};

use crate::StoreError;
use crate::areas::Areas;
use crate::bodies::Bodies;
use crate::column::{Doc, Id, On, Word};
use crate::conn::query;
use crate::memberships::Memberships;
use crate::offices::Offices;
use crate::parties::Parties;
use crate::provisions::Provisions;
use crate::schema::{body, edition};
use crate::settings::SettingsRow;
use crate::tx::Tx;

/// The structure of the open transaction's tenant.
pub struct StructureRows<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl StructureRows<'_, '_> {
    /// Its version: the number of the journal's last entry that touched it, those of this transaction included.
    pub fn version(&self) -> i64 {
        self.0.structure_version()
    }

    /// The structure as it stands, past and future entries included.
    pub fn now(&mut self) -> Result<Structure, StoreError> {
        let whole = Sight::everything();
        Ok(Structure {
            settings: SettingsRow(self.0).get()?.value,
            parties: Parties(self.0).all(None)?,
            areas: Areas(self.0).all(None, &whole)?,
            bodies: Bodies(self.0).all(None, &whole)?,
            provisions: Provisions(self.0).all(&whole)?,
        })
    }

    /// The structure as it was at the end of a day that is over; as it stands, on other days.
    pub fn at(&mut self, day: Date, today: Date) -> Result<Structure, StoreError> {
        if day < today {
            let scope = self.0.scope;
            let found: Option<Doc<Structure>> = query!(&mut self.0.conn, |c| edition::table
                .filter(edition::tenant_id.eq(scope))
                .filter(edition::until.ge(On(day)))
                .order(edition::until)
                .select(edition::content)
                .first(c)
                .optional())?;
            if let Some(Doc(structure)) = found {
                return Ok(structure);
            }
        }
        self.now()
    }

    /// Who is named to what, past and future included.
    pub fn roster(&mut self) -> Result<Roster, StoreError> {
        Ok(Roster { memberships: Memberships(self.0).all()?, offices: Offices(self.0).all()? })
    }

    /// What a person's seats and offices follow from. Dates are tested where the rights are used.
    pub fn standing_of(&mut self, person: PersonId) -> Result<OwnStanding, StoreError> {
        let memberships = Memberships(self.0).of_person(person)?;
        let offices = Offices(self.0).of_person(person)?;
        if memberships.is_empty() && offices.is_empty() {
            return Ok(OwnStanding::default());
        }
        let rules: BTreeSet<ProvisionId> = memberships.iter().map(|membership| membership.rule).collect();
        let rules = Provisions(self.0).derived(&rules.into_iter().collect::<Vec<_>>())?;
        let of_rules = rules.iter().filter_map(|rule| rule.rule.body().copied());
        let bodies: BTreeSet<BodyId> = of_rules.chain(offices.iter().map(|office| office.body)).collect();
        let bodies = self.bodies(&bodies)?;
        Ok(OwnStanding { memberships, offices, rules, bodies })
    }

    fn bodies(&mut self, ids: &BTreeSet<BodyId>) -> Result<Vec<ClaimedBody>, StoreError> {
        type Row = (Id, Word<BodyType>, Option<On>, Option<On>);
        let scope = self.0.scope;
        let ids: Vec<Id> = ids.iter().map(|id| Id(id.0)).collect();
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| body::table
            .filter(body::tenant_id.eq(scope))
            .filter(body::id.eq_any(ids))
            .order(body::id)
            .select((body::id, body::body_type, body::valid_from, body::valid_to))
            .load(c))?;
        let standing = |(id, body_type, from, to): Row| ClaimedBody {
            id: BodyId(id.0),
            body_type: body_type.0,
            validity: Validity { from: from.map(|on| on.0), to: to.map(|on| on.0) },
        };
        Ok(rows.into_iter().map(standing).collect())
    }
}

impl Tx<'_> {
    /// Keeps the structure as it was at the end of the day before, unless it was changed today already. Every write to
    /// the structure calls it first.
    pub(crate) fn keep_edition(&mut self) -> Result<(), StoreError> {
        let Some(until) = self.day_to_keep()? else { return Ok(()) };
        let content = Doc(StructureRows(self).now()?);
        let scope = self.scope;
        query!(&mut self.conn, |c| diesel::insert_into(edition::table)
            .values((edition::tenant_id.eq(scope), edition::until.eq(On(until)), edition::content.eq(&content)))
            .execute(c))?;
        Ok(())
    }
}
