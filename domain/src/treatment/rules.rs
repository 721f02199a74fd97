//! What a body may do with an item: its way of deciding, who agreed, who voted, and whom it elected.
use std::collections::BTreeSet;

use super::{Ballot, Elected, Position, Treatment, Vote};
use crate::seating::check_office;
use crate::{
    Attendance, Attended, AttendedAs, Body, Capacity, CaseKind, DecisionRule, FaultKind, Faults, Instant, Item,
    Meeting, MeetingState, MembershipId, OfficeRole, Outcome, Refusal, Roster, Rule, SeatKind, SeatRight, Side,
    Structure, Words as _,
};

/// What a treatment is judged by.
#[derive(Debug, Clone, Copy)]
pub struct Deliberation<'a> {
    /// The community, of which the meeting's day counts.
    pub structure: &'a Structure,
    /// Who is named to what.
    pub roster: &'a Roster,
    /// The body that met.
    pub body: &'a Body,
    /// The meeting, with who was there.
    pub meeting: &'a Meeting,
    /// The item, with what was written of it before.
    pub item: &'a Item,
    /// Whether an earlier meeting discussed the case and put it off; see [`discussed_before`].
    pub discussed: bool,
}

/// Whether an earlier meeting of the body had the same case on its agenda and postponed it.
pub fn discussed_before(meeting: &Meeting, item: &Item, earlier: &[Meeting]) -> bool {
    let postponed = |other: &Item| {
        let outcome = other.treatment.as_ref().map(|treatment| treatment.outcome);
        other.stop == item.stop && outcome == Some(Outcome::Postponed)
    };
    let before = |other: &&Meeting| other.body == meeting.body && other.when.to < meeting.when.from;
    item.stop.is_some() && earlier.iter().filter(before).any(|other| other.agenda.iter().any(postponed))
}

impl Meeting {
    /// Whether what it did may still be written down: from when it was held until its minutes are approved.
    pub fn check_open(&self, at: Instant) -> Result<(), Refusal> {
        match self.state {
            MeetingState::Held | MeetingState::Minuted => Ok(()),
            state => Err(Refusal::of(state, &self.allowed(at))),
        }
    }
}

/// What is wrong with a treatment; every fault at once.
pub fn check_treatment(on: &Deliberation<'_>, new: &Treatment) -> Faults {
    let mut faults = Faults::default();
    let allowed: Vec<Outcome> = Outcome::ALL.iter().copied().filter(|outcome| on.allows(*outcome, new)).collect();
    if !allowed.contains(&new.outcome) {
        let allowed = allowed.iter().map(|outcome| outcome.word()).collect();
        faults.add("/outcome", FaultKind::NotAllowed { allowed });
    }
    check_points(new, &mut faults);
    on.check_voices(new, &mut faults);
    on.check_votes(&new.votes, &mut faults);
    on.check_elected(new, &mut faults);
    faults
}

/// A decision says what was decided; what was put off says only why.
fn check_points(new: &Treatment, faults: &mut Faults) {
    let concluded = matches!(new.outcome, Outcome::Decided | Outcome::Noted);
    if new.outcome == Outcome::Decided && new.points.is_empty() {
        faults.add("/points", FaultKind::TooShort { min: 1 });
    }
    for (pointer, wrong) in
        [("/points", !concluded && !new.points.is_empty()), ("/reason", concluded && new.reason.is_some())]
    {
        if wrong {
            faults.add(pointer, FaultKind::Excludes { other: "outcome" });
        }
    }
}

fn carried(votes: &[Vote]) -> bool {
    let of = |ballot| votes.iter().filter(|vote| vote.ballot == ballot).count();
    of(Ballot::For) > of(Ballot::Against)
}

