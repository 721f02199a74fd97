//! Prose as people write it: paragraphs, and lists whose lines begin with a dash.
use domain::Prose;
use maud::{Markup, html};

/// The paragraphs and lists of a text.
pub(super) fn prose(text: &Prose) -> Markup {
    let lines: Vec<&str> = text.as_str().lines().map(str::trim).collect();
    let blocks = lines.split(|line| line.is_empty()).filter(|block| !block.is_empty());
    html! {
        @for block in blocks {
            @for run in block.chunk_by(|one, next| listed(one).is_some() == listed(next).is_some()) {
                @if listed(run[0]).is_some() {
                    ul { @for item in run.iter().filter_map(|line| listed(line)) { li { (item) } } }
                } @else {
                    p { @for (i, line) in run.iter().enumerate() { @if i > 0 { br; } (line) } }
                }
            }
        }
    }
}

/// What stands in a line of a list.
fn listed(line: &str) -> Option<&str> {
    ["- ", "– ", "• ", "* "].iter().find_map(|dash| line.strip_prefix(dash))
}
