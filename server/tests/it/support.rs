//! A whole server in this process: real sockets on a free port, a database of its own, a clock that tests set, and
//! randomness that is the same each time.

use crate::databases::TestDatabase;
use clap::{Args, Command, FromArgMatches};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::HeaderMap;
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use serde::Serialize;
use serde::de::DeserializeOwned;
use server::App;
use server::clock::{Clock, ManualClock};
use server::config::Config;
use server::entropy::Entropy;
use server::files::shelf::Shelf;
use server::http::admin::agents::imports::Imports;
use server::http::auth::password;
use server::http::limits::Limits;
use server::http::listen::{self, Doors};
use server::http::loader::Loaders;
use server::http::preview::drafts::Drafts;
use server::live::Live;
use server::mail::Mail;
use server::push::Push;
use server::secrets::Secrets;
use server::site::Site;
use server::store::Store;
use server::store::people::{Made, NewAgent, Queues};
use server::store::tickets::Of;
use shared::ids::{AgentId, QueueId};
use shared::people::Role;
use shared::rest::{SignIn, WidgetDraft};
use shared::ticket::{Ticket, TicketFilter};
use shared::time::Timestamp;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Every test begins at this instant: 2026-11-21 12:00 UTC.
pub const START: Timestamp = Timestamp(1_795_262_400_000);
/// The password of every agent that a test makes.
pub const PASSWORD: &str = "a password of tests";

static NEXT_SEED: AtomicU64 = AtomicU64::new(1);

/// A running server. It stops when it is dropped.
pub struct TestServer {
    /// What the server is made of.
    pub app: Arc<App>,
    /// Sets the time.
    pub clock: ManualClock,
    /// The chat's origin.
    pub origin: String,
    /// The demo site's origin.
    pub demo: String,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
    _folder: TempDir,
}

impl TestServer {
    /// A server on SQLite, as it is configured by default.
    pub async fn start() -> Self {
        Self::configured("").await
    }

    /// A server on SQLite with some flags.
    pub async fn configured(flags: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open_folder(folder.path(), &Entropy::seeded(0)).await.unwrap();
        Self::over(store, folder, flags).await
    }

    /// A server on a database.
    pub async fn on(database: &TestDatabase) -> Self {
        Self::configured_on(database, "").await
    }

    /// A server on a database with some flags.
    pub async fn configured_on(database: &TestDatabase, flags: &str) -> Self {
        Self::over(database.open().await, tempfile::tempdir().unwrap(), flags).await
    }

    async fn over(store: Store, folder: TempDir, flags: &str) -> Self {
        let clock = ManualClock::at(START);
        let entropy = Entropy::seeded(NEXT_SEED.fetch_add(1, Ordering::Relaxed));
        let mut config = config(flags);
        let doors = Doors::open(&mut config).await.unwrap();
        let (origin, demo) = (config.listen, config.demo_address());
        let time = Clock::Manual(clock.clone());
        let live = Live::start(&store, &time, &entropy, config.messages_per_minute).await.unwrap();
        config.data = folder.path().into();
        let shelf = Shelf::open(&config.files_folder()).unwrap();
        let limits = Limits::new(&time, config.connections_per_address);
        let loaders = Loaders::default();
        let secrets = Secrets::open(&config, &entropy).unwrap();
        let mail = Mail::open(&config, &time).unwrap();
        let allowed = (&config.public_origin(), &config.push_services[..]);
        let push = Push::open(&store, &secrets, &entropy, allowed).await.unwrap();
        let app = Arc::new(App {
            config,
            store,
            clock: time,
            entropy,
            live,
            shelf,
            site: site(),
            limits,
            loaders,
            drafts: Drafts::default(),
            imports: Imports::default(),
            secrets,
            mail,
            push,
        });
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(listen::serve(doors, Arc::clone(&app), async { drop(stopped.await) }));
        Self {
            app,
            clock,
            origin: format!("http://{origin}"),
            demo: demo.map(|demo| format!("http://{demo}")).unwrap_or_default(),
            stop,
            serving,
            _folder: folder,
        }
    }

    /// Stops the server as an operator does, and waits until it has.
    pub async fn stop(self) {
        self.stop.send(()).unwrap();
        self.serving.await.unwrap();
    }

    /// Makes a queue.
    pub async fn queue(&self, name: &str) -> QueueId {
        let id = QueueId(self.app.entropy.id(&self.app.clock));
        assert!(self.app.store.create_queue(&id, name).await.unwrap());
        self.app.live.desk.rearranged().await;
        id
    }

