//! Stories through real sockets with a clock that is set: what visitors and agents live through.

mod bad_input;
mod full_disk;
mod meeting;
mod people;
mod time;
