//! As Helsefellesskapet i Bergensområdet lays down its seats and offices.
use jiff::civil::date;

use crate::{
    BodyId, BodyType, Category, Count, DeputyMode, Every, Force, LeadershipKind, LeadershipRule, OfficeRole, Per,
    Presence, Quota, Requirement, RequirementKind, Rule, SeatKind, SeatRule, Side, Source, Turn, TurnUnit,
};

use super::{Community, NO_SOURCE, exactly, requirement, seat_rule};

const AREAS: [(&str, &[&str]); 4] = [
    ("bergen", &["bergen-kommune"]),
    ("bergensregionen", &["askoy", "austevoll", "bjornafjorden", "samnanger", "oygarden"]),
    ("nordhordland", &["alver", "austrheim", "fedje", "masfjorden", "gulen", "modalen", "osteroy"]),
    ("voss-omrade", &["eidfjord", "kvam", "ulvik", "vaksdal", "voss"]),
];

/// The partnership meeting, the strategic committee, and a committee for each of four areas; nobody named to anything.
pub(crate) fn bergen() -> Community {
    let mut c = Community::new();
    let pm = c.body("pm", BodyType::PartnershipMeeting, 1, None);
    let ssu = c.body("ssu", BodyType::StrategicCommittee, 2, None);
    for hospital in ["helse-bergen", "haraldsplass", "olaviken", "solli", "betanien", "bjorkeli"] {
        c.hospital(hospital);
    }
    for (area, municipalities) in AREAS {
        let id = c.area(area, municipalities);
        let body = c.body(&format!("ou-{area}"), BodyType::AreaCommittee, 3, Some(id));
        area_committee(&mut c, body, area);
    }
    strategic_committee(&mut c, ssu);
    partnership_meeting(&mut c, pm, ssu);
    for (name, kind, category, force) in [
        ("kommunar", RequirementKind::EveryMunicipality, None, Force::Hard),
        ("brukarar", RequirementKind::InEveryBody, Some(Category::UserRepresentative), Force::Hard),
        ("brukarar-niva", RequirementKind::AtEveryLevel, Some(Category::UserRepresentative), Force::Hard),
        ("fastlegar", RequirementKind::InEveryBody, Some(Category::GeneralPractitioner), Force::Soft),
    ] {
        c.provision(name, Rule::Requirement(Requirement { category, force, ..requirement(kind) }));
    }
    c
}

/// One seat for each area, two if Bergen wishes; five for the specialist side, one of them shared; two for users.
fn strategic_committee(c: &mut Community, ssu: BodyId) {
    let personal = |rule| SeatRule { count: exactly(1), deputies: DeputyMode::Personal, ..rule };
    let bergen =
        Quota { area: Some(c.area_called("bergen")), party: None, count: Count { min: Some(1), max: Some(2) } };
    let municipal = personal(seat_rule(ssu, Side::Municipal, Per::Area));
    c.seats("ssu-kommunar", SeatRule { quotas: vec![bergen], in_all: Count { min: None, max: Some(5) }, ..municipal });
    let trust =
        SeatRule { parties: vec![c.party_called("helse-bergen")], ..seat_rule(ssu, Side::Specialist, Per::Party) };
    c.seats("ssu-helse-bergen", SeatRule { count: exactly(3), ..personal(trust.clone()) });
    let haraldsplass = vec![c.party_called("haraldsplass")];
    c.seats("ssu-haraldsplass", SeatRule { parties: haraldsplass, ..personal(trust) });
    let nonprofit = ["olaviken", "solli", "betanien", "bjorkeli"].map(|name| c.party_called(name)).to_vec();
    let shared = SeatRule { parties: nonprofit, ..seat_rule(ssu, Side::Specialist, Per::Shared) };
    c.seats("ssu-ideelle", personal(shared));
    c.one("ssu-brukar-kommune", ssu, Side::User, Category::UserRepresentative);
    c.one("ssu-brukar-spesialist", ssu, Side::User, Category::UserRepresentative);
    for (name, side, category) in [
        ("ssu-ks", Side::Other, Category::KsRepresentative),
        ("ssu-fastlege", Side::Other, Category::GeneralPractitioner),
        ("ssu-kommuneoverlege", Side::Municipal, Category::MunicipalChiefPhysician),
    ] {
        c.one(name, ssu, side, category);
        c.rule_called(name).kind = SeatKind::Observer;
    }
    let leaders = Source { body_type: Some(BodyType::AreaCommittee), office: Some(OfficeRole::Chair), ..NO_SOURCE };
    let per_case = seat_rule(ssu, Side::Municipal, Per::Derived);
    let kind = SeatKind::Observer;
    c.seats("ssu-ou-leiarar", SeatRule { derived_from: Some(leaders), presence: Presence::PerCase, kind, ..per_case });
    alternating(c, "ssu-leiar", ssu, OfficeRole::Chair, [Side::Municipal, Side::Specialist]);
    alternating(c, "ssu-nestleiar", ssu, OfficeRole::ViceChair, [Side::Specialist, Side::Municipal]);
    let director = Requirement {
        body: Some(ssu),
        category: Some(Category::MunicipalDirector),
        side: Some(Side::Municipal),
        number: Some(1),
        force: Force::Soft,
        ..requirement(RequirementKind::AtLeast)
    };
    c.provision("ssu-kommunedirektor", Rule::Requirement(director));
    let equal = Requirement { body: Some(ssu), ..requirement(RequirementKind::EqualSides) };
    c.provision("ssu-like-mange", Rule::Requirement(equal));
}

