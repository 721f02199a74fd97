//! Pictures of a community as SVG: what a person should see at a glance. Layout is told from drawing, and both are pure
//! functions on values: the same community on the same day always gives the same picture.
#[cfg(test)]
mod large;
mod legend;
mod seats;
mod shape;
mod structure;
mod svg;
mod text;
pub mod words;

use domain::{Date, Language, Names, Tenant};

pub use seats::seats;
pub use structure::structure;
pub use svg::STYLE;

/// What a picture is of: whose, on which day, and for whom it is written.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// The community.
    pub community: &'a Tenant,
    /// The day.
    pub day: Date,
    /// The language of the labels.
    pub language: Language,
}

impl Frame<'_> {
    /// A name in the reader's form of Norwegian; for an English reader in the community's own.
    fn name<'n>(&self, names: &'n Names) -> &'n str {
        let form = if self.language == Language::English { self.community.language } else { self.language };
        match form {
            Language::Nynorsk => names.nn.as_str(),
            Language::Bokmaal | Language::English => names.nb.as_str(),
        }
    }
}
