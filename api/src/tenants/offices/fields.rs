//! An office as it is entered, and what becomes of it.
use deserr::Deserr;
use domain::seating::check_office;
use domain::{
    Body, BodyId, Date, FaultKind, Faults, Handle, Line, Office, OfficeId, OfficeRole, PartyId, PersonId, Prose,
    Roster, Structure, Validity,
};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::guard::Writing;
use crate::tenants::references::find_one;
use crate::tenants::seating::{check_named, told_anew};
use crate::tenants::stamps::Stamps;
use crate::wire::read::{Form, ReadFaults, Within};
use crate::wire::schema::{DateText, LineText, OfficeIdText, OfficeRoleWord, PersonIdText, ProseText, ReferenceText};
use crate::wire::{ApiError, Code};

type Percent = Within<0, 100>;

/// What is entered of an office (*verv*).
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = OfficeContent)]
pub(in crate::tenants) struct OfficeFields {
    /// The body; an id or a key is taken, an id is answered.
    #[schema(value_type = ReferenceText)]
    body: Handle<BodyId>,
    #[schema(value_type = OfficeRoleWord)]
    role: OfficeRole,
    /// Who holds it, and sits in the body on all its days; a host may be a party alone.
    #[deserr(default)]
    #[schema(value_type = Option<PersonIdText>)]
    person: Option<PersonId>,
    /// The party they hold it for, by id or key; required of a host.
    #[deserr(default)]
    #[schema(value_type = Option<ReferenceText>)]
    party: Option<Handle<PartyId>>,
    /// What the office asks of them (*funksjonsbeskriving*).
    #[deserr(default)]
    #[schema(value_type = Option<ProseText>)]
    function: Option<Prose>,
    /// How much of a full position it is given, in per cent.
    #[deserr(default)]
    #[schema(value_type = Option<u8>, minimum = 0, maximum = 100, example = 20)]
    time_allocation: Option<Percent>,
    /// When it is to be evaluated.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    evaluation_on: Option<Date>,
    /// The decision that elected them.
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    elected_by: Option<Line>,
    /// The first day.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_from: Option<Date>,
    /// The last day.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_to: Option<Date>,
}

/// An office (*verv*): who leads a body, hosts it or leads its secretariat, for a time.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Office)]
pub(super) struct OfficeView {
    #[schema(value_type = OfficeIdText)]
    id: OfficeId,
    #[serde(flatten)]
    fields: OfficeFields,
    #[serde(flatten)]
    stamps: Stamps,
}

impl From<Office> for OfficeFields {
    fn from(office: Office) -> Self {
        Self {
            body: Handle::Id(office.body),
            role: office.role,
            person: office.person,
            party: office.party.map(Handle::Id),
            function: office.function,
            time_allocation: office.time_allocation.map(|percent| Within(percent.into())),
            evaluation_on: office.evaluation_on,
            elected_by: office.elected_by,
            valid_from: office.validity.from,
            valid_to: office.validity.to,
        }
    }
}

impl From<Office> for OfficeView {
    fn from(office: Office) -> Self {
        let stamps = Stamps::new(office.created_at, office.changed_at, office.version);
        Self { id: office.id, fields: office.into(), stamps }
    }
}

impl Form for OfficeFields {
    fn stand_ins() -> Value {
        json!({"body": "nobody", "role": OfficeRole::SecretariatLead})
    }
}

/// An office with what it stands among.
pub(super) struct Held {
    pub(super) office: Office,
    pub(super) body: Body,
    pub(super) structure: Structure,
    pub(super) roster: Roster,
}

impl OfficeFields {
    /// The members from which it follows whether it can be held.
    pub(super) const DECIDING: &'static [&'static str] =
        &["/body", "/role", "/person", "/party", "/validFrom", "/validTo"];

    /// The office these fields describe, if what they name is there and its holder can hold it. Where one of the deciding
    /// members could not be read it is not `sure`, and nothing is told that may follow from it.
    pub(super) fn resolve(
        self,
        writing: &mut Writing<'_, '_, '_>,
        old: Option<&Office>,
        sure: bool,
    ) -> Result<Held, ApiError> {
        let mut faults = Faults::default();
        let (tx, sight) = (&mut *writing.tx, writing.sight);
        let body = find_one(Some(&self.body), "/body", &mut faults, |wanted| tx.bodies().find(wanted, sight))?;
        let party = find_one(self.party.as_ref(), "/party", &mut faults, |wanted| tx.parties().find(wanted))?;
        check_named(tx, self.person, old.and_then(|old| old.person), &mut faults)?;
        let structure = tx.structure().now()?;
        let roster = tx.structure().roster()?;
        let office = Office {
            id: old.map_or_else(OfficeId::fresh, |old| old.id),
            body: body.unwrap_or_else(BodyId::fresh),
            role: self.role,
            person: self.person,
            party,
            function: self.function,
            time_allocation: self.time_allocation.map(Percent::narrow),
            evaluation_on: self.evaluation_on,
            elected_by: self.elected_by,
            validity: Validity { from: self.valid_from, to: self.valid_to },
            created_at: old.map_or(writing.now, |old| old.created_at),
            changed_at: writing.now,
            version: old.map_or(1, |old| old.version + 1),
        };
        let mut broken = match old {
            None => office.check(),
            Some(old) => old.check_change(&office, writing.today),
        }
        .err()
        .unwrap_or_default();
        if sure && !old.is_some_and(|old| old.only_shortens(&office)) {
            broken.0.extend(check_office(&structure, &roster, &office).0);
        }
        if !sure {
            broken.0.retain(|fault| matches!(fault.kind, FaultKind::DateOrder | FaultKind::HistoryRewritten));
        }
        let anew: Vec<_> = told_anew(broken, &faults).collect();
        faults.0.extend(anew);
        faults.into_result()?;
        let body = structure.body(office.body).ok_or_else(|| ApiError::new(Code::NotFound))?.clone();
        Ok(Held { office, body, structure, roster })
    }
}
