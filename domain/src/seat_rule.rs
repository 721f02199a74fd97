//! Seat rules: how many sit in a body, for whom, named by whom and with which rights (representasjon).
mod vocabulary;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use vocabulary::{AppointerKind, Category, DeputyMode, Force, Per, Presence, SeatKind, SeatRight};

use crate::naming::{ById, Naming, Renaming, Stored};
use crate::{BodyType, Date, FaultKind, Faults, Line, Names, OfficeRole, Side};

/// Who names the holders of a rule's seats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", bound(serialize = "", deserialize = "N: Stored"))]
pub struct Appointer<N: Naming = ById> {
    /// Who.
    pub kind: AppointerKind,
    /// The party, where it is one.
    pub party: Option<N::Party>,
    /// The body, where it is one.
    pub body: Option<N::Body>,
    /// In words.
    pub note: Option<Line>,
}

/// How many; open where no source states it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// At least.
    pub min: Option<u16>,
    /// At most.
    pub max: Option<u16>,
}

/// A number of seats that one unit has instead of the rule's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", bound(serialize = "", deserialize = "N: Stored"))]
pub struct Quota<N: Naming = ById> {
    /// The area it is for.
    pub area: Option<N::Area>,
    /// The party it is for.
    pub party: Option<N::Party>,
    /// How many seats.
    pub count: Count,
}

/// Whose holders a derived rule seats: those of another rule's seats, or the holders of an office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", bound(serialize = "", deserialize = "N: Stored"))]
pub struct Source<N: Naming = ById> {
    /// The rule whose holders sit here too.
    pub seat_rule: Option<N::Provision>,
    /// The body whose office holder sits here too.
    pub body: Option<N::Body>,
    /// The type of the bodies whose office holders sit here too.
    pub body_type: Option<BodyType>,
    /// The office.
    pub office: Option<OfficeRole>,
}

/// For how long holders are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// So many years.
    pub years: u8,
    /// When a term begins; others follow without a gap.
    pub from: Option<Date>,
}

/// A rule about seats of one kind in one body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", bound(serialize = "", deserialize = "N: Stored"))]
pub struct SeatRule<N: Naming = ById> {
    /// The body.
    pub body: N::Body,
    /// What the seats are called.
    pub names: Names,
    /// The side the seats belong to.
    pub side: Side,
    /// What the holders are there as.
    pub category: Option<Category>,
    /// Whether the holders are of the body.
    pub kind: SeatKind,
    /// What the holders may do in a meeting.
    pub rights: BTreeSet<SeatRight>,
    /// When they take part.
    pub presence: Presence,
    /// What the seats are counted for.
    pub per: Per,
    /// The parties, where the seats are counted for parties or shared by them.
    pub parties: Vec<N::Party>,
    /// How many seats for each unit.
    pub count: Count,
    /// Units with another number.
    pub quotas: Vec<Quota<N>>,
    /// How many seats in all, where that is limited further.
    pub in_all: Count,
    /// Where the holders come from, for derived seats.
    pub derived_from: Option<Source<N>>,
    /// Who names the holders.
    pub appointer: Option<Appointer<N>>,
    /// How much the rule insists.
    pub force: Force,
    /// What the holder may bind the party to.
    pub delegated_authority: Option<Line>,
    /// How deputies are named.
    pub deputies: DeputyMode,
    /// For how long holders are named.
    pub term: Option<Term>,
}

impl<N: Naming> SeatRule<N> {
    /// The most parties or quotas in one rule.
    pub const LIST_MAX: usize = 500;
    /// The most seats one rule may give a unit.
    pub const SEATS_MAX: u16 = 200;

