//! Signing in and out, and a session that ends while the agent works.

use super::{LinkState, Workplace};
use crate::live::api::{self, Failure};
use crate::live::storage::{self, Keep};
use crate::parts::toast::Toast;
use crate::text::t;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::problem::Code;
use shared::rest::Me;

/// Who is signed in.
#[derive(Clone, Debug, PartialEq)]
pub enum Session {
    /// Not known yet.
    Unknown,
    /// The server doesn't answer, so it stays unknown.
    Unreachable,
    /// Nobody.
    SignedOut,
    /// This agent.
    Active(Me),
    /// This agent was until a moment ago: the work stays on the screen, and a dialog asks to sign in again.
    Expired(Me),
}

impl Session {
    /// The agent whose work is on the screen.
    pub fn me(&self) -> Option<&Me> {
        match self {
            Self::Active(me) | Self::Expired(me) => Some(me),
            Self::Unknown | Self::Unreachable | Self::SignedOut => None,
        }
    }
}

impl Workplace {
    /// Asks the server who is signed in, and connects if somebody is.
    pub fn resume_session(self) {
        spawn_local(async move {
            match api::me().await {
                Ok(me) => self.signed_in(me),
                Err(Failure::Refused(problem)) if problem.code == Code::SessionExpired => {
                    self.session.set(Session::SignedOut);
                }
                Err(_) => self.session.set(Session::Unreachable),
            }
        });
    }

    /// The server said who is signed in now.
    pub fn signed_in(self, me: Me) {
        let before = self.session.with_untracked(|session| session.me().map(|me| me.agent.id.clone()));
        if before.is_some_and(|before| before != me.agent.id) {
            // Somebody else sits here now: nothing of the first one's work may stay.
            let _ = window().location().reload();
            return;
        }
        self.session.set(Session::Active(me));
        self.connect();
    }

    /// The session is over, but not by the agent's wish.
    pub fn session_ended(self) {
        self.hang_up();
        self.link.set(LinkState::Connecting);
        self.session.update(|session| {
            *session = match session.me() {
                Some(me) => Session::Expired(me.clone()),
                None => Session::SignedOut,
            };
        });
    }

    /// Notices that a request was refused because the session is over.
    pub fn heed<T>(self, answer: &Result<T, Failure>) {
        if matches!(answer, Err(Failure::Refused(problem)) if problem.code == Code::SessionExpired) {
            self.session_ended();
        }
    }

    /// Ends the session by the agent's wish, and forgets on this machine what was being written.
    pub fn sign_out(self) {
        spawn_local(async move {
            let is_over = match api::sign_out().await {
                Ok(()) => true,
                Err(Failure::Refused(problem)) => problem.code == Code::SessionExpired,
                Err(Failure::Unreachable | Failure::Faulty(_)) => false,
            };
            if !is_over {
                return self.toasts.show(Toast::trouble(t("problem.unreachable")));
            }
            self.hang_up();
            storage::forget(Keep::Tab, "outbox.");
            storage::forget(Keep::Tab, "widget.");
            storage::forget(Keep::Tab, "files.");
            storage::forget(Keep::Always, "draft.");
            self.state.set(Default::default());
            self.session.set(Session::SignedOut);
        });
    }
}
