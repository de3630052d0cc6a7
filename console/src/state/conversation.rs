//! One conversation as the console holds it: the inbox's line, the timeline once it was opened, and what still has to
//! reach the server.

use super::contact::CardTold;
use super::stretch::Stretch;
use shared::agent::{AgentCommand, InboxItem, Looker, Preview};
use shared::ids::{AgentId, ClientId};
use shared::problem::Code;
use shared::rules::cut;
use shared::sync::Outbox;
use shared::timeline::{AgentEntry, Author, Fact, PublicFact, Receipts, Seq, StaffFact, Stage};

/// Longest preview in characters, as the server cuts it.
const PREVIEW_CHARS: usize = 160;

/// A conversation that the agent sees.
#[derive(Clone, Debug, PartialEq)]
pub struct Conversation {
    /// The server's line, kept up to date by every entry that comes.
    pub item: InboxItem,
    /// The end of its timeline, once `opened`, and as much of what was before as the agent wanted to see.
    pub timeline: Stretch,
    /// Whether the agent has opened it on this page: its timeline is wanted.
    pub opened: bool,
    /// Whether it is only looked at and doesn't stand in the inbox: nothing of it is pushed.
    pub looked_up: bool,
    /// What the visitor is writing right now.
    pub peek: String,
    /// Who of those whose conversation it is has it open, this agent too.
    pub lookers: Vec<Looker>,
    /// What was told of the visitor's card.
    pub card: CardTold,
    /// What the server has not recorded yet.
    pub outbox: Outbox<AgentCommand>,
    /// Position after which entries were asked for on this connection; nothing is asked twice.
    asked: Option<Seq>,
    /// The same for what was earlier than what is here.
    asked_earlier: Option<Seq>,
    /// Unread messages that the server had counted in `item.unread`, all at or below `counted_to`.
    counted: u32,
    counted_to: Seq,
    /// Positions of the visitor's messages that came since and are unread.
    fresh: Vec<Seq>,
}

/// How far a message of the staff has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageState {
    /// Recorded.
    Sent,
    /// On a device of the visitor.
    Delivered,
    /// Seen by the visitor.
    Read,
}

/// Something new that the agent wants to hear of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum News {
    /// There is nothing such.
    None,
    /// A colleague wrote a note.
    Note,
    /// The visitor wrote.
    Message,
}

/// A message that the server has not recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsent {
    /// The client's id.
    pub id: ClientId,
    /// What the agent wrote.
    pub text: String,
    /// How many files go with it.
    pub files: usize,
    /// Whether it is a note.
    pub is_note: bool,
    /// Why it was refused for good, if it was.
    pub failed: Option<Code>,
}

impl Conversation {
    /// A conversation that came into view.
    pub fn new(item: InboxItem) -> Self {
        Self {
            counted: item.unread,
            counted_to: item.summary.last,
            item,
            timeline: Stretch::default(),
            opened: false,
            looked_up: false,
            peek: String::new(),
            lookers: Vec::new(),
            card: CardTold::default(),
            outbox: Outbox::default(),
            asked: None,
            asked_earlier: None,
            fresh: Vec::new(),
        }
    }

    /// The server said the whole line anew.
    pub fn replace(&mut self, item: InboxItem) {
        self.counted = item.unread;
        self.counted_to = item.summary.last;
        self.fresh.clear();
        self.item = item;
    }

    /// Forgets what belonged to the connection that is gone.
    pub fn disconnected(&mut self) {
        self.asked = None;
        self.asked_earlier = None;
        self.peek.clear();
        self.lookers.clear();
        self.outbox.disconnected();
    }

    /// The position to ask from, if something is missing that was not asked for yet. `last` is the last position that
    /// there is.
    pub fn missing(&mut self, last: Seq) -> Option<Seq> {
        let line = self.item.summary.last;
        let known = if self.opened { line.min(self.timeline.wanted_after(last)) } else { line };
        if known >= last || self.asked.is_some_and(|asked| asked >= known) {
            return None;
        }
        self.asked = Some(known);
        Some(known)
    }

    /// The position to ask from for what was earlier, if there is anything that was not asked for yet.
    pub fn earlier(&mut self) -> Option<Seq> {
        let after = self.timeline.earlier_after()?;
        if self.asked_earlier == Some(after) {
            return None;
        }
        self.asked_earlier = Some(after);
        Some(after)
    }

