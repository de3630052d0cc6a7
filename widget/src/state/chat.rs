//! One conversation as this visitor's device knows it.

use super::{Act, Event, Mark};
use shared::file::FileCard;
use shared::ids::{AgentId, ClientId, ConversationId};
use shared::people::AgentCard;
use shared::time::Timestamp;
use shared::timeline::{Author, Entry, PublicFact, Receipts, Received, Seq, Stage, Timeline, VisitorEntry};
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
    /// The agent whose typing was told since the last message.
    typist: Option<AgentId>,
    /// `None` until the server has said so.
    pub waiting: Option<Waiting>,
    /// How far the visitor's devices have got, as was said to the server.
    said: Receipts,
    /// Position of the last entry that there is.
    last: Seq,
    /// Up to here the page around needs no telling: it happened before.
    told: Seq,
}

/// Where a waiting visitor stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// 1 is next.
    pub place: u32,
    /// Whether any agent of the queue is there now.
    pub staffed: bool,
    /// How long it will probably take, in milliseconds.
    pub wait_millis: Option<i64>,
}

impl Chat {
    /// What the server says of a conversation, joined with what was known of it.
    pub fn from_known(known: Option<Self>, now: VisitorConversation) -> Self {
        let told = known.as_ref().map_or(now.last, |chat| chat.timeline.summary.last);
        let timeline = known.map(|chat| chat.timeline).unwrap_or_default();
        Self {
            id: now.id,
            timeline,
            staff: now.staff,
            typing: None,
            typist: None,
            waiting: None,
            said: now.visitor,
            last: now.last,
            told,
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
            match self.timeline.receive(entry) {
                Received::Applied => self.tell_last(acts),
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

    /// An agent types, or no longer does. Whoever types stops and goes on: it is told once for each message.
    pub fn hear_typing(&mut self, agent: AgentId, on: bool, acts: &mut Vec<Act>) {
        self.typing = on.then(|| agent.clone());
        if on
            && self.typist.as_ref() != Some(&agent)
            && let Some(card) = self.timeline.summary.agent(&agent)
        {
            acts.push(Act::Typing(card.name.clone()));
            self.typist = Some(agent);
        }
    }

    /// Tells of the last entry, if it is news: who can't see it, of an agent's message that no device of the visitor has
    /// had before, and the page around, of what happened while it was there.
    fn tell_last(&mut self, acts: &mut Vec<Act>) {
        let Some(Entry { seq, fact: Some(fact), .. }) = self.timeline.entries.last() else { return };
        let mut is_news = *seq > self.told;
        let event = match fact {
            PublicFact::Message { by, text, files, .. } => {
                self.typist = None;
                let Author::Agent(agent) = by else { return };
                self.typing.take_if(|typing| typing == agent);
                is_news = *seq > self.said.delivered;
                if is_news {
                    acts.push(Act::Heard(words(text, files)));
                }
                Event::MessageReceived { text: text.clone() }
            }
            PublicFact::Joined { agent } => Event::AgentJoined { name: agent.name.clone() },
            PublicFact::Left { agent } => match self.timeline.summary.agent(agent) {
                Some(agent) => Event::AgentLeft { name: agent.name.clone() },
                None => return,
            },
            PublicFact::Ended { by, .. } => Event::ChatEnded { by: by.clone() },
            PublicFact::TicketMade { .. } => Event::ChatEnded { by: Author::Visitor },
            _ => return,
        };
        if is_news {
            acts.push(Act::Tell(event));
        }
    }

    /// Whether the visitor has written anything.
    pub fn has_written(&self) -> bool {
        self.timeline
            .entries
            .iter()
            .any(|entry| matches!(&entry.fact, Some(PublicFact::Message { by: Author::Visitor, .. })))
    }

    /// How it ended, if it has.
    pub fn ending(&self) -> Option<&PublicFact> {
        let facts = self.timeline.entries.iter().rev().filter_map(|entry| entry.fact.as_ref());
        facts
            .into_iter()
            .find(|fact| matches!(fact, PublicFact::Ended { .. } | PublicFact::TicketMade { .. }))
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

    /// The agent who came in last of those who are there; of those who were there, once it is over.
    pub fn agent(&self) -> Option<&AgentCard> {
        let mut gone = Vec::new();
        let facts = self.timeline.entries.iter().rev().filter_map(|entry| entry.fact.as_ref());
        for fact in facts {
            match fact {
                PublicFact::Left { agent } => gone.push(agent),
                PublicFact::Joined { agent } => match gone.iter().position(|id| **id == agent.id) {
                    Some(place) => drop(gone.swap_remove(place)),
                    None => return Some(agent),
                },
                _ => {}
            }
        }
        self.timeline.summary.agents.last().filter(|_| self.timeline.summary.stage == Stage::Ended)
    }
}

/// A message as it is read out: its text and the names of its files.
fn words(text: &str, files: &[FileCard]) -> String {
    let mut words = text.to_owned();
    for file in files {
        if !words.is_empty() {
            words.push_str(", ");
        }
        words.push_str(&file.name);
    }
    words
}

fn is_of_staff(entry: &VisitorEntry) -> bool {
    matches!(&entry.fact, Some(PublicFact::Message { by: Author::Agent(_), .. }))
}
