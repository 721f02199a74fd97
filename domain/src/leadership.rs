//! Leadership over time: who should hold each office of a body, who does, and where the two differ.
mod difference;
mod turn;

use crate::seating::{Seating, cuts, days_to_look_at};
use crate::words::words;
use crate::{
    BodyId, Date, Days, LeadershipKind, LeadershipRule, OfficeId, OfficeRole, PartyId, PersonId, Provision,
    ProvisionId, Roster, Side, Structure, Turn, Validity, Words as _,
};

pub use turn::{turn_after, turn_on};

words! {
    /// How it is known whose turn it is.
    pub enum Basis {
        /// The rule always says the same.
        Fixed = "fixed",
        /// The rule counts in years, so every day has its turn.
        Years = "years",
        /// The rule counts in meetings held, so no day can be said to have a turn; see [`turn_after`].
        Meetings = "meetings",
        /// The first turn has not begun.
        NotBegun = "not-begun",
        /// The body chooses freely.
        Free = "free",
    }
}

words! {
    /// What keeps an office from being held as it should, or from being judged.
    pub enum Reason {
        /// Nobody holds it, though somebody has or will.
        Vacant = "vacant",
        /// The holder is of another side.
        WrongSide = "wrong-side",
        /// The holder represents another party.
        WrongParty = "wrong-party",
        /// The holder represents a party, or sits for an area, outside the area.
        WrongArea = "wrong-area",
        /// The holder is of the same side as that of the office it must be apart from.
        SameSide = "same-side",
        /// The holder does not sit in the body.
        WithoutSeat = "without-seat",
        /// Nobody has ever been entered in this office, so nothing can be told.
        NothingRecorded = "nothing-recorded",
        /// It is not told whom the holder, or that of the office to be apart from, represents.
        NotTold = "not-told",
    }
}

/// Who should hold an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Should {
    /// The rule that says so.
    pub rule: ProvisionId,
    /// How it is known.
    pub basis: Basis,
    /// Whose turn it is, where a day can tell.
    pub turn: Option<Turn>,
    /// The whole round, one after the other, where turns change.
    pub round: Vec<Turn>,
    /// The office that must be held from another side.
    pub apart_from: Option<OfficeRole>,
}

/// Who does hold an office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InOffice {
    /// Their time in it.
    pub office: OfficeId,
    /// Who; none where a party alone is host.
    pub person: Option<PersonId>,
    /// Whom they represent: the party named with the office, or else that of their seat.
    pub party: Option<PartyId>,
    /// The side of that party, or else of their seat.
    pub side: Option<Side>,
}

/// A stretch of days on which an office's due and its holders stay the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The office.
    pub office: OfficeRole,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// Who should hold it, where a rule says so.
    pub should: Option<Should>,
    /// Who does.
    pub does: Vec<InOffice>,
    /// Why it is not as it should be, or cannot be told.
    pub reasons: Vec<Reason>,
}

impl Reason {
    /// Whether it is a difference, and not only that nothing can be told.
    pub const fn is_difference(self) -> bool {
        !matches!(self, Self::NothingRecorded | Self::NotTold)
    }
}

impl Span {
    /// Whether what is differs from what should be.
    pub fn differs(&self) -> bool {
        self.reasons.iter().any(|reason| reason.is_difference())
    }
}

/// The offices of a body from a day to another, both included, for every office that a rule speaks of or somebody
/// holds within that time. The spans of an office follow each other without a gap.
pub fn leadership(structure: &Structure, roster: &Roster, body: BodyId, from: Date, to: Date) -> Vec<Span> {
    let within = Validity { from: Some(from), to: Some(to) };
    let view = View { structure, seating: Seating::new(structure, roster), body };
    let mut cut = cuts(structure.validities().chain(roster.validities()));
    for (_, rule) in structure.leadership_rules().filter(|(_, rule)| rule.body == body) {
        cut.extend(turn::changes(rule, from, to));
    }
    let days = days_to_look_at(within, &cut);
    let offices = OfficeRole::ALL.iter().copied().filter(|role| view.speaks_of(*role, within));
    offices.flat_map(|role| view.spans(role, &days, to)).collect()
}

/// What the offices of one body are judged by.
struct View<'a> {
    structure: &'a Structure,
    seating: Seating<'a>,
    body: BodyId,
}

impl<'a> View<'a> {
    fn speaks_of(&self, role: OfficeRole, within: Validity) -> bool {
        let mut rules = self.structure.leadership_rules().filter(|(_, rule)| rule.body == self.body);
        rules.any(|(provision, rule)| rule.office == role && provision.validity.overlaps(&within))
            || self.seating.offices(self.body, role).iter().any(|office| office.validity.overlaps(&within))
    }

    /// One span a stretch between the days on which anything may change, and alike neighbours made one.
    fn spans(&self, role: OfficeRole, days: &[Date], to: Date) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        for (i, day) in days.iter().copied().enumerate() {
            let next = days.get(i + 1).and_then(|next| next.checked_sub(Days::new(1)).ok());
            let span = self.span(role, day, next.unwrap_or(to));
            match spans.last_mut() {
                Some(last) if last.says_the_same(&span) => last.to = span.to,
                _ => spans.push(span),
            }
        }
        spans
    }

    fn span(&self, role: OfficeRole, from: Date, to: Date) -> Span {
        let rule = self.rule(role, from);
        let does = self.holders(role, from);
        let reasons = rule.map_or(Vec::new(), |(_, rule)| self.differences(role, rule, &does, from));
        Span { office: role, from, to, should: rule.map(|(by, rule)| should(by, rule, from)), does, reasons }
    }

    /// The rule for an office on a day; where several speak of it, one that says whose turn it is.
    fn rule(&self, role: OfficeRole, day: Date) -> Option<(&'a Provision, &'a LeadershipRule)> {
        let exists = self.structure.body(self.body).is_some_and(|body| body.validity.holds(day));
        let rules = self.structure.leadership_rules().filter(|(provision, rule)| {
            exists && rule.body == self.body && rule.office == role && provision.validity.holds(day)
        });
        rules.min_by_key(|(_, rule)| rule.kind == LeadershipKind::Elected)
    }

    fn holders(&self, role: OfficeRole, day: Date) -> Vec<InOffice> {
        let held = self.seating.offices(self.body, role).iter().filter(|office| office.validity.holds(day));
        let holder = |office: &&crate::Office| {
            let seat = self.sitting(office.person, day);
            let party = office.party.or(seat.as_ref().and_then(|sitting| sitting.party));
            let of_party = party.and_then(|party| self.structure.party(party)).map(|party| party.side);
            let of_seat = seat.and_then(|sitting| self.structure.seat_rule(sitting.rule)).map(|rule| rule.side);
            let side = office.party.and(of_party).or(of_seat).or(of_party);
            InOffice { office: office.id, person: office.person, party, side }
        };
        held.map(holder).collect()
    }
}

impl Span {
    fn says_the_same(&self, other: &Self) -> bool {
        self.should == other.should && self.does == other.does && self.reasons == other.reasons
    }
}

fn should(provision: &Provision, rule: &LeadershipRule, day: Date) -> Should {
    let turn = turn_on(rule, day).cloned();
    let changes = matches!(rule.kind, LeadershipKind::Alternating | LeadershipKind::Rotating);
    Should {
        rule: provision.id,
        basis: turn::basis(rule, day),
        turn,
        round: if changes { rule.turns.clone() } else { Vec::new() },
        apart_from: rule.apart_from,
    }
}

#[cfg(test)]
mod tests;
