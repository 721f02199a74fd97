//! What operations need: permissions, and the scopes of tokens that open them.
use crate::words::words;

words! {
    /// What an operation needs. Each operation of the contract names exactly one.
    pub enum Permission {
        /// See which communities there are.
        ReadTenants = "read-tenants",
        /// Open a community.
        OpenTenant = "open-tenant",
        /// Rename, list or close a community.
        ChangeTenant = "change-tenant",
        /// See parties, areas and bodies.
        ReadStructure = "read-structure",
        /// Enter, change and end parties, areas and bodies.
        WriteStructure = "write-structure",
        /// See the whole structure as one charter.
        ReadCharter = "read-charter",
        /// Apply a charter to the community.
        ApplyCharter = "apply-charter",
        /// See who sits where, and what follows from it.
        ReadSeats = "read-seats",
        /// Ask every community where an organisation sits; each answers as far as the caller sees who sits where there.
        FindSeats = "find-seats",
        /// Name members, deputies and office holders.
        WriteSeats = "write-seats",
        /// See persons and how to reach them.
        ReadPersons = "read-persons",
        /// Enter, change and erase persons.
        WritePersons = "write-persons",
        /// See who has been given which role.
        ReadGrants = "read-grants",
        /// Give roles and end them.
        WriteGrants = "write-grants",
        /// See the community's settings.
        ReadSettings = "read-settings",
        /// Change the community's settings.
        WriteSettings = "write-settings",
        /// See cases, their papers and their way.
        ReadCases = "read-cases",
        /// Report a case for one's own party, and say more of it when asked.
        ReportCases = "report-cases",
        /// Take cases in, prepare and follow them up.
        WriteCases = "write-cases",
        /// Write one's own side's assessment into a paper.
        WriteAssessments = "write-assessments",
        /// See meetings, their agendas, decisions and minutes.
        ReadMeetings = "read-meetings",
        /// See who was at a meeting.
        ReadAttendance = "read-attendance",
        /// Plan meetings, call them, and write down what they did.
        WriteMeetings = "write-meetings",
        /// Approve minutes.
        ApproveMinutes = "approve-minutes",
        /// Load cases and meetings of earlier years.
        ImportHistory = "import-history",
        /// Read the journal.
        ReadJournal = "read-journal",
        /// Follow what changes, and fetch all of it: never more than one may see thing by thing.
        ReadChanges = "read-changes",
        /// See who is told of changes where, and what became of each message.
        ReadWebhooks = "read-webhooks",
        /// Have a party or the community told of changes.
        WriteWebhooks = "write-webhooks",
        /// See the private addresses of calendars that one made.
        ReadCalendars = "read-calendars",
        /// Make private addresses of calendars, and revoke them.
        WriteCalendars = "write-calendars",
        /// See which notices went to whom, and what became of them.
        ReadNotices = "read-notices",
        /// Send a notice anew.
        WriteNotices = "write-notices",
    }
}

impl Permission {
    /// The OAuth scope a token must carry to use this permission.
    pub const fn scope(self) -> &'static str {
        match self {
            Self::ReadTenants | Self::ReadStructure | Self::ReadCharter | Self::ReadSettings => {
                "helsefellesskap:structure.read"
            }
            Self::WriteStructure | Self::ApplyCharter | Self::WriteSettings => "helsefellesskap:structure.write",
            Self::ReadSeats | Self::FindSeats | Self::ReadPersons | Self::ReadGrants => "helsefellesskap:people.read",
            Self::WriteSeats | Self::WritePersons | Self::WriteGrants => "helsefellesskap:people.write",
            Self::ReadCases | Self::ReadMeetings | Self::ReadAttendance => "helsefellesskap:cases.read",
            Self::ReportCases => "helsefellesskap:reports.write",
            Self::WriteCases
            | Self::WriteAssessments
            | Self::WriteMeetings
            | Self::ApproveMinutes
            | Self::ImportHistory => "helsefellesskap:cases.write",
            Self::ReadJournal => "helsefellesskap:journal.read",
            Self::ReadChanges => "helsefellesskap:changes.read",
            Self::ReadWebhooks => "helsefellesskap:webhooks.read",
            Self::WriteWebhooks => "helsefellesskap:webhooks.write",
            Self::ReadCalendars => "helsefellesskap:calendars.read",
            Self::WriteCalendars => "helsefellesskap:calendars.write",
            Self::ReadNotices => "helsefellesskap:notices.read",
            Self::WriteNotices => "helsefellesskap:notices.write",
            Self::OpenTenant | Self::ChangeTenant => "helsefellesskap:region.write",
        }
    }

    /// Whether callers without a token or a role may use it, for what is published.
    pub const fn is_open(self) -> bool {
        matches!(
            self,
            Self::ReadTenants
                | Self::ReadStructure
                | Self::FindSeats
                | Self::ReadCases
                | Self::ReadMeetings
                | Self::ReadChanges
        )
    }

    /// Whether its answers tell of persons, so that nobody on the way may keep them.
    pub const fn is_personal(self) -> bool {
        matches!(
            self,
            Self::ReadSeats
                | Self::FindSeats
                | Self::WriteSeats
                | Self::ReadPersons
                | Self::WritePersons
                | Self::ReadGrants
                | Self::WriteGrants
                | Self::ReadAttendance
                | Self::ReadChanges
                | Self::ReadCalendars
                | Self::WriteCalendars
                | Self::ReadNotices
                | Self::WriteNotices
        )
    }
}

/// Every scope with what it opens, for the contract and the own issuer.
pub const SCOPES: &[(&str, &str)] = &[
    ("helsefellesskap:structure.read", "See communities, their structure and their settings"),
    ("helsefellesskap:structure.write", "Change structures and settings"),
    ("helsefellesskap:people.read", "See persons, who sits where, and grants"),
    ("helsefellesskap:people.write", "Change persons, who sits where, and grants"),
    ("helsefellesskap:cases.read", "See cases, papers, meetings and minutes"),
    ("helsefellesskap:reports.write", "Report cases for one's own party"),
    ("helsefellesskap:cases.write", "Prepare cases, write assessments, hold meetings and write their minutes"),
    ("helsefellesskap:journal.read", "Read the journal"),
    ("helsefellesskap:changes.read", "Follow what changes, and fetch all of it at once"),
    ("helsefellesskap:webhooks.read", "See webhooks and what became of their messages"),
    ("helsefellesskap:webhooks.write", "Have one's own system told of changes"),
    ("helsefellesskap:calendars.read", "See the private addresses of one's calendars"),
    ("helsefellesskap:calendars.write", "Make and revoke private addresses of calendars"),
    ("helsefellesskap:notices.read", "See which notices went to whom"),
    ("helsefellesskap:notices.write", "Send notices anew"),
    ("helsefellesskap:region.write", "Open, change and close communities"),
];