    /// Makes a widget for some sites.
    pub async fn widget(&self, id: &str, name: &str, sites: &[&str]) {
        let sites = sites.iter().map(ToString::to_string).collect();
        self.widget_with(id, WidgetDraft { name: name.into(), sites, ..WidgetDraft::default() }).await;
    }

    /// Makes a widget as it is set.
    pub async fn widget_with(&self, id: &str, set: WidgetDraft) {
        assert!(self.app.store.create_widget(&id.into(), &set).await.unwrap());
    }

    /// Makes an agent of all queues with [`PASSWORD`].
    pub async fn agent(&self, email: &str, name: &str) -> AgentId {
        let hash = password::hash(PASSWORD, self.app.entropy.bytes()).unwrap();
        self.agent_with((email, name, Role::Agent), Some(&hash), Queues::All).await
    }

    /// Makes an agent of no queue with [`PASSWORD`].
    pub async fn outsider(&self, email: &str, name: &str) -> AgentId {
        let hash = password::hash(PASSWORD, self.app.entropy.bytes()).unwrap();
        self.agent_with((email, name, Role::Agent), Some(&hash), Queues::Named(&[])).await
    }

    /// Makes an agent of all queues who has no password yet.
    pub async fn agent_without_password(&self, email: &str, name: &str) -> AgentId {
        self.agent_with((email, name, Role::Agent), None, Queues::All).await
    }

    /// Makes somebody of a role and signs them in; returns the session's cookie.
    pub async fn signed_in(&self, role: Role) -> String {
        let email = format!("{role:?}@example.com").to_lowercase();
        let hash = password::hash(PASSWORD, self.app.entropy.bytes()).unwrap();
        self.agent_with((&email, "Somebody", role), Some(&hash), Queues::All).await;
        self.sign_in(&email).await
    }

    /// Makes somebody of a role who is a member of no queue, and signs them in; returns the session's cookie.
    pub async fn signed_in_outside(&self, role: Role) -> String {
        let email = format!("outside.{role:?}@example.com").to_lowercase();
        let hash = password::hash(PASSWORD, self.app.entropy.bytes()).unwrap();
        self.agent_with((&email, "Maria", role), Some(&hash), Queues::Named(&[])).await;
        self.sign_in(&email).await
    }

    async fn agent_with(
        &self,
        (email, name, role): (&str, &str, Role),
        password_hash: Option<&str>,
        queues: Queues<'_>,
    ) -> AgentId {
        let id = AgentId(self.app.entropy.id(&self.app.clock));
        let now = self.app.clock.now();
        let agent = NewAgent { id: &id, email, name, role, password_hash, now };
        assert_eq!(self.app.store.create_agent(&agent, queues).await.unwrap(), Made::Done);
        self.app.live.desk.rearranged().await;
        id
    }

    /// Signs an agent in and returns the session's cookie as a browser sends it back.
    pub async fn sign_in(&self, email: &str) -> String {
        let reply = self.try_sign_in(email, PASSWORD).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.cookie()
    }

    /// Tries to sign in.
    pub async fn try_sign_in(&self, email: &str, password: &str) -> Reply {
        let form = SignIn { email: email.into(), password: password.into() };
        self.post("/api/agent/sign-in").json(&form).send().await
    }

    /// Asks for a path of the chat.
    pub async fn get(&self, path: &str) -> Reply {
        self.request(Method::GET, path).send().await
    }

    /// A POST as a page of ours makes it.
    pub fn post(&self, path: &str) -> Call {
        self.request(Method::POST, path).header("origin", &self.origin)
    }

    /// A request by a page of ours, in the browser of whoever has this session's cookie; of nobody if it is empty.
    pub fn own_page(&self, method: Method, path: &str, cookie: &str) -> Call {
        let call = self.request(method, path).header("origin", &self.origin);
        if cookie.is_empty() { call } else { call.header("cookie", cookie) }
    }

    /// A request to be sent to the chat.
    pub fn request(&self, method: Method, path: &str) -> Call {
        Call::new(self.app.config.listen, method, path)
    }

    /// A request to be sent to the demo site.
    pub fn demo_request(&self, path: &str) -> Call {
        Call::new(self.app.config.demo_address().unwrap(), Method::GET, path)
    }
}

/// A request that is being put together.
pub struct Call {
    address: SocketAddr,
    builder: hyper::http::request::Builder,
    body: Vec<u8>,
}

impl Call {
    /// To a server at an address.
    pub fn new(address: SocketAddr, method: Method, path: &str) -> Self {
        let builder = Request::builder().method(method).uri(path).header("host", address.to_string());
        Self { address, builder, body: Vec::new() }
    }

