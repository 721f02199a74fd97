//! Grants: the rights that are given, not derived from an office.
use serde::Serialize;

use crate::party::history_kept;
use crate::policy::Role;
use crate::words::words;
use crate::{
    AreaId, BodyId, Date, FaultKind, Faults, GrantId, Identity, Instant, Line, OrgNumber, PartyId, PersonId, Side,
    Validity,
};

words! {
    /// What kind of holder a grant has.
    pub enum HolderKind {
        /// A person of the community.
        Person = "person",
        /// One identity at one issuer.
        Identity = "identity",
        /// Every system that acts for an organisation.
        Organization = "organization",
    }
}

/// Who holds a grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Holder {
    /// A person of the community, by any of their identities.
    Person {
        /// The person.
        person: PersonId,
    },
    /// Whoever an issuer names with this subject, such as one system.
    Identity(Identity),
    /// Every system that an issuer says acts for an organisation.
    Organization {
        /// The issuer.
        issuer: Line,
        /// The organisation.
        org_number: OrgNumber,
    },
}

/// A role given to a holder, within a scope and a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Grant {
    /// Its id.
    pub id: GrantId,
    /// What is given.
    pub role: Role,
    /// To whom.
    pub holder: Holder,
    /// Only for matters of this side.
    pub side: Option<Side>,
    /// Only for this party; required for a party's system.
    pub party: Option<PartyId>,
    /// Only for this body.
    pub body: Option<BodyId>,
    /// Only for this area.
    pub area: Option<AreaId>,
    /// When it is in force.
    pub validity: Validity,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub changed_at: Instant,
    /// Counts its changes from 1; the strong tag.
    pub version: i32,
}

impl Grant {
    /// What must hold of a grant by itself: a party's system names its party, and the region's operator is no one's
    /// grant in a community.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        self.validity.check("", &mut faults);
        if self.role == Role::PartySystem && self.party.is_none() {
            faults.add("/party", FaultKind::Required);
        }
        // An auditor reads everything or is no auditor.
        let scopes = [
            ("/side", self.side.is_some()),
            ("/party", self.party.is_some()),
            ("/body", self.body.is_some()),
            ("/area", self.area.is_some()),
        ];
        for (pointer, narrowed) in scopes {
            if narrowed && self.role == Role::Auditor {
                faults.add(pointer, FaultKind::Excludes { other: "role" });
            }
        }
        if !Role::GRANTED.contains(&self.role) {
            let known = Role::GRANTED.iter().map(|role| crate::Words::word(*role).to_owned()).collect();
            faults.add("/role", FaultKind::UnknownWord { known });
        }
        faults.into_result()
    }

    /// What a change may not undo: only the dates change, and a grant that has begun keeps its first day.
    pub fn check_change(&self, new: &Self, today: Date) -> Result<(), Faults> {
        let mut faults = new.check().err().unwrap_or_default();
        history_kept(self.validity, new.validity, "", today, &mut faults);
        for (pointer, same) in [
            ("/role", self.role == new.role),
            ("/holder", self.holder == new.holder),
            ("/side", self.side == new.side),
            ("/party", self.party == new.party),
            ("/body", self.body == new.body),
            ("/area", self.area == new.area),
        ] {
            if !same {
                faults.add(pointer, FaultKind::Immutable);
            }
        }
        faults.into_result()
    }

    /// Whether it gives the same to the same, whenever that is.
    fn gives_the_same(&self, other: &Self) -> bool {
        self.role == other.role && self.holder == other.holder && self.scopes() == other.scopes()
    }

    fn scopes(&self) -> (Option<Side>, Option<PartyId>, Option<BodyId>, Option<AreaId>) {
        (self.side, self.party, self.body, self.area)
    }

    /// Whether it is narrowed to a side, a party, a body or an area.
    pub fn is_narrowed(&self) -> bool {
        self.scopes() != (None, None, None, None)
    }

    /// What must hold of a grant among those already given: nothing is given twice for one day.
    pub fn check_among(&self, others: &[Self]) -> Result<(), Faults> {
        let twice =
            |other: &Self| other.id != self.id && self.gives_the_same(other) && self.validity.overlaps(&other.validity);
        if others.iter().any(twice) { Err(Faults::one("/validFrom", FaultKind::Duplicate)) } else { Ok(()) }
    }

    /// Whether it is a person's, and not over yet.
    pub fn is_left_to(&self, person: PersonId, today: Date) -> bool {
        self.holder == Holder::Person { person } && self.validity.to.is_none_or(|to| today <= to)
    }

    /// Whether it keeps the community administered: whole, in force today and without end.
    fn administers(&self, today: Date) -> bool {
        let lasts = self.validity.holds(today) && self.validity.to.is_none();
        self.role == Role::TenantAdmin && !self.is_narrowed() && lasts
    }
}

