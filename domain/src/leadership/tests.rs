//! Who should lead and who does.
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::invented::{Community, bergen, between, nordland};
use crate::{BodyType, Every, Office, PartyKind, Rule, TurnUnit, Unit};

fn year(year: i16) -> Validity {
    between(Some(date(year, 1, 1)), Some(date(year, 12, 31)))
}

fn side(side: Side) -> Turn {
    Turn { side: Some(side), party: None, area: None }
}

fn party(party: PartyId) -> Turn {
    Turn { side: None, party: Some(party), area: None }
}

fn rule(body: BodyId, kind: LeadershipKind, turns: Vec<Turn>, every: Option<(u8, TurnUnit, Date)>) -> LeadershipRule {
    LeadershipRule {
        body,
        office: OfficeRole::Chair,
        kind,
        turns,
        every: every.map(|(number, unit, _)| Every { number, unit }),
        since: every.map(|(_, _, since)| since),
        apart_from: None,
    }
}

/// The spans of one office, with the side whose turn it is.
fn sides(c: &Community, body: &str, office: OfficeRole, from: Date, to: Date) -> Vec<(Date, Date, Option<Side>)> {
    let spans = leadership(&c.structure, &c.roster, c.body_called(body), from, to);
    let of_office = spans.into_iter().filter(|span| span.office == office);
    let due = |span: &Span| span.should.as_ref()?.turn.as_ref()?.side;
    of_office.map(|span| (span.from, span.to, due(&span))).collect()
}

#[test]
fn the_host_of_the_partnership_meeting_changes_every_year() {
    let c = bergen();
    assert_eq!(
        sides(&c, "pm", OfficeRole::Host, date(2022, 7, 1), date(2025, 6, 30)),
        [
            (date(2022, 7, 1), date(2022, 12, 31), None),
            (date(2023, 1, 1), date(2023, 12, 31), Some(Side::Municipal)),
            (date(2024, 1, 1), date(2024, 12, 31), Some(Side::Specialist)),
            (date(2025, 1, 1), date(2025, 6, 30), Some(Side::Municipal)),
        ]
    );
    let before = leadership(&c.structure, &c.roster, c.body_called("pm"), date(2022, 7, 1), date(2022, 7, 1));
    assert_eq!(before[0].should.as_ref().map(|should| should.basis), Some(Basis::NotBegun));
}

#[test]
fn the_sides_swap_after_two_years() {
    let c = nordland();
    assert_eq!(
        sides(&c, "ssu", OfficeRole::Chair, date(2022, 1, 1), date(2027, 12, 31)),
        [
            (date(2022, 1, 1), date(2023, 12, 31), Some(Side::Specialist)),
            (date(2024, 1, 1), date(2025, 12, 31), Some(Side::Municipal)),
            (date(2026, 1, 1), date(2027, 12, 31), Some(Side::Specialist)),
        ]
    );
}

#[test]
fn the_leader_of_an_area_committee_is_always_municipal() {
    let mut c = bergen();
    let (ou, seats) = (c.body_called("ou-voss-omrade"), c.called("ou-voss-omrade-kommunar").id);
    let hospitals = c.called("ou-voss-omrade-sjukehus").id;
    let voss = Some(Unit::Party(c.party_called("voss")));
    let trust = Some(Unit::Party(c.party_called("helse-bergen")));
    let (municipal, specialist) = (c.seat(seats, voss, 1), c.seat(hospitals, trust, 1));
    c.elect(ou, OfficeRole::Chair, municipal, year(2023));
    c.elect(ou, OfficeRole::Chair, specialist, year(2024));
    let chair = |c: &Community| {
        let spans = leadership(&c.structure, &c.roster, ou, date(2023, 1, 1), date(2025, 12, 31));
        let of_chair = spans.into_iter().filter(|span| span.office == OfficeRole::Chair);
        of_chair.map(|span| (span.from, span.differs(), span.reasons)).collect::<Vec<_>>()
    };
    assert_eq!(
        chair(&c),
        [
            (date(2023, 1, 1), false, vec![]),
            (date(2024, 1, 1), true, vec![Reason::WrongSide]),
            (date(2025, 1, 1), true, vec![Reason::Vacant]),
        ]
    );
    // A party named with the office tells more than the seat.
    c.roster.offices[1].party = Some(c.party_called("voss"));
    assert_eq!(chair(&c)[1], (date(2024, 1, 1), false, vec![]));
    // Without a seat there is no telling whom they represent, but that they have none is told.
    c.roster.memberships.clear();
    let seatless = vec![Reason::WithoutSeat, Reason::NotTold];
    assert_eq!(chair(&c)[0], (date(2023, 1, 1), true, seatless));
}

