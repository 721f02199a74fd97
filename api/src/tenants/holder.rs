//! Who holds a grant, as bodies tell it.
use deserr::{
    DeserializeError as _, Deserr, ErrorKind, IntoValue, Map as _, Value, ValueKind, ValuePointerRef, take_cf_content,
};
use domain::{FaultKind, Faults, Holder, HolderKind, Identity, Line, OrgNumber, PersonId};
use persistence::{StoreError, TenantTx};
use serde::Serialize;
use serde_json::{Value as Json, json};
use utoipa::ToSchema;

use crate::wire::read::ReadFaults;
use crate::wire::schema::{LineText, OrgNumberText, PersonIdText};

/// How an issuer knows a person or a system: the `iss` and `sub` of its tokens.
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[schema(as = Identity)]
pub struct IdentityFields {
    /// The issuer, exactly as in its tokens.
    #[schema(value_type = LineText)]
    issuer: Line,
    /// The subject at that issuer.
    #[schema(value_type = LineText)]
    subject: Line,
}

/// A person as the holder of a grant, by any of their identities.
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[schema(as = PersonHolder)]
pub struct PersonFields {
    /// The person, by id.
    #[schema(value_type = PersonIdText)]
    person: PersonId,
}

/// Every system that an issuer says acts for an organisation.
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = OrganizationHolder)]
pub struct OrganizationFields {
    /// The issuer, exactly as in its tokens.
    #[schema(value_type = LineText)]
    issuer: Line,
    /// The organisation.
    #[schema(value_type = OrgNumberText)]
    org_number: OrgNumber,
}

/// Who holds a grant: a person of the community, one identity, or every system that acts for an organisation.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[schema(as = Holder)]
pub enum HolderFields {
    /// A person, by any of their identities.
    Person(PersonFields),
    /// Whoever an issuer names with this subject.
    Identity(IdentityFields),
    /// Every system that an issuer says acts for an organisation.
    Organization(OrganizationFields),
}

/// By hand, since what is derived does not tell which kinds there are.
impl Deserr<ReadFaults> for HolderFields {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, location: ValuePointerRef) -> Result<Self, ReadFaults> {
        let Value::Map(mut members) = value else {
            let error = ErrorKind::IncorrectValueKind { actual: value, accepted: &[ValueKind::Map] };
            return Err(take_cf_content(ReadFaults::error(None, error, location)));
        };
        let Some(kind) = members.remove("kind") else {
            let error: ErrorKind<'_, V> = ErrorKind::MissingField { field: "kind" };
            return Err(take_cf_content(ReadFaults::error(None, error, location)));
        };
        let kind = HolderKind::deserialize_from_value(kind.into_value(), location.push_key("kind"))?;
        let rest = Value::<V>::Map(members);
        match kind {
            HolderKind::Person => Deserr::deserialize_from_value(rest, location).map(Self::Person),
            HolderKind::Identity => Deserr::deserialize_from_value(rest, location).map(Self::Identity),
            HolderKind::Organization => Deserr::deserialize_from_value(rest, location).map(Self::Organization),
        }
    }
}

impl HolderFields {
    /// What stands in for a holder that cannot be read: nobody.
    pub(super) fn stand_in() -> Json {
        json!({"kind": HolderKind::Identity, "issuer": "https://nobody.invalid", "subject": "nobody"})
    }
}

impl From<Identity> for IdentityFields {
    fn from(Identity { issuer, subject }: Identity) -> Self {
        Self { issuer, subject }
    }
}

impl From<IdentityFields> for Identity {
    fn from(IdentityFields { issuer, subject }: IdentityFields) -> Self {
        Self { issuer, subject }
    }
}

impl From<Holder> for HolderFields {
    fn from(holder: Holder) -> Self {
        match holder {
            Holder::Person { person } => Self::Person(PersonFields { person }),
            Holder::Identity(identity) => Self::Identity(identity.into()),
            Holder::Organization { issuer, org_number } => {
                Self::Organization(OrganizationFields { issuer, org_number })
            }
        }
    }
}

impl From<HolderFields> for Holder {
    fn from(fields: HolderFields) -> Self {
        match fields {
            HolderFields::Person(PersonFields { person }) => Self::Person { person },
            HolderFields::Identity(identity) => Self::Identity(identity.into()),
            HolderFields::Organization(OrganizationFields { issuer, org_number }) => {
                Self::Organization { issuer, org_number }
            }
        }
    }
}

/// Notes a fault if a grant is meant for a person whom the community does not know, or no longer.
pub(super) fn check_person(holder: &Holder, tx: &mut TenantTx<'_, '_>, faults: &mut Faults) -> Result<(), StoreError> {
    let Holder::Person { person } = holder else { return Ok(()) };
    let known = match tx.persons().get(*person) {
        Ok(kept) => kept.value.erased_at.is_none(),
        Err(StoreError::NotFound) => false,
        Err(error) => return Err(error),
    };
    if !known {
        faults.add("/holder/person", FaultKind::UnknownReference);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::read::read;

    #[test]
    fn a_holder_reads_back_as_it_is_written() {
        let person = PersonId::fresh().to_string();
        for told in [
            json!({"kind": "person", "person": person}),
            json!({"kind": "identity", "issuer": "https://issuer.example", "subject": "system"}),
            json!({"kind": "organization", "issuer": "https://issuer.example", "orgNumber": "920290922"}),
        ] {
            let holder: Holder = read::<HolderFields>(told.clone()).expect("sound").into();
            assert_eq!(serde_json::to_value(HolderFields::from(holder)).expect("json"), told);
        }
    }

    #[test]
    fn what_is_no_holder_is_told_where() {
        for (told, pointer, code) in [
            (json!({"kind": "body", "body": "ssu"}), "/kind", "unknown-word"),
            (json!({"person": "x"}), "/kind", "required"),
            (json!("x"), "", "wrong-type"),
            (json!({"kind": "person"}), "/person", "required"),
            (json!({"kind": "person", "person": "body_x"}), "/person", "wrong-prefix"),
            (json!({"kind": "identity", "issuer": "i", "subject": "s", "person": "p"}), "/person", "unknown-field"),
            (json!({"kind": "organization", "issuer": "i", "orgNumber": "1"}), "/orgNumber", "organization-number"),
        ] {
            let faults = read::<HolderFields>(told.clone()).expect_err("no holder");
            let told_of: Vec<_> = faults.0.iter().map(|fault| (fault.pointer.as_str(), fault.kind.code())).collect();
            assert_eq!(told_of, [(pointer, code)], "{told}");
        }
    }
}
