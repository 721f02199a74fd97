//! What the two stores promise, proven on both. `TEST_POSTGRES` names the serving role, `TEST_POSTGRES_OWNER` the owner;
//! `tests/run postgres` prints both.

mod fixtures;
mod isolation;
mod lists;
mod plans;
mod round_trip;
mod statements;
mod transactions;
mod world;
