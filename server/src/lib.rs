//! The server.
pub mod clock;
pub mod domain;
pub mod entropy;
pub mod store;
