//! The seats of a body over HTTP.
