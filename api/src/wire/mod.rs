//! What all resources have in common on the wire.

pub mod read;