    /// Takes in entries in their order, where the last that exists is at `last`. Says what of it the agent wants to hear
    /// of: a message of the visitor, a note.
    pub fn receive_all(&mut self, entries: &[AgentEntry], last: Seq, me: Option<&AgentId>) -> (bool, bool) {
        let (mut has_message, mut has_note) = (false, false);
        for entry in entries {
            match self.receive(entry, me) {
                News::Message => has_message = true,
                News::Note => has_note = true,
                News::None => {}
            }
        }
        if self.opened {
            self.timeline.receive(entries, last);
            self.count_unread();
        }
        (has_message, has_note)
    }

    /// Takes in one entry; says whether it is something new to this console that the agent wants to hear of.
    fn receive(&mut self, entry: &AgentEntry, me: Option<&AgentId>) -> News {
        if let Some(id) = own_id(&entry.fact, me) {
            self.outbox.acknowledge(id);
        }
        let is_next = entry.seq == self.item.summary.last + 1;
        let mut news = News::None;
        if is_next {
            self.item.summary.apply(entry);
            if self.item.summary.stage == Stage::Ended {
                self.peek.clear();
            }
            if self.note_message(entry) {
                news = News::Message;
            } else if is_note_of_another(&entry.fact, me) {
                news = News::Note;
            }
        }
        news
    }

    /// Keeps preview and unread count; `true` if the entry is a message of the visitor.
    fn note_message(&mut self, entry: &AgentEntry) -> bool {
        let Fact::Public(PublicFact::Message { by, text, .. }) = &entry.fact else {
            return false;
        };
        let agent = match by {
            // The server writes no messages.
            Author::Visitor | Author::System => None,
            Author::Agent(id) => Some(id.clone()),
        };
        let by_visitor = agent.is_none();
        self.item.preview = Some(Preview { agent, text: cut(text, PREVIEW_CHARS).into(), at: entry.at });
        if by_visitor {
            self.peek.clear();
            if entry.seq > self.item.staff_receipts.read {
                self.fresh.push(entry.seq);
                self.count_unread();
            }
        }
        by_visitor
    }

    /// Receipts of both sides as the server has them; they never shrink.
    pub fn advance_receipts(&mut self, visitor: Receipts, staff: Receipts) {
        let last = self.item.summary.last.max(staff.read).max(visitor.read);
        self.item.visitor_receipts.advance(visitor, last);
        if self.item.staff_receipts.advance(staff, last) {
            self.count_unread();
        }
    }

    /// Counts anew: exactly where all entries are here, else from the server's count and what came since.
    fn count_unread(&mut self) {
        let read = self.item.staff_receipts.read;
        self.fresh.retain(|seq| *seq > read);
        if read >= self.counted_to {
            self.counted = 0;
        }
        let is_here = self.timeline.last() == Some(self.item.summary.last) && self.timeline.before() <= read;
        self.item.unread = if self.opened && is_here {
            let unread = self.timeline.entries().iter().rev().take_while(|entry| entry.seq > read);
            unread.filter(|entry| is_visitors_message(&entry.fact)).map(|_| 1).sum()
        } else {
            self.counted + u32::try_from(self.fresh.len()).unwrap_or(u32::MAX)
        };
    }

    /// How far the message at `seq` has got.
    pub fn message_state(&self, seq: Seq) -> MessageState {
        let receipts = self.item.visitor_receipts;
        if seq <= receipts.read {
            MessageState::Read
        } else if seq <= receipts.delivered {
            MessageState::Delivered
        } else {
            MessageState::Sent
        }
    }

    /// Whether the end of the timeline is here, as far as it is known.
    pub fn is_whole(&self) -> bool {
        self.timeline.last().unwrap_or_default() >= self.item.summary.last
    }

    /// Whether this agent is in it and it is not over.
    pub fn is_mine(&self, me: Option<&AgentId>) -> bool {
        self.item.summary.stage == Stage::Active && self.is_present(me)
    }

    /// Messages that wait in the outbox, in order.
    pub fn unsent(&self) -> impl Iterator<Item = Unsent> {
        unsent_in(&self.outbox)
    }

    /// The texts of [`Self::unsent`].
    pub fn unsent_texts(&self) -> Vec<String> {
        self.unsent().map(|unsent| unsent.text).collect()
    }

