//! The service from outside, over HTTP, on both stores. One test binary, so that it links once.
#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

mod authz;
mod backstage;
mod caller;
mod charter;
mod composition;
mod derived_rights;
mod document;
mod grants;
mod issuer;
mod journal;
mod journal_list;
mod key_sharing;
mod leadership;
mod manners;
mod memberships;
mod offices;
mod parties;
mod persons;
mod pictures;
mod process;
mod program;
mod provisions;
mod queries;
mod region;
mod rights;
mod roster;
mod running;
mod seated;
mod seats;
mod settings;
mod sitting;
mod stage;
mod tenants;
mod tokens;
mod visibility;
