//! Requirements on who sits where.
use jiff::civil::date;

use super::{filled, finding, outcome};
use crate::composition::{Account, Concern, Evidence, Outcome};
use crate::invented::{Community, bergen, between, nordland, requirement};
use crate::{BodyType, Category, Count, Force, Requirement, RequirementKind, Rule, Side, Standing, Unit};

fn accounts(c: &Community, name: &str) -> Vec<Account> {
    match finding(c, name).evidence {
        Evidence::Requirement(accounts) => accounts,
        Evidence::Seats { .. } => panic!("{name} is a seat rule"),
    }
}

fn account(c: &Community, name: &str, of: Concern) -> Account {
    accounts(c, name).into_iter().find(|account| account.of == of).expect("one it concerns")
}

#[test]
fn the_rules_alone_give_every_municipality_a_seat() {
    for (c, name, municipalities) in [(bergen(), "kommunar", 18), (nordland(), "kommuner", 20)] {
        let accounts = accounts(&c, name);
        assert_eq!(accounts.len(), municipalities);
        assert!(accounts.iter().all(|account| account.seats.gives_any() && account.held == 0));
    }
}

#[test]
fn a_municipality_the_rules_leave_out_is_told_even_without_people() {
    let mut c = bergen();
    let outside = c.municipality("sund");
    c.structure.provisions.retain(|provision| provision.key.as_str() != "pm-ordforarar");
    assert_eq!(outcome(&c, "kommunar"), Outcome::Broken);
    let sund = account(&c, "kommunar", Concern::Party(outside));
    assert_eq!((sund.outcome, sund.seats.max, sund.held), (Outcome::Broken, Some(0), 0));
    let voss = Concern::Party(c.party_called("voss"));
    assert_eq!(account(&c, "kommunar", voss).outcome, Outcome::Unknown);
    // Whoever represents it in any seat is enough.
    let user = c.called("ssu-brukar-kommune").id;
    c.seat_with(user, None, 1, |m| m.party = Some(outside));
    assert_eq!(account(&c, "kommunar", Concern::Party(outside)).outcome, Outcome::Holds);
}

#[test]
fn the_seat_of_an_area_speaks_for_its_municipalities_and_an_empty_one_for_none() {
    let mut c = bergen();
    c.structure.provisions.retain(|provision| provision.key.as_str() != "pm-ordforarar");
    let (rule, voss) = (c.called("ssu-kommunar").id, Concern::Party(c.party_called("ulvik")));
    let area = Some(Unit::Area(c.area_called("voss-omrade")));
    c.seat(rule, area, 1);
    assert_eq!(account(&c, "kommunar", voss).outcome, Outcome::Holds);
    c.roster.memberships[0].validity = between(None, Some(date(2023, 12, 31)));
    assert_eq!(account(&c, "kommunar", voss).outcome, Outcome::Broken);
    let fedje = Concern::Party(c.party_called("fedje"));
    assert_eq!(account(&c, "kommunar", fedje).outcome, Outcome::Unknown);
}

#[test]
fn a_caucus_represents_nobody_before_the_other_side() {
    let mut c = nordland();
    c.structure.provisions.retain(|provision| !provision.key.as_str().starts_with("pm-"));
    let caucus = c.body("formote", BodyType::Caucus, 3, None);
    c.structure.bodies.iter_mut().filter(|body| body.id == caucus).for_each(|body| body.side = Some(Side::Municipal));
    let lofoten = c.area_called("lofoten");
    c.rule_called("ssu-kommunene").quotas.retain(|quota| quota.area != Some(lofoten));
    c.rule_called("ssu-kommunene").count = Count { min: Some(0), max: Some(0) };
    let rule = crate::invented::seat_rule(caucus, Side::Municipal, crate::Per::Municipality);
    let rule = c.seats("formote-kommuner", rule);
    let rost = c.party_called("rost");
    c.seat(rule, Some(Unit::Party(rost)), 1);
    assert_eq!(account(&c, "kommuner", Concern::Party(rost)).outcome, Outcome::Broken);
    let bodo = Concern::Party(c.party_called("bodo"));
    assert_eq!(account(&c, "kommuner", bodo).outcome, Outcome::Unknown);
}

