//! Offices over HTTP.
