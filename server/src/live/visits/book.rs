//! What is known of who is on the site: a list in memory with instants passed in. It forgets by itself, and nothing of it
//! is stored.

use shared::ids::{ConversationId, WidgetId};
use shared::people::{AgentCard, Page};
use shared::problem::{Code, Problem};
use shared::rules::{PAGE_CHARS, cut, one_line};
use shared::staff::Device;
use shared::time::Timestamp;
use shared::visits::{Answer, Call, Invited, Report, Shown, Stands, Step, TRAIL_MAX, Visit, VisitId};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

/// Most visits that are known at a time; of more, those that were silent for longest are forgotten.
const MOST: usize = 10_000;
/// A visit that isn't heard of for this long is over, in milliseconds: a page tells of itself three times in it.
const SILENCE_MILLIS: i64 = 60_000;
/// Who leaves a page comes to another within this long, or has gone, in milliseconds.
const LEAVING_MILLIS: i64 = 5_000;
/// Longest address and title of a page, in characters; of the trail less is kept.
const STEP_CHARS: usize = 300;

/// Who tells: the widget, and what its browser says of itself.
#[derive(Clone, Debug)]
pub struct Teller {
    /// The widget's id and name.
    pub widget: (WidgetId, String),
    /// Name and version of the browser, and its system.
    pub browser: String,
    /// What it runs on.
    pub device: Device,
    /// Its first language.
    pub language: String,
}

/// All visits.
#[derive(Debug, Default)]
pub struct Book {
    visits: BTreeMap<VisitId, Held>,
    keys: HashMap<(WidgetId, String), VisitId>,
    due: BTreeSet<(Timestamp, VisitId)>,
    last_id: u64,
    changed: BTreeSet<VisitId>,
    gone: BTreeSet<VisitId>,
}

#[derive(Debug)]
struct Held {
    key: (WidgetId, String),
    visit: Visit,
    due: Timestamp,
    trail: VecDeque<Step>,
    call: Option<Call>,
}

impl Held {
    /// The invitation, as long as the visitor's page is to show it.
    fn call(&self) -> Option<Call> {
        let stands = self.visit.invitation.as_ref().map(|invited| invited.stands);
        self.call.clone().filter(|_| matches!(stands, Some(Stands::Sent | Stands::Seen)))
    }
}

impl Book {
    /// Takes in what a page tells, and gives back what it is to show.
    pub fn report(&mut self, now: Timestamp, teller: Teller, report: Report) -> Answer {
        self.expire(now);
        let key = (teller.widget.0.clone(), report.visit.clone());
        if report.leaving {
            if let Some(id) = self.keys.get(&key).copied() {
                self.put_off(id, now.plus_millis(LEAVING_MILLIS));
            }
            return Answer::default();
        }
        let id = match self.keys.get(&key) {
            Some(id) => *id,
            None => self.begin(now, key, teller, &report),
        };
        self.put_off(id, now.plus_millis(SILENCE_MILLIS));
        let Some(held) = self.visits.get_mut(&id) else { return Answer::default() };
        let mut is_news = held.visit.returning != report.returning;
        held.visit.returning = report.returning;
        let (url, title) = (short(&report.url), short(&report.title));
        if held.visit.page.url != url {
            held.visit.pages += 1;
            held.trail.push_back(step(now, &url, &title));
            if held.trail.len() > TRAIL_MAX {
                held.trail.pop_front();
            }
            is_news = true;
        }
        is_news |= held.visit.page.title != title;
        if let Some(last) = held.trail.back_mut() {
            last.title = cut(&title, STEP_CHARS).into();
        }
        (held.visit.page.url, held.visit.page.title) = (url, title);
        if let Some(outcome) = report.outcome
            && held.call.as_ref().is_some_and(|call| call.id == outcome.invitation)
            && let Some(invited) = &mut held.visit.invitation
        {
            let before = invited.stands;
            invited.stands = match (before, outcome.is) {
                (Stands::Sent, Shown::Seen) => Stands::Seen,
                (Stands::Sent | Stands::Seen, Shown::Opened) => Stands::Opened,
                (Stands::Sent | Stands::Seen, Shown::Declined) => Stands::Declined,
                _ => before,
            };
            is_news |= invited.stands != before;
        }
        let answer = Answer { invitation: held.call() };
        if is_news {
            self.changed.insert(id);
        }
        answer
    }

    fn begin(&mut self, now: Timestamp, key: (WidgetId, String), teller: Teller, report: &Report) -> VisitId {
        if self.visits.len() >= MOST
            && let Some((_, id)) = self.due.first().copied()
        {
            self.forget(id);
        }
        self.last_id += 1;
        let id = VisitId(self.last_id);
        let page = Page {
            url: short(&report.url),
            title: short(&report.title),
            referrer: short(&report.referrer),
            ..Page::default()
        };
        let trail = [step(now, &page.url, &page.title)].into();
        let visit = Visit {
            id,
            widget: teller.widget.1,
            since: now,
            page,
            pages: 1,
            returning: report.returning,
            browser: teller.browser,
            device: teller.device,
            language: teller.language,
            conversation: None,
            invitation: None,
        };
        self.keys.insert(key.clone(), id);
        self.due.insert((now, id));
        self.visits.insert(id, Held { key, visit, due: now, trail, call: None });
        self.changed.insert(id);
        id
    }

