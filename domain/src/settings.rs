//! What a community decides about how the service works for it.
use serde::Serialize;

use crate::words::words;
use crate::{CaseNumberFormat, Instant, Line};

words! {
    /// What a region that is not the community's home does with a request for it.
    pub enum Forwarding {
        /// Passes it on to the home in one signed hop.
        Forward = "forward",
        /// Refuses it and names the home.
        Strict = "strict",
    }
}

/// The community's own settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Settings {
    /// What other regions do with requests for this community.
    pub forwarding: Forwarding,
    /// Where the public can write to.
    pub contact_email: Option<Line>,
    /// The community's own web site.
    pub website: Option<Line>,
    /// Days before a meeting that papers are due, where the body says nothing.
    pub paper_deadline_days: u16,
    /// How cases are numbered, where the body says nothing.
    pub case_number_format: CaseNumberFormat,
    /// When they were last changed.
    pub changed_at: Instant,
    /// Counts changes from 1; the strong tag.
    pub version: i32,
}