    /// What must hold of a rule by itself.
    pub fn check(&self, faults: &mut Faults) {
        self.count.check("/count", faults);
        self.in_all.check("/inAll", faults);
        let lists_parties = matches!(self.per, Per::Party | Per::Shared);
        match (lists_parties, self.parties.is_empty()) {
            (true, true) => faults.add("/parties", FaultKind::Required),
            (false, false) => faults.add("/parties", FaultKind::Excludes { other: "per" }),
            _ => {}
        }
        twice(&self.parties, "/parties", faults);
        for (i, quota) in self.quotas.iter().enumerate() {
            quota.count.check(&format!("/quotas/{i}/count"), faults);
            let (wanted, unwanted) = match self.per {
                Per::Area => (quota.area.is_none().then_some("area"), quota.party.is_some().then_some("party")),
                Per::Municipality | Per::Party => {
                    (quota.party.is_none().then_some("party"), quota.area.is_some().then_some("area"))
                }
                Per::Body | Per::Shared | Per::Derived => {
                    faults.add(format!("/quotas/{i}"), FaultKind::Excludes { other: "per" });
                    continue;
                }
            };
            if let Some(member) = wanted {
                faults.add(format!("/quotas/{i}/{member}"), FaultKind::Required);
            }
            if let Some(member) = unwanted {
                faults.add(format!("/quotas/{i}/{member}"), FaultKind::Excludes { other: "per" });
            }
            if self.quotas[..i].iter().any(|earlier| earlier.area == quota.area && earlier.party == quota.party) {
                faults.add(format!("/quotas/{i}"), FaultKind::Duplicate);
            }
        }
        match (&self.derived_from, self.per == Per::Derived) {
            (None, true) => faults.add("/derivedFrom", FaultKind::Required),
            (Some(_), false) => faults.add("/derivedFrom", FaultKind::Excludes { other: "per" }),
            (Some(source), true) => source.check(faults),
            (None, false) => {}
        }
        if let Some(appointer) = &self.appointer {
            appointer.check(faults);
        }
        if let Some(term) = self.term
            && !(1..=20).contains(&term.years)
        {
            faults.add("/term/years", FaultKind::OutOfRange { min: 1, max: 20 });
        }
    }

    /// The same rule in another way of naming, if every name is known there.
    pub fn renamed<To: Naming>(&self, names: &mut impl Renaming<N, To>, base: &str) -> Option<SeatRule<To>> {
        let body = names.body(&format!("{base}/body"), &self.body);
        let parties: Vec<_> = (0..)
            .zip(&self.parties)
            .map(|(i, party): (usize, _)| names.party(&format!("{base}/parties/{i}"), party))
            .collect();
        let quotas: Vec<_> = (0..)
            .zip(&self.quotas)
            .map(|(i, quota): (usize, _)| quota.renamed(names, &format!("{base}/quotas/{i}")))
            .collect();
        let source = self.derived_from.as_ref().map(|source| source.renamed(names, &format!("{base}/derivedFrom")));
        let appointer = self.appointer.as_ref().map(|by| by.renamed(names, &format!("{base}/appointer")));
        Some(SeatRule {
            body: body?,
            names: self.names.clone(),
            side: self.side,
            category: self.category,
            kind: self.kind,
            rights: self.rights.clone(),
            presence: self.presence,
            per: self.per,
            parties: parties.into_iter().collect::<Option<_>>()?,
            count: self.count,
            quotas: quotas.into_iter().collect::<Option<_>>()?,
            in_all: self.in_all,
            derived_from: flipped(source)?,
            appointer: flipped(appointer)?,
            force: self.force,
            delegated_authority: self.delegated_authority.clone(),
            deputies: self.deputies,
            term: self.term,
        })
    }
}

impl Count {
    fn check(self, base: &str, faults: &mut Faults) {
        for (member, number) in [("min", self.min), ("max", self.max)] {
            if number.is_some_and(|number| number > SeatRule::<ById>::SEATS_MAX) {
                let max = SeatRule::<ById>::SEATS_MAX.into();
                faults.add(format!("{base}/{member}"), FaultKind::OutOfRange { min: 0, max });
            }
        }
        if self.min.zip(self.max).is_some_and(|(min, max)| max < min) {
            let max = SeatRule::<ById>::SEATS_MAX.into();
            faults.add(format!("{base}/max"), FaultKind::OutOfRange { min: self.min.unwrap_or(0).into(), max });
        }
    }
}

