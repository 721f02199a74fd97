//! What a region does by itself, without anyone asking.
use crate::words::words;

words! {
    /// What is done for a community in the background.
    pub enum WorkKind {
        /// Telling other systems of changes.
        Webhooks = "webhooks",
        /// Sending notices by e-mail.
        Notices = "notices",
    }
}
