//! What must hold of a line by itself, and with the body it speaks of.
use super::Planner;
use crate::history::{CaseFact, DateFact, MeetingFact, StopFact};
use crate::{
    Body, Case, DatePrecision, DecisionRule, FaultKind, Faults, MeetingState, Outcome, PlannedDate, Position, Side,
    Treatment, Visibility, Words as _, oslo_date,
};

impl Planner<'_> {
    pub(super) fn check_meeting(&mut self, base: &str, fact: &MeetingFact, body: &Body, when: PlannedDate) {
        let now = self.now;
        let mut add = |member: &str, kind| self.faults.add(format!("{base}/{member}"), kind);
        if !body.validity.holds(when.from) || !body.validity.holds(when.to) {
            add(if fact.when.date.is_some() { "date" } else { "from" }, FaultKind::OutsideValidity);
        }
        let of_side = |visibility| visibility == Visibility::Side && body.side.is_none();
        if fact.visibility.is_some_and(|visibility| visibility < body.visibility || of_side(visibility)) {
            add("visibility", FaultKind::Excludes { other: "body" });
        }
        match &fact.minutes {
            None if fact.state == MeetingState::Published => add("minutes", FaultKind::Required),
            Some(_) if fact.state != MeetingState::Published => add("minutes", FaultKind::Excludes { other: "state" }),
            Some(minutes) if minutes.published_on < when.to => add("minutes/publishedOn", FaultKind::DateOrder),
            Some(minutes) if minutes.published_on > oslo_date(now) => {
                add("minutes/publishedOn", FaultKind::NotAllowed { allowed: Vec::new() });
            }
            _ => {}
        }
        if fact.starts_at.zip(fact.ends_at).is_some_and(|(starts_at, ends_at)| ends_at < starts_at) {
            add("endsAt", FaultKind::DateOrder);
        }
    }

    pub(super) fn check_case(&mut self, base: &str, fact: &CaseFact) {
        if fact.party.as_ref().is_some_and(|key| self.structure.party_of_key(key).is_none()) {
            self.faults.add(format!("{base}/party"), FaultKind::UnknownReference);
        }
        if fact.stops.is_empty() {
            self.faults.add(format!("{base}/stops"), FaultKind::TooShort { min: 1 });
        }
        if fact.links.len() > Case::LINKS_MAX {
            self.faults.add(format!("{base}/links"), FaultKind::TooLong { max: Case::LINKS_MAX });
        }
        if let Some(disclosure) = &fact.disclosure {
            disclosure.check(&format!("{base}/disclosure"), &mut self.faults);
        }
        for (i, stop) in fact.stops.iter().enumerate() {
            let rule = self.structure.body_of_key(&stop.body).map(|body| body.decision_rule);
            check_stop(&format!("{base}/stops/{i}"), stop, rule, &mut self.faults);
        }
    }
}

fn check_stop(base: &str, stop: &StopFact, rule: Option<DecisionRule>, faults: &mut Faults) {
    if let Some(paper) = &stop.paper {
        let sides = paper.assessments.iter().map(|assessment| assessment.side);
        once(&format!("{base}/paper/assessments"), sides, faults);
        if paper.recommendation.len() > Treatment::POINTS_MAX {
            faults.add(format!("{base}/paper/recommendation"), FaultKind::TooLong { max: Treatment::POINTS_MAX });
        }
    }
    if let Some(treatment) = &stop.treatment {
        if stop.meeting.is_none() {
            faults.add(format!("{base}/treatment"), FaultKind::Needs { other: "meeting" });
        }
        check_treatment(&format!("{base}/treatment"), treatment, rule, faults);
    }
}

/// What must hold of what a meeting did, as far as history can tell: who was there, it does not.
fn check_treatment(base: &str, treatment: &Treatment, rule: Option<DecisionRule>, faults: &mut Faults) {
    let outcome = treatment.outcome;
    let settles = matches!(outcome, Outcome::Decided | Outcome::Escalated);
    if rule == Some(DecisionRule::None) && settles {
        let allowed = [Outcome::Noted, Outcome::Postponed, Outcome::SentBack].map(Outcome::word).to_vec();
        faults.add(format!("{base}/outcome"), FaultKind::NotAllowed { allowed });
    }
    let points = treatment.points.len();
    if outcome == Outcome::Decided && points == 0 {
        faults.add(format!("{base}/points"), FaultKind::TooShort { min: 1 });
    } else if points > 0 && !matches!(outcome, Outcome::Decided | Outcome::Noted) {
        faults.add(format!("{base}/points"), FaultKind::Excludes { other: "outcome" });
    } else if points > Treatment::POINTS_MAX {
        faults.add(format!("{base}/points"), FaultKind::TooLong { max: Treatment::POINTS_MAX });
    }
    once(&format!("{base}/voices"), treatment.voices.iter().map(|voice| voice.side), faults);
    let agreed = matches!(rule, Some(DecisionRule::Consensus | DecisionRule::TwoStepConsensus));
    for (i, voice) in treatment.voices.iter().enumerate().filter(|(_, voice)| voice.position == Position::Dissents) {
        if voice.text.is_none() {
            faults.add(format!("{base}/voices/{i}/text"), FaultKind::Required);
        }
        if agreed && outcome == Outcome::Decided {
            faults.add(format!("{base}/voices/{i}/position"), FaultKind::Excludes { other: "outcome" });
        }
    }
}

/// Each side stands once.
fn once(base: &str, sides: impl Iterator<Item = Side>, faults: &mut Faults) {
    let mut seen = Vec::new();
    for (i, side) in sides.enumerate() {
        if seen.contains(&side) {
            faults.add(format!("{base}/{i}/side"), FaultKind::Duplicate);
        }
        seen.push(side);
    }
}

impl DateFact {
    /// The days it tells, or what is wrong with them.
    pub(super) fn planned(&self, base: &str, faults: &mut Faults) -> Option<PlannedDate> {
        let before = faults.0.len();
        let (from, to) = match (self.date, self.from, self.to) {
            (Some(day), None, None) => (day, day),
            (Some(_), from, _) => {
                let member = if from.is_some() { "from" } else { "to" };
                faults.add(format!("{base}/{member}"), FaultKind::Excludes { other: "date" });
                return None;
            }
            (None, Some(from), Some(to)) => (from, to),
            (None, Some(_), None) => {
                faults.add(format!("{base}/to"), FaultKind::Required);
                return None;
            }
            (None, None, _) => {
                faults.add(format!("{base}/date"), FaultKind::Required);
                return None;
            }
        };
        let otherwise = if self.date.is_some() { DatePrecision::Day } else { DatePrecision::Range };
        let precision = self.precision.unwrap_or(otherwise);
        if to < from {
            faults.add(format!("{base}/to"), FaultKind::DateOrder);
        } else if (precision == DatePrecision::Day) != self.date.is_some() {
            faults.add(
                format!("{base}/precision"),
                FaultKind::Excludes { other: if self.date.is_some() { "date" } else { "from" } },
            );
        }
        (faults.0.len() == before).then_some(PlannedDate { from, to, precision })
    }
}
