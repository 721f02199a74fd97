//! HTTP and the program: wire formats, who may, handlers, command line.
pub mod auth;