/// One seat for each municipality of the area, six for Bergen in its own; the hospitals without a number; two users.
fn area_committee(c: &mut Community, body: BodyId, area: &str) {
    let count = if area == "bergen" { Count { min: Some(1), max: Some(6) } } else { exactly(1) };
    let municipal = SeatRule { count, ..seat_rule(body, Side::Municipal, Per::Municipality) };
    c.seats(&format!("ou-{area}-kommunar"), municipal);
    let hospitals = ["helse-bergen", "haraldsplass"].map(|name| c.party_called(name)).to_vec();
    let specialist = SeatRule { parties: hospitals, ..seat_rule(body, Side::Specialist, Per::Party) };
    c.seats(&format!("ou-{area}-sjukehus"), specialist);
    c.one(&format!("ou-{area}-fastlege"), body, Side::Other, Category::GeneralPractitioner);
    c.one(&format!("ou-{area}-brukar-kommune"), body, Side::User, Category::UserRepresentative);
    c.one(&format!("ou-{area}-brukar-spesialist"), body, Side::User, Category::UserRepresentative);
    fixed(c, &format!("ou-{area}-leiar"), body, OfficeRole::Chair, Side::Municipal);
    fixed(c, &format!("ou-{area}-nestleiar"), body, OfficeRole::ViceChair, Side::Specialist);
}

/// Those of the strategic committee sit here too, but for one user, whom the trust's user committee names.
fn partnership_meeting(c: &mut Community, pm: BodyId, ssu: BodyId) {
    c.seats("pm-ordforarar", SeatRule { count: exactly(1), ..seat_rule(pm, Side::Municipal, Per::Municipality) });
    for (name, source) in [
        ("pm-kommuneoverlege", "ssu-kommuneoverlege"),
        ("pm-fastlege", "ssu-fastlege"),
        ("pm-brukar-kommune", "ssu-brukar-kommune"),
    ] {
        let source = c.called(source).id;
        let other = c.structure.seat_rule(source).expect("a seat rule").clone();
        let derived_from = Some(Source { seat_rule: Some(source), ..NO_SOURCE });
        c.seats(name, SeatRule { body: pm, per: Per::Derived, derived_from, ..other });
    }
    c.one("pm-brukar-spesialist", pm, Side::User, Category::UserRepresentative);
    let leader = |source| SeatRule {
        category: Some(Category::BodyLeader),
        derived_from: Some(source),
        ..seat_rule(pm, Side::Other, Per::Derived)
    };
    let chair = Source { office: Some(OfficeRole::Chair), ..NO_SOURCE };
    c.seats("pm-ssu-leiar", leader(Source { body: Some(ssu), ..chair.clone() }));
    c.seats("pm-ou-leiarar", leader(Source { body_type: Some(BodyType::AreaCommittee), ..chair }));
    alternating(c, "pm-vert", pm, OfficeRole::Host, [Side::Municipal, Side::Specialist]);
}

pub(super) fn side(side: Side) -> Turn {
    Turn { side: Some(side), party: None, area: None }
}

fn alternating(c: &mut Community, name: &str, body: BodyId, office: OfficeRole, sides: [Side; 2]) {
    let apart_from = match office {
        OfficeRole::Chair => Some(OfficeRole::ViceChair),
        OfficeRole::ViceChair => Some(OfficeRole::Chair),
        _ => None,
    };
    let rule = LeadershipRule {
        body,
        office,
        kind: LeadershipKind::Alternating,
        turns: sides.map(side).to_vec(),
        every: Some(Every { number: 1, unit: TurnUnit::Years }),
        since: Some(date(2023, 1, 1)),
        apart_from,
    };
    c.provision(name, Rule::LeadershipRule(rule));
}

fn fixed(c: &mut Community, name: &str, body: BodyId, office: OfficeRole, of: Side) {
    let kind = LeadershipKind::Fixed;
    let rule = LeadershipRule { body, office, kind, turns: vec![side(of)], every: None, since: None, apart_from: None };
    c.provision(name, Rule::LeadershipRule(rule));
}
