//! What an office must keep.
use jiff::civil::date;

use crate::invented::{Community, bergen, between};
use crate::seating::check_office;
use crate::{Office, OfficeRole, PersonId, Validity};

use super::{of_area, of_party, told};

type Wrong<'a> = &'a [(&'a str, &'a str)];

#[test]
fn a_holder_sits_in_the_body_on_all_days_of_the_office() {
    let mut c = bergen();
    let (ssu, rule, voss) = (c.body_called("ssu"), c.called("ssu-kommunar").id, of_area(&c, "voss-omrade"));
    let (first, last) = (date(2023, 1, 1), date(2026, 12, 31));
    let change = date(2025, 1, 1);
    let person = c.seat_with(rule, voss, 1, |m| m.validity = between(Some(first), Some(date(2024, 12, 31))));
    // From one seat to another without a gap.
    let bergen = of_area(&c, "bergen");
    c.seat_with(rule, bergen, 2, |m| (m.person, m.validity) = (Some(person), between(Some(change), Some(last))));
    let chair =
        |from, to| Office { validity: between(from, to), ..Community::office(ssu, OfficeRole::Chair, Some(person)) };
    let no_seat: Wrong = &[("/person", "no-seat")];
    for (new, wanted) in [
        (chair(Some(first), Some(last)), &[] as Wrong),
        (chair(Some(date(2022, 12, 31)), Some(last)), no_seat),
        (chair(Some(first), Some(date(2027, 1, 1))), no_seat),
        (chair(Some(first), None), no_seat),
        (chair(None, Some(last)), no_seat),
        (Office { person: Some(PersonId::fresh()), ..chair(Some(first), Some(last)) }, no_seat),
        (Office { body: c.body_called("pm"), ..chair(Some(first), Some(last)) }, no_seat),
        (Office { body: crate::BodyId::fresh(), ..chair(Some(first), None) }, &[("/body", "unknown-reference")]),
    ] {
        assert_eq!(told(&check_office(&c.structure, &c.roster, &new)), wanted, "{:?}", new.validity);
    }
    // One day without a seat is enough.
    c.roster.memberships[1].validity.from = Some(date(2025, 1, 2));
    assert_eq!(told(&check_office(&c.structure, &c.roster, &chair(Some(first), Some(last)))), no_seat);
    // And so is a day on which the seat is not there.
    c.roster.memberships[1].validity.from = Some(change);
    c.rule_called("ssu-kommunar").quotas.clear();
    let area = c.structure.areas.iter_mut().find(|area| area.key.as_str() == "bergen").expect("an area");
    area.validity.to = Some(date(2026, 12, 30));
    assert_eq!(told(&check_office(&c.structure, &c.roster, &chair(Some(first), Some(last)))), no_seat);
}

#[test]
fn a_derived_seat_gives_an_office_and_a_seat_for_single_cases_gives_none() {
    let mut c = bergen();
    let (ou, ssu, pm) = (c.body_called("ou-voss-omrade"), c.body_called("ssu"), c.body_called("pm"));
    let (rule, voss) = (c.called("ou-voss-omrade-kommunar").id, of_party(&c, "voss"));
    let leader = c.seat(rule, voss, 1);
    let days = between(Some(date(2023, 1, 1)), Some(date(2024, 12, 31)));
    c.elect(ou, OfficeRole::Chair, leader, days);
    let chair = |body, validity| Office { validity, ..Community::office(body, OfficeRole::Chair, Some(leader)) };
    let check = |new: &Office| told(&check_office(&c.structure, &c.roster, new)).len();
    // The leader sits in the partnership meeting by the office alone, and in the strategic committee when called.
    assert_eq!(check(&chair(pm, days)), 0);
    assert_eq!(check(&chair(pm, between(days.from, None))), 1);
    assert_eq!(check(&chair(ssu, days)), 1);
}

#[test]
fn a_body_has_one_chair_at_a_time_and_may_share_the_lead_of_its_secretariat() {
    let mut c = bergen();
    let (ssu, rule) = (c.body_called("ssu"), c.called("ssu-helse-bergen").id);
    let unit = of_party(&c, "helse-bergen");
    let [one, other] = [1, 2].map(|number| c.seat(rule, unit, number));
    let until = between(None, Some(date(2024, 12, 31)));
    for role in [OfficeRole::Chair, OfficeRole::ViceChair, OfficeRole::SecretariatLead] {
        c.elect(ssu, role, one, until);
    }
    let office = |role, person, from| Office {
        validity: between(Some(from), None),
        ..Community::office(ssu, role, Some(person))
    };
    let (at_once, after) = (date(2024, 12, 31), date(2025, 1, 1));
    let taken: Wrong = &[("/role", "taken")];
    for (new, wanted) in [
        (office(OfficeRole::Chair, other, at_once), taken),
        (office(OfficeRole::Chair, other, after), &[]),
        (office(OfficeRole::ViceChair, other, at_once), taken),
        (office(OfficeRole::SecretariatLead, other, at_once), &[]),
        (office(OfficeRole::SecretariatLead, one, at_once), &[("/person", "taken")]),
        (c.roster.offices[0].clone(), &[]),
    ] {
        assert_eq!(told(&check_office(&c.structure, &c.roster, &new)), wanted, "{} {:?}", new.role, new.validity);
    }
}

#[test]
fn a_host_is_a_party_in_force_and_needs_no_seat() {
    let mut c = bergen();
    let pm = c.body_called("pm");
    let until = between(None, Some(date(2024, 12, 31)));
    c.structure.parties.iter_mut().filter(|p| p.key.as_str() == "solli").for_each(|p| p.validity = until);
    c.structure.bodies[0].validity = between(Some(date(2022, 9, 1)), None);
    let host = |party, validity| Office {
        party: Some(party),
        validity,
        ..Community::office(pm, OfficeRole::Host, Some(PersonId::fresh()))
    };
    let year = |year| between(Some(date(year, 1, 1)), Some(date(year, 12, 31)));
    let solli = c.party_called("solli");
    for (new, wanted) in [
        (host(solli, year(2024)), &[] as Wrong),
        (host(solli, year(2025)), &[("/party", "outside-validity")]),
        (host(c.party_called("voss"), year(2025)), &[]),
        (host(crate::PartyId::fresh(), year(2024)), &[("/party", "unknown-reference")]),
        (host(c.party_called("voss"), year(2022)), &[("/validFrom", "outside-validity")]),
        (host(c.party_called("voss"), Validity::ALWAYS), &[("/validFrom", "outside-validity")]),
    ] {
        assert_eq!(told(&check_office(&c.structure, &c.roster, &new)), wanted, "{:?} {:?}", new.party, new.validity);
    }
}
