//! Memberships of one tenant: who is named to which seat.
use diesel::prelude::*;
use domain::policy::Sight;
use domain::{
    ActKind, AreaId, BodyId, Capacity, Date, Membership, MembershipId, PartyId, PersonId, ProvisionId, Standing,
    Visibility,
};

use crate::StoreError;
use crate::column::{Id, Word};
use crate::conn::query;
use crate::journalled::Audience;
use crate::membership_row::Row;
use crate::paging::{Page, among, ending, in_force, paged_by_id, reaching, seen_bodies};
use crate::row::{Kept, State, fresh_salt, one, state};
use crate::schema::{membership, provision};
use crate::tx::Tx;

/// Which memberships to list.
#[derive(Debug, Clone, Default)]
pub struct MembershipFilter {
    /// Only these.
    pub ids: Option<Vec<MembershipId>>,
    /// Only those in force on this day.
    pub on: Option<Date>,
    /// Only those in this body.
    pub body: Option<BodyId>,
    /// Only those under this rule.
    pub rule: Option<ProvisionId>,
    /// Only this person's.
    pub person: Option<PersonId>,
    /// Only those who represent this party.
    pub party: Option<PartyId>,
    /// Only in this capacity.
    pub capacity: Option<Capacity>,
    /// Only of this standing.
    pub standing: Option<Standing>,
    /// Only those whose last day is one of these, the first and the last included.
    pub ends: Option<(Date, Date)>,
    /// Only what this caller sees.
    pub sight: Sight,
}

/// What memberships hang on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Under {
    /// A body.
    Body(BodyId),
    /// A seat rule.
    Rule(ProvisionId),
    /// An area that seats are for.
    Area(AreaId),
    /// A party that seats are for, or that somebody represents.
    Party(PartyId),
}

/// What a list of memberships is narrowed to; the count of a list is of the same.
macro_rules! matching {
    ($scope:expr, $filter:expr) => {{
        let q =
            among!(membership::table.filter(membership::tenant_id.eq($scope)).into_boxed(), &$filter.ids, membership);
        let q = ending!(in_force!(q, $filter.on, membership), $filter.ends, membership);
        let mut q = q.filter(membership::body_id.nullable().eq_any(seen_bodies!($scope, &$filter.sight)));
        if let Some(body) = $filter.body {
            q = q.filter(membership::body_id.eq(Id(body.0)));
        }
        if let Some(rule) = $filter.rule {
            q = q.filter(membership::rule_id.eq(Id(rule.0)));
        }
        if let Some(person) = $filter.person {
            q = q.filter(membership::person_id.eq(Id(person.0)));
        }
        if let Some(party) = $filter.party {
            q = q.filter(membership::party_id.eq(Id(party.0)));
        }
        if let Some(capacity) = $filter.capacity {
            q = q.filter(membership::capacity.eq(Word(capacity)));
        }
        if let Some(standing) = $filter.standing {
            q = q.filter(membership::standing.eq(Word(standing)));
        }
        q
    }};
}

fn values(rows: Vec<Row>) -> Result<Vec<Membership>, StoreError> {
    rows.into_iter().map(|row| Kept::try_from(row).map(|kept| kept.value)).collect()
}

