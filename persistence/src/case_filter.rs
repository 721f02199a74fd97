//! Which cases a list holds, and what of them its caller sees.
use domain::policy::Sight;
use domain::{BodyId, CaseId, CaseKind, CaseState, Date, Line, PartyId, PersonId};

/// Which cases to list.
#[derive(Debug, Clone, Default)]
pub struct CaseFilter {
    /// Only these.
    pub ids: Option<Vec<CaseId>>,
    /// Only those in this state, as it is told to whoever asks.
    pub state: Option<CaseState>,
    /// Only of this kind.
    pub kind: Option<CaseKind>,
    /// Only those that this body treats, or that wait there to be taken in.
    pub body: Option<BodyId>,
    /// Only those with a number of this year.
    pub year: Option<i16>,
    /// Only those that a body knows by this number.
    pub number: Option<Line>,
    /// Only those this party reported.
    pub party: Option<PartyId>,
    /// Only those from this system.
    pub external_system: Option<Line>,
    /// Only what its reporter knows by one of these keys.
    pub external_keys: Option<Vec<Line>>,
    /// Only those this person prepares.
    pub officer: Option<PersonId>,
    /// Only those that follow this case up.
    pub follows_up: Option<CaseId>,
    /// Only what this caller sees.
    pub sight: Sight,
    /// The day on which it is seen.
    pub day: Date,
}

/// The stops of the case a query is at.
macro_rules! own_stops {
    ($scope:expr) => {
        case_stop::table.filter(case_stop::tenant_id.eq($scope)).filter(case_stop::case_id.eq(cases::id))
    };
}
pub(crate) use own_stops;

/// Narrows a boxed query on cases to what a caller sees on a day: [`Sight::sees_case`] as the stores understand it.
macro_rules! seen_cases {
    ($query:expr, $scope:expr, $sight:expr, $day:expr) => {{
        use diesel::dsl::{exists, not};
        use domain::{Side, Visibility};
        use $crate::case_filter::own_stops;
        use $crate::column::{Id, On, Word};
        use $crate::paging::{seen_bodies, sides, visibilities};
        use $crate::schema::{case_stop, cases};
        let (q, sight, today) = ($query, $sight, On($day));
        let flag = |value: bool| value.into_sql::<diesel::sql_types::Bool>();
        // Open from a first day on, and then to those outside once it is published.
        let open = cases::opens_on.assume_not_null().le(today).and(cases::opens_on.is_not_null());
        let published = cases::published_at.is_not_null().or(flag(sight.community));
        let closed = cases::opens_on.is_null().or(cases::opens_on.assume_not_null().gt(today));
        let [a, b, c, d] = visibilities(sight);
        let whole = cases::kept.eq(a).or(cases::kept.eq(b)).or(cases::kept.eq(c)).or(cases::kept.eq(d));
        let any_side = sides(sight);
        let [a, b, c, d] = any_side.unwrap_or([Word(Side::Other); 4]);
        let side = cases::side.assume_not_null();
        let of_side = cases::kept
            .eq(Word(Visibility::Side))
            .and(cases::side.is_not_null())
            .and(side.eq(a).or(side.eq(b)).or(side.eq(c)).or(side.eq(d)))
            .and(flag(any_side.is_some()));
        // What is treated only where the caller does not see the body is not seen.
        let somewhere_seen = own_stops!($scope)
            .filter(case_stop::body_id.nullable().eq_any(seen_bodies!($scope, sight)))
            .select(case_stop::id);
        let bodies = not(exists(own_stops!($scope).select(case_stop::id))).or(exists(somewhere_seen));
        let by_all = open.and(published).or(closed.and(whole.or(of_side)));
        let own: Vec<Id> = sight.own.iter().map(|body| Id(body.0)).collect();
        let parties: Vec<Id> = sight.parties.iter().map(|party| Id(party.0)).collect();
        // Whoever sits nowhere and acts for nobody is asked in one way only: their lists are the ones read most.
        if own.is_empty() && parties.is_empty() {
            q.filter(by_all.and(bodies))
        } else {
            let closed = cases::opens_on.is_null().or(cases::opens_on.assume_not_null().gt(today));
            let sits_there = own_stops!($scope).filter(case_stop::body_id.eq_any(own)).select(case_stop::id);
            let by_seat = closed.and(cases::kept.eq(Word(Visibility::Body))).and(exists(sits_there));
            let reported = cases::party_id.is_not_null().and(cases::party_id.assume_not_null().eq_any(parties));
            q.filter(by_all.or(by_seat).and(bodies).or(reported))
        }
    }};
}
pub(crate) use seen_cases;