impl<N: Naming> Quota<N> {
    fn renamed<To: Naming>(&self, names: &mut impl Renaming<N, To>, base: &str) -> Option<Quota<To>> {
        let area = self.area.as_ref().map(|area| names.area(&format!("{base}/area"), area));
        let party = self.party.as_ref().map(|party| names.party(&format!("{base}/party"), party));
        Some(Quota { area: flipped(area)?, party: flipped(party)?, count: self.count })
    }
}

impl<N: Naming> Source<N> {
    /// Either the seats of a rule, or an office in a body or in all bodies of a type.
    fn check(&self, faults: &mut Faults) {
        if self.seat_rule.is_some() {
            let others = [
                ("body", self.body.is_some()),
                ("bodyType", self.body_type.is_some()),
                ("office", self.office.is_some()),
            ];
            for (member, _) in others.into_iter().filter(|(_, there)| *there) {
                faults.add(format!("/derivedFrom/{member}"), FaultKind::Excludes { other: "seatRule" });
            }
            return;
        }
        if self.office.is_none() && self.body.is_none() && self.body_type.is_none() {
            faults.add("/derivedFrom", FaultKind::Required);
            return;
        }
        if self.office.is_none() {
            faults.add("/derivedFrom/office", FaultKind::Required);
        }
        match (self.body.is_some(), self.body_type.is_some()) {
            (false, false) => faults.add("/derivedFrom/body", FaultKind::Required),
            (true, true) => faults.add("/derivedFrom/bodyType", FaultKind::Excludes { other: "body" }),
            _ => {}
        }
    }

    fn renamed<To: Naming>(&self, names: &mut impl Renaming<N, To>, base: &str) -> Option<Source<To>> {
        let rule = self.seat_rule.as_ref().map(|rule| names.provision(&format!("{base}/seatRule"), rule));
        let body = self.body.as_ref().map(|body| names.body(&format!("{base}/body"), body));
        Some(Source { seat_rule: flipped(rule)?, body: flipped(body)?, body_type: self.body_type, office: self.office })
    }
}

impl<N: Naming> Appointer<N> {
    fn check(&self, faults: &mut Faults) {
        for (member, kind, there) in
            [("party", AppointerKind::Party, self.party.is_some()), ("body", AppointerKind::Body, self.body.is_some())]
        {
            match (self.kind == kind, there) {
                (true, false) => faults.add(format!("/appointer/{member}"), FaultKind::Required),
                (false, true) => faults.add(format!("/appointer/{member}"), FaultKind::Excludes { other: "kind" }),
                _ => {}
            }
        }
    }

    fn renamed<To: Naming>(&self, names: &mut impl Renaming<N, To>, base: &str) -> Option<Appointer<To>> {
        let party = self.party.as_ref().map(|party| names.party(&format!("{base}/party"), party));
        let body = self.body.as_ref().map(|body| names.body(&format!("{base}/body"), body));
        Some(Appointer { kind: self.kind, party: flipped(party)?, body: flipped(body)?, note: self.note.clone() })
    }
}

/// What is there must be known; what is not there need not.
#[expect(clippy::option_option, reason = "a name that is absent and one that is unknown are two things")]
pub(crate) fn flipped<T>(found: Option<Option<T>>) -> Option<Option<T>> {
    match found {
        None => Some(None),
        Some(found) => found.map(Some),
    }
}

fn twice<T: Eq>(list: &[T], base: &str, faults: &mut Faults) {
    for (i, item) in list.iter().enumerate() {
        if list[..i].contains(item) {
            faults.add(format!("{base}/{i}"), FaultKind::Duplicate);
        }
    }
}
