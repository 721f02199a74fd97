//! Random charters of one invented community, for tests of whatever reads, writes or applies charters.
//!
//! Any two may follow one another: what a key stands for never changes, nor its first day; what is in force is at most
//! ended later. Everything else differs from charter to charter, and so does which keys there are.
mod dice;
mod rules;

use proptest::prelude::*;

use crate::{
    AreaRole, Body, BodyType, CaseNumberFormat, Charter, CharterArea, CharterBody, CharterCommunity, CharterMember,
    CharterParty, CharterSettings, Date, DatedMunicipalityNumber, DecisionRule, Forwarding, Key, Language, Line,
    Listing, MeetingRule, MunicipalityNumber, Names, Openness, OrgNumber, PartyKind, Prose, Provenance, Side, Validity,
    Verification, Visibility, Words,
};

use dice::Dice;

/// The day on which charters are applied: some entries have begun by then, some have ended and some have not begun.
pub const TODAY: Date = jiff::civil::date(2026, 6, 1);

/// Organisation numbers with true check digits.
const ORG_NUMBERS: [&str; 4] = ["964338531", "944227121", "971159928", "960510542"];
const BODIES: [BodyType; 5] = [
    BodyType::PartnershipMeeting,
    BodyType::StrategicCommittee,
    BodyType::AreaCommittee,
    BodyType::Caucus,
    BodyType::Secretariat,
];

/// A charter whose rules can hold from a day on: what can not is made simpler.
pub fn mended(mut charter: Charter, day: Date) -> Charter {
    rules::mend(&mut charter, day);
    charter
}

/// A right charter.
pub fn charter() -> impl Strategy<Value = Charter> {
    // One throw decides one thing; what is thrown no more is the first choice, so that charters shrink.
    proptest::collection::vec(any::<u8>(), 0..900).prop_map(|throws| {
        let mut dice = Dice::new(throws);
        let mut charter = charter_of(&mut dice);
        dice.shuffle(&mut charter.parties);
        dice.shuffle(&mut charter.areas);
        dice.shuffle(&mut charter.bodies);
        dice.shuffle(&mut charter.provisions);
        charter
    })
}

fn charter_of(dice: &mut Dice) -> Charter {
    let parties = some(dice, 8, party);
    let keys: Vec<_> = parties.iter().map(|party| party.key.clone()).collect();
    let areas = some(dice, 3, |dice, i, _: &[CharterArea]| area(dice, i, &parties));
    let areas_keys: Vec<_> = areas.iter().map(|area| area.key.clone()).collect();
    let bodies = some(dice, BODIES.len(), |dice, i, earlier| body(dice, i, earlier, &areas));
    let provisions = rules::provisions(dice, &keys, &areas_keys, &bodies);
    let charter = Charter {
        community: CharterCommunity {
            slug: key("provebygda"),
            names: Names { nb: line("Prøvebygda"), nn: line("Prøvebygda") },
            language: Language::Nynorsk,
            listing: Listing::Public,
        },
        settings: CharterSettings {
            forwarding: dice.of(Forwarding::ALL),
            contact_email: dice.maybe(|_| line("post@example.no")),
            website: dice.maybe(|_| line("https://example.no")),
            paper_deadline_days: dice.below(30),
            case_number_format: dice.maybe(|_| format("{yyyy}/{nn}")).unwrap_or_default(),
            reminder_days: dice.below(5),
        },
        parties,
        areas,
        bodies,
        provisions,
        ends: Vec::new(),
    };
    mended(charter, TODAY)
}

/// Some of `count` entries, each made with those before it.
fn some<T>(dice: &mut Dice, count: usize, make: impl Fn(&mut Dice, usize, &[T]) -> T) -> Vec<T> {
    let mut list = Vec::new();
    for i in 0..count {
        if dice.below::<u8>(4) > 0 {
            let entry = make(dice, i, &list);
            list.push(entry);
        }
    }
    list
}

