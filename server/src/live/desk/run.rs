//! The desk's task: what it is told goes to the roster and the engine, what these two want goes to the hands.

use super::hands::{Knock, Task};
use super::held::Held;
use super::start::read;
use super::work::Work;
use super::{Arrival, Attendance, Message};
use crate::clock::Clock;
use crate::domain::presence::{Roster, Shift};
use crate::domain::routing::{Effect, Engine, Input, Line};
use crate::live::hub::Hub;
use crate::store::{Result, Store};
use futures_util::future::BoxFuture;
use shared::agent::AgentUpdate;
use shared::ids::{AgentId, ConversationId, QueueId};
use shared::people::AgentCard;
use shared::staff::Presence;
use shared::time::Timestamp;
use shared::timeline::NAMED_MAX;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// What admins arrange is read this often, in milliseconds, also if nobody says that it has changed: an operator's
/// command may have changed it.
const READ_MILLIS: i64 = 20_000;
/// Whose queue is gone has this long for coming back, in milliseconds.
const PATIENCE_MILLIS: i64 = 60_000;
/// So many of the tasks that an arrival causes are waited for; an inbox shows no more.
const WAITED_FOR: usize = crate::store::inbox::INBOX_LIMIT;

/// What admins arrange.
#[derive(Clone, Default)]
pub struct Table {
    /// All queues.
    pub lines: Vec<Line>,
    /// Their names.
    pub names: HashMap<QueueId, String>,
    /// What agents are called, those included who don't sign in any more.
    pub cards: HashMap<AgentId, AgentCard>,
    /// How many conversations each may have.
    pub capacities: HashMap<AgentId, u32>,
}

impl Table {
    /// How long an agent who has gone keeps a conversation of a queue, in milliseconds.
    pub fn patience(&self, queue: &QueueId) -> i64 {
        self.lines.iter().find(|line| line.id == *queue).map_or(PATIENCE_MILLIS, |line| line.accept_millis)
    }

    /// The first of the agents by name.
    fn named(&self, agents: &[AgentId]) -> Vec<AgentCard> {
        agents.iter().filter_map(|agent| self.cards.get(agent)).take(NAMED_MAX).cloned().collect()
    }
}

fn made_ticket(effect: &Effect) -> Option<&ConversationId> {
    match effect {
        Effect::MakeTicket { conversation } => Some(conversation),
        _ => None,
    }
}

/// The task's state.
pub struct Run {
    pub(super) engine: Engine,
    pub(super) roster: Roster,
    pub(super) held: Held,
    pub(super) table: Table,
    pub(super) work: Work,
    pub(super) store: Store,
    pub(super) clock: Clock,
    pub(super) hub: Arc<Hub>,
    pub(super) reading: Reading,
    /// Agents who have come and of whom nothing has been read yet.
    pub(super) strangers: Vec<Arrival>,
}

/// The look at what admins arrange.
pub(super) enum Reading {
    /// It is due then.
    At(Timestamp),
    /// It is under way.
    Now {
        table: BoxFuture<'static, Result<Table>>,
        /// Who waits for it.
        asked: Vec<oneshot::Sender<()>>,
        /// Who says that something has changed since it began.
        again: Vec<oneshot::Sender<()>>,
    },
}

impl Reading {
    /// The next look, after one that was just taken.
    pub(super) fn after(now: Timestamp) -> Self {
        Self::At(now.plus_millis(READ_MILLIS))
    }
}

/// What wakes the task.
enum Event {
    Message(Option<Message>),
    Read(Result<Table>),
    /// A task is done, and the engine may have to be told.
    Done(Option<Input>),
    /// A deadline has come.
    Tick,
}

impl Run {
    /// Runs until nobody can say anything any more. Begins with what the engine wanted before.
    pub async fn run(mut self, mut messages: mpsc::UnboundedReceiver<Message>, wanted: Vec<Effect>) {
        self.carry_out(wanted, None);
        loop {
            let event = self.next_event(&mut messages).await;
            self.pass_time();
            match event {
                Event::Message(Some(message)) => self.obey(message),
                Event::Message(None) => return,
                Event::Read(table) => self.have_read(table),
                Event::Done(Some(input)) => self.input(input, None),
                Event::Done(None) | Event::Tick => {}
            }
        }
    }

