//! Parties: the organisations that form a community.
use serde::{Deserialize, Serialize};

use crate::words::words;
use crate::{
    Date, FaultKind, Faults, Instant, Key, MunicipalityNumber, Names, OrgNumber, PartyId, Provenance, Validity,
};

words! {
    /// What kind of organisation a party is.
    pub enum PartyKind {
        /// A municipality (kommune, herad).
        Municipality = "municipality",
        /// A district of a city (bydel).
        CityDistrict = "city-district",
        /// A health trust (helseforetak).
        HealthTrust = "health-trust",
        /// A regional health authority (regionalt helseforetak).
        RegionalHealthAuthority = "regional-health-authority",
        /// A private non-profit hospital (privat ideell institusjon).
        NonprofitHospital = "nonprofit-hospital",
        /// A hospital that is part of a trust (lokalsykehus).
        LocalHospital = "local-hospital",
        /// A user organisation (brukerorganisasjon).
        UserOrganization = "user-organization",
        /// A trust's user committee (brukerutvalg).
        UserCommittee = "user-committee",
        /// A union confederation (hovedsammenslutning).
        UnionConfederation = "union-confederation",
        /// The association of municipalities (KS).
        Ks = "ks",
        /// General practitioners (fastleger).
        GeneralPractitioners = "general-practitioners",
        /// Chief physicians of municipalities (kommuneoverleger).
        MunicipalChiefPhysicians = "municipal-chief-physicians",
        /// A school or university.
        EducationalInstitution = "educational-institution",
        /// Any other organisation.
        Organization = "organization",
    }
}

words! {
    /// The side of the table a party sits on.
    pub enum Side {
        /// The municipalities.
        Municipal = "municipal",
        /// The specialist health service.
        Specialist = "specialist",
        /// Patients, users and next of kin.
        User = "user",
        /// Everyone else.
        Other = "other",
    }
}

/// A municipality number and when it was in use: numbers change when counties or municipalities are reformed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedMunicipalityNumber {
    /// The number.
    pub number: MunicipalityNumber,
    /// When it is the municipality's number.
    pub validity: Validity,
}

/// An organisation as one community knows it. Its organisation number is what it shares with other communities.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Its id.
    pub id: PartyId,
    /// Its short name; never changes.
    pub key: Key,
    /// What kind of organisation it is.
    pub kind: PartyKind,
    /// The side it sits on.
    pub side: Side,
    /// Its name.
    pub names: Names,
    /// Its number in Enhetsregisteret.
    pub org_number: Option<OrgNumber>,
    /// Its municipality numbers over time, for municipalities only.
    pub municipality_numbers: Vec<DatedMunicipalityNumber>,
    /// The party it is a unit of, such as a hospital of its trust.
    pub part_of: Option<PartyId>,
    /// When it is a party of this community.
    pub validity: Validity,
    /// Where the facts come from.
    pub provenance: Provenance,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub changed_at: Instant,
    /// Counts its changes from 1; the strong tag.
    pub version: i32,
}

impl Party {
    /// The municipality number in use on a day.
    pub fn municipality_number(&self, day: Date) -> Option<MunicipalityNumber> {
        self.municipality_numbers.iter().find(|dated| dated.validity.holds(day)).map(|dated| dated.number)
    }

    /// What must hold of a party by itself.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        self.validity.check("", &mut faults);
        let municipal = matches!(self.kind, PartyKind::Municipality | PartyKind::CityDistrict);
        if !municipal && !self.municipality_numbers.is_empty() {
            faults.add("/municipalityNumbers", FaultKind::Excludes { other: "kind" });
        }
        for (i, dated) in self.municipality_numbers.iter().enumerate() {
            let base = format!("/municipalityNumbers/{i}");
            dated.validity.check(&base, &mut faults);
            if self.municipality_numbers[..i].iter().any(|earlier| earlier.validity.overlaps(&dated.validity)) {
                faults.add(base, FaultKind::Duplicate);
            }
        }
        if self.part_of == Some(self.id) {
            faults.add("/partOf", FaultKind::Cycle);
        }
        faults.into_result()
    }

    /// What a change may not undo: a party that has been in force keeps its first day and is ended, never removed.
    pub fn check_change(&self, new: &Self, today: Date) -> Result<(), Faults> {
        let mut faults = new.check().err().unwrap_or_default();
        history_kept(self.validity, new.validity, "", today, &mut faults);
        faults.into_result()
    }
}

/// What has begun keeps its first day; what has ended stays ended on the same day.
pub(crate) fn history_kept(old: Validity, new: Validity, base: &str, today: Date, faults: &mut Faults) {
    if old.has_begun(today) && new.from != old.from {
        faults.add(format!("{base}/validFrom"), FaultKind::HistoryRewritten);
    }
    if old.to.is_some_and(|to| to < today) && new.to != old.to {
        faults.add(format!("{base}/validTo"), FaultKind::HistoryRewritten);
    }
}