/// The memberships of the open transaction's tenant.
pub struct Memberships<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl Memberships<'_, '_> {
    /// One page of the memberships that fit the filter, in the order they were made.
    pub fn list(&mut self, filter: &MembershipFilter, page: &Page) -> Result<Vec<Membership>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| paged_by_id!(matching!(scope, filter), page, membership)
            .select(Row::as_select())
            .load(c))?;
        values(rows)
    }

    /// How many memberships fit the filter.
    pub fn count(&mut self, filter: &MembershipFilter) -> Result<i64, StoreError> {
        let scope = self.0.scope;
        Ok(query!(&mut self.0.conn, |c| matching!(scope, filter).count().get_result(c))?)
    }

    /// One membership, whoever asks: the caller's sight of its body is the reader's to apply.
    pub fn get(&mut self, id: MembershipId) -> Result<Kept<Membership>, StoreError> {
        let found = membership::table.find((self.0.scope, Id(id.0)));
        let row: Row = query!(&mut self.0.conn, |c| found.select(Row::as_select()).first(c))?;
        row.try_into()
    }

    /// Those of these memberships that exist, whoever asks, in the order they were made.
    pub fn many(&mut self, wanted: &[MembershipId]) -> Result<Vec<Membership>, StoreError> {
        let scope = self.0.scope;
        let ids = wanted.iter().map(|id| Id(id.0));
        values(query!(&mut self.0.conn, |c| membership::table
            .filter(membership::tenant_id.eq(scope))
            .filter(membership::id.eq_any(ids))
            .order(membership::id)
            .select(Row::as_select())
            .load(c))?)
    }

    /// Every membership, past and future included, in the order they were made.
    pub fn all(&mut self) -> Result<Vec<Membership>, StoreError> {
        let scope = self.0.scope;
        values(query!(&mut self.0.conn, |c| membership::table
            .filter(membership::tenant_id.eq(scope))
            .order(membership::id)
            .select(Row::as_select())
            .load(c))?)
    }

    /// Every membership in these bodies, past and future included.
    pub fn of_bodies(&mut self, bodies: &[BodyId]) -> Result<Vec<Membership>, StoreError> {
        let scope = self.0.scope;
        let ids: Vec<Id> = bodies.iter().map(|body| Id(body.0)).collect();
        values(query!(&mut self.0.conn, |c| membership::table
            .filter(membership::tenant_id.eq(scope))
            .filter(membership::body_id.eq_any(ids))
            .order(membership::id)
            .select(Row::as_select())
            .load(c))?)
    }

    /// Every membership of a person, whatever its dates.
    pub fn of_person(&mut self, person: PersonId) -> Result<Vec<Membership>, StoreError> {
        let scope = self.0.scope;
        values(query!(&mut self.0.conn, |c| membership::table
            .filter(membership::tenant_id.eq(scope))
            .filter(membership::person_id.eq(Id(person.0)))
            .order(membership::id)
            .select(Row::as_select())
            .load(c))?)
    }

    /// The memberships that hang on something and are in force on any day after one.
    pub fn reaching_after(&mut self, under: Under, day: Date) -> Result<Vec<Kept<Membership>>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| {
            let q = membership::table.filter(membership::tenant_id.eq(scope)).select(Row::as_select()).into_boxed();
            let q = match under {
                Under::Body(body) => q.filter(membership::body_id.eq(Id(body.0))),
                Under::Rule(rule) => q.filter(membership::rule_id.eq(Id(rule.0))),
                Under::Area(area) => q.filter(membership::area_id.eq(Id(area.0))),
                Under::Party(party) => {
                    let party = Id(party.0);
                    q.filter(membership::party_of_unit.eq(party).or(membership::party_id.eq(party)))
                }
            };
            reaching!(q, day, membership).order(membership::id).load(c)
        })?;
        rows.into_iter().map(Kept::try_from).collect()
    }

    /// Enters a new membership, told to those of the community who see its body.
    pub fn insert(&mut self, membership: &Membership, audience: Audience) -> Result<(), StoreError> {
        let salt = fresh_salt()?;
        let body = self.body_of(membership.rule)?;
        let row = Row::new(self.0.scope, salt, body, membership);
        query!(&mut self.0.conn, |c| diesel::insert_into(membership::table).values(&row).execute(c))?;
        self.0.record_for(ActKind::Created, salt, membership, within(audience));
        Ok(())
    }

    /// Replaces a membership by its next version, told to those of the community who see its body.
    pub fn change(
        &mut self,
        old: &Kept<Membership>,
        new: &Membership,
        act: ActKind,
        audience: Audience,
    ) -> Result<(), StoreError> {
        let body = self.body_of(new.rule)?;
        let row = Row::new(self.0.scope, old.salt, body, new);
        let found =
            membership::table.find((self.0.scope, Id(new.id.0))).filter(membership::version.eq(old.value.version));
        one(query!(&mut self.0.conn, |c| diesel::update(found).set(&row).execute(c))?)?;
        self.0.record_for(act, old.salt, new, within(audience));
        Ok(())
    }

    /// The body a seat rule is of.
    fn body_of(&mut self, rule: ProvisionId) -> Result<Id, StoreError> {
        let found = provision::table.find((self.0.scope, Id(rule.0)));
        let body: Option<Option<Id>> =
            query!(&mut self.0.conn, |c| found.select(provision::body_id).first(c).optional())?;
        body.flatten().ok_or_else(|| StoreError::Reference("membership_rule".to_owned()))
    }

    /// The digest of every membership's state.
    pub(crate) fn states(&mut self) -> Result<Vec<State>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| membership::table
            .filter(membership::tenant_id.eq(scope))
            .select(Row::as_select())
            .load(c))?;
        rows.into_iter().map(|row| Kept::<Membership>::try_from(row).map(|kept| state(&kept))).collect()
    }
}

/// Who sits where is not open, however open the body is.
pub(crate) fn within((visibility, side): Audience) -> Audience {
    (visibility.max(Visibility::Community), side)
}
