//! Who holds a grant, as bodies tell it.
use deserr::Deserr;
use domain::{FaultKind, Faults, Holder, Identity, Line, OrgNumber, PersonId};
use persistence::{StoreError, TenantTx};
use serde::Serialize;
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

/// Who holds a grant: a person of the community, one identity, or every system that acts for an organisation.
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, tag = "kind", rename_all = camelCase, deny_unknown_fields)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[schema(as = Holder)]
pub enum HolderFields {
    /// A person, by any of their identities.
    Person {
        /// The person, by id.
        #[schema(value_type = PersonIdText)]
        person: PersonId,
    },
    /// Whoever an issuer names with this subject.
    Identity {
        /// The issuer, exactly as in its tokens.
        #[schema(value_type = LineText)]
        issuer: Line,
        /// The subject at that issuer.
        #[schema(value_type = LineText)]
        subject: Line,
    },
    /// Every system that an issuer says acts for an organisation.
    #[deserr(rename_all = camelCase)]
    #[serde(rename_all = "camelCase")]
    Organization {
        /// The issuer, exactly as in its tokens.
        #[schema(value_type = LineText)]
        issuer: Line,
        /// The organisation.
        #[schema(value_type = OrgNumberText)]
        org_number: OrgNumber,
    },
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
            Holder::Person { person } => Self::Person { person },
            Holder::Identity(Identity { issuer, subject }) => Self::Identity { issuer, subject },
            Holder::Organization { issuer, org_number } => Self::Organization { issuer, org_number },
        }
    }
}

impl From<HolderFields> for Holder {
    fn from(fields: HolderFields) -> Self {
        match fields {
            HolderFields::Person { person } => Self::Person { person },
            HolderFields::Identity { issuer, subject } => Self::Identity(Identity { issuer, subject }),
            HolderFields::Organization { issuer, org_number } => Self::Organization { issuer, org_number },
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
    use serde_json::json;

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