fn party(dice: &mut Dice, i: usize, earlier: &[CharterParty]) -> CharterParty {
    let kinds = [PartyKind::Municipality, PartyKind::HealthTrust, PartyKind::UserOrganization, PartyKind::Municipality];
    let kind = kinds[i % kinds.len()];
    let number = DatedMunicipalityNumber {
        number: MunicipalityNumber::parse(&format!("46{:02}", i + 1)).expect("a number of that county"),
        validity: Validity { from: dice.maybe(|_| day(2020)), to: None },
    };
    CharterParty {
        key: key(&format!("part-{i}")),
        kind,
        side: [Side::Municipal, Side::Specialist, Side::User, Side::Municipal][i % 4],
        names: dice.names(),
        org_number: ORG_NUMBERS.get(i).and_then(|number| OrgNumber::parse(number)),
        municipality_numbers: if kind == PartyKind::Municipality { vec![number] } else { Vec::new() },
        part_of: dice.maybe_of(earlier).map(|whole| whole.key.clone()),
        validity: validity(dice, i),
        provenance: provenance(dice),
    }
}

fn area(dice: &mut Dice, i: usize, parties: &[CharterParty]) -> CharterArea {
    let mut members = Vec::new();
    for party in parties {
        if dice.below::<u8>(2) > 0 {
            members.push(CharterMember {
                party: party.key.clone(),
                role: if party.kind == PartyKind::Municipality { AreaRole::Municipality } else { AreaRole::Hospital },
                validity: validity(dice, 0),
                provenance: provenance(dice),
            });
        }
    }
    CharterArea {
        key: key(&format!("omrade-{i}")),
        names: dice.names(),
        members,
        validity: validity(dice, i),
        visibility: dice.of(&[Visibility::Public, Visibility::Community]),
        provenance: provenance(dice),
    }
}

fn body(dice: &mut Dice, i: usize, earlier: &[CharterBody], areas: &[CharterArea]) -> CharterBody {
    let body_type = BODIES[i];
    let validity = validity(dice, i);
    // What a body leans on lasts as long as the body.
    let lasts = |other: Validity| other.to.is_none_or(|last| validity.to.is_some_and(|to| to <= last));
    let above: Vec<_> = earlier.iter().filter(|body| lasts(body.validity)).map(|body| body.key.clone()).collect();
    let areas: Vec<_> = areas.iter().filter(|area| lasts(area.validity)).map(|area| area.key.clone()).collect();
    let one_sided = body_type == BodyType::Caucus;
    let other = |dice: &mut Dice| dice.maybe_of(earlier).map(|body| body.key.clone());
    CharterBody {
        key: key(&format!("organ-{i}")),
        body_type,
        level: dice.below::<u8>(Body::LEVEL_MAX) + 1,
        parent: dice.maybe_of(&above).cloned(),
        area: dice.maybe_of(&areas).cloned(),
        side: one_sided.then_some(Side::Municipal),
        names: dice.names(),
        abbreviation: dice.maybe(Dice::line),
        // A mandate is never taken back.
        mandate: i.is_multiple_of(2).then(|| dice.prose()),
        openness: dice.of(Openness::ALL),
        visibility: if one_sided { Visibility::Side } else { Visibility::Public },
        decision_rule: dice.of(DecisionRule::ALL),
        meetings: MeetingRule { min_per_year: dice.maybe(|dice| dice.below(3) + 1), max_per_year: dice.maybe(|_| 6) },
        case_number_format: dice.maybe(|_| format("{nn}-{yyyy}")),
        paper_deadline_days: dice.maybe(|dice| dice.below(30)),
        programme_committee_for: other(dice),
        succeeds: other(dice).into_iter().collect(),
        validity,
        provenance: provenance(dice),
    }
}

/// Days of the `i`-th entry of a list: most have begun, one in five ended long ago and one in five begins later.
fn validity(dice: &mut Dice, i: usize) -> Validity {
    match i % 5 {
        3 => Validity { from: Some(day(2010)), to: Some(day(2015)) },
        4 => Validity { from: Some(day(2027)), to: dice.maybe(|_| day(2031)) },
        begun => {
            let from = (begun > 0).then(|| day(2022));
            Validity { from, to: dice.maybe(|dice| dice.of(&[TODAY, day(2027), day(2030)])) }
        }
    }
}

fn provenance(dice: &mut Dice) -> Provenance {
    Provenance { verification: dice.of(Verification::ALL), note: dice.maybe(Dice::line) }
}

fn day(year: i16) -> Date {
    jiff::civil::date(year, 1, 1)
}

fn key(text: &str) -> Key {
    Key::parse(text).expect("the text fits the pattern")
}

fn line(text: &str) -> Line {
    Line::parse(text).expect("the text is a line")
}

fn prose(text: &str) -> Prose {
    Prose::parse(text).expect("the text is prose")
}

fn format(text: &str) -> CaseNumberFormat {
    CaseNumberFormat::parse(text).expect("the text is a format")
}
