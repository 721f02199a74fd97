//! Permissions as types, so that a handler's signature says what it takes to call it.
use actix_web::HttpRequest;
use domain::policy::Permission;

use crate::wire::Reply;

/// A permission as a type.
pub trait Needs: 'static {
    /// The permission.
    const PERMISSION: Permission;

    /// An answer to be put together, which nobody keeps if it tells of persons.
    fn reply(request: &HttpRequest) -> Reply<'_> {
        Reply::ok(request).cached(caching(Self::PERMISSION))
    }
}

/// Who may keep an answer given under a permission.
pub(super) fn caching(permission: Permission) -> &'static str {
    if permission.is_personal() { Reply::NO_STORE } else { Reply::PRIVATE }
}

/// The arguments of a handler that names its permission: a guard, first of all.
pub trait Guarded {
    /// The permission the guard asks for.
    const PERMISSION: Permission;
}

impl<G: Guarded> Guarded for (G,) {
    const PERMISSION: Permission = G::PERMISSION;
}

impl<G: Guarded, A> Guarded for (G, A) {
    const PERMISSION: Permission = G::PERMISSION;
}

macro_rules! needs {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => { $(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $name {}
        impl Needs for $name {
            const PERMISSION: Permission = Permission::$name;
        }
    )+ };
}

needs! {
    /// See which communities there are.
    ReadTenants,
    /// Open a community.
    OpenTenant,
    /// Rename, list or close a community.
    ChangeTenant,
    /// See parties, areas and bodies.
    ReadStructure,
    /// Enter, change and end parties, areas and bodies.
    WriteStructure,
    /// See the whole structure as one charter.
    ReadCharter,
    /// Apply a charter.
    ApplyCharter,
    /// See who sits where.
    ReadSeats,
    /// Ask every community where an organisation sits.
    FindSeats,
    /// Name members, deputies and office holders.
    WriteSeats,
    /// See persons.
    ReadPersons,
    /// Enter, change and erase persons.
    WritePersons,
    /// See grants.
    ReadGrants,
    /// Give roles and end them.
    WriteGrants,
    /// See settings.
    ReadSettings,
    /// Change settings.
    WriteSettings,
    /// See cases and papers.
    ReadCases,
    /// Report a case.
    ReportCases,
    /// Take cases in, prepare and follow them up.
    WriteCases,
    /// Write one's own side's assessment.
    WriteAssessments,
    /// See meetings and minutes.
    ReadMeetings,
    /// See who was at a meeting.
    ReadAttendance,
    /// Plan, call and hold meetings.
    WriteMeetings,
    /// Approve minutes.
    ApproveMinutes,
    /// Load earlier years.
    ImportHistory,
    /// Read the journal.
    ReadJournal,
    /// Follow what changes.
    ReadChanges,
    /// See webhooks and their messages.
    ReadWebhooks,
    /// Have a system told of changes.
    WriteWebhooks,
    /// See private addresses of calendars.
    ReadCalendars,
    /// Make and revoke private addresses of calendars.
    WriteCalendars,
    /// See notices and what became of them.
    ReadNotices,
    /// Send a notice anew.
    WriteNotices,
}
