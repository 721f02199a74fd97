//! What the two stores promise, proven on both. `TEST_POSTGRES` names the serving role, `TEST_POSTGRES_OWNER` the owner;
//! `tests/run postgres` prints both.

mod editions;
mod failures;
mod files;
mod fixtures;
mod idempotency;
mod isolation;
mod journal;
mod lists;
mod meetings;
mod migrations;
mod papers;
mod plans;
mod processes;
mod provisions;
mod region_keys;
mod rosters;
mod round_trip;
mod seats;
mod standing;
mod statements;
mod transactions;
mod verify;
mod world;