    async fn next_event(&mut self, messages: &mut mpsc::UnboundedReceiver<Message>) -> Event {
        let due = match &self.reading {
            Reading::At(due) => Some(*due),
            Reading::Now { .. } => None,
        };
        let deadlines =
            [self.engine.next_deadline(), self.roster.next_deadline(), self.held.next_deadline(), due];
        let deadline = deadlines.into_iter().flatten().min();
        let clock = self.clock.clone();
        let tick = async {
            match deadline {
                Some(deadline) => clock.sleep_until(deadline).await,
                None => std::future::pending().await,
            }
        };
        let reading = &mut self.reading;
        let read = async {
            match reading {
                Reading::Now { table, .. } => table.await,
                Reading::At(_) => std::future::pending().await,
            }
        };
        tokio::select! {
            message = messages.recv() => Event::Message(message),
            table = read => Event::Read(table),
            input = self.work.go_on() => Event::Done(input),
            () = tick => Event::Tick,
        }
    }

    /// Lets happen what is due, before anything else is heard.
    fn pass_time(&mut self) {
        let now = self.clock.now();
        let shifts = self.roster.tick(now);
        self.shift(shifts, None);
        if self.engine.next_deadline().is_some_and(|due| due <= now) {
            self.input(Input::Tick, None);
        }
        for (conversation, agent) in self.held.overdue(now) {
            self.work.add(conversation, Task::Vacate(agent));
        }
        if matches!(self.reading, Reading::At(due) if due <= now) {
            self.read(Vec::new());
        }
    }

    fn obey(&mut self, message: Message) {
        let now = self.clock.now();
        match message {
            Message::Input(input) => self.input(input, None),
            // Made a moment ago, perhaps by an operator's command: first it is read what they are to do.
            Message::Arrived(arrival) if !self.table.cards.contains_key(&arrival.agent.id) => {
                self.strangers.push(*arrival);
                self.read(vec![oneshot::channel().0]);
            }
            Message::Arrived(arrival) => self.arrive(*arrival),
            Message::Left(agent) => {
                if let Some(at) = self.strangers.iter().position(|arrival| arrival.agent.id == agent) {
                    self.strangers.remove(at);
                    return;
                }
                let shifts = self.roster.disconnected(now, &agent);
                self.shift(shifts, None);
            }
            Message::Gone(agent) => {
                let shifts = self.roster.signed_off(now, &agent);
                self.shift(shifts, None);
            }
            Message::Stirred(agent) => {
                let shifts = self.roster.stirred(now, &agent);
                self.shift(shifts, None);
            }
            Message::Chose(agent, status) => {
                let shifts = self.roster.choose(now, &agent, status);
                // Who chooses what is so already is answered all the same.
                let answered = shifts.iter().any(|shift| shift.agent == agent);
                self.shift(shifts, None);
                if let Some((status, away)) = self.roster.standing(&agent).filter(|_| !answered) {
                    self.hub.tell_agent(&agent, &AgentUpdate::Status { status, away });
                }
            }
            Message::Show(conversation, agents) => self.work.add(conversation, Task::Show(agents)),
            Message::Repeat(conversation) => {
                if let Some(standing) = self.engine.standing(&conversation) {
                    self.work.add(conversation, Task::Tell(standing));
                }
            }
            Message::Rearrange(asked) => self.read(vec![asked]),
            // Whoever asked may have gone.
            Message::Staff(reply) => drop(reply.send(self.staff())),
            Message::Overview(reply) => drop(reply.send(self.overview())),
            Message::Staffed(reply) => drop(reply.send(self.engine.staffed())),
            Message::Presence(agent, reply) => drop(reply.send(self.roster.presence(&agent))),
        }
    }

    fn arrive(&mut self, Arrival { agent, status, capacity, standing, knock }: Arrival) {
        let id = agent.id.clone();
        self.table.cards.insert(id.clone(), agent);
        let shifts = self.roster.connected(self.clock.now(), &id, status, capacity);
        self.shift(shifts, Some(&knock));
        let _ = standing.send(self.roster.standing(&id));
    }

    /// Agents stand otherwise from now on: they are told, and the engine.
    fn shift(&mut self, shifts: Vec<Shift>, knock: Option<&Arc<Knock>>) {
        for Shift { agent, room, status, away, .. } in shifts {
            if self.roster.standing(&agent).is_some() {
                self.held.back(&agent);
                self.hub.tell_agent(&agent, &AgentUpdate::Status { status, away });
            } else {
                self.held.gone(self.clock.now(), &agent, |queue| self.table.patience(queue));
            }
            self.input(Input::Agent { agent, room }, knock);
        }
    }