    /// Whether this agent is in it, or was at its end.
    pub fn is_present(&self, me: Option<&AgentId>) -> bool {
        me.is_some_and(|me| self.item.summary.present.contains(me))
    }

    /// Whether this agent may come in and hasn't yet.
    pub fn is_invited(&self, me: Option<&AgentId>) -> bool {
        self.item.summary.stage == Stage::Active
            && me.is_some_and(|me| self.item.summary.invited.contains(me))
    }

    /// Whether this agent is called to a note and sees it for no other reason.
    pub fn is_mentioned(&self, me: Option<&AgentId>) -> bool {
        me.is_some_and(|me| self.item.summary.mentioned.contains(me))
    }

    /// Everyone else who has it open.
    pub fn company(&self, me: Option<&AgentId>) -> Vec<Looker> {
        self.lookers.iter().filter(|looker| Some(&looker.agent.id) != me).cloned().collect()
    }

    /// Whether a wish of this kind is on its way.
    pub fn is_wished(&self, is_it: impl Fn(&AgentCommand) -> bool) -> bool {
        self.outbox.iter().any(|pending| is_it(&pending.command))
    }

    /// Some wishes have no entry with their id: they are done once the conversation is as they want it.
    pub fn settle(&mut self, me: Option<&AgentId>) {
        let summary = &self.item.summary;
        let is_there = |agent: &AgentId| summary.present.contains(agent);
        let is_done = |command: &AgentCommand| match command {
            AgentCommand::Take { .. } => match summary.stage {
                Stage::Waiting => false,
                Stage::Active => summary.owner.is_some() && (!self.looked_up || summary.owner.as_ref() == me),
                Stage::Ended => true,
            },
            AgentCommand::Join { .. } => me.is_some_and(is_there),
            AgentCommand::Invite { agent, .. } => is_there(agent) || summary.invited.contains(agent),
            AgentCommand::DealWith { .. } => summary.dealt_at.is_some(),
            AgentCommand::Reopen { .. } => summary.stage != Stage::Ended,
            AgentCommand::Heed { .. } => me.is_none_or(|me| !summary.mentioned.contains(me)),
            AgentCommand::TakeBack { note, .. } => self.timeline.is_taken_back(*note),
            AgentCommand::Tag { tag, .. } => summary.tags.contains(tag),
            AgentCommand::Untag { tag, .. } => !summary.tags.contains(tag),
            _ => false,
        };
        let done: Vec<ClientId> = self
            .outbox
            .iter()
            .filter(|pending| is_done(&pending.command))
            .map(|pending| pending.id.clone())
            .collect();
        for id in done {
            self.outbox.acknowledge(&id);
        }
    }
}

/// The messages among an outbox's commands, in order.
pub(super) fn unsent_in(outbox: &Outbox<AgentCommand>) -> impl Iterator<Item = Unsent> {
    outbox.iter().filter_map(|pending| match &pending.command {
        AgentCommand::Send { text, files, .. } => Some(Unsent {
            id: pending.id.clone(),
            text: text.clone(),
            files: files.len(),
            is_note: false,
            failed: pending.failed,
        }),
        AgentCommand::Note { text, .. } => Some(Unsent {
            id: pending.id.clone(),
            text: text.clone(),
            files: 0,
            is_note: true,
            failed: pending.failed,
        }),
        _ => None,
    })
}

/// The id that this agent's console gave to what became the fact.
fn own_id<'a>(fact: &'a Fact, me: Option<&AgentId>) -> Option<&'a ClientId> {
    match fact {
        Fact::Public(PublicFact::Message { id, by, .. } | PublicFact::Ended { id, by }) => {
            matches!(by, Author::Agent(agent) if Some(agent) == me).then_some(id)
        }
        Fact::Staff(
            StaffFact::Note { id, by, .. }
            | StaffFact::NoteTakenBack { id, by, .. }
            | StaffFact::Tagged { id, by, .. }
            | StaffFact::Untagged { id, by, .. },
        ) => (Some(&by.id) == me).then_some(id),
        _ => None,
    }
}

fn is_note_of_another(fact: &Fact, me: Option<&AgentId>) -> bool {
    matches!(fact, Fact::Staff(StaffFact::Note { by, .. }) if Some(&by.id) != me)
}

fn is_visitors_message(fact: &Fact) -> bool {
    matches!(fact, Fact::Public(PublicFact::Message { by: Author::Visitor, .. }))
}
