//! Requests as a page of ours sends them.

use crate::support::{Reply, TestServer};
use hyper::Method;
use serde::Serialize;
use shared::people::Role;

/// A page of ours, open in the browser of somebody who is signed in.
pub struct Console<'a> {
    /// Where.
    pub server: &'a TestServer,
    /// Of the session; empty for a stranger.
    pub cookie: String,
}

impl<'a> Console<'a> {
    /// Somebody of a role.
    pub async fn of(server: &'a TestServer, role: Role) -> Self {
        Self { server, cookie: server.signed_in(role).await }
    }

    /// Asks for something, with a body or without.
    pub async fn send(&self, method: Method, path: &str, body: Option<&impl Serialize>) -> Reply {
        let call = self.server.own_page(method, path, &self.cookie);
        match body {
            Some(body) => call.json(body),
            None => call,
        }
        .send()
        .await
    }

    /// Asks to read something.
    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, None::<&()>).await
    }
}
