//! The words of cases: what is asked for, how far they have come, where they belong.
use crate::BodyType;
use crate::words::words;

words! {
    /// What a body is asked to do with a case.
    pub enum CaseKind {
        /// Beslutningssak, vedtakssak: to be decided.
        Decision = "decision",
        /// Drøftingssak: to be discussed.
        Discussion = "discussion",
        /// Orienteringssak: to be informed of.
        Information = "information",
        /// Godkjenning: of a notice, an agenda or minutes.
        Approval = "approval",
        /// Valg: its decision fills an office.
        Election = "election",
        /// Referatsak: to be taken note of.
        Noting = "noting",
        /// Eventuelt.
        AnyOtherBusiness = "any-other-business",
    }
}

words! {
    /// How far a case has come. Of an accepted one it follows from its stops.
    pub enum CaseState {
        /// Meldt: it waits for somebody to say where it belongs.
        Reported = "reported",
        /// Returnert: the reporter is asked for more.
        Returned = "returned",
        /// Videresendt: it waits at another body.
        Forwarded = "forwarded",
        /// Slått sammen: it goes on in another case.
        Merged = "merged",
        /// Mottatt: it has a number and is being prepared.
        Accepted = "accepted",
        /// Forberedt: its paper is ready.
        Prepared = "prepared",
        /// Satt opp: it stands on an agenda.
        Scheduled = "scheduled",
        /// Behandlet: every body of its last stage is done with it.
        Treated = "treated",
        /// Fulgt opp: what was decided has been seen to.
        FollowedUp = "followed-up",
        /// Lukket.
        Closed = "closed",
    }
}

impl CaseState {
    /// Whether it has not been taken in yet: then only the secretariat and its reporter see it.
    pub const fn is_intake(self) -> bool {
        matches!(self, Self::Reported | Self::Returned | Self::Forwarded | Self::Merged)
    }

    /// How far the slowest body of the present stage has come, where the state follows from the stops.
    pub const fn slowest(self) -> Option<StopState> {
        match self {
            Self::Accepted => Some(StopState::Accepted),
            Self::Prepared => Some(StopState::Prepared),
            Self::Scheduled => Some(StopState::Scheduled),
            Self::Treated => Some(StopState::Treated),
            _ => None,
        }
    }
}

words! {
    /// How far a case has come in one body.
    pub enum StopState {
        /// It has its number and is being prepared.
        Accepted = "accepted",
        /// Its paper is ready.
        Prepared = "prepared",
        /// It stands on an agenda.
        Scheduled = "scheduled",
        /// The body is done with it.
        Treated = "treated",
    }
}

words! {
    /// What stands in the way, as the reporter or the secretariat sees it.
    pub enum Obstacle {
        /// Strukturelt: it lies in how things are organised, and belongs at the strategic level.
        Structural = "structural",
        /// Praktisk: it can be solved where it arose.
        Practical = "practical",
    }
}

words! {
    /// How far a case reaches.
    pub enum Reach {
        /// Prinsipiell: it concerns everyone.
        Principled = "principled",
        /// Lokal: it concerns one area.
        Local = "local",
    }
}

words! {
    /// The level at which a case belongs.
    pub enum Level {
        /// A strategic committee, or what stands above it.
        Strategic = "strategic",
        /// A body of an area, or below.
        Area = "area",
    }
}

impl Level {
    /// The level rule: principled or structural matters are strategic, local and practical ones the area's. Nothing
    /// follows from what nobody has said.
    pub const fn of(obstacle: Option<Obstacle>, reach: Option<Reach>) -> Option<Self> {
        match (obstacle, reach) {
            (Some(Obstacle::Structural), _) | (_, Some(Reach::Principled)) => Some(Self::Strategic),
            (Some(Obstacle::Practical), _) | (_, Some(Reach::Local)) => Some(Self::Area),
            (None, None) => None,
        }
    }

    /// Whether a body of this type is of the level.
    pub const fn fits(self, body_type: BodyType) -> bool {
        let strategic = matches!(
            body_type,
            BodyType::StrategicCommittee
                | BodyType::PartnershipMeeting
                | BodyType::DialogueMeeting
                | BodyType::ExecutiveCommittee
        );
        match self {
            Self::Strategic => strategic,
            Self::Area => !strategic,
        }
    }
}

words! {
    /// What a body did with a case in a meeting.
    pub enum Outcome {
        /// Vedtatt.
        Decided = "decided",
        /// Utsatt: it comes up again.
        Postponed = "postponed",
        /// Sendt tilbake: it is prepared anew.
        SentBack = "sent-back",
        /// Tatt til orientering.
        Noted = "noted",
        /// Løftet: the sides did not agree, and another body takes it on.
        Escalated = "escalated",
    }
}

words! {
    /// How a case hangs together with an earlier one.
    pub enum LinkKind {
        /// Oppfølging: it follows the earlier case up, or one point of what was decided there.
        FollowUp = "follow-up",
        /// Vedlegg, vises til: the earlier case is of use to whoever reads this one.
        Related = "related",
    }
}
