//! The service from outside, over HTTP, on both stores. One test binary, so that it links once.
#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

mod caller;
mod document;
mod grants;
mod journal;
mod parties;
mod persons;
mod places;
mod region;
mod settings;
mod tenants;
