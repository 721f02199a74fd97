//! HTTP and the program: wire formats, who may, handlers, command line.

pub mod auth;
pub mod charter;
pub mod cli;
pub mod config;
pub mod edge;
pub mod guard;
pub mod logging;
pub mod metrics;
pub mod node;
pub mod server;
pub mod tenants;
pub mod wire;
