//! Contacts: their list ([`list`]), a page for each ([`page`]), the card itself ([`card`]) and what was before
//! ([`history`]), which stand beside conversations too.

pub mod card;
mod deletion;
pub mod history;
mod list;
pub mod making;
mod merge;
mod page;
pub mod requester;
pub mod search;
mod words;

pub use list::ContactsPage;
pub use page::ContactPage;

use words::fault_text;
pub use words::field_name;