/// Narrows a boxed query on cases to those a caller is told to be in a state. Of a case under way that follows from the
/// stops they see: it is as far as the slowest of the last of their stages, as [`domain::Case::within`] tells it.
macro_rules! told_to_be {
    ($query:expr, $scope:expr, $sight:expr, $state:expr) => {{
        use diesel::dsl::{exists, not};
        use domain::{CaseState, StopState};
        use $crate::case_filter::own_stops;
        use $crate::column::Word;
        use $crate::paging::seen_bodies;
        use $crate::schema::{case_stop, cases};
        let (q, sight, state): (_, &domain::policy::Sight, CaseState) = ($query, $sight, $state);
        match state.slowest().filter(|_| !sight.is_everything()) {
            None => q.filter(cases::state.eq(Word(state))),
            Some(slowest) => {
                let later = diesel::alias!(case_stop as later);
                let [a, b, c, d] =
                    [CaseState::Accepted, CaseState::Prepared, CaseState::Scheduled, CaseState::Treated].map(Word);
                let under_way = cases::state.eq(a).or(cases::state.eq(b)).or(cases::state.eq(c)).or(cases::state.eq(d));
                // In a fixed number of places, the state itself again where fewer are as far.
                let [a, b, c, d] = [StopState::Accepted, StopState::Prepared, StopState::Scheduled, StopState::Treated]
                    .map(|stop| Word(stop.max(slowest)));
                let how_far = later.field(case_stop::state);
                let behind = how_far.ne(a).and(how_far.ne(b)).and(how_far.ne(c)).and(how_far.ne(d));
                let stage = later.field(case_stop::stage);
                let beyond = stage.gt(case_stop::stage).or(stage.eq(case_stop::stage).and(behind));
                let outrun = later
                    .filter(later.field(case_stop::tenant_id).eq($scope))
                    .filter(later.field(case_stop::case_id).eq(cases::id))
                    .filter(later.field(case_stop::body_id).nullable().eq_any(seen_bodies!($scope, sight)))
                    .filter(beyond)
                    .select(later.field(case_stop::id));
                let seen = own_stops!($scope)
                    .filter(case_stop::body_id.nullable().eq_any(seen_bodies!($scope, sight)))
                    .select(case_stop::id);
                let at_it = own_stops!($scope)
                    .filter(case_stop::body_id.nullable().eq_any(seen_bodies!($scope, sight)))
                    .filter(case_stop::state.eq(Word(slowest)))
                    .filter(not(exists(outrun)))
                    .select(case_stop::id);
                let stands = not(exists(seen)).and(cases::state.eq(Word(state)));
                q.filter(under_way.and(exists(at_it).or(stands)))
            }
        }
    }};
}
pub(crate) use told_to_be;

/// What a list of cases is narrowed to; the count of a list is of the same.
macro_rules! matching {
    ($scope:expr, $filter:expr) => {{
        use diesel::dsl::{exists, not};
        use domain::LinkKind;
        use $crate::case_filter::{own_stops, seen_cases, told_to_be};
        use $crate::column::{Id, Word};
        use $crate::paging::{among, seen_bodies};
        use $crate::schema::{case_link, case_officer, case_stop, cases};
        let (scope, filter): (Id, &$crate::CaseFilter) = ($scope, $filter);
        let q = among!(cases::table.filter(cases::tenant_id.eq(scope)).into_boxed(), &filter.ids, cases);
        let mut q = seen_cases!(q, scope, &filter.sight, filter.day);
        if let Some(state) = filter.state {
            q = told_to_be!(q, scope, &filter.sight, state);
        }
        if let Some(kind) = filter.kind {
            q = q.filter(cases::kind.eq(Word(kind)));
        }
        if let Some(party) = filter.party {
            q = q.filter(cases::party_id.eq(Id(party.0)));
        }
        // A reporter's own name for a case is between them and the secretariat; who prepares it, the community's.
        let external = filter.external_system.is_some() || filter.external_keys.is_some();
        if external && !filter.sight.secretariat {
            let own: Vec<Id> = filter.sight.parties.iter().map(|party| Id(party.0)).collect();
            q = q.filter(cases::party_id.eq_any(own));
        }
        if filter.officer.is_some() && !filter.sight.community {
            q = q.filter(cases::id.ne(cases::id));
        }
        if let Some(system) = &filter.external_system {
            q = q.filter(cases::external_system.eq(system.as_str()));
        }
        if let Some(keys) = &filter.external_keys {
            q = q.filter(cases::external_key.eq_any(keys.iter().map(|key| key.as_str()).collect::<Vec<_>>()));
        }
        if let Some(person) = filter.officer {
            let prepared = case_officer::table
                .filter(case_officer::tenant_id.eq(scope))
                .filter(case_officer::person_id.eq(Id(person.0)));
            q = q.filter(cases::id.eq_any(prepared.select(case_officer::case_id)));
        }
        if let Some(earlier) = filter.follows_up {
            let following = case_link::table
                .filter(case_link::tenant_id.eq(scope))
                .filter(case_link::target_id.eq(Id(earlier.0)))
                .filter(case_link::kind.eq(Word(LinkKind::FollowUp)));
            q = q.filter(cases::id.eq_any(following.select(case_link::case_id)));
        }
        let numbered = filter.year.is_some() || filter.number.is_some();
        if numbered || filter.body.is_some() {
            // A number is asked of the bodies the caller sees, so that no answer tells of another.
            let mut stops = case_stop::table
                .filter(case_stop::tenant_id.eq(scope))
                .filter(case_stop::body_id.nullable().eq_any(seen_bodies!(scope, &filter.sight)))
                .select(case_stop::case_id)
                .into_boxed();
            if let Some(body) = filter.body {
                stops = stops.filter(case_stop::body_id.eq(Id(body.0)));
            }
            if let Some(year) = filter.year {
                stops = stops.filter(case_stop::number_year.eq(i32::from(year)));
            }
            if let Some(number) = &filter.number {
                stops = stops.filter(case_stop::number.eq(number.as_str()));
            }
            let treated = cases::id.eq_any(stops);
            q = match filter.body.filter(|_| !numbered) {
                None => q.filter(treated),
                Some(body) => {
                    let waits = not(exists(own_stops!(scope).select(case_stop::id)))
                        .and(cases::body_id.is_not_null())
                        .and(cases::body_id.assume_not_null().eq(Id(body.0)));
                    q.filter(treated.or(waits))
                }
            };
        }
        q
    }};
}
pub(crate) use matching;