    fn put_off(&mut self, id: VisitId, due: Timestamp) {
        if let Some(held) = self.visits.get_mut(&id) {
            self.due.remove(&(held.due, id));
            self.due.insert((due, id));
            held.due = due;
        }
    }

    fn forget(&mut self, id: VisitId) {
        if let Some(held) = self.visits.remove(&id) {
            self.due.remove(&(held.due, id));
            self.keys.remove(&held.key);
            self.changed.remove(&id);
            self.gone.insert(id);
        }
    }

    /// Forgets who was silent for too long.
    pub fn expire(&mut self, now: Timestamp) {
        while let Some((due, id)) = self.due.first().copied()
            && due <= now
        {
            self.forget(id);
        }
    }

    /// When somebody is forgotten next, unless they are heard of.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.due.first().map(|(due, _)| *due)
    }

    /// Lets an agent speak to a visitor first.
    ///
    /// # Errors
    /// The visitor has gone, is spoken to by somebody, has declined, or is in a conversation.
    pub fn invite(&mut self, now: Timestamp, id: VisitId, call: Call) -> Result<(), Problem> {
        self.expire(now);
        let held = self.visits.get_mut(&id).ok_or_else(gone)?;
        if held.visit.conversation.is_some() {
            return Err(Problem::new(Code::InUse, "the visitor is in a conversation"));
        }
        if let Some(invited) = &held.visit.invitation {
            let problem = Problem::new(Code::AlreadyTaken, "somebody speaks to the visitor already");
            return Err(Problem { by: Some(invited.by.clone()), ..problem });
        }
        held.visit.invitation = Some(Invited { by: call.by.clone(), stands: Stands::Sent });
        held.call = Some(call);
        self.changed.insert(id);
        Ok(())
    }

    /// Takes an agent's own invitation back.
    ///
    /// # Errors
    /// It isn't there or not theirs, or the visitor has seen it.
    pub fn take_back(&mut self, id: VisitId, agent: &AgentCard) -> Result<(), Problem> {
        let held = self.visits.get_mut(&id).ok_or_else(gone)?;
        match &held.visit.invitation {
            Some(Invited { by, stands: Stands::Sent }) if by.id == agent.id => {
                (held.visit.invitation, held.call) = (None, None);
                self.changed.insert(id);
                Ok(())
            }
            Some(Invited { by, .. }) if by.id == agent.id => {
                Err(Problem::new(Code::Ended, "the visitor has seen it"))
            }
            _ => Err(Problem::new(Code::NotFound, "there is no invitation of yours")),
        }
    }

    /// The conversation that a visit has, as far as is known.
    pub fn conversation(&self, widget: &WidgetId, key: &str) -> Option<&ConversationId> {
        self.held(widget, key)?.visit.conversation.as_ref()
    }

    /// A visit has this conversation, or none any more.
    pub fn talks(&mut self, widget: &WidgetId, key: &str, conversation: Option<ConversationId>) {
        let Some(id) = self.keys.get(&(widget.clone(), key.to_owned())) else { return };
        if let Some(held) = self.visits.get_mut(id)
            && held.visit.conversation != conversation
        {
            held.visit.conversation = conversation;
            self.changed.insert(*id);
        }
    }

    /// The invitation that a visitor answers by beginning a conversation, if there is one.
    pub fn invitation(&self, widget: &WidgetId, key: &str) -> Option<Call> {
        let held = self.held(widget, key)?;
        let stands = held.visit.invitation.as_ref()?.stands;
        held.call.clone().filter(|_| matches!(stands, Stands::Sent | Stands::Seen | Stands::Opened))
    }

    /// A visitor has answered the invitation.
    pub fn answered(&mut self, widget: &WidgetId, key: &str) {
        let Some(id) = self.keys.get(&(widget.clone(), key.to_owned())) else { return };
        if let Some(invited) = self.visits.get_mut(id).and_then(|held| held.visit.invitation.as_mut()) {
            invited.stands = Stands::Answered;
            self.changed.insert(*id);
        }
    }

    fn held(&self, widget: &WidgetId, key: &str) -> Option<&Held> {
        self.visits.get(self.keys.get(&(widget.clone(), key.to_owned()))?)
    }

    /// All visits, the first first.
    pub fn all(&self) -> Vec<Visit> {
        self.visits.values().map(|held| held.visit.clone()).collect()
    }

    /// The pages of a visit, the first first.
    pub fn trail(&self, id: VisitId) -> Vec<Step> {
        self.visits.get(&id).map(|held| held.trail.iter().cloned().collect()).unwrap_or_default()
    }

    /// What is new, changed or gone since this was last asked.
    pub fn take_news(&mut self) -> (Vec<Visit>, Vec<VisitId>) {
        let changed = std::mem::take(&mut self.changed);
        let visits = changed.iter().filter_map(|id| self.visits.get(id)).map(|held| held.visit.clone());
        (visits.collect(), std::mem::take(&mut self.gone).into_iter().collect())
    }
}

fn gone() -> Problem {
    Problem::new(Code::NotFound, "the visitor has left the site")
}

fn short(text: &str) -> String {
    one_line(cut(text, PAGE_CHARS))
}

fn step(at: Timestamp, url: &str, title: &str) -> Step {
    Step { at, url: cut(url, STEP_CHARS).into(), title: cut(title, STEP_CHARS).into() }
}

#[cfg(test)]
#[path = "book_tests.rs"]
mod tests;
