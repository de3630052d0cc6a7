//! What people see and do, in their words: the visitor on the demo site, the agent in the console.

mod console;
mod files;
pub mod keys;
mod visit;

pub use console::Console;
pub use visit::{LAUNCHER, Visit, panel_rests};
