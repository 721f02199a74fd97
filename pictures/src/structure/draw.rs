//! The structure picture as SVG.
use domain::Words as _;

use super::cell::{AreaBox, BAR, BodyBox, STRIP};
use super::{Plan, Sign};
use crate::Frame;
use crate::legend::Entry;
use crate::shape::Rect;
use crate::svg::Svg;
use crate::words::{self, said};

pub(super) fn draw(frame: Frame<'_>, plan: &Plan) -> String {
    let say = |words| said(words, frame.language);
    let name = frame.name(&frame.community.names);
    let day = words::written(frame.day, frame.language);
    let title = format!("{name}: {} {} {day}", say(words::STRUCTURE).to_lowercase(), say(words::ON));
    let mut svg = Svg::new(plan.height, frame.language.word(), &title, say(words::STRUCTURE_ABOUT));
    svg.labels(&plan.heading);
    for band in &plan.bands {
        svg.rect("band", band.rect, 8);
        svg.labels(&band.labels);
    }
    for line in &plan.lines {
        svg.line(&line.points);
        if let Some(end) = line.points.last() {
            svg.tip(*end);
        }
    }
    for body in &plan.bodies {
        draw_body(&mut svg, body);
    }
    for area in &plan.areas {
        draw_area(&mut svg, area);
    }
    for entry in &plan.legend {
        draw_sign(&mut svg, entry);
    }
    svg.finish()
}

fn draw_body(svg: &mut Svg, body: &BodyBox) {
    if let Some(area) = &body.area {
        draw_area(svg, area);
    }
    svg.open(&body.about);
    let Rect { x, y, w, h } = body.rect;
    svg.rect("box", body.rect, 5);
    if let Some(side) = body.only {
        svg.side(side, Rect { x: x + 1, y: y + 1, w: BAR, h: h - 2 });
    }
    let count = i32::try_from(body.sides.len()).unwrap_or(0);
    for (i, side) in (0..).zip(&body.sides) {
        // The strip is shared evenly, to the last pixel.
        let (from, to) = ((w - 2) * i / count, (w - 2) * (i + 1) / count);
        svg.side(*side, Rect { x: x + 1 + from, y: y + h - STRIP - 1, w: to - from, h: STRIP });
    }
    svg.labels(&body.labels);
    svg.close();
}

fn draw_area(svg: &mut Svg, area: &AreaBox) {
    svg.open(&area.about);
    svg.rect("area", area.rect, 3);
    svg.labels(&area.labels);
    for (side, place) in &area.signs {
        svg.side(*side, *place);
    }
    svg.close();
}

fn draw_sign(svg: &mut Svg, entry: &Entry<Sign>) {
    let place = entry.place;
    match entry.sign {
        None => {}
        Some(Sign::Side(side)) => svg.side(side, place),
        Some(Sign::Line) => {
            let middle = place.x + place.w / 2;
            svg.line(&[(middle, place.y - 3), (middle, place.bottom())]);
            svg.tip((middle, place.bottom() + 2));
        }
        Some(Sign::Area) => svg.rect("area", place, 2),
        Some(Sign::OneSided) => {
            svg.rect("box", place, 2);
            svg.side(domain::Side::Municipal, Rect { x: place.x + 1, y: place.y + 1, w: 6, h: place.h - 2 });
        }
    }
    svg.label(&entry.label);
}
