//! A party on the wire: what is entered, what is shown, and the way between.
use deserr::Deserr;
use domain::{
    Date, DatedMunicipalityNumber, FaultKind, Faults, Handle, Key, Line, MunicipalityNumber, Names, OrgNumber, Party,
    PartyId, PartyKind, Provenance, Side, Validity, Verification,
};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::guard::Writing;
use crate::tenants::references::{Found, check_key};
use crate::tenants::stamps::Stamps;
use crate::wire::ApiError;
use crate::wire::read::{AtMost, Form, ReadFaults};
use crate::wire::schema::{
    DateText, KeyText, LineText, MunicipalityNumberText, NamesSchema, OrgNumberText, PartyIdText, PartyKindWord,
    ReferenceText, SideWord, VerificationWord,
};

/// What is entered of a party (*part*).
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = PartyContent)]
pub(in crate::tenants) struct PartyFields {
    #[schema(value_type = KeyText)]
    key: Key,
    #[schema(value_type = PartyKindWord)]
    kind: PartyKind,
    #[schema(value_type = SideWord)]
    side: Side,
    #[schema(value_type = NamesSchema)]
    names: Names,
    #[deserr(default)]
    #[schema(value_type = Option<OrgNumberText>)]
    org_number: Option<OrgNumber>,
    /// The municipality's numbers over time.
    #[deserr(default)]
    #[schema(value_type = Vec<NumberFields>, max_items = 20, required = false)]
    municipality_numbers: AtMost<NumberFields, 20>,
    /// The party it is a unit of; an id or a key is taken, an id is answered.
    #[deserr(default)]
    #[schema(value_type = Option<ReferenceText>)]
    part_of: Option<Handle<PartyId>>,
    /// The first day as a party of the community.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_from: Option<Date>,
    /// The last day.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_to: Option<Date>,
    #[deserr(default = Verification::Unverified)]
    #[schema(value_type = VerificationWord, required = false)]
    verification: Verification,
    /// Source, or reason for doubt.
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    note: Option<Line>,
}

/// A municipality number and when it is in use.
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = DatedMunicipalityNumber)]
struct NumberFields {
    #[schema(value_type = MunicipalityNumberText)]
    number: MunicipalityNumber,
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_from: Option<Date>,
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_to: Option<Date>,
}

/// A party (*part*) of a community.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Party)]
pub(in crate::tenants) struct PartyView {
    #[schema(value_type = PartyIdText)]
    id: PartyId,
    #[serde(flatten)]
    fields: PartyFields,
    #[serde(flatten)]
    stamps: Stamps,
}

impl From<DatedMunicipalityNumber> for NumberFields {
    fn from(dated: DatedMunicipalityNumber) -> Self {
        Self { number: dated.number, valid_from: dated.validity.from, valid_to: dated.validity.to }
    }
}

impl From<NumberFields> for DatedMunicipalityNumber {
    fn from(fields: NumberFields) -> Self {
        Self { number: fields.number, validity: Validity { from: fields.valid_from, to: fields.valid_to } }
    }
}

impl From<Party> for PartyFields {
    fn from(party: Party) -> Self {
        Self {
            key: party.key,
            kind: party.kind,
            side: party.side,
            names: party.names,
            org_number: party.org_number,
            municipality_numbers: AtMost(party.municipality_numbers.into_iter().map(Into::into).collect()),
            part_of: party.part_of.map(Handle::Id),
            valid_from: party.validity.from,
            valid_to: party.validity.to,
            verification: party.provenance.verification,
            note: party.provenance.note,
        }
    }
}

impl From<Party> for PartyView {
    fn from(party: Party) -> Self {
        let stamps = Stamps::new(party.created_at, party.changed_at, party.version);
        Self { id: party.id, fields: party.into(), stamps }
    }
}

impl Form for PartyFields {
    fn stand_ins() -> Value {
        json!({
            "key": "nobody", "kind": PartyKind::Municipality, "side": Side::Municipal, "names": {"nb": "-", "nn": "-"},
            "municipalityNumbers": [{"number": "4601"}],
        })
    }
}

impl PartyFields {
    /// The party these fields describe, if what they refer to is there and nobody else holds what must be its own.
    pub(super) fn resolve(self, writing: &mut Writing<'_, '_, '_>, old: Option<&Party>) -> Result<Party, ApiError> {
        let mut faults = Faults::default();
        let found = Found::look_up(&self.part_of, |handles| writing.tx.parties().find(handles))?;
        let part_of = self.part_of.as_ref().and_then(|whole| found.id(whole, "/partOf", &mut faults));
        check_key(old.map(|old| &old.key), &self.key, &mut faults, || {
            writing.tx.parties().find(&[Handle::Key(self.key.clone())]).map(|found| !found.is_empty())
        })?;
        if let Some(number) = self.org_number {
            let holder = writing.tx.parties().holder_of(number)?;
            if holder.is_some_and(|holder| old.is_none_or(|old| old.id != holder)) {
                faults.add("/orgNumber", FaultKind::Taken);
            }
        }
        let party = Party {
            id: old.map_or_else(PartyId::fresh, |old| old.id),
            key: self.key,
            kind: self.kind,
            side: self.side,
            names: self.names,
            org_number: self.org_number,
            municipality_numbers: self.municipality_numbers.0.into_iter().map(Into::into).collect(),
            part_of,
            validity: Validity { from: self.valid_from, to: self.valid_to },
            provenance: Provenance { verification: self.verification, note: self.note },
            created_at: old.map_or(writing.now, |old| old.created_at),
            changed_at: writing.now,
            version: old.map_or(1, |old| old.version + 1),
        };
        let broken = match old {
            None => party.check(),
            Some(old) => old.check_change(&party, writing.today),
        };
        faults.0.extend(broken.err().unwrap_or_default().0);
        faults.into_result()?;
        Ok(party)
    }
}
