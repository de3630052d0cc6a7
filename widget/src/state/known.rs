//! Whom the site says that the visitor is.

use super::{Act, Bar, Link, State};
use shared::people::Detail;
use shared::visitor::{Identity, VisitorCommand};

impl State {
    /// The site says who the visitor is; `None` if it doesn't know, or no longer.
    pub fn identify(&mut self, identity: Option<Identity>) -> Vec<Act> {
        if self.identity == identity {
            return Vec::new();
        }
        self.barred.take_if(|bar| *bar == Bar::NotVerified);
        self.identity = identity;
        // Who is no longer vouched for stays who they are until the site says `reset`.
        self.identity.as_ref().map(|_| Act::Reconnect).into_iter().collect()
    }

    /// The site tells of the visitor; replaces what it told before.
    pub fn describe(&mut self, attributes: Vec<Detail>) -> Vec<Act> {
        self.attributes = attributes;
        let mut acts = Vec::new();
        if self.link == Link::Up {
            acts.push(Act::Say(VisitorCommand::Describe { attributes: self.attributes.clone() }));
        }
        acts
    }

    /// Forgets the visitor altogether, on this page and in storage.
    pub fn reset(&mut self) -> Vec<Act> {
        let new = Self::new(self.widget.clone(), self.can, super::Kept::default());
        let old = core::mem::replace(self, new);
        self.shown = old.shown;
        vec![Act::Forget, Act::GiveUp]
    }

    /// What is to be in storage, from the moment on at which something may.
    pub fn keep(&mut self) -> Vec<Act> {
        let token = self.token.clone().filter(|_| self.acted);
        let pending = self.outbox.iter().cloned().map(Act::KeepPending);
        token.map(|token| Act::KeepToken(Some(token))).into_iter().chain(pending).collect()
    }

    /// The proof of who the visitor is was not good enough.
    pub(super) fn unverified(&mut self, acts: &mut Vec<Act>) {
        let may_be_old = matches!(self.identity, Some(Identity::Jwt { .. }));
        if may_be_old && !self.asked {
            self.asked = true;
            acts.push(Act::AskIdentity);
        } else {
            self.barred = Some(Bar::NotVerified);
            acts.push(Act::GiveUp);
        }
    }
}
