//! The connection: made, watched for silence, lost, and made again after a wait that grows.

use super::{Session, Workplace};
use crate::live::api::{self, Failure};
use crate::live::clock;
use crate::live::socket::{Heard, Socket};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::agent::AgentUpdate;
use shared::problem::Code;
use shared::rules::AGENT_SILENCE_MILLIS;
use shared::sync::Backoff;
use shared::time::Timestamp;
use std::time::Duration;

/// A connection that has not said Welcome by then is given up, in milliseconds.
const WELCOME_MILLIS: i64 = 10_000;

/// How the connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// On its way.
    Connecting,
    /// A Welcome stands.
    Online,
    /// Lost; another try follows by itself.
    Offline,
}

/// What belongs to the present connection.
#[derive(Default)]
pub struct Link {
    socket: Option<Socket>,
    heard_at: Timestamp,
    backoff: Backoff,
    /// Counts connections and waits: whoever comes back with an old number has been overtaken.
    attempt: u32,
    /// The server said that it goes away, and how long to wait.
    closing: Option<u32>,
}

impl Link {
    /// The socket, if there is one.
    pub fn socket(&self) -> Option<&Socket> {
        self.socket.as_ref()
    }
}

impl Workplace {
    /// Connects now, whatever was under way.
    pub(super) fn connect(self) {
        let attempt = self.next_attempt();
        self.wire.update_value(|link| {
            link.heard_at = clock::now();
            link.socket = Socket::open(move |heard| self.hear(attempt, heard));
        });
        if self.wire.with_value(|link| link.socket.is_none()) {
            self.lost();
        } else {
            self.link.set(LinkState::Connecting);
        }
    }

    /// Hangs up for good.
    pub(super) fn hang_up(self) {
        self.next_attempt();
        self.state.update(crate::state::State::disconnected);
    }

    /// Tries at once if the connection is down: the network came back, or the agent did.
    pub(super) fn hurry(self) {
        if self.link.get_untracked() == LinkState::Offline {
            self.reconnect();
        }
    }

    /// Finds a connection dead that has been silent for too long.
    pub(super) fn check_silence(self) {
        let limit = match self.link.get_untracked() {
            LinkState::Connecting => WELCOME_MILLIS,
            LinkState::Online => AGENT_SILENCE_MILLIS,
            LinkState::Offline => return,
        };
        let is_silent = self
            .wire
            .with_value(|link| link.socket.is_some() && clock::now().millis_since(link.heard_at) > limit);
        if is_silent {
            self.lost();
        }
    }

    /// The server announced its end: its close is no failure, and it says when to come back.
    pub(super) fn expect_closing(self, retry_millis: u32) {
        self.wire.update_value(|link| link.closing = Some(retry_millis));
    }

    /// Drops the socket and makes every earlier attempt stale.
    fn next_attempt(self) -> u32 {
        let old = self.wire.try_update_value(|link| {
            link.attempt += 1;
            (link.socket.take(), link.attempt)
        });
        old.map(|(_, attempt)| attempt).unwrap_or_default()
    }

    fn is_current(self, attempt: u32) -> bool {
        self.wire.with_value(|link| link.attempt == attempt)
    }

    fn hear(self, attempt: u32, heard: Heard) {
        if !self.is_current(attempt) {
            return;
        }
        self.wire.update_value(|link| link.heard_at = clock::now());
        match heard {
            Heard::Closed => self.lost(),
            Heard::Update(update) => self.take_in(update),
        }
    }

    fn take_in(self, update: AgentUpdate) {
        let AgentUpdate::Welcome { now, .. } = &update else {
            return self.change(|state| state.apply(update));
        };
        self.skew.set_value(now.millis_since(clock::now()));
        self.now.set(*now);
        self.wire.update_value(|link| link.backoff.reset());
        let is_first = self.state.with_untracked(|state| state.epoch.is_none());
        self.change(|state| state.apply(update));
        self.change(crate::state::State::look_at_rooms);
        self.link.set(LinkState::Online);
        if is_first {
            self.restore_outboxes();
        }
        if let Some(open) = self.open.get_untracked() {
            self.change(|state| state.open(&open));
        }
    }

    fn lost(self) {
        let attempt = self.next_attempt();
        self.state.update(crate::state::State::disconnected);
        self.link.set(LinkState::Offline);
        let wait = self.wire.try_update_value(|link| {
            link.closing.take().unwrap_or_else(|| link.backoff.next_wait(clock::random_number()))
        });
        let wait = Duration::from_millis(wait.unwrap_or_default().into());
        set_timeout(
            move || {
                if self.is_current(attempt) {
                    self.reconnect()
                }
            },
            wait,
        );
    }

    /// A socket that is refused doesn't say why, so the session is asked for first.
    fn reconnect(self) {
        let attempt = self.next_attempt();
        spawn_local(async move {
            let answer = api::me().await;
            if !self.is_current(attempt) {
                return;
            }
            match answer {
                Ok(me) => {
                    self.session.set(Session::Active(me));
                    self.connect();
                }
                Err(Failure::Refused(problem)) if problem.code == Code::SessionExpired => {
                    self.session_ended()
                }
                Err(_) => self.lost(),
            }
        });
    }
}
