//! Writing SVG: escaped text, shapes by class, and the one style sheet with its light and its dark colours.
use std::fmt::Write as _;

use domain::Side;

use crate::shape::{Label, Rect};
use crate::text::Face;

/// How wide every picture is, in pixels.
pub(crate) const WIDTH: i32 = 1200;

/// The style sheet of every picture. Whoever serves one allows exactly this text (`style-src` with its digest).
pub const STYLE: &str = "\
text{font-family:system-ui,sans-serif;fill:#1f2328}.dim{fill:#59636e}.bold{font-weight:700}\
.paper{fill:#fff}.band{fill:#f3f5f7}.box{fill:#fff;stroke:#7d8792}.area{fill:#fff;stroke:#7d8792;stroke-dasharray:5 3}\
.line{fill:none;stroke:#59636e;stroke-width:1.5}.tip{fill:#59636e}.table{fill:#e7ebef;stroke:#7d8792}\
.derived{stroke-dasharray:6 3}.per-case{stroke-dasharray:1.5 3;stroke-linecap:round;stroke-width:1.6}\
.mark{fill:none;stroke:#1f2328;stroke-width:1.4}.full{fill:#1f2328}\
.municipal{fill:#1a7f4b}.specialist{fill:#0b62c4}.user{fill:#a8480b}.other{fill:#7a3fb5}\
.grain{stroke:#fff;stroke-width:1.6;fill:none}.dot{fill:#fff}\
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.dim{fill:#a3adb8}\
.paper{fill:#0d1117}.band{fill:#161b22}.box,.area{fill:#0d1117;stroke:#8b949e}.line{stroke:#a3adb8}.tip{fill:#a3adb8}\
.table{fill:#262c35;stroke:#8b949e}.mark{stroke:#e6edf3}.full{fill:#e6edf3}\
.municipal{fill:#56d38c}.specialist{fill:#6cb2ff}.user{fill:#ff9d5c}.other{fill:#cfa3ff}\
.grain{stroke:#0d1117}.dot{fill:#0d1117}}";

/// A pattern for each side, so that sides are told apart without their colours: slanted lines, dots, lines across and
/// a plain one.
const PATTERNS: &str = "\
<pattern id=\"p-municipal\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">\
<rect class=\"municipal\" width=\"6\" height=\"6\"/><path class=\"grain\" d=\"M-1 7L7 -1M-1 1L1 -1M5 7L7 5\"/></pattern>\
<pattern id=\"p-specialist\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">\
<rect class=\"specialist\" width=\"6\" height=\"6\"/><circle class=\"dot\" cx=\"3\" cy=\"3\" r=\"1.4\"/></pattern>\
<pattern id=\"p-user\" width=\"6\" height=\"4\" patternUnits=\"userSpaceOnUse\">\
<rect class=\"user\" width=\"6\" height=\"4\"/><path class=\"grain\" d=\"M0 2H6\"/></pattern>\
<pattern id=\"p-other\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">\
<rect class=\"other\" width=\"6\" height=\"6\"/></pattern>";

/// A picture being written.
pub(crate) struct Svg(String);

impl Svg {
    /// Begins one. `about` says in words what it shows.
    pub fn new(height: i32, lang: &str, title: &str, about: &str) -> Self {
        let mut svg = Self(String::with_capacity(32 * 1024));
        let (title, about) = (escaped(title), escaped(about));
        svg.put(format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" \
             viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"title about\" lang=\"{lang}\">\n\
             <title id=\"title\">{title}</title>\n<desc id=\"about\">{about}</desc>\n<style>{STYLE}</style>\n\
             <defs>{PATTERNS}</defs>\n"
        ));
        svg.rect("paper", Rect { x: 0, y: 0, w: WIDTH, h: height }, 0);
        svg
    }

    /// Ends it.
    pub fn finish(mut self) -> String {
        self.0.push_str("</svg>\n");
        self.0
    }

    /// Begins a group, with what is said of it to whoever points at it or hears it.
    pub fn open(&mut self, about: &str) {
        self.put(format_args!("<g><title>{}</title>\n", escaped(about)));
    }

    /// Ends a group.
    pub fn close(&mut self) {
        self.0.push_str("</g>\n");
    }

    pub fn rect(&mut self, class: &str, Rect { x, y, w, h }: Rect, round: i32) {
        self.put(format_args!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"{round}\"/>\n"
        ));
    }

    /// A stretch in a side's colour and pattern, which begins at its corner.
    pub fn side(&mut self, side: Side, Rect { x, y, w, h }: Rect) {
        self.put(format_args!(
            "<rect fill=\"url(#p-{side})\" transform=\"translate({x} {y})\" width=\"{w}\" height=\"{h}\"/>\n"
        ));
    }

    /// A line from point to point, with an arrow's head at its end where it goes straight up or down.
    pub fn line(&mut self, points: &[(i32, i32)]) {
        let path: Vec<String> = points.iter().map(|(x, y)| format!("{x} {y}")).collect();
        self.put(format_args!("<path class=\"line\" d=\"M{}\"/>\n", path.join("L")));
    }

    /// The head of an arrow that points down.
    pub fn tip(&mut self, (x, y): (i32, i32)) {
        let (left, right, top) = (x - 4, x + 4, y - 7);
        self.put(format_args!("<path class=\"tip\" d=\"M{left} {top}L{right} {top}L{x} {y}Z\"/>\n"));
    }

    pub fn circle(&mut self, class: &str, (x, y): (i32, i32), r: i32) {
        self.put(format_args!("<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"{r}\"/>\n"));
    }

    /// The left half of a disc.
    pub fn half(&mut self, (x, y): (i32, i32), r: i32) {
        let (top, bottom) = (y - r, y + r);
        self.put(format_args!("<path class=\"full\" d=\"M{x} {top}A{r} {r} 0 0 0 {x} {bottom}Z\"/>\n"));
    }

    pub fn text(&mut self, x: i32, y: i32, face: Face, text: &str) {
        self.label(&Label { x, y, face, dim: false, text: text.to_owned() });
    }

    pub fn label(&mut self, label: &Label) {
        let class = match (label.face.bold, label.dim) {
            (true, true) => " class=\"bold dim\"",
            (true, false) => " class=\"bold\"",
            (false, true) => " class=\"dim\"",
            (false, false) => "",
        };
        let (x, y, size, text) = (label.x, label.y, label.face.size, escaped(&label.text));
        self.put(format_args!("<text{class} x=\"{x}\" y=\"{y}\" font-size=\"{size}\">{text}</text>\n"));
    }

    pub fn labels(&mut self, labels: &[Label]) {
        for label in labels {
            self.label(label);
        }
    }

    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        self.0.write_fmt(text).expect("a string takes any text");
    }
}

/// Text that is nothing but text. What XML has no sign for is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}
