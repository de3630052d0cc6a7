//! What the console knows, and how it changes. Pure: no socket, no clock, no storage. Frames go in through
//! [`State::apply`], the agent's wishes through the functions of [`wishes`]; out come [`Effect`]s for the live part to
//! carry out.

pub mod canned;
pub mod contact;
mod conversation;
pub mod edited;
pub mod emoji;
mod frames;
mod inbox;
pub mod mail;
pub mod mention;
#[cfg(test)]
mod note_tests;
#[cfg(test)]
mod offer_tests;
pub mod palette;
pub mod picks;
mod stretch;
pub mod team;
#[cfg(test)]
mod team_tests;
#[cfg(test)]
mod tests;
pub mod view;
pub mod visits;
pub mod widget;
mod wishes;

pub use conversation::{Conversation, MessageState, Unsent};
pub use inbox::{Section, Sections};

use shared::agent::{AgentCommand, InboxItem, Vanished};
use shared::ids::{ConversationId, Epoch};
use shared::people::AgentCard;
use shared::problem::Problem;
use shared::staff::{AwayReason, Status};
use shared::wall::Wall;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything that the server told this console and that this console has not yet told the server.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// Which life of the database the timelines belong to; `None` before the first Welcome.
    pub epoch: Option<Epoch>,
    /// Who is signed in, as the server said at the last Welcome.
    pub me: Option<AgentCard>,
    /// What the agent chose to be, and why they count as away all the same; `None` before the server has said it.
    pub standing: Option<Standing>,
    /// Whether a Welcome stands: commands may go out.
    pub connected: bool,
    /// All that the agent sees now.
    pub conversations: BTreeMap<ConversationId, Conversation>,
    /// What this window shows.
    pub opened: Option<ConversationId>,
    /// Conversations that went out of view in this page's life, so that their address can say what happened.
    pub gone: BTreeMap<ConversationId, Gone>,
    /// Who is on the site, while a page of it is looked at.
    pub visits: visits::Visits,
    /// What goes on in all queues, while the wall is looked at.
    pub wall: Option<Arc<Wall>>,
    /// The staff chat.
    pub team: team::Team,
}

/// How the agent stands, on all devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What the agent chose.
    pub status: Status,
    /// Why the agent counts as away all the same.
    pub away: Option<AwayReason>,
}

/// What is left of a conversation that went out of view.
#[derive(Clone, Debug, PartialEq)]
pub struct Gone {
    /// Why it went.
    pub reason: Vanished,
    /// What the agent wrote in it and the server never recorded.
    pub unsent: Vec<String>,
}

/// What the live part must do after a change.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Say this to the server now.
    Say(AgentCommand),
    /// Call [`State::flush`] for this conversation once these milliseconds have passed.
    FlushIn(ConversationId, u32),
    /// Draw the agent's attention: sound, badge, a word to those who listen.
    Arrived(Arrival),
    /// Tell the agent what happened.
    Tell(Notice),
    /// Something of the staff chat.
    Team(team::TeamEffect),
    /// The session is over.
    SignedOut,
    /// The server goes away for so many milliseconds.
    Closing(u32),
}

/// Something new for the agent.
#[derive(Clone, Debug, PartialEq)]
pub enum Arrival {
    /// Somebody waits who didn't before.
    Waiting(ConversationId),
    /// The visitor wrote in a conversation that is this agent's.
    Message(ConversationId),
    /// A colleague wrote a note in one, or calls this agent to it.
    Note(ConversationId),
}

/// Something that the agent must be told in words.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// What the agent looked at, or reached for, is a colleague's.
    Lost {
        /// Which conversation.
        conversation: ConversationId,
        /// Who has it.
        by: AgentCard,
    },
    /// The conversation left for another reason while the agent was busy with it.
    Left(ConversationId),
    /// The agent didn't answer an offer in time.
    Missed(ConversationId),
    /// The server refused a wish for good.
    Refused(Problem),
}

impl State {
    /// The connection is gone: what was in flight will be sent again after the next Welcome.
    pub fn disconnected(&mut self) {
        self.connected = false;
        for conversation in self.conversations.values_mut() {
            conversation.disconnected();
        }
        self.team.disconnected();
    }

    /// How many messages of visitors wait to be read by this agent, and visitors to be taken, for the title's badge.
    pub fn total_unread(&self) -> u32 {
        self.conversations
            .values()
            .filter(|conversation| !conversation.looked_up)
            .map(|conversation| match self.section(conversation) {
                Section::Offered | Section::Waiting => 1,
                Section::Mine => conversation.item.unread,
                Section::Ended => 0,
            })
            .sum()
    }

    /// The agent has taken a conversation out of view: nothing has to be said.
    pub fn take_away(&mut self, id: &ConversationId, reason: Vanished) -> Vec<Effect> {
        self.vanish(id, reason);
        Vec::new()
    }

    /// Lets a conversation be read that isn't in the inbox, one at a time.
    pub fn look_up(&mut self, item: InboxItem) -> Vec<Effect> {
        let id = item.conversation.clone();
        self.conversations.retain(|known, it| !it.looked_up || *known == id);
        self.gone.remove(&id);
        match self.conversations.get_mut(&id) {
            Some(known) => known.replace(item),
            None => {
                let mut conversation = Conversation::new(item);
                conversation.looked_up = true;
                self.conversations.insert(id.clone(), conversation);
            }
        }
        let mut effects = self.open(&id);
        // What has happened since the server read it is told now.
        effects.extend(self.show(self.opened.clone()));
        effects
    }

    /// Grows with everything that happens in what the agent sees; only good for telling whether something has.
    pub fn news(&self) -> u64 {
        self.conversations.values().map(|it| 1 + u64::from(it.item.summary.last)).sum()
    }

    /// Takes a conversation out of view.
    fn vanish(&mut self, id: &ConversationId, reason: Vanished) -> Option<Notice> {
        let conversation = self.conversations.remove(id)?;
        let busy = conversation.opened || !conversation.outbox.is_empty();
        let notice = match &reason {
            Vanished::TakenBy(by) => busy.then(|| Notice::Lost { conversation: id.clone(), by: by.clone() }),
            Vanished::Ended | Vanished::NotYours | Vanished::Deleted => {
                busy.then(|| Notice::Left(id.clone()))
            }
            Vanished::NotAnswered => Some(Notice::Missed(id.clone())),
            // The agent wanted it so, or reads why where it stood.
            Vanished::Declined
            | Vanished::GivenAway
            | Vanished::Heeded
            | Vanished::Uncalled
            | Vanished::DealtWith
            | Vanished::Archived => None,
        };
        self.gone.insert(id.clone(), Gone { reason, unsent: conversation.unsent_texts() });
        notice
    }
}
