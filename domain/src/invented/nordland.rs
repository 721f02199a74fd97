//! As Helsefellesskapet Lofoten, Vesterålen, Salten lays down its seats and offices.
use jiff::civil::date;

use crate::{
    BodyType, DeputyMode, Every, LeadershipKind, LeadershipRule, OfficeRole, PartyKind, Per, Quota, Requirement,
    RequirementKind, Rule, SeatRule, Side, Term, TurnUnit,
};

use super::{Community, bergen, exactly, requirement, seat_rule};

const AREAS: [(&str, u16, &[&str]); 3] = [
    ("salten", 3, &["bodo", "gildeskal", "saltdal", "meloy", "sorfold", "beiarn", "fauske", "hamaroy", "steigen"]),
    ("lofoten", 2, &["vagan", "vestvagoy", "flakstad", "moskenes", "varoy", "rost"]),
    ("vesteralen", 2, &["sortland", "hadsel", "oksnes", "boe", "andoy"]),
];

/// The partnership meeting and the strategic committee with 3 + 2 + 2 and 7 seats; nobody named to anything.
pub(crate) fn nordland() -> Community {
    let mut c = Community::new();
    let pm = c.body("pm", BodyType::PartnershipMeeting, 1, None);
    let ssu = c.body("ssu", BodyType::StrategicCommittee, 2, None);
    let trust = c.party("nordlandssykehuset", PartyKind::HealthTrust, Side::Specialist);
    let term = Some(Term { years: 4, from: Some(date(2021, 9, 1)) });
    let mut quotas = Vec::new();
    for (area, number, municipalities) in AREAS {
        let area = c.area(area, municipalities);
        quotas.push(Quota { area: Some(area), party: None, count: exactly(number) });
    }
    let municipal = seat_rule(ssu, Side::Municipal, Per::Area);
    c.seats("ssu-kommunene", SeatRule { quotas, term, deputies: DeputyMode::Mixed, ..municipal });
    let hospital = SeatRule { parties: vec![trust], ..seat_rule(ssu, Side::Specialist, Per::Party) };
    let hospital = SeatRule { count: exactly(7), term, deputies: DeputyMode::Pool, ..hospital };
    c.seats("ssu-hf", hospital.clone());
    c.seats("pm-direktor", SeatRule { body: pm, count: exactly(1), term: None, ..hospital });
    let directors = seat_rule(pm, Side::Municipal, Per::Municipality);
    c.seats("pm-kommunedirektorer", SeatRule { count: exactly(1), ..directors });
    let rule = LeadershipRule {
        body: ssu,
        office: OfficeRole::Chair,
        kind: LeadershipKind::Alternating,
        turns: [Side::Specialist, Side::Municipal].map(bergen::side).to_vec(),
        every: Some(Every { number: 2, unit: TurnUnit::Years }),
        since: Some(date(2022, 1, 1)),
        apart_from: Some(OfficeRole::ViceChair),
    };
    c.provision("ssu-leder", Rule::LeadershipRule(rule));
    c.provision("kommuner", Rule::Requirement(requirement(RequirementKind::EveryMunicipality)));
    let equal = Requirement { body: Some(ssu), ..requirement(RequirementKind::EqualSides) };
    c.provision("like-mange", Rule::Requirement(equal));
    c
}
