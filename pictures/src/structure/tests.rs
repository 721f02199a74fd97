//! No structure makes a picture in which boxes or texts run into each other.
use domain::arbitrary::{TODAY, charter};
use domain::{Charter, Instant, Language, Structure, Tenant};
use proptest::prelude::*;

use super::cell::BodyBox;
use super::place::placed;
use super::{Plan, structure};
use crate::Frame;
use crate::large::large;
use crate::shape::{Label, Rect};
use crate::svg::WIDTH;

/// A community as its charter lays it down.
pub(crate) fn community(charter: &Charter) -> (Tenant, Structure) {
    let made = charter.entities(Instant::parse("2026-01-01T00:00:00Z").expect("an instant"));
    let structure = Structure {
        settings: made.settings,
        parties: made.parties,
        areas: made.areas,
        bodies: made.bodies,
        provisions: made.provisions,
    };
    (made.tenant, structure)
}

/// Every rectangle that may share no pixel with another.
fn rects(plan: &Plan) -> Vec<Rect> {
    let mut rects: Vec<Rect> = plan.bodies.iter().map(|body| body.rect).collect();
    rects.extend(plan.bodies.iter().filter_map(|body| body.area.as_ref()).chain(&plan.areas).map(|area| area.rect));
    rects.extend(plan.legend.iter().flat_map(|entry| [entry.place, entry.label.rect()]));
    rects
}

fn check(plan: &Plan) -> Result<(), TestCaseError> {
    let picture = Rect { x: 0, y: 0, w: WIDTH, h: plan.height };
    let rects = rects(plan);
    for (i, one) in rects.iter().enumerate() {
        prop_assert!(picture.holds(*one), "{one:?} is outside {picture:?}");
        for other in &rects[..i] {
            prop_assert!(!one.overlaps(*other), "{one:?} overlaps {other:?}");
        }
    }
    let fits = |labels: &[Label], rect: Rect| {
        let outside = labels.iter().find(|label| !rect.holds(label.rect()));
        prop_assert!(outside.is_none(), "{outside:?} is outside {rect:?}");
        Ok(())
    };
    fits(&plan.heading, picture)?;
    for body in &plan.bodies {
        fits(&body.labels, body.rect)?;
    }
    for area in plan.bodies.iter().filter_map(|body| body.area.as_ref()).chain(&plan.areas) {
        fits(&area.labels, area.rect)?;
    }
    for band in &plan.bands {
        fits(&band.labels, band.rect)?;
        let inside = plan.bodies.iter().filter(|body| band.rect.overlaps(body.rect));
        let outside = inside.map(|body| body.rect).find(|rect| !band.rect.holds(*rect));
        prop_assert!(outside.is_none(), "{outside:?} sticks out of its band {:?}", band.rect);
    }
    check_lines(plan)
}

/// Lines run straight and through no body on the way.
fn check_lines(plan: &Plan) -> Result<(), TestCaseError> {
    for line in &plan.lines {
        for pair in line.points.windows(2) {
            let ((x, y), (to_x, to_y)) = (pair[0], pair[1]);
            prop_assert!(x == to_x || y == to_y, "a line runs aslant: {pair:?}");
            // The line without its ends, which touch the bodies they join.
            let way = Rect { x: x.min(to_x), y: y.min(to_y) + 1, w: (x - to_x).abs() + 1, h: (y - to_y).abs() - 1 };
            let areas = plan.bodies.iter().filter_map(|body| body.area.as_ref()).map(|area| area.rect);
            let crossed = plan.bodies.iter().map(|body| body.rect).chain(areas).find(|rect| way.overlaps(*rect));
            prop_assert!(crossed.is_none(), "{pair:?} runs through {crossed:?}");
        }
    }
    Ok(())
}

/// There is one line from each body to every one that reports to it, and no other.
fn check_ends(plan: &Plan, shown: &Structure) -> Result<(), TestCaseError> {
    let find = |id| plan.bodies.iter().find(|each| each.body == id);
    let parent = |child| shown.body(child).and_then(|body| body.parent).and_then(find);
    let ends = |child: &BodyBox| parent(child.body).map(|parent| (Some(parent.foot()), Some(child.head())));
    let mut wanted: Vec<_> = plan.bodies.iter().filter_map(ends).collect();
    let drawn = plan.lines.iter().map(|line| (line.points.first().copied(), line.points.last().copied()));
    let mut drawn: Vec<_> = drawn.collect();
    wanted.sort_unstable();
    drawn.sort_unstable();
    prop_assert_eq!(drawn, wanted);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn nothing_overlaps_and_everything_fits(charter in charter(), language in 0..3_usize) {
        let (tenant, shown) = community(&charter);
        let language = [Language::Bokmaal, Language::Nynorsk, Language::English][language];
        let frame = Frame { community: &tenant, day: TODAY, language };
        let plan = placed(frame, &shown);
        prop_assert_eq!(plan.bodies.len(), shown.bodies_on(TODAY).count());
        check(&plan)?;
        check_ends(&plan, &shown)?;
        let drawn = structure(frame, &shown);
        prop_assert!(roxmltree::Document::parse(&drawn).is_ok(), "{drawn}");
        prop_assert_eq!(drawn, structure(frame, &shown));
    }
}

#[test]
fn a_large_community_is_drawn_without_overlaps() {
    let (tenant, shown) = large();
    for language in [Language::Bokmaal, Language::Nynorsk, Language::English] {
        let plan = placed(Frame { community: &tenant, day: TODAY, language }, &shown);
        assert_eq!((plan.bodies.len(), plan.lines.len()), (62, 61));
        check(&plan).expect("a sound picture");
        check_ends(&plan, &shown).expect("a line for each that reports to another");
    }
}

#[test]
fn names_are_text_and_nothing_else() {
    let (mut tenant, mut shown) = large();
    let name = domain::Line::parse("</text><script>alert('&')</script>").expect("a line");
    tenant.names.nn = name.clone();
    shown.bodies[0].names.nn = name;
    let drawn = structure(Frame { community: &tenant, day: TODAY, language: Language::Nynorsk }, &shown);
    assert!(!drawn.contains("<script"), "{drawn}");
    roxmltree::Document::parse(&drawn).expect("well-formed");
}
