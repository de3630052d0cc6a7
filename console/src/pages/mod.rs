//! The screens that fill the window.

pub mod sign_in;
pub mod start;
pub mod welcome;
