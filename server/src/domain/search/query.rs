//! From what an agent typed, picked and may see to what the index is asked.

use super::document::{self, MONTH, SHORT};
use super::words::words;
use crate::domain::permissions::{Action, Who, may};
use shared::ids::QueueId;
use shared::search::{Shelf, Wanted};
use shared::time::Timestamp;
use std::collections::BTreeSet;

/// Of more words only the first ones count.
const WORDS_MAX: usize = 8;
/// A span that is made of more tokens than this is left to the look at each conversation.
const SPAN_TOKENS: i64 = 100;

/// Something that must hold of a conversation. Tokens hold letters, digits, `_` and `-`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// It has this token.
    Token(String),
    /// It has a token that begins so.
    Begins(String),
    /// It has one of these tokens.
    Any(Vec<String>),
}

/// The words that are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Those that were typed to their end.
    pub whole: Vec<String>,
    /// The last one, which may be only begun.
    pub begun: Option<String>,
}

impl Terms {
    /// The words of what was typed. Quotes, operators and stars are nothing but what stands between words.
    pub fn of(text: &str) -> Self {
        let found: Vec<_> = words(text).take(WORDS_MAX).collect();
        let Some((last, before)) = found.split_last() else { return Self::default() };
        let mut whole: Vec<String> = before.iter().map(|word| word.folded.clone()).collect();
        let is_done = text[last.range.end..].chars().any(char::is_whitespace);
        let is_one_letter = last.folded.chars().count() == 1;
        let mut begun = None;
        if is_done || (is_one_letter && whole.is_empty()) {
            whole.push(last.folded.clone());
        } else if !is_one_letter {
            begun = Some(last.folded.clone());
        }
        // One letter after other words: the next word is only begun, and says nothing yet.
        Self { whole, begun }
    }

    /// Whether nothing is looked for.
    pub fn is_empty(&self) -> bool {
        self.whole.is_empty() && self.begun.is_none()
    }

    /// Which of the words this one is, by its place.
    pub fn place_of(&self, folded: &str) -> Option<usize> {
        let whole = self.whole.iter().position(|word| word == folded);
        let is_begun = |word: &String| folded.starts_with(word.as_str());
        whole.or_else(|| self.begun.as_ref().filter(|word| is_begun(word)).map(|_| self.whole.len()))
    }

    fn needs(&self) -> impl Iterator<Item = Need> {
        let begun = self.begun.clone().map(|word| {
            if word.chars().count() <= SHORT {
                Need::Token(document::begins(&word))
            } else {
                Need::Begins(word)
            }
        });
        self.whole.iter().cloned().map(Need::Token).chain(begun)
    }
}

/// What must hold of the conversations that are wanted, all of it. `None` if there can't be any.
pub fn needs(wanted: &Wanted, terms: &Terms, who: &Who) -> Option<Vec<Need>> {
    let mut needs: Vec<Need> = terms.needs().collect();
    let token = |word: &str| Need::Token(word.into());
    needs.push(token(if wanted.section == Shelf::Archive { document::ARCHIVED } else { document::KEPT }));
    match wanted.section {
        Shelf::Mine => needs.push(Need::Token(document::agent(&who.agent))),
        Shelf::Team => {
            let queues: BTreeSet<&QueueId> = who.queues.union(&who.manages).collect();
            needs.push(Need::Any(queues.into_iter().map(document::queue).collect()));
        }
        Shelf::Ended => needs.push(token(document::ENDED)),
        Shelf::All | Shelf::Archive => {}
    }
    needs.extend(wanted.queue.as_ref().map(document::queue).map(Need::Token));
    needs.extend(wanted.agent.as_ref().map(document::agent).map(Need::Token));
    needs.extend(Some(&wanted.tag).filter(|tag| !tag.is_empty()).map(|tag| Need::Token(document::tag(tag))));
    needs.extend(wanted.channel.as_ref().map(document::channel).map(Need::Token));
    needs.extend(wanted.rating.map(document::rating).map(Need::Token));
    needs.extend(wanted.missed.then(|| token(document::MISSED)));
    needs.extend(span(wanted.from, wanted.to));
    needs.extend(sight(who));
    let is_possible = needs.iter().all(|need| !matches!(need, Need::Any(tokens) if tokens.is_empty()));
    is_possible.then_some(needs)
}

/// What the agent may see; nothing that must hold for those who may see all. The index may lag behind, so what it finds
/// is weighed once more on the conversation itself.
fn sight(who: &Who) -> Option<Need> {
    if may(who, Action::SeeAllConversations) {
        return None;
    }
    let queues: BTreeSet<&QueueId> = who.queues.union(&who.manages).collect();
    let mut tokens = vec![document::agent(&who.agent)];
    for queue in queues {
        if may(who, Action::SeeConversations(queue)) {
            tokens.push(document::queue(queue));
        } else if may(who, Action::TakeFrom(queue)) {
            tokens.push(document::waiting(queue));
        }
    }
    Some(Need::Any(tokens))
}

/// The days of a span, whole months of them where there are. Only a span with both ends is made of tokens.
fn span(from: Option<Timestamp>, to: Option<Timestamp>) -> Option<Need> {
    let (mut day, last) = (document::days(from?), document::days(to?.plus_millis(-1)));
    let mut tokens = Vec::new();
    while day <= last {
        if tokens.len() as i64 >= SPAN_TOKENS {
            return None;
        }
        if day % MONTH == 0 && day + MONTH - 1 <= last {
            tokens.push(document::month(day / MONTH));
            day += MONTH;
        } else {
            tokens.push(document::day(day));
            day += 1;
        }
    }
    Some(Need::Any(tokens))
}
