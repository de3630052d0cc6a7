//! Canned responses, where they are written: their list, and a page for each.

mod fields;
mod list;
mod page;

pub use list::CannedPage;
pub use page::{CannedResponsePage, NewCannedPage};

use crate::parts::editing::Editor;
use shared::canned::Canned;

/// Handles to the canned response under change.
type CannedEditor = Editor<Canned>;
