//! What the journal needs to know of each kind of subject.
use domain::{
    Area, Body, CalendarAddress, Case, Digest, Grant, Meeting, Membership, Minutes, Office, Paper, Party, Person,
    Provision, Salt, Settings, Side, Subject, SubjectType, Tenant, Visibility, Webhook,
};
use serde::Serialize;

/// Who may see a subject: its visibility, and the side it belongs to.
pub type Audience = (Visibility, Option<Side>);

/// A subject whose changes the journal keeps.
pub(crate) trait Journalled: Serialize + Sized {
    /// What kind of subject it is.
    const KIND: SubjectType;
    /// Whether a change to it may change what somebody may do.
    const TOUCHES_RIGHTS: bool = false;
    /// Whether it is part of the structure.
    const TOUCHES_STRUCTURE: bool = false;

    /// Its id, as written on the wire.
    fn id_text(&self) -> String;

    /// Who may see it.
    fn visibility(&self) -> Visibility {
        Visibility::Public
    }

    /// The side it belongs to.
    fn side(&self) -> Option<Side> {
        None
    }

    /// The digest of its present state.
    fn digest(&self, salt: Salt) -> Digest {
        Digest::of_state(salt, self)
    }

    /// It as the journal names it.
    fn subject(&self, salt: Salt, (visibility, side): Audience) -> Subject {
        Subject { kind: Self::KIND, id: self.id_text(), visibility, side, digest: self.digest(salt) }
    }
}

impl Journalled for Tenant {
    const KIND: SubjectType = SubjectType::Tenant;
    fn id_text(&self) -> String {
        self.id.to_string()
    }
}

impl Journalled for Settings {
    const KIND: SubjectType = SubjectType::Settings;
    const TOUCHES_STRUCTURE: bool = true;
    fn id_text(&self) -> String {
        "settings".to_owned()
    }
    fn visibility(&self) -> Visibility {
        Visibility::Community
    }
}

impl Journalled for Party {
    const KIND: SubjectType = SubjectType::Party;
    // The side of a system's rights is its party's.
    const TOUCHES_RIGHTS: bool = true;
    const TOUCHES_STRUCTURE: bool = true;
    fn id_text(&self) -> String {
        self.id.to_string()
    }
}

impl Journalled for Area {
    const KIND: SubjectType = SubjectType::Area;
    const TOUCHES_STRUCTURE: bool = true;
    fn id_text(&self) -> String {
        self.id.to_string()
    }
    fn visibility(&self) -> Visibility {
        self.visibility
    }
}

impl Journalled for Body {
    const KIND: SubjectType = SubjectType::Body;
    // Who sits in a body has rights there as long as it stands; its type and side tell which.
    const TOUCHES_RIGHTS: bool = true;
    const TOUCHES_STRUCTURE: bool = true;
    fn id_text(&self) -> String {
        self.id.to_string()
    }
    fn visibility(&self) -> Visibility {
        self.visibility
    }
    fn side(&self) -> Option<Side> {
        self.side
    }
}

impl Journalled for Person {
    const KIND: SubjectType = SubjectType::Person;
    const TOUCHES_RIGHTS: bool = true;
    fn id_text(&self) -> String {
        self.id.to_string()
    }
    fn visibility(&self) -> Visibility {
        Visibility::Secretariat
    }
}

impl Journalled for Grant {
    const KIND: SubjectType = SubjectType::Grant;
    const TOUCHES_RIGHTS: bool = true;
    fn id_text(&self) -> String {
        self.id.to_string()
    }
    fn visibility(&self) -> Visibility {
        Visibility::Secretariat
    }
}

impl Journalled for CalendarAddress {
    const KIND: SubjectType = SubjectType::Calendar;
    fn id_text(&self) -> String {
        self.id.to_string()
    }
    fn visibility(&self) -> Visibility {
        Visibility::Secretariat
    }
}

impl Journalled for Webhook {
    const KIND: SubjectType = SubjectType::Webhook;
    fn id_text(&self) -> String {
        self.id.to_string()
    }
    fn visibility(&self) -> Visibility {
        Visibility::Secretariat
    }
}

impl Journalled for Meeting {
    const KIND: SubjectType = SubjectType::Meeting;
    fn id_text(&self) -> String {
        self.id.to_string()
    }
    fn visibility(&self) -> Visibility {
        self.seen_as().0
    }
    fn side(&self) -> Option<Side> {
        self.seen_as().1
    }
}

// Who may see these three follows from the body they speak of: their repositories are told by the caller.

impl Journalled for Provision {
    const KIND: SubjectType = SubjectType::Provision;
    // A seat rule says what its holders may do, and a derived one who they are.
    const TOUCHES_RIGHTS: bool = true;
    const TOUCHES_STRUCTURE: bool = true;
    fn id_text(&self) -> String {
        self.id.to_string()
    }
}

impl Journalled for Membership {
    const KIND: SubjectType = SubjectType::Membership;
    const TOUCHES_RIGHTS: bool = true;
    fn id_text(&self) -> String {
        self.id.to_string()
    }
    fn visibility(&self) -> Visibility {
        Visibility::Community
    }
}

impl Journalled for Office {
    const KIND: SubjectType = SubjectType::Office;
    const TOUCHES_RIGHTS: bool = true;
    fn id_text(&self) -> String {
        self.id.to_string()
    }
    fn visibility(&self) -> Visibility {
        Visibility::Community
    }
}

// Who may see a version of a paper follows from its case, and its repository is told by the caller.

impl Journalled for Paper {
    const KIND: SubjectType = SubjectType::Paper;
    fn id_text(&self) -> String {
        format!("{}/{}", self.stop, self.number)
    }
    fn visibility(&self) -> Visibility {
        Visibility::Secretariat
    }
}

// Who may see a case follows from the day and from the bodies that treat it: its repository tells.
impl Journalled for Case {
    const KIND: SubjectType = SubjectType::Case;
    fn id_text(&self) -> String {
        self.id.to_string()
    }
    fn visibility(&self) -> Visibility {
        Visibility::Secretariat
    }
}

// Who may see minutes follows from their meeting, and how far they have come: the repository is told by the caller.

impl Journalled for Minutes {
    const KIND: SubjectType = SubjectType::Minutes;
    fn id_text(&self) -> String {
        format!("{}/{}", self.meeting, self.number)
    }
    fn visibility(&self) -> Visibility {
        Visibility::Secretariat
    }
}
