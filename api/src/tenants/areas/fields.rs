//! An area on the wire: what is entered, what is shown, and the way between.
use deserr::Deserr;
use domain::{
    Area, AreaId, AreaMember, AreaRole, Date, Faults, Handle, Key, Line, Names, PartyId, Provenance, Validity,
    Verification, Visibility,
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
    AreaIdText, AreaRoleWord, DateText, KeyText, LineText, NamesSchema, ReferenceText, VerificationWord, VisibilityWord,
};

/// What is entered of an area (*område*).
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = AreaContent)]
pub(in crate::tenants) struct AreaFields {
    #[schema(value_type = KeyText)]
    pub(super) key: Key,
    #[schema(value_type = NamesSchema)]
    names: Names,
    /// Who belongs to the area and when. A change gives the whole list anew; what has begun stays in it.
    #[deserr(default)]
    #[schema(value_type = Vec<MemberFields>, max_items = 200, required = false)]
    members: AtMost<MemberFields, { Area::MEMBERS_MAX }>,
    /// The first day the area exists.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_from: Option<Date>,
    /// The last day.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_to: Option<Date>,
    /// Who may see the area; it is never one side's.
    #[schema(value_type = VisibilityWord)]
    visibility: Visibility,
    #[deserr(default = Verification::Unverified)]
    #[schema(value_type = VerificationWord, required = false)]
    verification: Verification,
    /// Source, or reason for doubt.
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    note: Option<Line>,
}

/// A party's place in an area, with its dates.
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = AreaMember)]
pub(in crate::tenants) struct MemberFields {
    /// The party; an id or a key is taken, an id is answered.
    #[schema(value_type = ReferenceText)]
    party: Handle<PartyId>,
    #[schema(value_type = AreaRoleWord)]
    role: AreaRole,
    /// The first day it belongs to the area.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_from: Option<Date>,
    /// The last day.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_to: Option<Date>,
    /// As well known as the area itself, unless said.
    #[deserr(default)]
    #[schema(value_type = Option<VerificationWord>)]
    verification: Option<Verification>,
    /// Source, or reason for doubt.
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    note: Option<Line>,
}

/// An area (*område*) of a community with those who belong to it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Area)]
pub(in crate::tenants) struct AreaView {
    #[schema(value_type = AreaIdText)]
    id: AreaId,
    #[serde(flatten)]
    fields: AreaFields,
    #[serde(flatten)]
    stamps: Stamps,
}

impl From<AreaMember> for MemberFields {
    fn from(member: AreaMember) -> Self {
        Self {
            party: Handle::Id(member.party),
            role: member.role,
            valid_from: member.validity.from,
            valid_to: member.validity.to,
            verification: Some(member.provenance.verification),
            note: member.provenance.note,
        }
    }
}

impl From<Area> for AreaFields {
    fn from(area: Area) -> Self {
        Self {
            key: area.key,
            names: area.names,
            members: AtMost(area.members.into_iter().map(Into::into).collect()),
            valid_from: area.validity.from,
            valid_to: area.validity.to,
            visibility: area.visibility,
            verification: area.provenance.verification,
            note: area.provenance.note,
        }
    }
}

impl From<Area> for AreaView {
    fn from(area: Area) -> Self {
        let stamps = Stamps::new(area.created_at, area.changed_at, area.version);
        Self { id: area.id, fields: area.into(), stamps }
    }
}

impl Form for AreaFields {
    fn stand_ins() -> Value {
        json!({
            "key": "nobody", "names": {"nb": "-", "nn": "-"}, "visibility": Visibility::Public,
            "members": [{"party": "nobody", "role": AreaRole::Municipality}],
        })
    }
}

impl AreaFields {
    /// The area these fields describe, if those who belong to it are parties and nobody else has its key.
    pub(super) fn resolve(self, writing: &mut Writing<'_, '_, '_>, old: Option<&Area>) -> Result<Area, ApiError> {
        let mut faults = Faults::default();
        check_key(old.map(|old| &old.key), &self.key, &mut faults, || {
            let everyone = domain::policy::Sight::everything();
            writing.tx.areas().find(&[Handle::Key(self.key.clone())], &everyone).map(|found| !found.is_empty())
        })?;
        let named = self.members.0.iter().map(|member| &member.party);
        let found = Found::look_up(named, |handles| writing.tx.parties().find(handles))?;
        let mut members = Vec::with_capacity(self.members.0.len());
        for (i, member) in self.members.0.into_iter().enumerate() {
            let party = found.id(&member.party, &format!("/members/{i}/party"), &mut faults);
            let verification = member.verification.unwrap_or(self.verification);
            members.push(AreaMember {
                // Members' faults are told by position, so one without a party is kept under an id of nobody.
                party: party.unwrap_or_else(PartyId::fresh),
                role: member.role,
                validity: Validity { from: member.valid_from, to: member.valid_to },
                provenance: Provenance { verification, note: member.note },
            });
        }
        let area = Area {
            id: old.map_or_else(AreaId::fresh, |old| old.id),
            key: self.key,
            names: self.names,
            members,
            validity: Validity { from: self.valid_from, to: self.valid_to },
            visibility: self.visibility,
            provenance: Provenance { verification: self.verification, note: self.note },
            created_at: old.map_or(writing.now, |old| old.created_at),
            changed_at: writing.now,
            version: old.map_or(1, |old| old.version + 1),
        };
        let broken = match old {
            None => area.check(),
            Some(old) => old.check_change(&area, writing.today),
        };
        faults.0.extend(broken.err().unwrap_or_default().0);
        faults.into_result()?;
        Ok(area)
    }
}
