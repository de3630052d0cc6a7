//! One conversation as this visitor's device knows it.

use super::{Act, Mark};
use shared::ids::{AgentId, ClientId, ConversationId};
use shared::people::AgentCard;
use shared::time::Timestamp;
use shared::timeline::{Author, PublicFact, Receipts, Received, Seq, Stage, Timeline, VisitorEntry};
use shared::visitor::{VisitorCommand, VisitorConversation};

/// The conversation.
#[derive(Clone, Debug)]
pub struct Chat {
    /// Its id.
    pub id: ConversationId,
    /// Everything that happened.
    pub timeline: Timeline<Option<PublicFact>>,
    /// How far the staff has got with what the visitor wrote.
    pub staff: Receipts,
    /// The agent who is typing.
    pub typing: Option<AgentId>,
    /// Place in line and whether anybody of the staff is there; `None` until the server has said so.
    pub waiting: Option<(u32, bool)>,
    /// How far the visitor's devices have got, as was said to the server.
    said: Receipts,
    /// Position of the last entry that there is.
    last: Seq,
}

impl Chat {
    /// What the server says of a conversation, joined with what was known of it.
    pub fn from_known(known: Option<Self>, now: VisitorConversation) -> Self {
        let timeline = known.map(|chat| chat.timeline).unwrap_or_default();
        Self {
            id: now.id,
            timeline,
            staff: now.staff,
            typing: None,
            waiting: None,
            said: now.visitor,
            last: now.last,
        }
    }

    /// Asks for entries that exist and are not here.
    pub fn ask_for_missing(&self, acts: &mut Vec<Act>) {
        let after = self.timeline.summary.last;
        if after < self.last {
            acts.push(Act::Say(VisitorCommand::Resume { conversation: self.id.clone(), after }));
        }
    }

    /// Takes in entries, in whatever order they come.
    pub fn receive(&mut self, events: Vec<VisitorEntry>, last: Seq, acts: &mut Vec<Act>) {
        self.last = self.last.max(last);
        let empty = events.is_empty();
        for entry in events {
            let heard = self.what_is_new(&entry);
            match self.timeline.receive(entry) {
                Received::Applied => acts.extend(heard.map(Act::Heard)),
                Received::Known => {}
                Received::Hole { .. } => break,
            }
        }
        if self.timeline.summary.stage == Stage::Ended {
            self.typing = None;
        }
        // An empty answer means that the server has no more; asking again would go round in circles.
        if !empty {
            self.ask_for_missing(acts);
        }
    }

    /// The text of an agent's message that no device of the visitor has had before.
    fn what_is_new(&mut self, entry: &VisitorEntry) -> Option<String> {
        let Some(PublicFact::Message { by: Author::Agent(agent), text, .. }) = &entry.fact else {
            return None;
        };
        self.typing.take_if(|typing| typing == agent);
        (entry.seq > self.said.delivered).then(|| text.clone())
    }

    /// Tells the server how far the visitor has got, if that is news.
    pub fn report(&mut self, shown: bool, acts: &mut Vec<Act>) {
        let Some(mark) = self.last_of_staff() else { return };
        let read = if shown { mark } else { self.said.read };
        if self.said.advance(Receipts { delivered: mark, read }, mark.max(self.said.delivered)) {
            acts.push(Act::Say(VisitorCommand::Seen { conversation: self.id.clone(), receipts: self.said }));
        }
    }

    fn last_of_staff(&self) -> Option<Seq> {
        self.timeline.entries.iter().rev().find(|entry| is_of_staff(entry)).map(|entry| entry.seq)
    }

    /// How many messages of agents the visitor has not looked at.
    pub fn unread(&self) -> usize {
        self.timeline
            .entries
            .iter()
            .rev()
            .take_while(|entry| entry.seq > self.said.read)
            .filter(|entry| is_of_staff(entry))
            .count()
    }

    /// How far the visitor's message with this id has come and when the server recorded it; `None` until it has.
    pub fn recorded(&self, id: &ClientId) -> Option<(Mark, Timestamp)> {
        let entry = self.timeline.entries.iter().rev().find(|entry| {
            matches!(&entry.fact, Some(PublicFact::Message { id: own, by: Author::Visitor, .. }) if own == id)
        })?;
        let mark = match entry.seq {
            seq if seq <= self.staff.read => Mark::Read,
            seq if seq <= self.staff.delivered => Mark::Delivered,
            _ => Mark::Sent,
        };
        Some((mark, entry.at))
    }

    /// The agent who came in last.
    pub fn agent(&self) -> Option<&AgentCard> {
        self.timeline.summary.agents.last()
    }
}

fn is_of_staff(entry: &VisitorEntry) -> bool {
    matches!(&entry.fact, Some(PublicFact::Message { by: Author::Agent(_), .. }))
}
