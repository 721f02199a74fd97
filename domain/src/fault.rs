//! What is wrong with an input, and where: every rule answers in faults, every layer above only carries them.
use crate::Key;

/// What is wrong with one value. The wire layer gives each a text in three languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// A required value is missing.
    Required,
    /// The object has no such member; the known ones are listed.
    UnknownField {
        /// The members the object may have.
        known: Vec<String>,
    },
    /// The value has another JSON type than the expected one.
    WrongType {
        /// What was expected, such as `string`.
        expected: String,
    },
    /// The word is not in the vocabulary; the known ones are listed.
    UnknownWord {
        /// The words that are accepted.
        known: Vec<String>,
    },
    /// Shorter than it may be, in characters or items.
    TooShort {
        /// The least length.
        min: usize,
    },
    /// Longer than it may be, in characters or items.
    TooLong {
        /// The greatest length.
        max: usize,
    },
    /// A number outside its range.
    OutOfRange {
        /// The least value.
        min: i64,
        /// The greatest value.
        max: i64,
    },
    /// The text holds a control character.
    ControlCharacter,
    /// The text does not fit the expected form, which is named.
    Malformed {
        /// The form in words or as a pattern, such as `YYYY-MM-DD`.
        form: &'static str,
    },
    /// Nine digits are wanted and the check digit (modulus 11) must be right.
    OrgNumber,
    /// Four digits of an existing county are wanted.
    MunicipalityNumber,
    /// The text holds a national identity number.
    PersonalId,
    /// The key is already in use in this community, or was once.
    KeyTaken,
    /// The value is held by another entry of its kind.
    Taken,
    /// Nothing visible to the caller has this id or key.
    UnknownReference,
    /// The id belongs to another kind of thing; the right prefix is named.
    WrongPrefix {
        /// The prefix such an id has.
        expected: &'static str,
    },
    /// A last day that comes before the first.
    DateOrder,
    /// The reference would make a body its own ancestor.
    Cycle,
    /// The field is set when the thing is made and never changes.
    Immutable,
    /// History would be rewritten: what has been in force keeps its start and is ended, never removed.
    HistoryRewritten,
    /// The value is only allowed together with another, which is named.
    Needs {
        /// The other member.
        other: &'static str,
    },
    /// The value is not allowed together with another, which is named.
    Excludes {
        /// The other member.
        other: &'static str,
    },
    /// The same entry stands twice.
    Duplicate,
    /// The version that is named is not the present one.
    Stale,
    /// The area or party is none the rule gives seats to.
    NoUnit,
    /// It reaches beyond the days on which what it belongs to is in force.
    OutsideValidity,
    /// The rule's seats are all held.
    Full {
        /// How many may be held at once.
        max: u16,
    },
    /// Nobody is deputy to themselves.
    OwnDeputy,
    /// Whoever holds an office must sit in the body on all its days.
    NoSeat,
    /// The seat has no right to vote.
    NoVote,
    /// Whoever it names was not there.
    NotPresent,
    /// These sides have seats and have not said where they stand.
    Unheard {
        /// The sides.
        sides: Vec<&'static str>,
    },
    /// It would be ended while people sit there; its key is named.
    InUse {
        /// The key of what would be ended.
        key: Key,
    },
    /// It cannot become that from where it stands; what it can become is listed.
    NotAllowed {
        /// The words that are possible now; none where nothing is.
        allowed: Vec<&'static str>,
    },
    /// What is there already says otherwise.
    Differs,
    /// It would leave people without the seats they sit in; its key is named.
    SeatsHeld {
        /// The key of the rule whose seats would be gone.
        key: Key,
    },
    /// A time of day that comes before the one it follows.
    TimeOrder,
    /// More days than the date's precision allows.
    LongerThan {
        /// The most days.
        days: i32,
    },
    /// More would see it than may; the widest that is possible is named.
    TooWide {
        /// The widest visibility.
        widest: &'static str,
    },
    /// Nobody is called to a meeting without an agenda.
    NoAgenda,
    /// The body has no open case of this kind: it was not taken in there, or is done with.
    NoOpenStop,
    /// Does not sit in the body that day.
    NotSeated,
    /// Is no deputy for that seat.
    NotDeputy,
    /// A deputy who comes before is neither away nor in another seat.
    DeputyOrder,
    /// A deputy stands in for somebody who is away.
    NotAway,
    /// What is in force is changed from today only; a later change is written as an end and a new entry.
    OnlyFromToday,
    /// Lies in a network that the region sends nothing to.
    ForbiddenNetwork,
}

impl FaultKind {
    /// The stable word a client may branch on.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::UnknownField { .. } => "unknown-field",
            Self::WrongType { .. } => "wrong-type",
            Self::UnknownWord { .. } => "unknown-word",
            Self::TooShort { .. } => "too-short",
            Self::TooLong { .. } => "too-long",
            Self::OutOfRange { .. } => "out-of-range",
            Self::ControlCharacter => "control-character",
            Self::Malformed { .. } => "malformed",
            Self::OrgNumber => "organization-number",
            Self::MunicipalityNumber => "municipality-number",
            Self::PersonalId => "personal-id",
            Self::KeyTaken => "key-taken",
            Self::Taken => "taken",
            Self::UnknownReference => "unknown-reference",
            Self::WrongPrefix { .. } => "wrong-prefix",
            Self::DateOrder => "date-order",
            Self::Cycle => "cycle",
            Self::Immutable => "immutable",
            Self::HistoryRewritten => "history-rewritten",
            Self::Needs { .. } => "needs",
            Self::Excludes { .. } => "excludes",
            Self::Duplicate => "duplicate",
            Self::Stale => "stale",
            Self::NoUnit => "no-unit",
            Self::OutsideValidity => "outside-validity",
            Self::Full { .. } => "full",
            Self::OwnDeputy => "own-deputy",
            Self::NoSeat => "no-seat",
            Self::NoVote => "no-vote",
            Self::NotPresent => "not-present",
            Self::Unheard { .. } => "unheard",
            Self::InUse { .. } => "in-use",
            Self::NotAllowed { .. } => "not-allowed",
            Self::Differs => "differs",
            Self::SeatsHeld { .. } => "seats-held",
            Self::TimeOrder => "time-order",
            Self::LongerThan { .. } => "longer-than",
            Self::TooWide { .. } => "too-wide",
            Self::NoAgenda => "no-agenda",
            Self::NoOpenStop => "no-open-stop",
            Self::NotSeated => "not-seated",
            Self::NotDeputy => "not-deputy",
            Self::DeputyOrder => "deputy-order",
            Self::NotAway => "not-away",
            Self::OnlyFromToday => "only-from-today",
            Self::ForbiddenNetwork => "forbidden-network",
        }
    }
}

/// One fault and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where the value stands, as an RFC 6901 JSON pointer from the document's root.
    pub pointer: String,
    /// What is wrong with it.
    pub kind: FaultKind,
}

/// All faults of one input, in the order they were found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    /// Notes one fault at a pointer.
    pub fn add(&mut self, pointer: impl Into<String>, kind: FaultKind) {
        self.0.push(Fault { pointer: pointer.into(), kind });
    }

    /// A single fault.
    pub fn one(pointer: impl Into<String>, kind: FaultKind) -> Self {
        Self(vec![Fault { pointer: pointer.into(), kind }])
    }

    /// `Ok` when nothing is wrong.
    pub fn into_result(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }
}