    fn input(&mut self, input: Input, knock: Option<&Arc<Knock>>) {
        match &input {
            Input::Taken { conversation, agent, queue } => {
                self.held.take(conversation.clone(), agent.clone(), queue.clone());
                if self.roster.standing(agent).is_none() {
                    self.held.gone(self.clock.now(), agent, |queue| self.table.patience(queue));
                }
            }
            Input::Waits { conversation, .. } | Input::Released { conversation } => {
                self.held.release(conversation);
            }
            _ => {}
        }
        let effects = self.engine.handle(self.clock.now(), input);
        self.carry_out(effects, knock);
    }

    fn carry_out(&mut self, effects: Vec<Effect>, knock: Option<&Arc<Knock>>) {
        // What becomes a ticket is over for those who see it, and they are told so.
        let ended: Vec<ConversationId> = effects.iter().filter_map(made_ticket).cloned().collect();
        let mut waited_for = 0;
        for effect in effects {
            let (conversation, task) = match effect {
                Effect::Withdraw { conversation, .. } if ended.contains(&conversation) => continue,
                Effect::Offer { conversation, agents, rule, until } => {
                    let named = self.table.named(&agents);
                    waited_for += 1;
                    let knock = knock.filter(|_| waited_for <= WAITED_FOR).cloned();
                    (conversation, Task::Offer { agents, named, rule, until, knock })
                }
                Effect::Withdraw { conversation, agents } => (conversation, Task::Withdraw(agents)),
                Effect::NotAnswered { conversation, agents } => {
                    let named = self.table.named(&agents);
                    (conversation, Task::NotAnswered { agents, named })
                }
                Effect::Away { agent } => {
                    let shifts = self.roster.silent(self.clock.now(), &agent);
                    self.shift(shifts, None);
                    continue;
                }
                Effect::Overflow { conversation, queue } => {
                    let name = self.table.names.get(&queue).cloned().unwrap_or_default();
                    (conversation, Task::Overflow(queue, name))
                }
                Effect::MakeTicket { conversation } => (conversation, Task::MakeTicket),
                Effect::Notice { conversation, standing } => (conversation, Task::Notice(standing)),
                Effect::Tell { conversation, standing } => (conversation, Task::Tell(standing)),
            };
            self.work.add(conversation, task);
        }
    }

    /// Looks at what admins arrange, and once more if it is being looked at already.
    fn read(&mut self, asked: Vec<oneshot::Sender<()>>) {
        match &mut self.reading {
            Reading::Now { again, .. } => again.extend(asked),
            Reading::At(_) => {
                let store = self.store.clone();
                let table = Box::pin(async move { read(&store).await });
                self.reading = Reading::Now { table, asked, again: Vec::new() };
            }
        }
    }

    /// What was read holds from now on.
    fn have_read(&mut self, table: Result<Table>) {
        let next = Reading::after(self.clock.now());
        let (asked, again) = match std::mem::replace(&mut self.reading, next) {
            Reading::Now { asked, again, .. } => (asked, again),
            Reading::At(_) => (Vec::new(), Vec::new()),
        };
        self.rearrange(table);
        for asked in asked {
            let _ = asked.send(());
        }
        if !again.is_empty() {
            self.read(again);
            return;
        }
        for arrival in std::mem::take(&mut self.strangers) {
            self.arrive(arrival);
        }
    }

    fn rearrange(&mut self, table: Result<Table>) {
        let table = match table {
            Ok(table) => table,
            Err(error) => {
                tracing::warn!(?error, "the desk could not read how queues are arranged");
                return;
            }
        };
        let before = std::mem::replace(&mut self.table, table);
        let resized =
            self.table.capacities.iter().filter(|(agent, now)| before.capacities.get(*agent) != Some(*now));
        let resized: Vec<(AgentId, u32)> = resized.map(|(agent, now)| (agent.clone(), *now)).collect();
        for (agent, capacity) in resized {
            let shifts = self.roster.resized(self.clock.now(), &agent, capacity);
            self.shift(shifts, None);
        }
        if before.lines != self.table.lines {
            self.input(Input::Arrange { lines: self.table.lines.clone() }, None);
        }
    }

    fn staff(&self) -> HashMap<AgentId, Attendance> {
        let mut staff: HashMap<AgentId, Attendance> = HashMap::new();
        for (agent, conversations) in self.held.counts() {
            staff.entry(agent.clone()).or_default().conversations = conversations;
        }
        for agent in self.table.cards.keys() {
            let true_presence = self.roster.true_presence(agent);
            if true_presence != Presence::Offline {
                let attendance = staff.entry(agent.clone()).or_default();
                (attendance.presence, attendance.true_presence) =
                    (self.roster.presence(agent), true_presence);
            }
        }
        staff
    }
}
