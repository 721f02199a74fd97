//! The same letter for those who read text alone.
use std::fmt::Write as _;

use super::Letter;
use super::notice::{AGENDA, MEETING, PAPER};

/// The whole letter, in lines.
pub fn notice_text(letter: &Letter) -> String {
    let language = letter.language;
    let mut text = format!("{}\n{}\n\n{}\n\n", letter.heading(), letter.community(), letter.opening());
    if let Some(title) = &letter.title {
        text.push_str(title.as_str());
        text.push('\n');
    }
    for (word, fact) in letter.facts() {
        let _ = writeln!(text, "{word}: {fact}");
    }
    if !letter.matters.is_empty() {
        let _ = write!(text, "\n{}\n\n", letter.say(AGENDA));
    }
    for (place, matter) in (1..).zip(&letter.matters) {
        let place: u16 = place;
        let number = matter.number.as_ref().map_or_else(String::new, |number| format!("{} ", number.as_str()));
        let about = matter.about(language);
        let about = if about.is_empty() { about } else { format!(" ({about})") };
        let _ = writeln!(text, "{place}. {number}{}{about}", matter.title(language));
        if let Some(paper) = &matter.paper {
            let _ = writeln!(text, "   {}: {paper}", letter.say(PAPER));
        }
    }
    if !letter.withdrawn {
        let _ = writeln!(text, "\n{}: {}", letter.say(MEETING), letter.address);
    }
    let _ = writeln!(text, "\n-- \n{}", letter.closing());
    text
}
