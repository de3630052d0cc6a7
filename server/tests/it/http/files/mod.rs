//! Files that people send each other, through the real router on both databases.

mod kinds;
mod refused;
pub mod samples;
mod served;

use crate::databases::TestDatabase;
use crate::support::{Call, Reply, TestServer};
use hyper::Method;
use server::domain::conversation::{Actor, Command, Rights};
use server::store::append::Opened;
use shared::file::FileCard;
use shared::ids::{ConversationId, QueueId, VisitorId};
use shared::people::AgentCard;
use shared::problem::{Code, Problem};
use shared::rest::WidgetDraft;

/// A server with a visitor's open conversation, and an agent who can take it.
pub struct Desk {
    pub server: TestServer,
    pub conversation: ConversationId,
    pub visitor: VisitorId,
    pub token: String,
    pub cookie: String,
    agent: AgentCard,
    queue: QueueId,
}

impl Desk {
    pub async fn on(database: &TestDatabase) -> Self {
        Self::over(TestServer::on(database).await).await
    }

    pub async fn over(server: TestServer) -> Self {
        let queue = server.queue("Sales").await;
        let mut set =
            WidgetDraft { name: "My shop".into(), sites: vec!["*".into()], ..WidgetDraft::default() };
        // Days pass here, and nobody writes.
        set.settings.chat.idle_seconds = 604_800;
        server.widget_with("demo", set).await;
        let agent = server.agent("anna@example.com", "Anna").await;
        let cookie = server.sign_in("anna@example.com").await;
        let agent = AgentCard { id: agent, name: "Anna".into(), photo: None };
        let visitor = VisitorId::from("v1");
        let token = server.app.live.tokens.issue(&visitor, server.app.clock.now());
        let mut desk =
            Self { server, conversation: ConversationId::from(""), visitor, token, cookie, agent, queue };
        desk.conversation = desk.open("v1").await;
        desk
    }

    /// Opens a conversation for a visitor.
    pub async fn open(&self, visitor: &str) -> ConversationId {
        let mut wish = crate::store_contract::wish(&format!("of-{visitor}"), visitor);
        wish.queue = self.queue.clone();
        wish.opened_at = self.server.app.clock.now();
        match self.server.app.live.ledger.open(wish, "open".into()).await.unwrap() {
            Opened::New(conversation, _) | Opened::Before(conversation) => conversation.id.clone(),
            Opened::NoQueue => panic!("the queue is there"),
        }
    }

    pub fn token_of(&self, visitor: &str) -> String {
        self.server.app.live.tokens.issue(&visitor.into(), self.server.app.clock.now())
    }

    /// Does something as the visitor or as the agent.
    pub async fn act(&self, actor: Actor, command: Command) -> server::store::append::Outcome {
        let conversation = self.conversation.clone();
        self.server.app.live.ledger.act(server::store::append::Act { conversation, actor, command }).await
    }

    pub fn as_visitor(&self) -> Actor {
        Actor::Visitor(self.visitor.clone())
    }

    pub fn as_agent(&self) -> Actor {
        Actor::Agent { card: self.agent.clone(), rights: Rights { member: true, ..Rights::default() } }
    }

    /// An upload by the visitor.
    pub fn upload(&self, name: &str, content: Vec<u8>) -> Call {
        self.upload_to(&self.conversation, &self.token, name, content)
    }

    pub fn upload_to(&self, id: &ConversationId, token: &str, name: &str, content: Vec<u8>) -> Call {
        self.server
            .post(&format!("/api/visitor/files?conversation={id}"))
            .header("authorization", &format!("Bearer {token}"))
            .header("x-file-name", name)
            .body(content)
    }

    pub fn agents_upload(&self, name: &str, content: Vec<u8>) -> Call {
        self.server
            .post(&format!("/api/agent/files?conversation={}", self.conversation))
            .header("cookie", &self.cookie)
            .header("x-file-name", name)
            .body(content)
    }

    /// An upload by the visitor that is taken.
    pub async fn kept(&self, name: &str, content: Vec<u8>) -> FileCard {
        let reply = self.upload(name, content).send().await;
        assert_eq!(reply.status, 201, "{name}: {}", reply.text());
        reply.json()
    }

    /// An upload by the visitor that is refused.
    pub async fn refusal(&self, name: &str, content: Vec<u8>) -> Code {
        let reply = self.upload(name, content).send().await;
        assert!(reply.status >= 400, "{name} was taken");
        reply.json::<Problem>().code
    }

    /// A file, or its thumbnail, as the visitor gets it.
    pub async fn fetch(&self, path: &str) -> Reply {
        let call = self.server.request(Method::GET, path);
        call.header("authorization", &format!("Bearer {}", self.token)).send().await
    }

    /// How many things are kept in the server's folder, hidden ones too.
    pub fn kept_files(&self) -> usize {
        let mut folders = vec![self.server.app.config.files_folder()];
        let mut count = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let entry = entry.unwrap();
                if entry.file_type().unwrap().is_dir() { folders.push(entry.path()) } else { count += 1 }
            }
        }
        count
    }
}

/// Settings under which visitors send no files.
pub fn without_files() -> WidgetDraft {
    let mut draft = WidgetDraft { name: "Quiet".into(), sites: vec!["*".into()], ..WidgetDraft::default() };
    draft.settings.chat.files = false;
    draft
}
