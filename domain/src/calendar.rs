//! Calendars: what one is of, which meetings are a person's, and the private addresses by which programs without a token
//! read what the maker of the address may see.
use serde::{Serialize, Serializer};

use crate::words::words;
use crate::{
    BodyId, CalendarId, Claim, Date, Digest, Identity, Instant, Item, Meeting, MembershipId, OrgNumber, PartyId,
    PersonId,
};

words! {
    /// Whose meetings a calendar tells of.
    pub enum CalendarKind {
        /// Those of every body of the community.
        Tenant = "tenant",
        /// Those of one body.
        Body = "body",
        /// Those of the bodies in which a party has seats.
        Party = "party",
        /// Those a person sits in.
        Person = "person",
    }
}

/// What a calendar is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum CalendarOf {
    /// The community.
    Tenant,
    /// A body.
    Body(BodyId),
    /// A party.
    Party(PartyId),
    /// A person.
    Person(PersonId),
}

impl CalendarOf {
    /// What kind of calendar it is.
    pub const fn kind(self) -> CalendarKind {
        match self {
            Self::Tenant => CalendarKind::Tenant,
            Self::Body(_) => CalendarKind::Body,
            Self::Party(_) => CalendarKind::Party,
            Self::Person(_) => CalendarKind::Person,
        }
    }
}

/// Who made a private address: what they may see is what it shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CalendarMaker {
    /// How their issuer knows them; nothing once their person is erased.
    pub identity: Option<Identity>,
    /// The organisation their token named.
    pub organization: Option<OrgNumber>,
    /// The person behind the identity, where there was one.
    pub person: Option<PersonId>,
}

/// A private address of a calendar. Whoever knows the secret in it reads what its maker may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CalendarAddress {
    /// Its id.
    pub id: CalendarId,
    /// What the calendar is of.
    pub of: CalendarOf,
    /// Who made it.
    pub maker: CalendarMaker,
    /// SHA-256 of its secret.
    #[serde(serialize_with = "as_text")]
    pub secret_sha256: Digest,
    /// When it was revoked.
    pub revoked_at: Option<Instant>,
    /// When it was made.
    pub created_at: Instant,
    /// When it was last changed.
    pub changed_at: Instant,
    /// Counts its changes from 1; the strong tag.
    pub version: i32,
}

fn as_text<S: Serializer>(digest: &Digest, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(digest)
}

impl CalendarAddress {
    /// The same, opening nothing any more.
    #[must_use]
    pub fn revoked(&self, now: Instant) -> Self {
        let revoked_at = self.revoked_at.or(Some(now));
        Self { revoked_at, changed_at: now, version: self.version + 1, ..self.clone() }
    }

    /// The same once a person is erased: revoked, and without what told who made it where that was the person.
    #[must_use]
    pub fn without(&self, person: PersonId, identities: &[Identity], now: Instant) -> Self {
        let mut revoked = self.revoked(now);
        if self.is_made_by(person, identities) {
            revoked.maker.identity = None;
        }
        revoked
    }

    /// Whether it was made by a person, or by one of the identities that are theirs.
    pub fn is_made_by(&self, person: PersonId, identities: &[Identity]) -> bool {
        let theirs = self.maker.identity.as_ref().is_some_and(|identity| identities.contains(identity));
        self.maker.person == Some(person) || theirs
    }

    /// Whether it still opens anything for a maker who is known as this person today: an identity that is somebody
    /// else's by now opens nothing of theirs.
    pub fn opens_for(&self, person: Option<PersonId>) -> bool {
        self.revoked_at.is_none() && self.maker.person.is_none_or(|maker| person == Some(maker))
    }
}

/// What a person is to meetings: the seats that are theirs by name or follow from others, and their memberships.
#[derive(Debug, Clone)]
pub struct Sitter {
    /// Who.
    pub person: PersonId,
    /// What they are to bodies, and on which days; deputies on those they are called for.
    pub claims: Vec<Claim>,
    /// Their memberships, by which they are told of as present.
    pub memberships: Vec<MembershipId>,
}

impl Sitter {
    /// Whether a meeting is the person's: they sit in the body on a day it may be on, are told of among those who were
    /// there, or are called for an item that the reader sees.
    pub fn sits_in(&self, meeting: &Meeting, sees: impl Fn(&Item) -> bool) -> bool {
        let (from, to) = (meeting.when.from, meeting.when.to);
        let seated = self.claims.iter().any(|claim| claim.body == meeting.body && holds_between(claim, from, to));
        let named = meeting.attendance.iter().any(|entry| {
            let by_seat = entry.membership.is_some_and(|membership| self.memberships.contains(&membership));
            by_seat || entry.person == Some(self.person)
        });
        seated || named || meeting.agenda.iter().any(|item| item.attendees.contains(&self.person) && sees(item))
    }
}