#[test]
fn users_sit_in_every_body_and_at_every_level() {
    let mut c = filled(bergen());
    for name in ["brukarar", "brukarar-niva"] {
        assert_eq!(outcome(&c, name), Outcome::Holds, "{name}");
    }
    // Two seats in Voss, both left: the body lacks users, its level does not.
    let (body, left) = (c.body_called("ou-voss-omrade"), between(None, Some(date(2023, 12, 31))));
    let seats = ["kommune", "spesialist"].map(|of| c.called(&format!("ou-voss-omrade-brukar-{of}")).id);
    c.roster.memberships.iter_mut().filter(|m| seats.contains(&m.rule)).for_each(|m| m.validity = left);
    assert_eq!(account(&c, "brukarar", Concern::Body(body)).outcome, Outcome::Broken);
    assert_eq!(account(&c, "brukarar-niva", Concern::Level(3)).outcome, Outcome::Holds);
    // One that says elsewhere in the roster that they are a user is one.
    let municipal = c.called("ou-voss-omrade-kommunar").id;
    let one = c.roster.memberships.iter_mut().find(|m| m.rule == municipal).expect("a member");
    one.category = Some(Category::UserRepresentative);
    assert_eq!(account(&c, "brukarar", Concern::Body(body)).outcome, Outcome::Holds);
    // A body whose rules have no seat for users lacks them whatever the roster says; a soft rule only wishes.
    c.roster.memberships.clear();
    c.structure.provisions.retain(|p| !p.key.as_str().starts_with("ou-voss-omrade-brukar"));
    assert_eq!(account(&c, "brukarar", Concern::Body(body)).outcome, Outcome::Broken);
    c.structure.provisions.retain(|p| p.key.as_str() != "ou-voss-omrade-fastlege");
    assert_eq!(account(&c, "fastlegar", Concern::Body(body)).outcome, Outcome::ShouldNotMet);
    // A body of which nothing is laid down may have anyone in it.
    let group = c.body("fsu", BodyType::ProfessionalCommittee, 3, None);
    assert_eq!(account(&c, "brukarar", Concern::Body(group)).outcome, Outcome::Unknown);
    let network = c.body("nettverk", BodyType::Network, 4, None);
    assert!(accounts(&c, "brukarar").iter().all(|account| account.of != Concern::Body(network)));
}

#[test]
fn at_least_one_is_a_municipal_director_as_far_as_possible() {
    let mut c = filled(bergen());
    // Of nobody it is told what they do elsewhere: one of them may be.
    assert_eq!(outcome(&c, "ssu-kommunedirektor"), Outcome::Unknown);
    let rule = c.called("ssu-kommunar").id;
    let theirs = |c: &mut Community, category| {
        c.roster.memberships.iter_mut().filter(|m| m.rule == rule).for_each(|m| m.category = Some(category));
    };
    theirs(&mut c, Category::SectorDirector);
    assert_eq!(outcome(&c, "ssu-kommunedirektor"), Outcome::ShouldNotMet);
    let first = c.roster.memberships.iter_mut().find(|m| m.rule == rule).expect("a member");
    first.category = Some(Category::MunicipalDirector);
    assert_eq!(outcome(&c, "ssu-kommunedirektor"), Outcome::Holds);
    // One of the other side is none of theirs.
    theirs(&mut c, Category::SectorDirector);
    let other = c.called("ssu-haraldsplass").id;
    let other = c.roster.memberships.iter_mut().find(|m| m.rule == other).expect("a member");
    other.category = Some(Category::MunicipalDirector);
    assert_eq!(outcome(&c, "ssu-kommunedirektor"), Outcome::ShouldNotMet);
}

#[test]
fn more_than_the_seats_can_give_is_told_without_people() {
    let mut c = bergen();
    let ssu = c.body_called("ssu");
    let wish = |number| Requirement {
        body: Some(ssu),
        category: Some(Category::MunicipalDirector),
        side: Some(Side::Municipal),
        number: Some(number),
        ..requirement(RequirementKind::AtLeast)
    };
    c.provision("fem", Rule::Requirement(wish(5)));
    c.provision("seks", Rule::Requirement(wish(6)));
    assert_eq!((outcome(&c, "fem"), outcome(&c, "seks")), (Outcome::Unknown, Outcome::Broken));
}

#[test]
fn both_sides_have_equally_many_members() {
    let mut c = filled(nordland());
    assert_eq!(outcome(&c, "like-mange"), Outcome::Holds);
    let ssu = c.body_called("ssu");
    let of = |c: &Community, side| account(c, "like-mange", Concern::Side(ssu, side)).held;
    assert_eq!((of(&c, Side::Municipal), of(&c, Side::Specialist)), (7, 7));
    let hospital = c.called("ssu-hf").id;
    let one = c.roster.memberships.iter_mut().find(|m| m.rule == hospital).expect("a member");
    (one.standing, one.person) = (Standing::Vacant, None);
    assert_eq!(outcome(&c, "like-mange"), Outcome::Broken);
    // Silence about one side is not nobody on it.
    c.roster.memberships.retain(|m| m.rule != hospital);
    assert_eq!(outcome(&c, "like-mange"), Outcome::Unknown);
    // But rules that never give equally many are told.
    c.rule_called("ssu-hf").count = crate::invented::exactly(8);
    assert_eq!(outcome(&c, "like-mange"), Outcome::Broken);
    let requirement = c.structure.provisions.iter_mut().find(|p| p.key.as_str() == "like-mange").expect("it");
    if let Rule::Requirement(rule) = &mut requirement.rule {
        rule.force = Force::Soft;
    }
    assert_eq!(outcome(&c, "like-mange"), Outcome::ShouldNotMet);
}
