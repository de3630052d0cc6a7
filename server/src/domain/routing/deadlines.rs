//! What is to be done when, in order, so that nothing has to be searched for.

use super::line::QueueNo;
use super::waiting::Id;
use shared::time::Timestamp;
use std::collections::{BTreeSet, HashMap};

/// What a deadline is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Due {
    /// Something about a waiting conversation: its offer, its rest, its overflow, its ticket.
    Waiting(Id),
    /// A visitor may have gone quiet.
    Held(Id),
    /// Something about what a queue's waiting were told.
    Line(QueueNo),
}

/// At most one deadline for each.
#[derive(Debug, Default)]
pub struct Deadlines {
    at: HashMap<Due, Timestamp>,
    order: BTreeSet<(Timestamp, Due)>,
}

impl Deadlines {
    /// Moves a deadline, or takes it away.
    pub fn set(&mut self, due: Due, at: Option<Timestamp>) {
        let before = match at {
            Some(at) => self.at.insert(due.clone(), at),
            None => self.at.remove(&due),
        };
        if before == at {
            return;
        }
        if let Some(before) = before {
            self.order.remove(&(before, due.clone()));
        }
        if let Some(at) = at {
            self.order.insert((at, due));
        }
    }

    /// The earliest.
    pub fn next(&self) -> Option<Timestamp> {
        self.order.first().map(|(at, _)| *at)
    }

    /// Takes out the earliest that has come.
    pub fn pop(&mut self, now: Timestamp) -> Option<Due> {
        if self.next()? > now {
            return None;
        }
        let (_, due) = self.order.pop_first()?;
        self.at.remove(&due);
        Some(due)
    }
}
