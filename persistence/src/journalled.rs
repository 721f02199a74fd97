//! What the journal needs to know of each kind of subject.
use domain::{
    Area, Body, Digest, Grant, Party, Person, Salt, Settings, Side, Subject, SubjectType, Tenant, Visibility,
};
use serde::Serialize;

/// A subject whose changes the journal keeps.
pub(crate) trait Journalled: Serialize + Sized {
    /// What kind of subject it is.
    const KIND: SubjectType;
    /// Whether a change to it may change what somebody may do.
    const TOUCHES_RIGHTS: bool = false;

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
    fn subject(&self, salt: Salt) -> Subject {
        Subject {
            kind: Self::KIND,
            id: self.id_text(),
            visibility: self.visibility(),
            side: self.side(),
            digest: self.digest(salt),
        }
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
    fn id_text(&self) -> String {
        self.id.to_string()
    }
}

impl Journalled for Area {
    const KIND: SubjectType = SubjectType::Area;
    fn id_text(&self) -> String {
        self.id.to_string()
    }
    fn visibility(&self) -> Visibility {
        self.visibility
    }
}

impl Journalled for Body {
    const KIND: SubjectType = SubjectType::Body;
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
