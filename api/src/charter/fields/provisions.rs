//! Provisions as a charter writes them: six lists, in each the members of one kind of rule beside what all have.
use deserr::Deserr;
use domain::{
    AreaId, BodyId, ByHandle, ByKey, CharterProvision, Date, FaultKind, Faults, Handle, Key, Line, PartyId, Provenance,
    ProvisionId, Renaming, Validity, Verification,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::read::{Common, Flat, ReadFaults};
use crate::wire::rules::RuleFields;
use crate::wire::schema::{DateText, KeyText, LineText, VerificationWord};

pub(super) type ProvisionFields<F> = Flat<EntryFields, F>;

/// What every provision of a charter has.
#[derive(Debug, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = CharterEntry)]
pub(super) struct EntryFields {
    #[schema(value_type = KeyText)]
    key: Key,
    /// The first day.
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
    const MEMBERS: &'static [&'static str] = &["key", "validFrom", "validTo", "verification", "note"];
}

/// Reads lists whose entries name everything by key, and notes where one does not.
#[derive(Default)]
pub(super) struct KeysOnly {
    pub faults: Faults,
}

impl KeysOnly {
    pub fn read<F: RuleFields>(&mut self, list: Vec<ProvisionFields<F>>, provisions: &mut Vec<CharterProvision>) {
        for (i, Flat { common, own }) in list.into_iter().enumerate() {
            let rule: domain::Rule<ByHandle> = own.into();
            let place = format!("/{}/{i}", rule.kind().list());
            let Some(rule) = rule.renamed(self, &place) else { continue };
            provisions.push(CharterProvision {
                key: common.key,
                rule,
                validity: Validity { from: common.valid_from, to: common.valid_to },
                provenance: Provenance { verification: common.verification, note: common.note },
            });
        }
    }

    fn key<I>(&mut self, pointer: &str, handle: &Handle<I>) -> Option<Key> {
        match handle {
            Handle::Key(key) => Some(key.clone()),
            Handle::Id(_) => {
                self.faults.add(pointer, FaultKind::Malformed { form: Key::PATTERN });
                None
            }
        }
    }
}

impl Renaming<ByHandle, ByKey> for KeysOnly {
    fn party(&mut self, pointer: &str, handle: &Handle<PartyId>) -> Option<Key> {
        self.key(pointer, handle)
    }

    fn area(&mut self, pointer: &str, handle: &Handle<AreaId>) -> Option<Key> {
        self.key(pointer, handle)
    }

    fn body(&mut self, pointer: &str, handle: &Handle<BodyId>) -> Option<Key> {
        self.key(pointer, handle)
    }

    fn provision(&mut self, pointer: &str, handle: &Handle<ProvisionId>) -> Option<Key> {
        self.key(pointer, handle)
    }
}

/// The provisions of a charter, to be written as lists.
pub(super) struct Written(pub Vec<CharterProvision>);

impl Written {
    /// Those of one kind, in their order.
    pub fn list<F: RuleFields>(&self) -> Vec<ProvisionFields<F>> {
        let fields = self.0.iter().filter_map(|provision| {
            let own = F::of(provision.rule.renamed(&mut Handles, "")?)?;
            let Provenance { verification, note } = provision.provenance.clone();
            let Validity { from: valid_from, to: valid_to } = provision.validity;
            let common = EntryFields { key: provision.key.clone(), valid_from, valid_to, verification, note };
            Some(Flat { common, own })
        });
        fields.collect()
    }
}

struct Handles;

impl Renaming<ByKey, ByHandle> for Handles {
    fn party(&mut self, _: &str, key: &Key) -> Option<Handle<PartyId>> {
        Some(Handle::Key(key.clone()))
    }

    fn area(&mut self, _: &str, key: &Key) -> Option<Handle<AreaId>> {
        Some(Handle::Key(key.clone()))
    }

    fn body(&mut self, _: &str, key: &Key) -> Option<Handle<BodyId>> {
        Some(Handle::Key(key.clone()))
    }

    fn provision(&mut self, _: &str, key: &Key) -> Option<Handle<ProvisionId>> {
        Some(Handle::Key(key.clone()))
    }
}
