//! The inbox's sections and their order.

use super::{Conversation, State};
use shared::ids::ConversationId;
use shared::time::Timestamp;
use shared::timeline::Stage;
use std::cmp::Reverse;

/// Where a conversation stands in the inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Section {
    /// Rings at this agent, who is to answer within a time; the least time comes first. Also what the
    /// agent is invited or called to.
    Offered,
    /// Nobody has it; who waits longest comes first.
    Waiting,
    /// This agent is in it; the latest news come first.
    Mine,
    /// Over; the latest come first.
    Ended,
}

/// The inbox, ready to be drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sections {
    /// See [`Section::Offered`].
    pub offered: Vec<ConversationId>,
    /// See [`Section::Waiting`].
    pub waiting: Vec<ConversationId>,
    /// See [`Section::Mine`].
    pub mine: Vec<ConversationId>,
    /// See [`Section::Ended`].
    pub ended: Vec<ConversationId>,
}

impl State {
    /// The section of a conversation.
    pub fn section(&self, conversation: &Conversation) -> Section {
        let item = &conversation.item;
        match item.summary.stage {
            _ if conversation.is_mentioned(self.my_id()) => Section::Offered,
            Stage::Waiting if item.offer.as_ref().is_some_and(|offer| offer.until.is_some()) => {
                Section::Offered
            }
            Stage::Waiting => Section::Waiting,
            Stage::Active if conversation.is_invited(self.my_id()) => Section::Offered,
            Stage::Active => Section::Mine,
            Stage::Ended => Section::Ended,
        }
    }

    /// All sections in their order.
    pub fn sections(&self) -> Sections {
        let of = |section: Section| {
            let in_inbox = self.conversations.values().filter(|conversation| !conversation.looked_up);
            in_inbox.filter(move |conversation| self.section(conversation) == section)
        };
        Sections {
            offered: sorted(of(Section::Offered), |it| it.item.offer.as_ref().and_then(|offer| offer.until)),
            waiting: sorted(of(Section::Waiting), |it| it.item.summary.opened_at),
            mine: sorted(of(Section::Mine), |it| Reverse(latest(it))),
            ended: sorted(of(Section::Ended), |it| Reverse(it.item.summary.ended_at)),
        }
    }
}

fn sorted<'a, K: Ord>(
    conversations: impl Iterator<Item = &'a Conversation>,
    key: impl Fn(&Conversation) -> K,
) -> Vec<ConversationId> {
    let mut list: Vec<&Conversation> = conversations.collect();
    list.sort_by_key(|conversation| key(conversation));
    list.into_iter().map(|conversation| conversation.item.conversation.clone()).collect()
}

/// When something last happened that the agent cares for.
fn latest(conversation: &Conversation) -> Timestamp {
    let item = &conversation.item;
    item.preview.as_ref().map_or(item.summary.opened_at, |preview| preview.at)
}

impl Sections {
    /// All conversations that can be seen, from top to bottom: those that ended only where that section is unfolded.
    pub fn in_order(&self, shows_ended: bool) -> Vec<ConversationId> {
        let ended = if shows_ended { self.ended.as_slice() } else { &[] };
        self.offered.iter().chain(&self.waiting).chain(&self.mine).chain(ended).cloned().collect()
    }
}
