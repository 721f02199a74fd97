//! The service from outside, over HTTP, on both stores. One test binary, so that it links once.
#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

mod authz;
mod backstage;
mod caller;
mod charter;
mod document;
mod grants;
mod issuer;
mod journal;
mod journal_list;
mod key_sharing;
mod manners;
mod parties;
mod persons;
mod process;
mod program;
mod region;
mod rights;
mod running;
mod settings;
mod stage;
mod tenants;
mod tokens;
mod visibility;
