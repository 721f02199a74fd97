//! Elections: they fill offices as an office is filled otherwise.
use super::*;

fn elected(role: OfficeRole, person: PersonId) -> Elected {
    Elected { role, person, validity: Validity { from: Some(DAY), to: None } }
}

fn electing(elected: &[Elected]) -> Treatment {
    let voices = both(Position::Agrees, Position::Agrees);
    Treatment { elected: elected.to_vec(), voices, ..came(Outcome::Decided) }
}

#[test]
fn an_election_puts_people_in_offices_they_can_hold() {
    let mut world = world(DecisionRule::Consensus);
    let [one, two, _] = world.persons;
    let chair = elected(OfficeRole::Chair, one);
    let vice = elected(OfficeRole::ViceChair, two);
    let open = Elected { validity: Validity::ALWAYS, ..chair.clone() };
    let reversed = Validity { from: Some(DAY), to: Some(DAY.yesterday().expect("a day")) };
    for (kind, new, faults) in [
        (CaseKind::Election, electing(&[chair.clone(), vice.clone()]), vec![]),
        (CaseKind::Election, electing(&[]), vec![wrong("/elected", "too-short")]),
        (CaseKind::Decision, electing(std::slice::from_ref(&chair)), vec![wrong("/elected", "excludes")]),
        (CaseKind::Election, came(Outcome::Postponed), vec![]),
        (
            CaseKind::Election,
            Treatment { elected: vec![chair.clone()], ..came(Outcome::Postponed) },
            vec![wrong("/elected", "excludes")],
        ),
        (
            CaseKind::Election,
            electing(&[chair.clone(), elected(OfficeRole::Chair, two)]),
            vec![wrong("/elected/1/role", "taken")],
        ),
        (
            CaseKind::Election,
            electing(&[elected(OfficeRole::Chair, PersonId::fresh())]),
            vec![wrong("/elected/0/person", "no-seat")],
        ),
        (
            CaseKind::Election,
            electing(&[elected(OfficeRole::Host, one)]),
            vec![wrong("/elected/0/role", "not-allowed")],
        ),
        (CaseKind::Election, electing(&[open]), vec![wrong("/elected/0/validFrom", "required")]),
        (
            CaseKind::Election,
            electing(&[Elected { validity: reversed, ..chair.clone() }]),
            vec![wrong("/elected/0/validTo", "date-order")],
        ),
    ] {
        assert_eq!(world.told(kind, &new), faults, "{:?}", new.elected);
    }
    world.community.elect(world.body, OfficeRole::Chair, two, Validity::ALWAYS);
    assert_eq!(world.told(CaseKind::Election, &electing(&[chair])), [wrong("/elected/0/role", "taken")]);
}

#[test]
fn whom_an_election_put_in_office_is_not_written_anew() {
    let mut world = world(DecisionRule::Consensus);
    let [one, two, _] = world.persons;
    let done = electing(&[elected(OfficeRole::Chair, one)]);
    // As after the first writing: the office is filled.
    world.community.elect(world.body, OfficeRole::Chair, one, Validity { from: Some(DAY), to: None });
    let treated = Item { treatment: Some(done.clone()), ..item(CaseKind::Election) };
    let meeting = world.meeting(treated);
    let remarked = Treatment { remarks: Some(prose("Valet var samrøystes.")), ..done };
    for (new, faults) in [
        (remarked, vec![]),
        (electing(&[elected(OfficeRole::Chair, two)]), vec![wrong("/elected", "immutable")]),
        (came(Outcome::Postponed), vec![wrong("/elected", "immutable")]),
    ] {
        assert_eq!(told(&world.faults(&meeting, false, &new)), faults);
    }
}
