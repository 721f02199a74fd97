//! The seat map as SVG.
use domain::{Body, Words as _};

use super::gather::{Origin, State};
use super::place::{Plan, SeatBox, Sign};
use crate::Frame;
use crate::shape::Rect;
use crate::svg::Svg;
use crate::text::Face;
use crate::words::{self, said};

pub(super) fn draw(frame: Frame<'_>, body: &Body, plan: &Plan) -> String {
    let say = |words| said(words, frame.language);
    let (name, of) = (frame.name(&body.names), frame.name(&frame.community.names));
    let day = words::written(frame.day, frame.language);
    let title = format!("{of}, {name}: {} {} {day}", say(words::SEATS).to_lowercase(), say(words::ON));
    let mut svg = Svg::new(plan.height, frame.language.word(), &title, say(words::SEATS_ABOUT));
    svg.labels(&plan.heading);
    svg.rect("table", plan.table, 18);
    svg.labels(&plan.inscription);
    for region in &plan.regions {
        svg.rect("band", region.rect, 8);
        if let Some((side, place)) = region.side {
            svg.side(side, place);
        }
        svg.labels(&region.labels);
        for seat in &region.seats {
            draw_seat(&mut svg, seat);
        }
    }
    for entry in &plan.legend {
        let place = entry.place;
        match entry.sign {
            None => {}
            Some(Sign::Side(side)) => svg.side(side, place),
            Some(Sign::State(state)) => mark(&mut svg, state, (place.x + place.w / 2, place.y + place.h / 2)),
            Some(Sign::Origin(origin)) => svg.rect(border(origin), place, 3),
        }
        svg.label(&entry.label);
    }
    svg.finish()
}

const fn border(origin: Origin) -> &'static str {
    match origin {
        Origin::Own => "box",
        Origin::Derived => "box derived",
        Origin::PerCase => "box per-case",
    }
}

fn draw_seat(svg: &mut Svg, seat: &SeatBox) {
    svg.open(&seat.about);
    let Rect { x, y, h, .. } = seat.rect;
    svg.rect(border(seat.origin), seat.rect, 4);
    svg.side(seat.side, Rect { x: x + 2, y: y + 3, w: 6, h: h - 6 });
    mark(svg, seat.state, (x + 18, y + 12));
    svg.labels(&seat.labels);
    svg.close();
}

/// A disc: full, half or empty, or a question.
fn mark(svg: &mut Svg, state: State, (x, y): (i32, i32)) {
    match state {
        State::Held => svg.circle("mark full", (x, y), 5),
        State::Clarifying => {
            svg.circle("mark", (x, y), 5);
            svg.half((x, y), 5);
        }
        State::Vacant => svg.circle("mark", (x, y), 5),
        State::Unknown => svg.text(x - 4, y + 5, Face::bold(12), "?"),
    }
}
