//! Stories through real sockets with a clock that is set: what visitors and agents live through.

mod attendance;
mod bad_input;
mod bans;
mod event_line;
mod files;
mod forms;
mod full_disk;
mod handover;
mod hours;
mod identity;
mod meeting;
mod notes;
mod offers;
pub mod people;
mod queues;
mod silence;
mod stream;
mod supervision;
mod switches;
mod taken_back;
pub mod team;
mod tickets;
mod time;
mod waits;
