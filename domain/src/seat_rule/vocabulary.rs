//! The words seat rules are written in.
use crate::words::words;

words! {
    /// What someone who sits in a body is there as, or what the holder of a seat does elsewhere.
    pub enum Category {
        /// Kommunedirektør, rådmann.
        MunicipalDirector = "municipal-director",
        /// Kommunalsjef, leader of a sector.
        SectorDirector = "sector-director",
        /// Ordfører.
        Mayor = "mayor",
        /// Byråd.
        CityCommissioner = "city-commissioner",
        /// Styreleder of a health trust.
        BoardChair = "board-chair",
        /// Administrerende direktør of a hospital.
        HospitalDirector = "hospital-director",
        /// Fagdirektør.
        MedicalDirector = "medical-director",
        /// Klinikksjef.
        ClinicDirector = "clinic-director",
        /// Samhandlingssjef, samhandlingsleder.
        CollaborationManager = "collaboration-manager",
        /// Fastlege.
        GeneralPractitioner = "general-practitioner",
        /// Kommuneoverlege.
        MunicipalChiefPhysician = "municipal-chief-physician",
        /// Praksiskonsulent.
        PracticeConsultant = "practice-consultant",
        /// Brukerrepresentant.
        UserRepresentative = "user-representative",
        /// Representative of the union confederations (hovedsammenslutningene).
        UnionRepresentative = "union-representative",
        /// Representative of KS.
        KsRepresentative = "ks-representative",
        /// Someone of the secretariat.
        Secretariat = "secretariat",
        /// Leader of a body.
        BodyLeader = "body-leader",
        /// A professional of the field (fagperson).
        Professional = "professional",
        /// A lawyer.
        Lawyer = "lawyer",
        /// Any other.
        Other = "other",
    }
}

words! {
    /// Whether a seat makes its holder one of the body.
    pub enum SeatKind {
        /// One of the body.
        Member = "member",
        /// One who follows it.
        Observer = "observer",
    }
}

words! {
    /// What a seat's holder may do in a meeting. Rights are the seat's, never the stakeholder's.
    pub enum SeatRight {
        /// Be there (møterett).
        Attend = "attend",
        /// Speak (talerett).
        Speak = "speak",
        /// Propose (forslagsrett).
        Propose = "propose",
        /// Vote (stemmerett).
        Vote = "vote",
    }
}

words! {
    /// When the holder of a seat takes part.
    pub enum Presence {
        /// In every meeting.
        Permanent = "permanent",
        /// When called for a case.
        PerCase = "per-case",
    }
}

words! {
    /// What a rule counts its seats for.
    pub enum Per {
        /// The body as a whole.
        Body = "body",
        /// Each area of the community.
        Area = "area",
        /// Each municipality: of the body's area, or of the community where the body has none.
        Municipality = "municipality",
        /// Each of the named parties.
        Party = "party",
        /// The named parties together, who share the seats.
        Shared = "shared",
        /// Whoever holds a seat or an office in another body.
        Derived = "derived",
    }
}

words! {
    /// How much a rule insists.
    pub enum Force {
        /// It must hold.
        Hard = "hard",
        /// It should hold as far as possible.
        Soft = "soft",
    }
}

words! {
    /// How the seats' deputies (vara) are named.
    pub enum DeputyMode {
        /// There are none.
        None = "none",
        /// Each seat has its own.
        Personal = "personal",
        /// Each seat has several, in order (1. vara, 2. vara).
        Ordered = "ordered",
        /// The rule's seats have a common list (varaliste).
        Pool = "pool",
        /// Any of these may be met: each seat its own, in order, or from a common list.
        Mixed = "mixed",
        /// No source says.
        Unknown = "unknown",
    }
}

words! {
    /// Who names the holders.
    pub enum AppointerKind {
        /// The area, municipality or party the seat is for.
        Unit = "unit",
        /// A party that is named.
        Party = "party",
        /// A body that is named.
        Body = "body",
        /// The side as a whole.
        Side = "side",
        /// Someone outside the structure, told in the note.
        Other = "other",
    }
}
