//! A visitor and an agent as the server meets them: one web socket each, frames as `shared` says.

use super::event_line::EventLine;
use crate::support::TestServer;
use futures_util::{SinkExt, StreamExt};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::agent::{AgentCommand, AgentUpdate, InboxItem};
use shared::form::Answer;
use shared::ids::{ClientId, ConversationId, QueueId};
use shared::people::Page;
use shared::problem::Problem;
use shared::timeline::{AgentEntry, PublicFact, Seq, VisitorEntry};
use shared::visitor::{VisitorCommand, VisitorConversation, VisitorUpdate};
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

/// A test that waits longer than this for a frame has failed.
const PATIENCE: Duration = Duration::from_secs(10);

/// One connection.
pub enum Socket {
    /// A web socket.
    Web(Box<WebSocketStream<TcpStream>>),
    /// What stands in for one where there is none.
    Events(Box<EventLine>),
}

impl Socket {
    /// Connects as a page of the chat does.
    pub async fn open(server: &TestServer, path: &str, cookie: Option<&str>) -> Self {
        Self::connect(server.app.config.listen, path, cookie).await
    }

    /// Connects to a server at an address.
    pub async fn connect(address: SocketAddr, path: &str, cookie: Option<&str>) -> Self {
        let mut request = format!("ws://{address}{path}").into_client_request().unwrap();
        let origin = HeaderValue::from_str(&format!("http://{address}")).unwrap();
        request.headers_mut().insert("origin", origin);
        if let Some(cookie) = cookie {
            request.headers_mut().insert("cookie", HeaderValue::from_str(cookie).unwrap());
        }
        let stream = TcpStream::connect(address).await.unwrap();
        let (stream, _) = tokio_tungstenite::client_async(request, stream).await.unwrap();
        Self::Web(Box::new(stream))
    }

    /// Connects as a widget whose network lets no web socket through.
    pub async fn events(server: &TestServer) -> Self {
        Self::Events(Box::new(EventLine::open(server).await))
    }

    /// Sends one frame.
    pub async fn say(&mut self, command: &impl Serialize) {
        self.say_raw(serde_json::to_string(command).unwrap()).await;
    }

    /// Sends a text that may be no frame.
    pub async fn say_raw(&mut self, text: String) {
        match self {
            Self::Web(stream) => stream.send(Message::Text(text.into())).await.unwrap(),
            Self::Events(line) => assert_eq!(line.post(text).await.status, 204),
        }
    }

    /// The next frame.
    pub async fn hear<T: DeserializeOwned>(&mut self) -> T {
        let text = match self {
            Self::Web(stream) => match timeout(PATIENCE, stream.next()).await.expect("a frame comes") {
                Some(Ok(Message::Text(text))) => text.as_str().to_owned(),
                other => panic!("{other:?} is no frame"),
            },
            Self::Events(line) => {
                timeout(PATIENCE, line.frame()).await.expect("a frame comes").expect("the stream goes on")
            }
        };
        serde_json::from_str(&text).unwrap()
    }

    /// Waits for the server to hang up and returns the close code, which streams have none of; frames before it are
    /// passed over.
    pub async fn hung_up(&mut self) -> Option<u16> {
        let end = async {
            match self {
                Self::Web(stream) => loop {
                    match stream.next().await {
                        Some(Ok(Message::Close(close))) => {
                            break close.map(|CloseFrame { code, .. }| code.into());
                        }
                        Some(Ok(_)) => {}
                        Some(Err(_)) | None => break None,
                    }
                },
                Self::Events(line) => {
                    while line.frame().await.is_some() {}
                    None
                }
            }
        };
        timeout(PATIENCE, end).await.expect("the server hangs up")
    }
}

/// A visitor's widget.
pub struct Visitor {
    /// The connection.
    pub socket: Socket,
    /// To come back with.
    pub token: String,
    /// What Welcome showed.
    pub conversation: Option<VisitorConversation>,
    /// Frames that came and were not looked at.
    pub heard: VecDeque<VisitorUpdate>,
    next_id: u32,
}

impl Visitor {
    /// A stranger.
    pub async fn come(server: &TestServer) -> Self {
        Self::come_back(server, None).await
    }

    /// Somebody with a token.
    pub async fn come_back(server: &TestServer, token: Option<String>) -> Self {
        Self::greet(Socket::open(server, "/api/visitor/socket", None).await, token).await
    }