fn holds_between(claim: &Claim, from: Date, to: Date) -> bool {
    let span = crate::Validity { from: Some(from), to: Some(to) };
    claim.days.iter().any(|days| days.overlaps(&span))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invented::{AT, line, meeting};
    use crate::policy::Role;
    use crate::{Attendance, Attended, AttendedAs, CaseKind, DatePrecision, ItemId, PlannedDate, Side, Validity};

    const DAY: Date = Date::constant(2026, 3, 18);

    fn sitter(body: BodyId, role: Role, from: Date, to: Date) -> Sitter {
        let days = vec![Validity { from: Some(from), to: Some(to) }];
        let claims = vec![Claim { role, body, side: Side::Municipal, party: None, days }];
        Sitter { person: PersonId::fresh(), claims, memberships: vec![MembershipId::fresh()] }
    }

    #[test]
    fn a_person_sits_where_they_have_a_seat_on_the_day_and_a_deputy_where_they_are_called() {
        let body = BodyId::fresh();
        let theirs = meeting(body, DAY);
        let (before, after) = (DAY.yesterday().expect("a day"), DAY.tomorrow().expect("a day"));
        let month = PlannedDate { from: before, to: after, precision: DatePrecision::Month };
        for (role, from, to, when, wanted) in [
            (Role::Member, before, after, theirs.when, true),
            (Role::Deputy, DAY, DAY, theirs.when, true),
            (Role::Deputy, before, before, theirs.when, false),
            (Role::Member, after, after, theirs.when, false),
            // As long as the day is not known, any of the days will do.
            (Role::Member, after, after, month, true),
        ] {
            let sitter = sitter(body, role, from, to);
            let meeting = Meeting { when, ..theirs.clone() };
            assert_eq!(sitter.sits_in(&meeting, |_| true), wanted, "{role} {from}");
            assert!(!sitter.sits_in(&Meeting { body: BodyId::fresh(), ..meeting }, |_| true), "another body's");
        }
    }

    #[test]
    fn whoever_is_told_of_as_there_or_called_for_an_item_sits_in_it_too() {
        let sitter = sitter(BodyId::fresh(), Role::Member, DAY, DAY);
        let elsewhere = meeting(BodyId::fresh(), DAY);
        let entry = |membership, person| Attendance {
            membership,
            person,
            attended_as: AttendedAs::Guest,
            attended: Attended::Present,
            for_membership: None,
            party: None,
        };
        for (entry, wanted) in [
            (entry(None, Some(sitter.person)), true),
            (entry(Some(sitter.memberships[0]), None), true),
            (entry(Some(MembershipId::fresh()), Some(PersonId::fresh())), false),
        ] {
            let meeting = Meeting { attendance: vec![entry], ..elsewhere.clone() };
            assert_eq!(sitter.sits_in(&meeting, |_| true), wanted);
        }
        let item = Item {
            id: ItemId::fresh(),
            stop: None,
            title: Some(line("Oppdikta")),
            kind: CaseKind::Discussion,
            minutes: None,
            presenter: None,
            attendees: vec![sitter.person],
            paper: None,
            late: false,
            treatment: None,
        };
        let called = Meeting { agenda: vec![item], ..elsewhere };
        assert!(sitter.sits_in(&called, |_| true));
        assert!(!sitter.sits_in(&called, |_| false), "what the reader does not see tells nothing");
    }

    #[test]
    fn an_address_opens_for_who_made_it_until_it_is_revoked() {
        let (person, other) = (PersonId::fresh(), PersonId::fresh());
        let identity = Identity { issuer: line("https://issuer.example"), subject: line("kari") };
        let maker = CalendarMaker { identity: Some(identity.clone()), organization: None, person: Some(person) };
        let address = CalendarAddress {
            id: CalendarId::fresh(),
            of: CalendarOf::Tenant,
            maker,
            secret_sha256: Digest::of_bytes(b"secret"),
            revoked_at: None,
            created_at: AT,
            changed_at: AT,
            version: 1,
        };
        assert!(address.opens_for(Some(person)));
        assert!(!address.opens_for(Some(other)) && !address.opens_for(None));
        let revoked = address.revoked(AT.plus_seconds(1));
        assert!(!revoked.opens_for(Some(person)));
        assert_eq!((revoked.version, revoked.revoked_at), (2, Some(AT.plus_seconds(1))));
        assert_eq!(revoked.revoked(AT.plus_seconds(2)).revoked_at, revoked.revoked_at);
        let erased = address.without(person, &[], AT);
        assert!(erased.revoked_at.is_some() && erased.maker.identity.is_none());
        let theirs = address.without(other, std::slice::from_ref(&identity), AT);
        assert!(theirs.maker.identity.is_none(), "the identity was the erased person's");
        assert!(address.without(other, &[], AT).maker.identity.is_some(), "somebody else made it");
    }
}
