//! Stories with the whole server, through real sockets, and what the store promises.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod cli;
mod contacts;
mod databases;
mod http;
mod mail;
mod own_console;
mod push;
mod search;
mod store_contract;
mod stories;
mod support;
mod team;
mod tickets;
mod visits;
mod wall;
