//! What a browser, an attacker or an operator's tool sees over HTTP.

mod assets;
mod console;
mod demo;
mod health;
mod link;
mod loader;
mod own_page;
mod problems;
mod sign_in;
mod sockets;
mod widget;
