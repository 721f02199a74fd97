//! Memberships over HTTP.
