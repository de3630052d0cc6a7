//! Stories through real sockets with a clock that is set: what visitors and agents live through.

mod bad_input;
mod bans;
mod event_line;
mod files;
mod forms;
mod full_disk;
mod hours;
mod identity;
mod meeting;
pub mod people;
mod queues;
mod silence;
mod stream;
mod switches;
mod tickets;
mod time;
mod waits;
