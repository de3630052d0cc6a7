//! A conversation as the index knows it.

use super::words::words;
use crate::domain::conversation::Conversation;
use shared::ids::{AgentId, QueueId, WidgetId};
use shared::search::Source;
use shared::time::Timestamp;
use shared::timeline::{Rating, Stage};
use std::collections::BTreeSet;

/// Of a conversation with more tokens the latest words are known.
const TOKENS_MAX: usize = 40_000;
/// So many letters of a word may be typed before the database has to look for words that begin so: up to here each
/// beginning is a token of its own, as there are too many words that share it.
pub const SHORT: usize = 4;
/// A month, roughly, in days: what a long span of days is made of.
pub const MONTH: i64 = 32;
const DAY_MILLIS: i64 = 24 * 60 * 60 * 1_000;

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Whose words they are.
    pub source: Source,
    /// The text; may be empty.
    pub text: String,
    /// The names of the files that came with it.
    pub files: Vec<String>,
}

/// All tokens of a conversation. `said` is what was written, the latest first, and `at` when something last happened.
pub fn document(conversation: &Conversation, said: &[Said], at: Timestamp) -> BTreeSet<String> {
    let mut tokens = facts(conversation, at);
    let card = &conversation.card;
    let details = card.details.iter().map(|detail| detail.value.as_str());
    let about = [&card.name, &card.email, &card.phone, &card.company].into_iter().map(String::as_str);
    about.chain(details).for_each(|text| add(&mut tokens, text));
    // A number is typed with blanks and without.
    let digits: String = card.phone.chars().filter(char::is_ascii_digit).collect();
    add(&mut tokens, &digits);
    conversation.staff.tags.iter().for_each(|tag| add(&mut tokens, tag));
    for one in said {
        add(&mut tokens, &one.text);
        one.files.iter().for_each(|name| add(&mut tokens, name));
        if tokens.len() > TOKENS_MAX {
            break;
        }
    }
    tokens
}

fn add(tokens: &mut BTreeSet<String>, text: &str) {
    for word in words(text) {
        for (index, (end, letter)) in word.folded.char_indices().enumerate().take(SHORT) {
            if index > 0 {
                tokens.insert(begins(&word.folded[..end + letter.len_utf8()]));
            }
        }
        tokens.insert(word.folded);
    }
}

fn facts(conversation: &Conversation, at: Timestamp) -> BTreeSet<String> {
    let mut tokens = BTreeSet::from([queue(&conversation.queue), day(days(at)), month(days(at) / MONTH)]);
    tokens.insert(channel(&conversation.widget));
    let staff = &conversation.staff;
    tokens.extend(staff.tags.iter().map(|one| tag(one)));
    tokens.extend(staff.present.iter().map(|card| &card.id).chain(&staff.invited).map(agent));
    if conversation.stage == Stage::Waiting {
        tokens.insert(waiting(&conversation.queue));
    }
    if conversation.stage == Stage::Ended {
        tokens.insert(ENDED.into());
    }
    tokens.insert(if conversation.archived_at.is_some() { ARCHIVED } else { KEPT }.into());
    if conversation.is_missed() {
        tokens.insert(MISSED.into());
    }
    tokens.extend(conversation.rating.map(rating));
    tokens
}

/// It is over.
pub const ENDED: &str = "_s-ended";
/// It is not in the archive.
pub const KEPT: &str = "_s-kept";
/// It is in the archive.
pub const ARCHIVED: &str = "_s-archived";
/// It ended without anybody of the staff.
pub const MISSED: &str = "_s-missed";

/// A word in it begins so.
pub fn begins(beginning: &str) -> String {
    format!("_p{beginning}")
}

/// It is in the queue.
pub fn queue(id: &QueueId) -> String {
    format!("_q{}", plain(id.as_str()))
}

/// It waits in the queue.
pub fn waiting(id: &QueueId) -> String {
    format!("_w{}", plain(id.as_str()))
}

/// The agent is in it, may come in, or was in it at the end.
pub fn agent(id: &AgentId) -> String {
    format!("_a{}", plain(id.as_str()))
}

/// It came through the widget.
pub fn channel(id: &WidgetId) -> String {
    format!("_c{}", plain(id.as_str()))
}

/// It bears the tag: all of it, not only its words. Whatever is neither a small letter nor a digit is written as its
/// number, so that no two tags have the same token.
pub fn tag(tag: &str) -> String {
    let mut token = String::from("_t");
    for letter in tag.chars() {
        if letter.is_alphanumeric() && !letter.is_ascii_uppercase() {
            token.push(letter);
        } else {
            token.push_str(&format!("-{:x}-", u32::from(letter)));
        }
    }
    token
}

/// It is rated so.
pub fn rating(rating: Rating) -> String {
    let word = match rating {
        Rating::Bad => "bad",
        Rating::Fair => "fair",
        Rating::Good => "good",
    };
    format!("_r{word}")
}

/// Something last happened on that day, counted from 1970.
pub fn day(number: i64) -> String {
    format!("_d{number}")
}

/// Something last happened in that span of [`MONTH`] days.
pub fn month(number: i64) -> String {
    format!("_m{number}")
}

/// The day of an instant.
pub fn days(at: Timestamp) -> i64 {
    at.0.div_euclid(DAY_MILLIS).max(0)
}

/// Ids are ours and plain; nothing else gets into a token.
fn plain(id: &str) -> String {
    id.chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-')
        .collect::<String>()
        .to_lowercase()
}