#[test]
fn an_office_nobody_was_ever_entered_in_tells_nothing() {
    let c = bergen();
    let spans = leadership(&c.structure, &c.roster, c.body_called("ssu"), date(2023, 1, 1), date(2023, 12, 31));
    assert_eq!(spans.len(), 2);
    assert!(spans.iter().all(|span| span.reasons == [Reason::NothingRecorded] && !span.differs()));
}

#[test]
fn leader_and_deputy_leader_come_from_two_sides() {
    let mut c = nordland();
    let (ssu, rule) = (c.body_called("ssu"), c.called("ssu-hf").id);
    let trust = Some(Unit::Party(c.party_called("nordlandssykehuset")));
    let [one, other] = [1, 2].map(|number| c.seat(rule, trust, number));
    c.elect(ssu, OfficeRole::Chair, one, year(2023));
    c.elect(ssu, OfficeRole::ViceChair, other, between(Some(date(2023, 7, 1)), Some(date(2023, 12, 31))));
    let spans = leadership(&c.structure, &c.roster, ssu, date(2023, 1, 1), date(2023, 12, 31));
    let told: Vec<_> = spans.iter().map(|span| (span.office, span.from, span.reasons.clone())).collect();
    assert_eq!(
        told,
        [
            (OfficeRole::Chair, date(2023, 1, 1), vec![]),
            (OfficeRole::Chair, date(2023, 7, 1), vec![Reason::SameSide]),
            // No rule speaks of the deputy leader, so nothing is wrong there.
            (OfficeRole::ViceChair, date(2023, 1, 1), vec![]),
            (OfficeRole::ViceChair, date(2023, 7, 1), vec![]),
        ]
    );
}

#[test]
fn the_lead_goes_round_among_four_hospitals() {
    let mut c = Community::new();
    let body = c.body("fsu", BodyType::ProfessionalCommittee, 3, None);
    let hospitals = ["en", "to", "tre", "fire"].map(|name| c.hospital(name));
    let unit = c.party("avdeling", PartyKind::LocalHospital, Side::Specialist);
    let turns: Vec<Turn> = hospitals.map(party).to_vec();
    let every = Some((1, TurnUnit::Years, date(2024, 2, 29)));
    let round = rule(body, LeadershipKind::Rotating, turns.clone(), every);
    for (day, wanted) in [
        (date(2024, 2, 28), None),
        (date(2024, 2, 29), Some(0)),
        (date(2025, 2, 27), Some(0)),
        (date(2025, 2, 28), Some(1)),
        (date(2027, 3, 1), Some(3)),
        (date(2028, 2, 28), Some(3)),
        (date(2028, 2, 29), Some(0)),
    ] {
        assert_eq!(turn_on(&round, day), wanted.map(|turn: usize| &turns[turn]), "{day}");
    }
    c.provision("runde", Rule::LeadershipRule(round));
    c.structure.parties.iter_mut().filter(|one| one.id == unit).for_each(|one| one.part_of = Some(hospitals[0]));
    let lead = |party, from| Office {
        party: Some(party),
        validity: between(Some(from), None),
        ..Community::office(body, OfficeRole::Chair, None)
    };
    for (who, wanted) in [(hospitals[0], vec![]), (unit, vec![]), (hospitals[1], vec![Reason::WrongParty])] {
        c.roster.offices = vec![lead(who, date(2024, 2, 29))];
        let spans = leadership(&c.structure, &c.roster, body, date(2024, 3, 1), date(2024, 3, 31));
        assert_eq!(spans[0].reasons, wanted, "{who}");
    }
}

#[test]
fn turns_counted_in_meetings_have_no_days_but_follow_the_meetings() {
    let mut c = Community::new();
    let body = c.body("ssu", BodyType::StrategicCommittee, 2, None);
    let turns = vec![side(Side::Municipal), side(Side::Specialist)];
    let every = Some((2, TurnUnit::Meetings, date(2024, 1, 1)));
    let host =
        LeadershipRule { office: OfficeRole::Host, ..rule(body, LeadershipKind::Alternating, turns.clone(), every) };
    for (held, turn) in [(0, 0), (1, 0), (2, 1), (3, 1), (4, 0), (5, 0), (u32::MAX, 1)] {
        assert_eq!(turn_after(&host, held), Some(&turns[turn]), "{held} meetings");
    }
    assert_eq!(turn_on(&host, date(2024, 6, 1)), None);
    c.provision("vert", Rule::LeadershipRule(host));
    let spans = leadership(&c.structure, &c.roster, body, date(2023, 1, 1), date(2025, 12, 31));
    let told: Vec<_> = spans.iter().map(|span| (span.from, span.should.as_ref().map(|s| s.basis))).collect();
    assert_eq!(told, [(date(2023, 1, 1), Some(Basis::NotBegun)), (date(2024, 1, 1), Some(Basis::Meetings))]);
    let should = spans[1].should.as_ref().expect("a rule speaks");
    assert_eq!((&should.round, &should.turn), (&turns, &None));
    // Whoever is host, no day tells that it is wrong.
    let anyone = c.municipality("voss");
    let host = Community::office(body, OfficeRole::Host, None);
    c.roster.offices.push(Office { party: Some(anyone), ..host });
    assert!(
        leadership(&c.structure, &c.roster, body, date(2023, 1, 1), date(2025, 12, 31)).iter().all(|s| !s.differs())
    );
}

