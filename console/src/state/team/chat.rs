//! One room as the console holds it.

use crate::state::Unsent;
use shared::ids::AgentId;
use shared::sync::Outbox;
use shared::team::{Room, TeamCommand, TeamEntry, TeamFact, TeamPreview, preview};
use shared::time::Timestamp;
use shared::timeline::Seq;
use std::collections::BTreeMap;

/// So many entries are asked for at first, and so many more each time earlier ones are wanted.
const STRETCH: Seq = 100;

/// A room.
#[derive(Clone, Debug, PartialEq)]
pub struct Chat {
    /// As the server shows it, kept up to date by every entry that comes.
    pub room: Room,
    /// A stretch of its timeline without holes, once it was opened.
    pub entries: Vec<TeamEntry>,
    /// What the server has not recorded yet.
    pub outbox: Outbox<TeamCommand>,
    /// Who types, and until when that is good.
    pub typing: BTreeMap<AgentId, Timestamp>,
    /// Whether the agent has opened it on this page.
    pub(super) opened: bool,
    /// Position after which entries were asked for on this connection; nothing is asked twice.
    pub(super) asked: Option<Seq>,
    /// The same for earlier ones.
    pub(super) asked_before: Option<Seq>,
}

impl Chat {
    pub(super) fn new(room: Room) -> Self {
        Self {
            room,
            entries: Vec::new(),
            outbox: Outbox::default(),
            typing: BTreeMap::new(),
            opened: false,
            asked: None,
            asked_before: None,
        }
    }

    /// Whether the end of the timeline is here.
    pub fn is_whole(&self) -> bool {
        self.last_here().is_some_and(|last| last >= self.room.last) || self.room.last == 0
    }

    /// Whether there is more before what is here.
    pub fn has_earlier(&self) -> bool {
        self.entries.first().is_some_and(|entry| entry.seq > 1)
    }

    /// Messages that wait in the outbox, in order.
    pub fn unsent(&self) -> impl Iterator<Item = Unsent> {
        self.outbox.iter().filter_map(|pending| match &pending.command {
            TeamCommand::Send { text, files, .. } => Some(Unsent {
                id: pending.id.clone(),
                text: text.clone(),
                files: files.len(),
                is_note: false,
                failed: pending.failed,
            }),
            _ => None,
        })
    }

    fn last_here(&self) -> Option<Seq> {
        self.entries.last().map(|entry| entry.seq)
    }

    /// The question for what is missing at the end, if it wasn't asked yet.
    pub(super) fn missing(&mut self) -> Option<TeamCommand> {
        let after = self.last_here().unwrap_or_else(|| self.room.last.saturating_sub(STRETCH));
        if !self.opened || after >= self.room.last || self.asked == Some(after) {
            return None;
        }
        self.asked = Some(after);
        Some(TeamCommand::Ask { room: self.room.id.clone(), after, to: self.room.last })
    }

    /// The question for a stretch before what is here, if there is one and it wasn't asked yet.
    pub(super) fn earlier(&mut self) -> Option<TeamCommand> {
        let to = self.entries.first()?.seq.checked_sub(1).filter(|to| *to > 0)?;
        if self.asked_before == Some(to) {
            return None;
        }
        self.asked_before = Some(to);
        Some(TeamCommand::Ask { room: self.room.id.clone(), after: to.saturating_sub(STRETCH), to })
    }

    /// Takes entries in; `true` if a colleague's message is among them that is new to this console.
    pub(super) fn receive(&mut self, entries: Vec<TeamEntry>, last: Seq, me: Option<&AgentId>) -> bool {
        let mut is_news = false;
        for entry in &entries {
            if let Some(id) = entry.id.as_ref().filter(|_| Some(&entry.by.id) == me) {
                self.outbox.acknowledge(id);
            }
            if entry.seq > self.room.last {
                self.room.last = entry.seq;
                is_news |= self.note(entry, me);
            }
        }
        self.room.last = self.room.last.max(last);
        if self.opened {
            self.lay_in(entries);
        }
        self.settle();
        is_news
    }

    /// What a new entry changes in the list; `true` if a colleague wrote it.
    fn note(&mut self, entry: &TeamEntry, me: Option<&AgentId>) -> bool {
        let TeamFact::Said { text, .. } = &entry.fact else { return false };
        self.typing.remove(&entry.by.id);
        self.room.preview =
            Some(TeamPreview { by: entry.by.clone(), text: Some(preview(text)), at: entry.at });
        let is_theirs = Some(&entry.by.id) != me;
        if is_theirs {
            self.room.unread += 1;
        }
        is_theirs
    }

    /// Puts entries to those that are here, as far as there is no hole between.
    fn lay_in(&mut self, entries: Vec<TeamEntry>) {
        let first = self.entries.first().map(|entry| entry.seq);
        if let (Some(first), Some(end)) = (first, entries.last())
            && end.seq + 1 == first
        {
            self.entries.splice(0..0, entries);
            self.asked_before = None;
        } else {
            for entry in entries {
                let next = self.last_here().or(self.asked).map(|last| last + 1);
                if next == Some(entry.seq) {
                    self.entries.push(entry);
                } else if let Some(known) = self.entries.iter_mut().find(|known| known.seq == entry.seq) {
                    *known = entry;
                }
            }
        }
        let deleted = self.entries.iter().filter_map(|entry| match entry.fact {
            TeamFact::Deleted { seq } => Some(seq),
            _ => None,
        });
        for seq in deleted.collect::<Vec<_>>() {
            if let Some(entry) = self.entries.iter_mut().find(|entry| entry.seq == seq) {
                entry.fact = TeamFact::Gone;
            }
        }
    }

    /// A wish to delete is done once it is gone, whoever brought it about.
    fn settle(&mut self) {
        let is_gone =
            |seq: Seq| self.entries.iter().any(|entry| entry.seq == seq && entry.fact == TeamFact::Gone);
        let done = self.outbox.iter().filter_map(|pending| match &pending.command {
            TeamCommand::Delete { seq, id, .. } if is_gone(*seq) => Some(id.clone()),
            _ => None,
        });
        for id in done.collect::<Vec<_>>() {
            self.outbox.acknowledge(&id);
        }
    }

    /// Somebody has read up to a position.
    pub(super) fn read(&mut self, agent: &AgentId, seq: Seq, me: Option<&AgentId>) {
        if let Some(member) = self.room.members.iter_mut().find(|member| member.card.id == *agent) {
            member.read = member.read.max(seq);
        }
        if Some(agent) != me {
            return;
        }
        let is_here = self.entries.first().is_some_and(|first| first.seq <= seq + 1) && self.is_whole();
        if seq >= self.room.last {
            self.room.unread = 0;
        } else if is_here {
            let unread = self.entries.iter().filter(|entry| {
                entry.seq > seq && entry.by.id != *agent && matches!(entry.fact, TeamFact::Said { .. })
            });
            self.room.unread = u32::try_from(unread.count()).unwrap_or(u32::MAX);
        }
    }
}
