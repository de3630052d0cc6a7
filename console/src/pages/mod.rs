//! The screens that fill the window.

pub mod agents;
pub mod bans;
pub mod canned;
pub mod contacts;
pub mod fields;
pub mod mail;
pub mod queues;
pub mod sign_in;
pub mod start;
pub mod team;
pub mod tickets;
pub mod visitors;
pub mod wall;
pub mod welcome;
pub mod widgets;
