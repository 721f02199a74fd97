//! Settings (innstillinger): what a community decides about how the service works for it.
pub(super) mod record;

use actix_web::HttpResponse;
use deserr::Deserr;
use domain::{Body, CaseNumberFormat, Forwarding, Instant, Line, Settings};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::guard::{Done, InTenant, ReadSettings, WriteSettings};
use crate::resource;
use crate::wire::read::{Form, ReadFaults, Within};
use crate::wire::schema::{CaseNumberFormatText, EmailText, ForwardingWord, InstantText, WebsiteText};
use crate::wire::{ApiError, MergePatch};

/// The addresses of this resource.
pub fn routes(config: &mut ServiceConfig) {
    config.service(resource!(get_settings, change_settings));
}

type Days = Within<0, { Body::DEADLINE_MAX as i64 }>;

const DEFAULT_DAYS: Days = Within(Settings::PAPER_DEADLINE_DAYS as i64);

type ReminderDays = Within<0, { Settings::REMINDER_MAX as i64 }>;

const USUAL_REMINDER: ReminderDays = Within(Settings::REMINDER_DAYS as i64);

/// What is entered of the settings (*innstillingar*).
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = SettingsContent)]
pub struct SettingsFields {
    /// What other regions do with requests for the community.
    #[deserr(default = Forwarding::Forward)]
    #[schema(value_type = ForwardingWord, required = false)]
    forwarding: Forwarding,
    /// Where the public can write to.
    #[deserr(default)]
    #[schema(value_type = Option<EmailText>)]
    contact_email: Option<Line>,
    /// The community's own web site.
    #[deserr(default)]
    #[schema(value_type = Option<WebsiteText>)]
    website: Option<Line>,
    /// Days before a meeting that papers are due, where the body says nothing.
    #[deserr(default = DEFAULT_DAYS)]
    #[schema(value_type = i32, required = false, minimum = 0, maximum = 365, example = 14)]
    paper_deadline_days: Days,
    /// How cases are numbered, where the body says nothing.
    #[deserr(default = CaseNumberFormat::default())]
    #[schema(value_type = CaseNumberFormatText, required = false)]
    case_number_format: CaseNumberFormat,
    /// Days before a meeting that those who are called to it are reminded by e-mail; 0: they are not.
    #[deserr(default = USUAL_REMINDER)]
    #[schema(value_type = i32, required = false, minimum = 0, maximum = 30, example = 2)]
    reminder_days: ReminderDays,
}

/// A community's settings (*innstillingar*).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Settings)]
pub struct SettingsView {
    #[serde(flatten)]
    fields: SettingsFields,
    #[schema(value_type = InstantText)]
    changed_at: Instant,
    /// Counts changes from 1; the strong tag.
    #[schema(minimum = 1, maximum = 2_147_483_647, example = 1)]
    version: i32,
}

impl Default for SettingsFields {
    fn default() -> Self {
        Self {
            forwarding: Forwarding::Forward,
            contact_email: None,
            website: None,
            paper_deadline_days: DEFAULT_DAYS,
            case_number_format: CaseNumberFormat::default(),
            reminder_days: USUAL_REMINDER,
        }
    }
}

impl From<Settings> for SettingsFields {
    fn from(settings: Settings) -> Self {
        Self {
            forwarding: settings.forwarding,
            contact_email: settings.contact_email,
            website: settings.website,
            paper_deadline_days: Within(settings.paper_deadline_days.into()),
            case_number_format: settings.case_number_format,
            reminder_days: Within(settings.reminder_days.into()),
        }
    }
}

impl From<Settings> for SettingsView {
    fn from(settings: Settings) -> Self {
        let (changed_at, version) = (settings.changed_at, settings.version);
        Self { fields: settings.into(), changed_at, version }
    }
}

impl Form for SettingsFields {
    fn stand_ins() -> Value {
        json!({})
    }
}

impl SettingsFields {
    /// The settings these fields describe, in the version they are.
    pub(super) fn settings(self, version: i32, now: Instant) -> Settings {
        Settings {
            forwarding: self.forwarding,
            contact_email: self.contact_email,
            website: self.website,
            paper_deadline_days: self.paper_deadline_days.narrow(),
            case_number_format: self.case_number_format,
            reminder_days: self.reminder_days.narrow(),
            changed_at: now,
            version,
        }
    }
}

/// Get the settings
///
/// What the community has decided about how the service works for it (*innstillingar*).
#[utoipa::path(get, path = "/v1/tenants/{tenant}/settings", operation_id = "get_settings", tag = "settings",
    responses((status = 200, description = "The settings", body = SettingsView)))]
async fn get_settings(caller: InTenant<ReadSettings>) -> Result<HttpResponse, ApiError> {
    caller
        .get(|reading| {
            let settings = reading.tx.settings().get()?.value;
            Ok((settings.version, SettingsView::from(settings)))
        })
        .await
}

/// Change the settings
///
/// Changes what the merge patch names (RFC 7396) of the settings (*innstillingar*).
#[utoipa::path(patch, path = "/v1/tenants/{tenant}/settings", operation_id = "change_settings", tag = "settings",
    request_body(content = SettingsFields, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The settings as changed", body = SettingsView)))]
async fn change_settings(caller: InTenant<WriteSettings>, patch: MergePatch) -> Result<HttpResponse, ApiError> {
    caller
        .patch(patch, |writing, patch, condition| {
            let old = writing.tx.settings().get()?;
            condition.matches(old.value.version)?;
            let told = patch.onto::<SettingsFields>(&SettingsFields::from(old.value.clone()))?;
            let new = told.make(|fields| {
                let new = fields.settings(old.value.version + 1, writing.now);
                new.check()?;
                Ok(new)
            })?;
            writing.tx.settings().change(&old, &new)?;
            Done::changed(new.version, &SettingsView::from(new))
        })
        .await
}
