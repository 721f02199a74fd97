//! What a caller sees of a structure, and so of what changed in it.
use super::plan::founded;
use super::{body, key};
use crate::policy::Sight;
use crate::{BodyType, ChangeKind, Side, Structure, Visibility, changes};

fn with_caucus() -> Structure {
    let (_, _, structure) = founded(|charter| {
        let mut caucus = body("formote", Some("pm"));
        (caucus.body_type, caucus.side, caucus.visibility) =
            (BodyType::Caucus, Some(Side::Municipal), Visibility::Side);
        charter.bodies.push(caucus);
        charter.bodies[4].succeeds = vec![key("formote")];
        charter.areas[0].visibility = Visibility::Community;
        let rule = super::provisions::seats("formote", crate::Per::Body);
        charter.provisions.push(super::provisions::seat_rule("formote-alle", rule));
    });
    structure
}

#[test]
fn what_is_hidden_is_hidden_as_a_reference_and_with_its_provisions() {
    let whole = with_caucus();
    assert_eq!(whole.clone().seen_by(&Sight::everything()), whole);
    let published = whole.clone().seen_by(&Sight::published());
    assert!(published.areas.is_empty() && published.bodies.iter().all(|body| body.area.is_none()));
    assert!(published.bodies.iter().all(|body| body.key != key("formote")));
    let successor = published.bodies.iter().find(|body| body.key == key("gammal")).expect("it is public");
    assert!(successor.succeeds.is_empty(), "a hidden body is no reference");
    assert!(published.provisions.iter().all(|provision| provision.key != key("formote-alle")));
    assert!(published.provisions.iter().any(|provision| provision.key == key("ssu-avleidd")));

    let municipal = Sight { community: true, sides: [Side::Municipal].into(), ..Sight::published() };
    assert_eq!(whole.clone().seen_by(&municipal), whole, "its own side sees the caucus");
}

#[test]
fn a_change_of_what_is_hidden_is_not_told() {
    let before = with_caucus();
    let mut after = before.clone();
    let caucus = after.bodies.iter_mut().find(|body| body.key == key("formote")).expect("it is there");
    caucus.validity.to = Some(super::plan::TODAY);
    let all: Vec<_> = changes(&before, &after).into_iter().map(|change| (change.act, change.key)).collect();
    assert_eq!(all, [(ChangeKind::Ended, Some(key("formote")))]);
    let sight = Sight::published();
    assert_eq!(changes(&before.seen_by(&sight), &after.seen_by(&sight)), []);
}
