//! Who is on the site now: [`book`] knows it, and whoever of the staff looks at the list is told of its changes, at most
//! once a second.

mod book;

pub use self::book::Teller;

use self::book::Book;
use super::hub::{Hub, Party, frame};
use crate::clock::Clock;
use shared::agent::AgentUpdate;
use shared::ids::{ConversationId, WidgetId};
use shared::people::AgentCard;
use shared::problem::Problem;
use shared::visits::{Answer, Call, Report, Step, Visit, VisitId, VisitsUpdate};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Changes are told this often at most, in milliseconds.
const PACE_MILLIS: i64 = 1_000;
/// Most visits in one frame.
const FRAME_VISITS: usize = 500;

/// The visits, and who looks at them.
pub struct Visits {
    state: Mutex<State>,
    news: Notify,
    hub: Arc<Hub>,
    clock: Clock,
}

#[derive(Default)]
struct State {
    book: Book,
    /// Connections by their numbers.
    watchers: HashMap<u64, Party>,
}

impl Visits {
    /// Knows of nobody.
    pub fn new(hub: Arc<Hub>, clock: Clock) -> Self {
        Self { state: Mutex::default(), news: Notify::new(), hub, clock }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes what is known, and lets those who look hear of it.
    fn change<T>(&self, change: impl FnOnce(&mut Book) -> T) -> T {
        let mut state = self.state();
        let answer = change(&mut state.book);
        if state.watchers.is_empty() {
            // Whoever comes is shown everything.
            state.book.take_news();
        } else {
            self.news.notify_one();
        }
        answer
    }

    /// Takes in what a page tells, and gives back what it is to show.
    pub fn report(&self, teller: Teller, report: Report) -> Answer {
        let (now, widget) = (self.clock.now(), teller.widget.0.clone());
        self.change(|book| {
            let is_over = |id: &ConversationId| !self.hub.goes_on(id);
            if book.conversation(&widget, &report.visit).is_some_and(is_over) {
                book.talks(&widget, &report.visit, None);
            }
            book.report(now, teller, report)
        })
    }

    /// Lets an agent speak to a visitor first.
    ///
    /// # Errors
    /// See [`Book::invite`].
    pub fn invite(&self, visit: VisitId, call: Call) -> Result<(), Problem> {
        let now = self.clock.now();
        self.change(|book| book.invite(now, visit, call))
    }

    /// Takes an invitation back.
    ///
    /// # Errors
    /// See [`Book::take_back`].
    pub fn take_back(&self, visit: VisitId, agent: &AgentCard) -> Result<(), Problem> {
        self.change(|book| book.take_back(visit, agent))
    }

    /// A visit has this conversation.
    pub fn talks(&self, widget: &WidgetId, key: &str, conversation: &ConversationId) {
        if !key.is_empty() {
            self.change(|book| book.talks(widget, key, Some(conversation.clone())));
        }
    }

    /// The invitation that a visitor answers by beginning a conversation, if there is one.
    pub fn invitation(&self, widget: &WidgetId, key: &str) -> Option<Call> {
        self.state().book.invitation(widget, key)
    }

    /// A visitor has answered the invitation.
    pub fn answered(&self, widget: &WidgetId, key: &str) {
        self.change(|book| book.answered(widget, key));
    }

    /// The pages of a visit.
    pub fn trail(&self, visit: VisitId) -> Vec<Step> {
        self.state().book.trail(visit)
    }

    /// Shows a connection everything, and from now on all changes. `on` is whether some widget reports visits at all.
    pub fn watch(&self, party: &Party, number: u64, on: bool) {
        let now = self.clock.now();
        let mut state = self.state();
        if state.watchers.is_empty() {
            state.book.expire(now);
            state.book.take_news();
        }
        let all = state.book.all();
        let mut parts = all.chunks(FRAME_VISITS);
        let first = parts.next().unwrap_or_default().to_vec();
        let mut is_there = self.send(party, number, VisitsUpdate::All { on, visits: first });
        for part in parts {
            let visits = part.to_vec();
            is_there &= self.send(party, number, VisitsUpdate::Changed { visits, gone: Vec::new() });
        }
        if is_there {
            state.watchers.insert(number, party.clone());
            // Wakes who waits for the next to be forgotten.
            self.news.notify_one();
        }
    }

    /// A connection is told no more.
    pub fn unwatch(&self, number: u64) {
        self.state().watchers.remove(&number);
    }

    fn send(&self, party: &Party, number: u64, update: VisitsUpdate) -> bool {
        self.hub.tell_line(party, number, &frame(&AgentUpdate::Visits(update)))
    }

    /// Tells those who look what has changed, for as long as the server runs.
    pub async fn tell(&self) {
        loop {
            let due = {
                let state = self.state();
                state.book.next_due().filter(|_| !state.watchers.is_empty())
            };
            let silence = async {
                match due {
                    Some(due) => self.clock.sleep_until(due).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = self.news.notified() => {}
                () = silence => {}
            }
            if self.tell_news() {
                self.clock.sleep(PACE_MILLIS).await;
            }
        }
    }

    /// Whether there was something to tell.
    fn tell_news(&self) -> bool {
        let now = self.clock.now();
        let mut state = self.state();
        state.book.expire(now);
        let (visits, gone) = state.book.take_news();
        if visits.is_empty() && gone.is_empty() {
            return false;
        }
        let mut frames = Vec::new();
        let mut gone = Some(gone);
        let parts: Vec<&[Visit]> =
            if visits.is_empty() { vec![&[]] } else { visits.chunks(FRAME_VISITS).collect() };
        for part in parts {
            let update =
                VisitsUpdate::Changed { visits: part.to_vec(), gone: gone.take().unwrap_or_default() };
            frames.push(frame(&AgentUpdate::Visits(update)));
        }
        state
            .watchers
            .retain(|number, party| frames.iter().all(|frame| self.hub.tell_line(party, *number, frame)));
        true
    }
}
