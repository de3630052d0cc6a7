//! What a browser, an attacker or an operator's tool sees over HTTP.

mod admin;
mod agents;
mod assets;
mod bans;
mod canned;
mod console;
mod demo;
mod files;
mod forms;
mod health;
mod link;
mod loader;
mod own_page;
mod pictures;
mod preview;
mod problems;
mod queues;
mod settings;
mod sign_in;
mod sockets;
mod transcripts;
mod widget;
