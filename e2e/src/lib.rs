//! What the browser tests, the fault test and the measurements share: real processes, real browsers, real sockets.
//!
//! Reading order:
//!
//! 1. [`process`], [`server`], [`database`]: the `frontdesk` binary in a temporary folder, killed and started again at will.
//!    [`mail`] is a mail server for it.
//! 2. [`cable`]: a network that a test can cut, slow down or hold.
//! 3. [`client`]: visitors and agents without a browser, built on the same `shared` types as the real ones.
//! 4. [`oracle`]: what went in must come out, once and in order.
//! 5. [`driver`] and [`browser`]: Chromium, Firefox and WebKit.
//! 6. [`pages`]: what a person sees and does on the demo site and in the console.
//!
//! Everything that the machine decides comes from the environment, see [`settings`].

pub mod browser;
pub mod cable;
pub mod client;
pub mod database;
pub mod driver;
pub mod engines;
pub mod mail;
pub mod oracle;
pub mod pages;
pub mod process;
pub mod report;
pub mod server;
pub mod settings;
pub mod until;
