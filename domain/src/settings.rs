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
    /// Days before a meeting that those who are called to it are reminded; 0: they are not. Written only where it was
    /// decided, since the digests and editions of earlier years know nothing of it.
    #[serde(default = "reminder_days", skip_serializing_if = "is_usual")]
    pub reminder_days: u16,
    /// When they were last changed.
    pub changed_at: Instant,
    /// Counts changes from 1; the strong tag.
    pub version: i32,
}

const fn reminder_days() -> u16 {
    Settings::REMINDER_DAYS
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "asked for by serde")]
const fn is_usual(days: &u16) -> bool {
    *days == Settings::REMINDER_DAYS
}

impl Settings {
    /// Days before a meeting that people are reminded of it, until the community decides otherwise.
    pub const REMINDER_DAYS: u16 = 2;
    /// The most days before a meeting that people may be reminded of it.
    pub const REMINDER_MAX: u16 = 30;
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
