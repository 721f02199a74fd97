//! Which kinds of things can be followed. A kind that is new to the journal does not compile until it is told here.
use domain::policy::Permission;
use domain::{SubjectType, Words as _};

use super::record::{Found, Record};
use crate::guard::Reading;
use crate::tenants::records::{
    AreaRecord, BodyRecord, CaseRecord, GrantRecord, MeetingRecord, MembershipRecord, MinutesRecord, OfficeRecord,
    PaperRecord, PartyRecord, PersonRecord, ProvisionRecord, SettingsRecord,
};
use crate::wire::ApiError;

type Fetch = fn(&mut Reading<'_, '_, '_>, &[&str]) -> Result<Vec<Found>, ApiError>;
type Paging = fn(&mut Reading<'_, '_, '_>, Option<&str>, i64) -> Result<(Vec<Found>, Option<String>), ApiError>;

/// A kind of thing that can be followed.
#[derive(Clone, Copy)]
pub struct Kind {
    /// Which.
    pub kind: SubjectType,
    /// What its reader must hold.
    pub permission: Permission,
    /// What the reader sees of those of these that exist.
    pub fetch: Fetch,
    /// What the reader sees of the next ones after an id, and the id to go on after, if there may be more.
    pub page: Paging,
}

impl Kind {
    const fn of<R: Record>() -> Self {
        Self { kind: R::KIND, permission: R::PERMISSION, fetch: fetch::<R>, page: page::<R> }
    }

    /// The kind by its name; none for what nobody follows.
    pub const fn named(kind: SubjectType) -> Option<Self> {
        Some(match kind {
            SubjectType::Settings => Self::of::<SettingsRecord>(),
            SubjectType::Party => Self::of::<PartyRecord>(),
            SubjectType::Area => Self::of::<AreaRecord>(),
            SubjectType::Body => Self::of::<BodyRecord>(),
            SubjectType::Provision => Self::of::<ProvisionRecord>(),
            SubjectType::Person => Self::of::<PersonRecord>(),
            SubjectType::Membership => Self::of::<MembershipRecord>(),
            SubjectType::Office => Self::of::<OfficeRecord>(),
            SubjectType::Case => Self::of::<CaseRecord>(),
            SubjectType::Paper => Self::of::<PaperRecord>(),
            SubjectType::Meeting => Self::of::<MeetingRecord>(),
            SubjectType::Minutes => Self::of::<MinutesRecord>(),
            SubjectType::Grant => Self::of::<GrantRecord>(),
            // The registry's, the region's, and what callers arranged for themselves.
            SubjectType::Tenant
            | SubjectType::Webhook
            | SubjectType::Calendar
            | SubjectType::Client
            | SubjectType::Operator
            | SubjectType::Key
            | SubjectType::Peer
            | SubjectType::Request => return None,
        })
    }

    /// Every kind, in the order a snapshot tells them.
    pub fn all() -> impl Iterator<Item = Self> {
        SubjectType::ALL.iter().filter_map(|kind| Self::named(*kind))
    }
}

fn fetch<R: Record>(reading: &mut Reading<'_, '_, '_>, ids: &[&str]) -> Result<Vec<Found>, ApiError> {
    let items = R::fetch(reading, ids)?;
    if items.is_empty() { Ok(Vec::new()) } else { R::tell(reading, items) }
}

fn page<R: Record>(
    reading: &mut Reading<'_, '_, '_>,
    after: Option<&str>,
    limit: i64,
) -> Result<(Vec<Found>, Option<String>), ApiError> {
    let items = R::page(reading, after, limit)?;
    let is_full = i64::try_from(items.len()).is_ok_and(|length| length >= limit);
    let last = items.last().filter(|_| is_full).map(R::id);
    let found = if items.is_empty() { Vec::new() } else { R::tell(reading, items)? };
    Ok((found, last))
}
