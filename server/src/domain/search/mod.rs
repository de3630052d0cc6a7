//! Looking conversations up. To the index a conversation is a set of tokens: the words that stand in it, and what can be
//! asked of it besides (queue, agents, stage, tags), each as a token of its own. So a question, with its filters and with
//! what the agent may see, is one expression of tokens, whichever database answers it, and never costs a look at what it
//! leaves out. Words hold nothing but letters and digits, all other tokens begin with `_`: no text can become anything
//! else in an expression.

pub mod blocks;
mod document;
mod excerpt;
mod query;
mod words;

pub use self::document::{Said, document, tag};
pub use self::excerpt::{excerpt, opening};
pub use self::query::{Need, Terms, needs};
pub use self::words::words;

/// Changes with what tokens are made: an index of another form is thrown away and built anew.
pub const FORM: &str = "2";

#[cfg(test)]
mod tests;