impl Deliberation<'_> {
    /// Whether nothing is asked for but to be informed.
    const fn only_informs(&self) -> bool {
        matches!(self.item.kind, CaseKind::Information | CaseKind::Noting)
    }

    /// Whether the sides must agree.
    const fn needs_consensus(&self) -> bool {
        let rule = self.body.decision_rule;
        matches!(rule, DecisionRule::Consensus | DecisionRule::TwoStepConsensus) && !self.only_informs()
    }

    /// Whether it has been discussed where that is asked for. What is no case, and the meeting's own formalities, is
    /// not put off for its own sake.
    fn is_ripe(&self) -> bool {
        let two_steps = self.body.decision_rule == DecisionRule::TwoStepConsensus;
        let formal = self.item.stop.is_none() || self.item.kind == CaseKind::Approval;
        !two_steps || formal || self.discussed
    }

    fn votes(&self) -> bool {
        self.body.decision_rule == DecisionRule::Vote && !self.only_informs()
    }

    fn allows(&self, outcome: Outcome, new: &Treatment) -> bool {
        let rule = self.body.decision_rule;
        let dissent = self.needs_consensus() && new.voices.iter().any(|voice| voice.position == Position::Dissents);
        let won = self.votes() && carried(&new.votes);
        match outcome {
            Outcome::Decided => match rule {
                _ if self.only_informs() => false,
                DecisionRule::None => false,
                DecisionRule::Advisory => true,
                DecisionRule::Consensus | DecisionRule::TwoStepConsensus => !dissent && self.is_ripe(),
                DecisionRule::Vote => won,
            },
            Outcome::Escalated => rule != DecisionRule::None && !self.only_informs() && !won,
            Outcome::Postponed => !won,
            Outcome::Noted | Outcome::SentBack => !dissent && !won,
        }
    }

    /// The two sides that must agree, of those that have seats of members in the body that day.
    fn sides(&self) -> BTreeSet<Side> {
        let rules = self.structure.seat_rules_on(self.meeting.when.from);
        let members = rules.filter(|(_, rule)| rule.body == self.body.id && rule.kind == SeatKind::Member);
        members.map(|(_, rule)| rule.side).filter(|side| matches!(side, Side::Municipal | Side::Specialist)).collect()
    }

    fn check_voices(&self, new: &Treatment, faults: &mut Faults) {
        for (i, voice) in new.voices.iter().enumerate() {
            let base = format!("/voices/{i}");
            if new.voices[..i].iter().any(|earlier| earlier.side == voice.side) {
                faults.add(format!("{base}/side"), FaultKind::Duplicate);
            }
            if voice.position == Position::Dissents {
                if voice.text.is_none() {
                    faults.add(format!("{base}/text"), FaultKind::Required);
                }
                if !voice.bound.is_empty() {
                    faults.add(format!("{base}/bound"), FaultKind::Excludes { other: "position" });
                }
            }
            for (j, party) in voice.bound.iter().enumerate() {
                let there = self.structure.party(*party).filter(|party| party.validity.holds(self.meeting.when.from));
                let kind = match there {
                    None => FaultKind::UnknownReference,
                    Some(party) if party.side != voice.side => FaultKind::Excludes { other: "side" },
                    Some(_) if voice.bound[..j].contains(party) => FaultKind::Duplicate,
                    Some(_) => continue,
                };
                faults.add(format!("{base}/bound/{j}"), kind);
            }
        }
        let dissent = new.voices.iter().any(|voice| voice.position == Position::Dissents);
        if new.outcome == Outcome::Decided && self.needs_consensus() && !dissent {
            let heard = |side: &Side| new.voices.iter().any(|voice| voice.side == *side);
            let sides: Vec<_> = self.sides().iter().filter(|side| !heard(side)).map(|side| side.word()).collect();
            if !sides.is_empty() {
                faults.add("/voices", FaultKind::Unheard { sides });
            }
        }
    }

    fn check_votes(&self, votes: &[Vote], faults: &mut Faults) {
        if !votes.is_empty() && !self.votes() {
            let other = if self.only_informs() { "kind" } else { "decisionRule" };
            return faults.add("/votes", FaultKind::Excludes { other });
        }
        let seats: Vec<_> = votes.iter().map(|vote| self.seat_of(vote.membership)).collect();
        for (i, vote) in votes.iter().enumerate() {
            let seat_taken = seats[i].is_some() && seats[..i].contains(&seats[i]);
            let twice = seat_taken || votes[..i].iter().any(|earlier| earlier.membership == vote.membership);
            if let Some(kind) = self.no_voter(vote.membership).or(twice.then_some(FaultKind::Duplicate)) {
                faults.add(format!("/votes/{i}/membership"), kind);
            }
        }
    }

    fn attendance_of(&self, membership: MembershipId) -> Option<&Attendance> {
        self.meeting.attendance.iter().find(|entry| entry.membership == Some(membership))
    }

    /// The seat somebody votes for: their own, or that of the member whose place they take.
    fn seat_of(&self, membership: MembershipId) -> Option<MembershipId> {
        self.attendance_of(membership).map(|entry| entry.for_membership.unwrap_or(membership))
    }

    /// Why somebody may not vote here.
    fn no_voter(&self, id: MembershipId) -> Option<FaultKind> {
        let day = self.meeting.when.from;
        let membership = self.roster.memberships.iter().find(|membership| membership.id == id);
        let membership = membership.filter(|membership| membership.validity.holds(day));
        let rule = membership.and_then(|membership| match &self.structure.provision(membership.rule)?.rule {
            Rule::SeatRule(rule) if rule.body == self.body.id => Some((membership, rule)),
            _ => None,
        });
        let Some((membership, rule)) = rule else { return Some(FaultKind::UnknownReference) };
        if !rule.rights.contains(&SeatRight::Vote) {
            return Some(FaultKind::NoVote);
        }
        let Some(entry) = self.attendance_of(id).filter(|entry| entry.attended == Attended::Present) else {
            return Some(FaultKind::NotPresent);
        };
        // A deputy votes for a member who is away, and nobody for a seat whose holder is there.
        let filled = entry
            .for_membership
            .map(|member| self.attendance_of(member).is_some_and(|member| member.attended == Attended::Present));
        let stands_in = membership.capacity == Capacity::Member || filled.is_some();
        let seated = matches!(entry.attended_as, AttendedAs::Chair | AttendedAs::Member | AttendedAs::Deputy);
        (!seated || !stands_in || filled == Some(true)).then_some(FaultKind::NoVote)
    }

    fn check_elected(&self, new: &Treatment, faults: &mut Faults) {
        // Whom an election put in office holds it until the office itself is ended.
        let before: &[Elected] = self.item.treatment.as_ref().map_or(&[], |old| &old.elected);
        if !before.is_empty() && before != new.elected {
            return faults.add("/elected", FaultKind::Immutable);
        }
        let election = self.item.kind == CaseKind::Election;
        let other = match (election, new.outcome) {
            (false, _) => "kind",
            (true, Outcome::Decided) if new.elected.is_empty() => {
                return faults.add("/elected", FaultKind::TooShort { min: 1 });
            }
            (true, Outcome::Decided) => {
                if before.is_empty() {
                    self.check_offices(&new.elected, faults);
                }
                return;
            }
            (true, _) => "outcome",
        };
        if !new.elected.is_empty() {
            faults.add("/elected", FaultKind::Excludes { other });
        }
    }

    /// Each office can be held beside those already held, and beside those filled with it.
    fn check_offices(&self, elected: &[Elected], faults: &mut Faults) {
        let mut roster = self.roster.clone();
        for (i, one) in elected.iter().enumerate() {
            let base = format!("/elected/{i}");
            if one.role == OfficeRole::Host {
                let others = OfficeRole::ALL.iter().filter(|role| **role != OfficeRole::Host);
                let allowed = others.map(|role| role.word()).collect();
                faults.add(format!("{base}/role"), FaultKind::NotAllowed { allowed });
                continue;
            }
            if one.validity.from.is_none() {
                faults.add(format!("{base}/validFrom"), FaultKind::Required);
                continue;
            }
            let office = one.office(self.body.id, None, self.meeting.changed_at);
            let alone = office.check().err().unwrap_or_default();
            let among = check_office(self.structure, &roster, &office);
            for fault in alone.0.into_iter().chain(among.0) {
                faults.add(format!("{base}{}", fault.pointer), fault.kind);
            }
            roster = roster.with_office(&office);
        }
    }
}
