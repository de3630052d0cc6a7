//! What may happen and what follows from it: pure functions and state machines. Nothing in here waits, reads a clock,
//! rolls dice or knows a database; state, command and time come in, facts and effects go out.

pub mod ban;
pub mod canned;
pub mod contact;
pub mod conversation;
pub mod hours;
pub mod identity;
pub mod import;
pub mod intake;
pub mod mail;
pub mod permissions;
pub mod presence;
pub mod queue;
pub mod routing;
pub mod search;
pub mod silence;
pub mod staff;
pub mod team;
pub mod ticket;
pub mod transcript;
