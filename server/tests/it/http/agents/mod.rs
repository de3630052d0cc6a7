//! Agents as those arrange them who may, and what becomes of their sessions.

mod arranging;
mod importing;
mod roles;
mod sessions;

use crate::support::{Call, PASSWORD, Reply, TestServer};
use hyper::Method;
use serde::Serialize;
use shared::ids::{AgentId, QueueId};
use shared::people::Role;
use shared::problem::{Code, Problem};
use shared::rest::{ProblemDocument, SetPassword};
use shared::settings::Wrong;
use shared::staff::{Agent, AgentChange, AgentDraft, Invited};

const PATH: &str = "/api/admin/agents";

/// A page of ours, open in the browser of somebody who is signed in.
struct Console<'a> {
    server: &'a TestServer,
    cookie: String,
}

impl<'a> Console<'a> {
    async fn of(server: &'a TestServer, role: Role) -> Self {
        Self { server, cookie: server.signed_in(role).await }
    }

    /// Somebody whom an owner has made, signed in.
    async fn made_by(owner: &'a Self, set: &AgentDraft) -> Self {
        let invited = owner.create(set).await.json::<Invited>();
        Self { server: owner.server, cookie: redeem(owner.server, &invited.link).await }
    }

    fn call(&self, method: Method, path: &str) -> Call {
        self.server.own_page(method, path, &self.cookie)
    }

    async fn send(&self, method: Method, path: &str) -> Reply {
        self.call(method, path).send().await
    }

    async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path).await
    }

    async fn post(&self, path: &str) -> Reply {
        self.send(Method::POST, path).await
    }

    async fn put(&self, path: &str, body: &impl Serialize) -> Reply {
        self.call(Method::PUT, path).json(body).send().await
    }

    async fn create(&self, set: &AgentDraft) -> Reply {
        self.call(Method::POST, PATH).json(set).send().await
    }

    async fn change(&self, id: &AgentId, version: u32, set: &AgentDraft) -> Reply {
        self.put(&path(id, ""), &AgentChange { version, set: set.clone() }).await
    }

    async fn agents(&self) -> Vec<Agent> {
        self.get(PATH).await.json()
    }

    /// An agent of the list by the name before the `@`.
    async fn agent(&self, name: &str) -> Agent {
        let agents = self.agents().await;
        agents.into_iter().find(|agent| agent.set.email.split('@').next() == Some(name)).unwrap()
    }

    async fn me(&self) -> u16 {
        self.get("/api/agent/me").await.status
    }
}

fn path(id: &AgentId, rest: &str) -> String {
    format!("{PATH}/{id}{rest}")
}

fn draft(name: &str, queues: &[&QueueId]) -> AgentDraft {
    AgentDraft {
        name: name.into(),
        email: format!("{}@shop.example", name.to_lowercase()),
        queues: queues.iter().map(|queue| (*queue).clone()).collect(),
        ..AgentDraft::default()
    }
}

fn code(reply: &Reply) -> (u16, Code) {
    (reply.status, reply.json::<Problem>().code)
}

fn faults(reply: &Reply) -> Vec<(String, Wrong)> {
    assert_eq!(code(reply), (422, Code::Invalid), "{}", reply.text());
    reply.json::<ProblemDocument>().faults.into_iter().map(|fault| (fault.path, fault.wrong)).collect()
}

/// Sets [`PASSWORD`] by a link and returns the session's cookie.
async fn redeem(server: &TestServer, link: &str) -> String {
    let token = link.split_once('#').unwrap().1.to_owned();
    let form = SetPassword { token, password: PASSWORD.into() };
    let reply = server.post("/api/agent/set-password").json(&form).send().await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.cookie()
}
