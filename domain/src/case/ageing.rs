//! Ageing (liggetid): how long cases have been where they are, and how long they took to get there.
use std::collections::BTreeMap;

use super::{Case, CaseState, Passage};
use crate::{BodyId, Date, Instant, Words, oslo_date};

/// How long a case has been under way, in whole days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Age {
    /// Since it came into the state it is in.
    pub in_state: u32,
    /// Since it was reported.
    pub in_all: u32,
}

/// Some lengths of time, in whole days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spread {
    /// How many there are.
    pub number: usize,
    /// The longest.
    pub longest: u32,
    /// The one in the middle; of two, the shorter.
    pub median: u32,
}

impl Spread {
    /// The spread of some lengths; none of none.
    pub fn of(mut days: Vec<u32>) -> Option<Self> {
        days.sort_unstable();
        let longest = *days.last()?;
        Some(Self { number: days.len(), longest, median: days[(days.len() - 1) / 2] })
    }
}

/// How long the cases of a community have waited and how fast they flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ageing {
    /// Of every state in which a case is under way, how long those in it have been there.
    pub states: Vec<(CaseState, Spread)>,
    /// The same of each body: what it treats, or what waits there to be taken in.
    pub bodies: BTreeMap<BodyId, Vec<(CaseState, Spread)>>,
    /// Of the cases treated within the year, from report to a number.
    pub to_accepted: Option<Spread>,
    /// Of the cases treated within the year, from a number to the treatment.
    pub to_treated: Option<Spread>,
}

fn days(from: Instant, to: Date) -> u32 {
    // Within the years an instant may have, no two days are further apart than this counts.
    let days = oslo_date(from).until(to).map_or(0, |span| span.get_days());
    u32::try_from(days).unwrap_or(0)
}

impl Case {
    /// When it came into the state it is in. Side by side, one body may go on while the case stays as it is.
    pub fn since(&self) -> Instant {
        let stayed = self.history.iter().rev().take_while(|passage| passage.state == self.state);
        stayed.last().map_or(self.created_at, |passage| passage.at)
    }

    /// How long it has been under way on a day.
    pub fn age(&self, day: Date) -> Age {
        Age { in_state: days(self.since(), day), in_all: days(self.created_at, day) }
    }

    fn is_under_way(&self) -> bool {
        !matches!(self.state, CaseState::Merged | CaseState::Closed)
    }

    /// The bodies it is at: those of its present stage, or the one that is to take it in.
    fn at(&self) -> Vec<BodyId> {
        if self.stops.is_empty() {
            return self.body.into_iter().collect();
        }
        let mut bodies: Vec<BodyId> = self.present_stops().map(|stop| stop.body).collect();
        bodies.dedup();
        bodies
    }

    fn first(&self, state: CaseState) -> Option<&Passage> {
        self.history.iter().find(|passage| passage.state == state)
    }
}

fn by_state(waiting: &[(CaseState, u32)]) -> Vec<(CaseState, Spread)> {
    let of = |state: CaseState| {
        Spread::of(waiting.iter().filter(|(each, _)| *each == state).map(|(_, days)| *days).collect())
    };
    CaseState::ALL.iter().filter_map(|state| Some((*state, of(*state)?))).collect()
}

impl Ageing {
    /// Of these cases on a day; the flow is of those first treated within a year.
    pub fn of(cases: &[Case], day: Date, year: i16) -> Self {
        let (mut waiting, mut at) = (Vec::new(), BTreeMap::<BodyId, Vec<_>>::new());
        for case in cases.iter().filter(|case| case.is_under_way()) {
            let here = (case.state, case.age(day).in_state);
            waiting.push(here);
            case.at().into_iter().for_each(|body| at.entry(body).or_default().push(here));
        }
        let (mut to_accepted, mut to_treated) = (Vec::new(), Vec::new());
        for case in cases {
            let Some(treated) = case.first(CaseState::Treated).map(|passage| oslo_date(passage.at)) else { continue };
            if treated.year() != year {
                continue;
            }
            if let Some(accepted) = case.first(CaseState::Accepted) {
                to_accepted.push(days(case.created_at, oslo_date(accepted.at)));
                to_treated.push(days(accepted.at, treated));
            }
        }
        Self {
            states: by_state(&waiting),
            bodies: at.into_iter().map(|(body, waiting)| (body, by_state(&waiting))).collect(),
            to_accepted: Spread::of(to_accepted),
            to_treated: Spread::of(to_treated),
        }
    }
}
