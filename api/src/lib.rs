//! HTTP and the program: wire formats, who may, handlers, command line.

pub mod app;
pub mod auth;
pub mod boot;
pub mod calendars;
pub mod charter;
pub mod cli;
pub mod config;
mod demo;
pub mod document;
pub mod edge;
pub mod federation;
pub mod guard;
mod health;
pub mod history;
pub mod html;
pub mod loading;
pub mod logging;
pub mod metrics;
pub mod node;
pub mod server;
pub mod tenants;
mod tokens;
pub mod wire;
pub mod work;
