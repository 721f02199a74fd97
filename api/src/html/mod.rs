//! Documents as HTML: whole pages that need nothing else, to be read on a screen, a phone or paper. Pure functions on
//! values, like pictures.
mod minutes;
mod notice;
mod notice_text;
mod prose;
mod style;
mod words;

use std::collections::HashMap;

use domain::{Language, Line, Names, PartyId, PersonId};

pub use minutes::minutes;
pub use notice::{Letter, Matter, notice};
pub use notice_text::notice_text;
pub use style::STYLE;
pub(crate) use words::kind;

/// What documents call those they name.
#[derive(Debug, Clone)]
pub struct Register {
    /// The community.
    pub community: Names,
    /// The body.
    pub body: Names,
    /// The persons with their positions; whoever is erased has no name.
    pub persons: HashMap<PersonId, (Option<Line>, Option<Line>)>,
    /// The parties.
    pub parties: HashMap<PartyId, Names>,
}

/// A name in the language of a document; proper names have no English form.
fn name(names: &Names, language: Language) -> &str {
    match language {
        Language::Nynorsk => names.nn.as_str(),
        Language::Bokmaal | Language::English => names.nb.as_str(),
    }
}

#[cfg(test)]
mod tests;
