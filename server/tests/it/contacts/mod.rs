//! Contacts, through the real router, on both databases: cards and their fields ([`cards`]), who of the visitors is whom
//! ([`known`]), what was before ([`history`]), and who is
//! told of changes ([`live`]).

mod cards;
mod fields;
mod history;
mod known;
mod live;

use crate::own_console::Console;
use crate::support::{Reply, TestServer};
use hyper::Method;
use shared::contact::field::ContactField;
use shared::contact::known::{Acquaintance, History, ThisIs};
use shared::contact::{Contact, ContactDraft, ContactMerge, ContactPage, ContactPatch, NewContact};
use shared::ids::{ContactId, ConversationId};
use shared::problem::Code;
use shared::rest::ProblemDocument;
use shared::settings::Wrong;

const PATH: &str = "/api/agent/contacts";
const FIELDS: &str = "/api/admin/contact-fields";

impl Console<'_> {
    async fn try_contact(&self, set: &ContactDraft) -> Reply {
        let new = NewContact { set: set.clone(), conversation: None };
        self.send(Method::POST, PATH, Some(&new)).await
    }

    /// A contact that is made.
    async fn contact(&self, set: &ContactDraft) -> Contact {
        let reply = self.try_contact(set).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
        reply.json()
    }

    async fn card(&self, id: &ContactId) -> Contact {
        let reply = self.get(&format!("{PATH}/{id}")).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()
    }

    async fn patch(&self, id: &ContactId, patch: &ContactPatch) -> Reply {
        self.send(Method::PATCH, &format!("{PATH}/{id}"), Some(patch)).await
    }

    async fn merge(&self, goes: &Contact, stays: &Contact) -> Reply {
        let wish =
            ContactMerge { version: goes.version, into: stays.id.clone(), into_version: stays.version };
        self.send(Method::POST, &format!("{PATH}/{}/merge", goes.id), Some(&wish)).await
    }

    async fn page(&self, query: &str) -> ContactPage {
        let reply = self.get(&format!("{PATH}{query}")).await;
        assert_eq!(reply.status, 200, "{query}: {}", reply.text());
        reply.json()
    }

    async fn names(&self, query: &str) -> Vec<String> {
        self.page(query).await.lines.into_iter().map(|line| line.name).collect()
    }

    async fn fields(&self) -> Vec<ContactField> {
        self.get("/api/agent/contact-fields").await.json()
    }

    async fn who(&self, conversation: &ConversationId) -> Acquaintance {
        let reply = self.get(&format!("/api/agent/conversations/{conversation}/contact")).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()
    }

    async fn this_is(&self, conversation: &ConversationId, contact: &ContactId) -> Reply {
        let path = format!("/api/agent/conversations/{conversation}/contact");
        self.send(Method::PUT, &path, Some(&ThisIs { contact: contact.clone() })).await
    }

    async fn history(&self, of: &str) -> History {
        let reply = self.get(&format!("/api/agent/{of}/history")).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()
    }
}

/// A session of somebody who was made before.
async fn console<'a>(server: &'a TestServer, email: &str) -> Console<'a> {
    Console { server, cookie: server.sign_in(email).await }
}

fn strings(all: &[&str]) -> Vec<String> {
    all.iter().map(|one| (*one).to_owned()).collect()
}

fn named(first: &str, last: &str) -> ContactDraft {
    ContactDraft { first_name: first.into(), last_name: last.into(), ..ContactDraft::default() }
}

fn with_email(first: &str, email: &str) -> ContactDraft {
    ContactDraft { emails: strings(&[email]), ..named(first, "") }
}

fn code(reply: &Reply) -> (u16, Code) {
    (reply.status, reply.json::<ProblemDocument>().problem.code)
}

fn faults(reply: &Reply) -> Vec<(String, Wrong)> {
    assert_eq!(code(reply), (422, Code::Invalid));
    reply.json::<ProblemDocument>().faults.into_iter().map(|fault| (fault.path, fault.wrong)).collect()
}