#[test]
fn the_lead_of_an_area_is_held_by_one_of_it() {
    let mut c = bergen();
    let (ssu, rule_of_seats) = (c.body_called("ssu"), c.called("ssu-kommunar").id);
    let (voss, nordhordland) = (c.area_called("voss-omrade"), c.area_called("nordhordland"));
    c.structure.provisions.retain(|provision| !matches!(provision.rule, Rule::LeadershipRule(_)));
    let turn = Turn { side: None, party: None, area: Some(voss) };
    c.provision("leiar", Rule::LeadershipRule(rule(ssu, LeadershipKind::Fixed, vec![turn], None)));
    let [one, other] = [voss, nordhordland].map(|area| c.seat(rule_of_seats, Some(Unit::Area(area)), 1));
    for (person, wanted) in [(one, vec![]), (other, vec![Reason::WrongArea])] {
        c.roster.offices.clear();
        c.elect(ssu, OfficeRole::Chair, person, Validity::ALWAYS);
        let spans = leadership(&c.structure, &c.roster, ssu, date(2024, 1, 1), date(2024, 12, 31));
        assert_eq!(spans.iter().map(|span| span.reasons.clone()).collect::<Vec<_>>(), [wanted]);
    }
}

#[test]
fn a_body_that_chooses_freely_is_never_wrong_while_somebody_leads_it() {
    let mut c = Community::new();
    let body = c.body("sse", BodyType::Secretariat, 3, None);
    let elected = rule(body, LeadershipKind::Elected, Vec::new(), None);
    assert_eq!((turn_on(&elected, date(2024, 1, 1)), turn_after(&elected, 3)), (None, None));
    c.provision("leiar", Rule::LeadershipRule(elected));
    let anyone = c.municipality("voss");
    c.roster.offices.push(Office {
        party: Some(anyone),
        validity: year(2024),
        ..Community::office(body, OfficeRole::Chair, None)
    });
    let spans = leadership(&c.structure, &c.roster, body, date(2024, 1, 1), date(2025, 12, 31));
    let told: Vec<_> = spans.iter().map(|span| span.reasons.clone()).collect();
    assert_eq!(told, [vec![], vec![Reason::Vacant]]);
    assert_eq!(spans[0].should.as_ref().map(|should| should.basis), Some(Basis::Free));
}

proptest! {
    #[test]
    fn the_spans_of_an_office_cover_the_time_without_gap_or_overlap(
        since in 0..2000_i32, number in 1..4_u8, days in proptest::collection::vec((0..3000_i32, 0..900_i32), 0..6),
        (first, length) in (0..2500_i32, 0..1500_i32),
    ) {
        let on = |day| date(2020, 1, 1).checked_add(Days::new(day)).expect("within the calendar");
        let mut c = bergen();
        let ssu = c.body_called("ssu");
        for provision in &mut c.structure.provisions {
            if let Rule::LeadershipRule(rule) = &mut provision.rule
                && let Some(every) = &mut rule.every
            {
                (every.number, rule.since) = (number, Some(on(since)));
            }
        }
        for (from, lasting) in days {
            let validity = between(Some(on(from)), Some(on(from + lasting)));
            c.elect(ssu, OfficeRole::Chair, PersonId::fresh(), validity);
        }
        let (from, to) = (on(first), on(first + length));
        let spans = leadership(&c.structure, &c.roster, ssu, from, to);
        for role in [OfficeRole::Chair, OfficeRole::ViceChair] {
            let of_role: Vec<_> = spans.iter().filter(|span| span.office == role).collect();
            prop_assert_eq!(of_role.first().map(|span| span.from), Some(from));
            prop_assert_eq!(of_role.last().map(|span| span.to), Some(to));
            for pair in of_role.windows(2) {
                prop_assert_eq!(pair[0].to.checked_add(Days::new(1)).ok(), Some(pair[1].from));
                prop_assert!(!pair[0].says_the_same(pair[1]));
            }
            for span in of_role {
                prop_assert!(span.from <= span.to);
            }
        }
    }
}
