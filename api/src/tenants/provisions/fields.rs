//! A provision as it is entered, and what becomes of it.
use deserr::Deserr;
use domain::{
    ByHandle, Date, FaultKind, Faults, Key, Line, Provenance, Provision, ProvisionId, ProvisionKind, Rule, Structure,
    Validity, Verification,
};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::names::Names;
use super::seen::Before;
use crate::guard::Writing;
use crate::tenants::references::check_key;
use crate::wire::ApiError;
use crate::wire::read::{Common, Flat, Form, ReadFaults};
use crate::wire::rules::RuleFields;
use crate::wire::schema::{DateText, KeyText, LineText, ProvisionKindWord, VerificationWord};

/// What is entered of a provision whose rule is of one type.
pub(super) type Fields<F> = Flat<EntryFields, F>;

/// What every provision has, whatever its rule.
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = ProvisionEntry)]
pub(super) struct EntryFields {
    #[schema(value_type = KeyText)]
    key: Key,
    #[deserr(rename = "type")]
    #[serde(rename = "type")]
    #[schema(rename = "type", value_type = ProvisionKindWord)]
    kind: ProvisionKind,
    /// The first day it is in force.
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

impl Common for EntryFields {
    const MEMBERS: &'static [&'static str] = &["key", "type", "validFrom", "validTo", "verification", "note"];
}

impl From<&Provision> for EntryFields {
    fn from(provision: &Provision) -> Self {
        Self {
            key: provision.key.clone(),
            kind: provision.rule.kind(),
            valid_from: provision.validity.from,
            valid_to: provision.validity.to,
            verification: provision.provenance.verification,
            note: provision.provenance.note.clone(),
        }
    }
}

/// The members of one type of rule, with what stands in for those that cannot be read.
pub(super) trait OwnFields: RuleFields + Deserr<ReadFaults> + Serialize + Send + 'static {
    /// The type.
    const KIND: ProvisionKind;
    /// A sound rule, with one item in each list but those in which nothing may stand twice. No member of it makes another
    /// one required.
    fn stand_ins() -> Value;
}

impl<F: OwnFields> Form for Fields<F> {
    fn stand_ins() -> Value {
        let mut all = F::stand_ins();
        all["key"] = json!("nobody");
        all["type"] = json!(F::KIND);
        all
    }
}

/// What is made of the fields of a provision.
pub(super) struct Making<'m> {
    /// The structure as it stands.
    pub(super) structure: Structure,
    /// The provision that is changed.
    pub(super) old: Option<&'m Before>,
    /// Whether all that was told could be read. Only a whole rule is held against the structure: what is found of one
    /// in which something stands in is nobody's fault.
    pub(super) sound: bool,
}

impl Making<'_> {
    /// The provision, if the caller sees what its rule names and the rule can hold.
    pub(super) fn resolve<F: OwnFields>(
        mut self,
        fields: Fields<F>,
        writing: &Writing<'_, '_, '_>,
    ) -> Result<Provision, ApiError> {
        let EntryFields { key, kind, valid_from, valid_to, verification, note } = fields.common;
        let before = self.old.map(|old| &old.whole);
        let mut faults = Faults::default();
        let taken = || Ok(self.structure.provisions.iter().any(|other| other.key == key));
        check_key(before.map(|old| &old.key), &key, &mut faults, taken)?;
        if before.is_some_and(|old| old.rule.kind() != kind) {
            faults.add("/type", FaultKind::Immutable);
        }
        let rule: Rule<ByHandle> = fields.own.into();
        let mut names = Names::new(&self.structure, writing.sight, rule.kind());
        let Some(mut rule) = rule.renamed(&mut names, "") else {
            return Err(ApiError::internal("what is named is known, or kept as an id of nobody"));
        };
        let unknown = names.unknown;
        if let Some(old) = self.old {
            old.keep_hidden(&mut rule);
        }
        let new = Provision {
            id: before.map_or_else(ProvisionId::fresh, |old| old.id),
            key,
            rule,
            validity: Validity { from: valid_from, to: valid_to },
            provenance: Provenance { verification, note },
            created_at: before.map_or(writing.now, |old| old.created_at),
            changed_at: writing.now,
            version: before.map_or(1, |old| old.version + 1),
        };
        let broken = before.map_or_else(|| new.check(), |old| old.check_change(&new, writing.today));
        let mut broken = broken.err().unwrap_or_default();
        // What nobody knows is not told to be another than before, too.
        broken.0.retain(|fault| unknown.0.iter().all(|other| other.pointer != fault.pointer));
        if self.sound && unknown.0.is_empty() && broken.0.is_empty() {
            self.structure.provisions.retain(|other| other.id != new.id);
            self.structure.provisions.push(new.clone());
            let of_this = self.structure.broken_rules().into_iter().filter(|(id, _)| *id == new.id);
            broken.0.extend(of_this.map(|(_, fault)| fault));
        }
        faults.0.extend(unknown.0);
        faults.0.append(&mut broken.0);
        faults.into_result()?;
        Ok(new)
    }
}
