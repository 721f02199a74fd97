//! A community on the wire: what is entered, what is shown, and the way between.
use deserr::Deserr;
use domain::policy::Role;
use domain::{
    FaultKind, Faults, Grant, GrantId, Instant, Key, Language, Listing, Names, Settings, Tenant, TenantId,
    TenantStatus, Validity,
};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::tenants::holder::HolderFields;
use crate::tenants::settings::SettingsFields;
use crate::tenants::stamps::Stamps;
use crate::wire::read::{Form, ReadFaults};
use crate::wire::schema::{KeyText, LanguageWord, ListingWord, NamesSchema, TenantIdText, TenantStatusWord};

/// What is entered of a community (*helsefellesskap*).
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[schema(as = TenantContent)]
pub struct TenantFields {
    /// The short name in addresses.
    #[schema(value_type = KeyText)]
    pub(super) slug: Key,
    #[schema(value_type = NamesSchema)]
    names: Names,
    /// The language the community writes in.
    #[schema(value_type = LanguageWord)]
    language: Language,
    #[deserr(default = Listing::Public)]
    #[schema(value_type = ListingWord, required = false)]
    listing: Listing,
    #[deserr(default = TenantStatus::Open)]
    #[schema(value_type = TenantStatusWord, required = false)]
    status: TenantStatus,
}

/// A community (*helsefellesskap*) to be opened.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[schema(rename_all = "camelCase", as = NewTenant)]
pub struct NewTenant {
    /// The short name in addresses.
    #[schema(value_type = KeyText)]
    pub(super) slug: Key,
    #[schema(value_type = NamesSchema)]
    names: Names,
    /// The language the community writes in.
    #[schema(value_type = LanguageWord)]
    language: Language,
    #[deserr(default = Listing::Public)]
    #[schema(value_type = ListingWord, required = false)]
    listing: Listing,
    /// Settings it begins with; what is not named is as usual.
    #[deserr(default)]
    #[schema(required = false)]
    settings: SettingsFields,
    /// Who gives every other role; nobody is a person of the community yet.
    first_admin: HolderFields,
}

/// A community (*helsefellesskap*) that lives in this region.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Tenant)]
pub struct TenantView {
    #[schema(value_type = TenantIdText)]
    id: TenantId,
    #[serde(flatten)]
    fields: TenantFields,
    #[serde(flatten)]
    stamps: Stamps,
}

impl From<Tenant> for TenantFields {
    fn from(tenant: Tenant) -> Self {
        let Tenant { slug, names, language, listing, status, .. } = tenant;
        Self { slug, names, language, listing, status }
    }
}

impl From<Tenant> for TenantView {
    fn from(tenant: Tenant) -> Self {
        let stamps = Stamps::new(tenant.created_at, tenant.changed_at, tenant.version);
        Self { id: tenant.id, fields: tenant.into(), stamps }
    }
}

impl Form for TenantFields {
    fn stand_ins() -> Value {
        json!({"slug": "nobody", "names": {"nb": "-", "nn": "-"}, "language": Language::Nynorsk})
    }
}

impl Form for NewTenant {
    fn stand_ins() -> Value {
        let mut all = TenantFields::stand_ins();
        all["firstAdmin"] = HolderFields::stand_in();
        all
    }
}

impl TenantFields {
    /// The community as these fields describe it.
    pub(super) fn resolve(self, old: &Tenant, now: Instant) -> Result<Tenant, Faults> {
        let Self { slug, names, language, listing, status } = self;
        let changed = Tenant { slug, names, language, listing, status, changed_at: now, ..old.clone() };
        let new = Tenant { version: old.version + 1, ..changed };
        old.check_change(&new).map(|()| new)
    }
}

/// A community before it is registered, with what its own store begins with.
pub(super) struct Opening {
    pub(super) tenant: Tenant,
    pub(super) settings: Settings,
    pub(super) first_admin: Grant,
}

impl NewTenant {
    pub(super) fn resolve(self, now: Instant, mut faults: Faults) -> Result<Opening, Faults> {
        let settings = self.settings.settings(1, now);
        for fault in settings.check().err().unwrap_or_default().0 {
            faults.add(format!("/settings{}", fault.pointer), fault.kind);
        }
        if matches!(self.first_admin, HolderFields::Person(_)) {
            faults.add("/firstAdmin/person", FaultKind::UnknownReference);
        }
        faults.into_result()?;
        let tenant = Tenant {
            id: TenantId::fresh(),
            slug: self.slug,
            names: self.names,
            language: self.language,
            listing: self.listing,
            status: TenantStatus::Open,
            created_at: now,
            changed_at: now,
            version: 1,
        };
        let first_admin = Grant {
            id: GrantId::fresh(),
            role: Role::TenantAdmin,
            holder: self.first_admin.into(),
            side: None,
            party: None,
            body: None,
            area: None,
            validity: Validity::ALWAYS,
            created_at: now,
            changed_at: now,
            version: 1,
        };
        Ok(Opening { tenant, settings, first_admin })
    }
}