    /// Says Hello on a new connection.
    pub async fn greet(mut socket: Socket, token: Option<String>) -> Self {
        socket
            .say(&VisitorCommand::Hello { widget: "demo".into(), token: token.clone(), identity: None })
            .await;
        Self::welcomed(socket, token).await.unwrap_or_else(|problem| panic!("{problem:?} is no welcome"))
    }

    /// The answer to Hello.
    pub async fn welcomed(mut socket: Socket, token: Option<String>) -> Result<Self, Problem> {
        match socket.hear().await {
            VisitorUpdate::Welcome { token: new, conversation, .. } => {
                let token = new.or(token).expect("a token, new or old");
                Ok(Self { socket, token, conversation, heard: VecDeque::new(), next_id: 0 })
            }
            VisitorUpdate::Refused { problem, .. } => Err(problem),
            other => panic!("{other:?} is no answer to Hello"),
        }
    }

    /// A fresh client id.
    pub fn id(&mut self) -> ClientId {
        self.next_id += 1;
        ClientId(format!("v{}", self.next_id))
    }

    /// Opens a conversation.
    pub async fn ask(&mut self, queue: &QueueId) -> ConversationId {
        let id = self.id();
        let answers = answers("Ira", "ira@example.com");
        self.socket
            .say(&VisitorCommand::Open { id, queue: queue.clone(), answers, page: Page::default() })
            .await;
        self.opened().await
    }

    /// Waits for the answer to Open.
    pub async fn opened(&mut self) -> ConversationId {
        self.until(|update| match update {
            VisitorUpdate::Opened { conversation, .. } => Some(conversation.id),
            _ => None,
        })
        .await
    }

    /// Writes and waits until it is acknowledged.
    pub async fn write(&mut self, conversation: &ConversationId, text: &str) -> Seq {
        let id = self.id();
        self.send(conversation, &id, text).await;
        self.acknowledged(&id).await
    }

    /// Sends without waiting.
    pub async fn send(&mut self, conversation: &ConversationId, id: &ClientId, text: &str) {
        let (conversation, id, text) = (conversation.clone(), id.clone(), text.into());
        self.socket.say(&VisitorCommand::Send { conversation, id, text, files: vec![] }).await;
    }

    /// Waits for the entry that a command made.
    pub async fn acknowledged(&mut self, wanted: &ClientId) -> Seq {
        let is_it =
            |entry: &VisitorEntry| entry.fact.as_ref().and_then(PublicFact::client_id) == Some(wanted);
        self.until(|update| match update {
            VisitorUpdate::Events { events, .. } => {
                events.into_iter().find(|entry| is_it(entry)).map(|entry| entry.seq)
            }
            _ => None,
        })
        .await
    }

    /// Passes frames over until one is what is looked for.
    pub async fn until<R>(&mut self, mut find: impl FnMut(VisitorUpdate) -> Option<R>) -> R {
        loop {
            let update = match self.heard.pop_front() {
                Some(update) => update,
                None => self.socket.hear().await,
            };
            if let Some(found) = find(update) {
                return found;
            }
        }
    }

    /// The next refusal.
    pub async fn refused(&mut self) -> Problem {
        self.until(|update| match update {
            VisitorUpdate::Refused { problem, .. } => Some(problem),
            _ => None,
        })
        .await
    }

    /// Waits until told to stand at a place, in a queue that is staffed or not. The same may be told twice before.
    pub async fn stands_at(&mut self, wanted: u32, is_staffed: bool) {
        self.until(|update| match update {
            VisitorUpdate::Waiting { place, staffed, .. } => {
                (place == wanted && staffed == is_staffed).then_some(())
            }
            _ => None,
        })
        .await;
    }

    /// Position of the conversation's last entry.
    pub async fn last(&mut self, conversation: &ConversationId) -> Seq {
        self.socket
            .say(&VisitorCommand::Resume { conversation: conversation.clone(), after: Seq::MAX - 1 })
            .await;
        self.until(|update| match update {
            VisitorUpdate::Events { events, last, .. } if events.is_empty() => Some(last),
            _ => None,
        })
        .await
    }

