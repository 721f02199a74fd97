//! What a community decides about how the service works for it.
use serde::{Deserialize, Serialize};

use crate::person::{EMAIL_FORM, is_email};
use crate::words::words;
use crate::{CaseNumberFormat, FaultKind, Faults, Instant, Line};

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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

impl Settings {
    /// Days before a meeting that papers are due, until the community decides otherwise.
    pub const PAPER_DEADLINE_DAYS: u16 = 14;

    /// What must hold of settings: addresses that could be reached.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        if self.contact_email.as_ref().is_some_and(|email| !is_email(email.as_str())) {
            faults.add("/contactEmail", EMAIL_FORM);
        }
        if self.website.as_ref().is_some_and(|website| !is_website(website.as_str())) {
            faults.add("/website", FaultKind::Malformed { form: "https://…" });
        }
        faults.into_result()
    }
}

/// Whether a text could be the address of a web site that anyone may be sent to.
fn is_website(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| !host.is_empty() && !host.starts_with('/')) && !text.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_website_is_an_address_of_the_web() {
        for (text, wanted) in [
            ("https://saman.no", true),
            ("http://saman.no/utval", true),
            ("saman.no", false),
            ("javascript:alert(1)", false),
            ("https://", false),
            ("https:///x", false),
            ("https://a b", false),
        ] {
            assert_eq!(is_website(text), wanted, "{text}");
        }
    }
}
