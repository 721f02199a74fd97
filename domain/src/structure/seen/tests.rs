//! What is hidden is not in what is left, whatever led there.
use jiff::civil::date;

use crate::composition::{composition, lacking, seats_per_side};
use crate::invented::{Community, bergen, between, seat_rule};
use crate::policy::Sight;
use crate::{BodyId, BodyType, Category, Date, OfficeRole, Per, Roster, Side, Source, Structure, Visibility};

const DAY: Date = date(2024, 3, 18);

fn member() -> Sight {
    Sight { community: true, ..Sight::published() }
}

/// A caucus of the municipalities whose leader and members sit in the strategic committee too, which that lets out.
fn with_caucus() -> (Community, BodyId) {
    let mut c = bergen();
    let caucus = c.body("formote", BodyType::Caucus, 3, None);
    let body = c.structure.bodies.iter_mut().find(|body| body.id == caucus).expect("the caucus");
    (body.visibility, body.side) = (Visibility::Side, Some(Side::Municipal));
    let ssu = c.body_called("ssu");
    let own = c.seats("formote-radgivar", seat_rule(caucus, Side::Municipal, Per::Body));
    let source = |seat_rule, body, office| Some(Source { seat_rule, body, body_type: None, office });
    let mut by_seat = seat_rule(ssu, Side::Municipal, Per::Derived);
    by_seat.derived_from = source(Some(own), None, None);
    let by_seat = c.seats("ssu-av-radgivar", by_seat);
    let mut by_office = seat_rule(ssu, Side::Municipal, Per::Derived);
    by_office.derived_from = source(None, Some(caucus), Some(OfficeRole::Chair));
    c.seats("ssu-av-leiar", by_office);
    let mut again = seat_rule(ssu, Side::Municipal, Per::Derived);
    again.derived_from = source(Some(by_seat), None, None);
    c.seats("ssu-av-av-radgivar", again);
    let person = c.seat(own, None, 1);
    c.elect(caucus, OfficeRole::Chair, person, between(None, None));
    (c, caucus)
}

fn answers(structure: &Structure, roster: &Roster) -> String {
    let lacking = lacking(structure, roster, DAY, Category::UserRepresentative);
    format!("{:?}{:?}{lacking:?}", composition(structure, roster, DAY), seats_per_side(structure, roster, DAY))
}

#[test]
fn a_hidden_body_takes_what_speaks_of_it_and_who_sits_by_that_along() {
    let (c, caucus) = with_caucus();
    let seen = c.structure.clone().seen_by(&member());
    assert!(seen.body(caucus).is_none());
    let gone =
        ["formote-radgivar", "ssu-av-radgivar", "ssu-av-leiar", "ssu-av-av-radgivar"].map(|key| c.called(key).id);
    for id in gone {
        assert!(c.structure.provision(id).is_some() && seen.provision(id).is_none());
    }
    let roster = c.roster.clone().within(&seen);
    assert_eq!((roster.memberships.len(), roster.offices.len()), (0, 0));
    // Word for word what is answered of a community that has no caucus at all.
    let plain = bergen_like(&c, caucus);
    assert_eq!(answers(&seen, &roster), answers(&plain, &Roster::default()));
}

/// The same community without what was added to it.
fn bergen_like(c: &Community, caucus: BodyId) -> Structure {
    let mut structure = c.structure.clone();
    structure.bodies.retain(|body| body.id != caucus);
    structure
        .provisions
        .retain(|provision| !["formote", "ssu-av"].iter().any(|key| provision.key.as_str().starts_with(key)));
    structure
}

#[test]
fn whoever_sits_there_or_is_of_its_side_sees_all_of_it() {
    let (c, caucus) = with_caucus();
    let of_side = Sight { sides: [Side::Municipal].into(), ..member() };
    let own = Sight { own: [caucus].into(), ..member() };
    for sight in [of_side, own, Sight::everything()] {
        assert_eq!(c.structure.clone().seen_by(&sight), c.structure);
    }
}

#[test]
fn what_was_hidden_since_is_not_told_of_the_past() {
    let (c, caucus) = with_caucus();
    let mut past = c.structure.clone();
    past.bodies.iter_mut().for_each(|body| (body.visibility, body.side) = (Visibility::Public, None));
    assert!(past.clone().seen_by(&member()).body(caucus).is_some());
    let seen = past.clone().seen_today_by(&member(), &c.structure);
    assert!(seen.body(caucus).is_none());
    // What was hidden then stays hidden, and what is gone by now is told as it was.
    let mut gone = c.structure.clone();
    gone.bodies.clear();
    assert!(past.seen_today_by(&member(), &gone).body(caucus).is_some());
    assert!(c.structure.clone().seen_today_by(&member(), &gone).body(caucus).is_none());
}

#[test]
fn a_hidden_area_takes_its_seats_along() {
    let mut c = bergen();
    let area = c.area_called("bergen");
    let rule = c.called("ssu-kommunar").id;
    c.seat(rule, Some(crate::Unit::Area(area)), 1);
    let hidden = c.structure.areas.iter_mut().find(|each| each.id == area).expect("the area");
    hidden.visibility = Visibility::Secretariat;
    let seen = c.structure.clone().seen_by(&member());
    assert_eq!(c.roster.clone().within(&seen).memberships, []);
    assert!(!format!("{:?}", composition(&seen, &c.roster, DAY)).contains(&format!("{area:?}")));
}