    /// Adds a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.builder = self.builder.header(name, value);
        self
    }

    /// Adds a body of JSON.
    pub fn json(self, body: &impl Serialize) -> Self {
        let body = serde_json::to_vec(body).unwrap();
        self.header("content-type", "application/json").body(body)
    }

    /// Adds a body.
    pub fn body(mut self, body: Vec<u8>) -> Self {
        self.body = body;
        self
    }

    /// Sends it over a connection of its own.
    pub async fn send(self) -> Reply {
        let stream = TcpStream::connect(self.address).await.unwrap();
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        let request = self.builder.body(Full::new(Bytes::from(self.body))).unwrap();
        let (parts, body) = sender.send_request(request).await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Reply { status: parts.status.as_u16(), headers: parts.headers, body }
    }
}

/// What came back.
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// All headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
}

impl Reply {
    /// A header; empty if there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The body as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The body as JSON.
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The first cookie that was set, as a browser sends it back.
    pub fn cookie(&self) -> String {
        self.header("set-cookie").split(';').next().unwrap().to_owned()
    }
}

/// All tickets that there are, the latest first.
pub async fn all_tickets(store: &Store) -> Vec<Ticket> {
    let filter = TicketFilter::default();
    store.tickets(Of::Everyone, &filter, &AgentId::from("nobody")).await.unwrap()
}

/// The configuration that flags on the command line make, on free ports.
pub fn config(flags: &str) -> Config {
    let command = Config::augment_args(Command::new("frontdesk"));
    let free = ["frontdesk", "--listen", "127.0.0.1:0"];
    let matches = command.get_matches_from(free.into_iter().chain(flags.split_whitespace()));
    Config::from_arg_matches(&matches).unwrap()
}

/// The real pages and texts, with small stand-ins for what a build makes.
fn site() -> Site {
    let public = Path::new(env!("CARGO_MANIFEST_DIR")).join("../public");
    let mut files = BTreeMap::new();
    for folder in ["pages", "locales", "photos"] {
        for entry in std::fs::read_dir(public.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            files.insert(format!("{folder}/{name}"), std::fs::read(&path).unwrap());
        }
    }
    let made = [
        ("loader.js", "load(FRONTDESK_SETTINGS)"),
        ("panel-0a.js", "panel"),
        ("api-0a.js", "api"),
        ("invite-0a.js", "invite"),
        ("visits-0a.js", "visits"),
        ("widget/start-0a.js", "start"),
        ("widget/preview-0a.js", "line"),
        ("widget/preview-page-0a.js", "page"),
        ("widget/preview-0a.css", "i{}"),
        ("demo/shop.css", "body{}"),
        ("widget-0a.css", "form{color:red}"),
        ("widget-app-0a.js", "app"),
        ("widget-app-0a.js.br", "app in brotli"),
        ("widget-app-0a.js.gz", "app in gzip"),
        ("widget-app-0a.wasm", "\0asm"),
        ("console-0a.css", "main{}"),
        ("console-app-0a.js", "app"),
        ("console-app-0a.wasm", "\0asm"),
        ("console-later-0a.wasm", "\0asm"),
        ("console-start-0a.js", "start"),
        ("console-worker-0a.js", "worker"),
        ("sounds/message-0a.mp3", "ding"),
        ("sounds/knock-0a.wav", "knock"),
        ("sounds/drop-0a.wav", "drop"),
        ("widget/emoji-en-0a.js", "emoji"),
        ("widget/emoji-ru-0a.js", "emoji"),
        ("widget/emoji-pl-0a.js", "emoji"),
        ("icons/favicon-0a.svg", "<svg/>"),
        ("icons/favicon-unread-0a.svg", "<svg/>"),
        ("icons/maskable-0a.svg", "<svg/>"),
        ("icons/app-192-0a.png", "png"),
        ("icons/app-512-0a.png", "png"),
        ("icons/maskable-512-0a.png", "png"),
        ("icons/touch-180-0a.png", "png"),
    ];
    files.extend(made.map(|(name, content)| (name.to_owned(), content.into())));
    let hashed = made
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| name.contains("-0a.") && !name.ends_with(".br") && !name.ends_with(".gz"));
    let manifest: BTreeMap<_, _> = hashed.map(|name| (name.replace("-0a", ""), name)).collect();
    files.insert("manifest.json".into(), serde_json::to_vec(&manifest).unwrap());
    Site::from_files(files).unwrap()
}