    /// Everything after a position.
    pub async fn resume(&mut self, conversation: &ConversationId, after: Seq) -> Vec<VisitorEntry> {
        self.socket.say(&VisitorCommand::Resume { conversation: conversation.clone(), after }).await;
        self.until(|update| match update {
            VisitorUpdate::Events { events, .. }
                if events.first().is_some_and(|entry| entry.seq == after + 1) =>
            {
                Some(events)
            }
            _ => None,
        })
        .await
    }
}

/// An agent's console.
pub struct Agent {
    /// The connection.
    pub socket: Socket,
    /// What Welcome showed.
    pub inbox: Vec<InboxItem>,
    /// The session's cookie.
    pub cookie: String,
    /// Frames that came and were not looked at.
    pub heard: VecDeque<AgentUpdate>,
    next_id: u32,
}

impl Agent {
    /// Signs in and connects.
    pub async fn come(server: &TestServer, email: &str) -> Self {
        let cookie = server.sign_in(email).await;
        Self::come_back(server, cookie).await
    }

    /// Connects with a session.
    pub async fn come_back(server: &TestServer, cookie: String) -> Self {
        let mut socket = Socket::open(server, "/api/agent/socket", Some(&cookie)).await;
        match socket.hear().await {
            AgentUpdate::Welcome { inbox, .. } => {
                Self { socket, inbox, cookie, heard: VecDeque::new(), next_id: 0 }
            }
            other => panic!("{other:?} is no welcome"),
        }
    }

    /// A fresh client id.
    pub fn id(&mut self) -> ClientId {
        self.next_id += 1;
        ClientId(format!("a{}", self.next_id))
    }

    /// Waits for a conversation to come into view, if Welcome didn't show it.
    pub async fn sees(&mut self, wanted: &ConversationId) -> InboxItem {
        if let Some(index) = self.inbox.iter().position(|item| item.conversation == *wanted) {
            return self.inbox.remove(index);
        }
        self.until(|update| match update {
            AgentUpdate::Appeared(item) if item.conversation == *wanted => Some(*item),
            _ => None,
        })
        .await
    }

    /// Asks to take; see [`Self::until`] for what comes of it.
    pub async fn take(&mut self, conversation: &ConversationId) {
        let id = self.id();
        self.socket.say(&AgentCommand::Take { conversation: conversation.clone(), id }).await;
    }

    /// Writes and returns the new entries.
    pub async fn write(&mut self, conversation: &ConversationId, text: &str) -> Vec<AgentEntry> {
        let (id, text) = (self.id(), text.into());
        self.socket
            .say(&AgentCommand::Send { conversation: conversation.clone(), id, text, files: vec![] })
            .await;
        self.entries().await
    }

    /// The next entries that come.
    pub async fn entries(&mut self) -> Vec<AgentEntry> {
        self.until(|update| match update {
            AgentUpdate::Events { events, .. } => Some(events),
            _ => None,
        })
        .await
    }

    /// The next frame.
    pub async fn next(&mut self) -> AgentUpdate {
        match self.heard.pop_front() {
            Some(update) => update,
            None => self.socket.hear().await,
        }
    }

    /// Passes frames over until one is what is looked for.
    pub async fn until<R>(&mut self, mut find: impl FnMut(AgentUpdate) -> Option<R>) -> R {
        loop {
            if let Some(found) = find(self.next().await) {
                return found;
            }
        }
    }

    /// The next refusal.
    pub async fn refused(&mut self) -> Problem {
        self.until(|update| match update {
            AgentUpdate::Refused { problem, .. } => Some(problem),
            _ => None,
        })
        .await
    }
}

/// A server with a widget, a queue and two agents, Anna and Boris.
pub async fn office() -> (TestServer, QueueId) {
    let server = TestServer::start().await;
    let queue = furnish(&server).await;
    (server, queue)
}

/// Makes the widget, the queue and the two agents.
pub async fn furnish(server: &TestServer) -> QueueId {
    let queue = server.queue("Sales").await;
    server.widget("demo", "Demo", &["*"]).await;
    server.agent("anna@example.com", "Anna").await;
    server.agent("boris@example.com", "Boris").await;
    queue
}

/// The form of a widget with its first settings, filled in.
pub fn answers(name: &str, email: &str) -> Vec<Answer> {
    let answer = |field: &str, value: &str| Answer { field: field.into(), value: value.into() };
    vec![answer("name", name), answer("email", email)]
}