/// Whether a community that has a lasting administrator would be left without one, if its grants became others.
pub fn loses_administrator<'a>(
    before: impl IntoIterator<Item = &'a Grant>,
    after: impl IntoIterator<Item = &'a Grant>,
    today: Date,
) -> bool {
    before.into_iter().any(|grant| grant.administers(today)) && !after.into_iter().any(|grant| grant.administers(today))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn admin(from: Option<Date>, to: Option<Date>) -> Grant {
        let line = |text| Line::parse(text).expect("a line");
        let at = Instant::parse("2026-01-01T00:00:00Z").expect("an instant");
        Grant {
            id: GrantId::fresh(),
            role: Role::TenantAdmin,
            holder: Holder::Identity(Identity { issuer: line("https://issuer.example"), subject: line("admin") }),
            side: None,
            party: None,
            body: None,
            area: None,
            validity: Validity { from, to },
            created_at: at,
            changed_at: at,
            version: 1,
        }
    }

    fn narrowed() -> Grant {
        Grant { side: Some(Side::Municipal), ..admin(None, None) }
    }

    fn secretariat() -> Grant {
        Grant { role: Role::Secretariat, ..admin(None, None) }
    }

    #[test]
    fn nothing_is_given_twice_for_one_day() {
        let (first, last) = (date(2026, 1, 1), date(2026, 6, 30));
        let given = admin(Some(first), Some(last));
        for (grant, free) in [
            (admin(None, None), false),
            (admin(Some(last), None), false),
            (admin(Some(date(2026, 7, 1)), None), true),
            (admin(None, Some(date(2025, 12, 31))), true),
            (admin(Some(last), Some(first)), true),
            (narrowed(), true),
            (secretariat(), true),
            (given.clone(), true),
        ] {
            let wanted = if free { Ok(()) } else { Err(Faults::one("/validFrom", FaultKind::Duplicate)) };
            assert_eq!(grant.check_among(std::slice::from_ref(&given)), wanted, "{grant:?}");
        }
    }

    #[test]
    fn a_role_is_left_to_a_person_until_its_last_day() {
        let (person, today) = (PersonId::fresh(), date(2026, 6, 1));
        let given = |from, to| Grant { holder: Holder::Person { person }, ..admin(from, to) };
        for (grant, left) in [
            (given(None, None), true),
            (given(Some(date(2026, 7, 1)), None), true),
            (given(None, Some(today)), true),
            (given(None, Some(date(2026, 5, 31))), false),
            (Grant { holder: Holder::Person { person: PersonId::fresh() }, ..admin(None, None) }, false),
            (admin(None, None), false),
        ] {
            assert_eq!(grant.is_left_to(person, today), left, "{grant:?}");
        }
    }

    #[test]
    fn a_community_keeps_a_lasting_administrator() {
        let today = date(2026, 6, 1);
        let (lasting, ended) = (admin(None, None), admin(None, Some(today)));
        for (after, lost) in [
            (vec![lasting.clone()], false),
            (vec![admin(Some(today), None), ended.clone()], false),
            (vec![ended.clone()], true),
            (vec![admin(Some(date(2026, 7, 1)), None)], true),
            (vec![narrowed()], true),
            (vec![secretariat()], true),
            (vec![], true),
        ] {
            assert_eq!(loses_administrator([&lasting], &after, today), lost, "{after:?}");
        }
        assert!(!loses_administrator([&ended], [], today), "what was lost before is not lost now");
    }
}
