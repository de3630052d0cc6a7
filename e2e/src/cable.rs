//! The network between the browsers and the server, as a cable that a test can pull out.
//!
//! A browser's own "offline" mode leaves an open socket open, and one engine has none: a proxy works alike everywhere.
//! It knows whose wire a connection is by the paths that are asked for on it, so that the visitor's can be cut while the
//! agent's holds.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::until::pause;

/// The answer to web sockets that are not let through.
const REFUSAL: &[u8] = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
/// The answer of a proxy whose server is away.
const AWAY: &[u8] = b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 25\r\nConnection: close\r\n\r\n<h1>502 Bad Gateway</h1>\n";
/// Longest piece that is passed on at once, in bytes.
const PIECE: usize = 16 * 1024;

/// Whose connection it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// A browser in which a visitor chats.
    Visitor,
    /// A browser in which an agent works.
    Agent,
}

/// What the cable does to the connections of one wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Passes everything on.
    #[default]
    Plugged,
    /// Connections are reset, new ones too.
    Cut,
    /// Connections stand, but nothing arrives any more on either side: a half-open connection.
    Silent,
    /// Every piece arrives this much later.
    Slow(Duration),
}

#[derive(Clone, Copy, Debug, Default)]
struct Wires {
    visitor: State,
    agent: State,
}

impl Wires {
    fn state(&self, wire: Wire) -> State {
        match wire {
            Wire::Visitor => self.visitor,
            Wire::Agent => self.agent,
        }
    }
}

/// A proxy with an address of its own. Everything ends when it is dropped.
pub struct Cable {
    address: SocketAddr,
    control: Arc<Control>,
    task: JoinHandle<()>,
}

struct Control {
    wires: watch::Sender<Wires>,
    /// Requests whose path contains this wait until it is taken back.
    held: watch::Sender<Option<String>>,
    /// Requests whose path contains this are answered as by a proxy whose server is away.
    lost: watch::Sender<Option<String>>,
    /// Whether visitors' web sockets are let through.
    sockets: AtomicBool,
    server: watch::Sender<Option<SocketAddr>>,
}

impl Cable {
    /// Lays a cable that ends nowhere yet: connections wait until [`Self::connect`].
    ///
    /// # Errors
    /// When no port is free.
    pub async fn lay() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.context("no free port for a cable")?;
        let address = listener.local_addr()?;
        let control = Arc::new(Control {
            wires: watch::Sender::default(),
            held: watch::Sender::default(),
            lost: watch::Sender::default(),
            sockets: AtomicBool::new(true),
            server: watch::Sender::default(),
        });
        let task = tokio::spawn(accept(listener, control.clone()));
        Ok(Self { address, control, task })
    }

    /// Where browsers connect to.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it leads.
    pub fn connect(&self, server: SocketAddr) {
        self.control.server.send_replace(Some(server));
    }

    /// Changes what happens to the connections of one wire, open ones and new ones.
    pub fn set(&self, wire: Wire, state: State) {
        self.control.wires.send_modify(|wires| match wire {
            Wire::Visitor => wires.visitor = state,
            Wire::Agent => wires.agent = state,
        });
    }

    /// Holds back every new request whose path contains `part`, until [`Self::release`].
    pub fn hold(&self, part: &str) {
        self.control.held.send_replace(Some(part.into()));
    }

    /// Answers every new request whose path contains `part` as a proxy does whose server is away, until [`Self::release`].
    pub fn lose(&self, part: &str) {
        self.control.lost.send_replace(Some(part.into()));
    }

    /// Refuses visitors' web sockets from now on, as a proxy does that knows nothing of them.
    pub fn refuse_sockets(&self) {
        self.control.sockets.store(false, Ordering::Relaxed);
    }

    /// Lets go what is held back, and what comes from now on.
    pub fn release(&self) {
        self.control.held.send_replace(None);
        self.control.lost.send_replace(None);
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, control: Arc<Control>) {
    let mut connections = tokio::task::JoinSet::new();
    while let Ok((browser, _)) = listener.accept().await {
        connections.spawn(carry(browser, control.clone()));
        while connections.try_join_next().is_some() {}
    }
}

/// Carries one connection until an end closes it or the cable is cut.
async fn carry(mut browser: TcpStream, control: Arc<Control>) {
    let mut first = vec![0; PIECE];
    let Ok(length @ 1..) = browser.read(&mut first).await else { return };
    first.truncate(length);
    let wire = wire_of(&first);
    // For a web socket a browser always makes a new connection.
    if wire == Wire::Visitor && is_upgrade(&first) && !control.sockets.load(Ordering::Relaxed) {
        let _ = browser.write_all(REFUSAL).await;
        return;
    }
    let mut wires = control.wires.subscribe();
    let cut = wires.wait_for(|wires| wires.state(wire) == State::Cut);
    tokio::select! {
        // A cut must win over bytes that are ready at the same time.
        biased;
        _ = cut => {
            let _ = browser.set_zero_linger();
        }
        _ = join(&mut browser, first, wire, &control) => {}
    }
}

async fn join(browser: &mut TcpStream, first: Vec<u8>, wire: Wire, control: &Control) -> Option<()> {
    let address =
        control.server.subscribe().wait_for(Option::is_some).await.ok().and_then(|server| *server)?;
    browser.set_nodelay(true).ok()?;
    let mut request = first;
    loop {
        held_back(&request, control).await;
        if is_held(&request, &control.lost.borrow()) {
            let _ = browser.write_all(AWAY).await;
            return None;
        }
        // Only now: a server hangs up on who connects and then says nothing.
        let server = TcpStream::connect(address).await.ok()?;
        server.set_nodelay(true).ok()?;
        request = pass(browser, server, request, wire, control).await?;
    }
}

/// Passes everything on until an end closes; gives back a request that has to be held back or is lost, should one come.
async fn pass(
    browser: &mut TcpStream,
    mut server: TcpStream,
    first: Vec<u8>,
    wire: Wire,
    control: &Control,
) -> Option<Vec<u8>> {
    let (mut from_browser, mut to_browser) = browser.split();
    let (mut from_server, mut to_server) = server.split();
    let upwards = async {
        let mut piece = first;
        loop {
            delay(wire, control).await;
            to_server.write_all(&piece).await.ok()?;
            piece.resize(PIECE, 0);
            let length = from_browser.read(&mut piece).await.ok().filter(|length| *length > 0)?;
            piece.truncate(length);
            if is_held(&piece, &control.held.borrow()) || is_held(&piece, &control.lost.borrow()) {
                return Some(piece);
            }
        }
    };
    let downwards = async {
        let mut piece = vec![0; PIECE];
        loop {
            let length = from_server.read(&mut piece).await.ok().filter(|length| *length > 0)?;
            delay(wire, control).await;
            to_browser.write_all(&piece[..length]).await.ok()?;
        }
    };
    tokio::select! {
        held = upwards => held,
        end = downwards => end,
    }
}

/// Waits as long as the wire's state asks for.
async fn delay(wire: Wire, control: &Control) {
    let mut wires = control.wires.subscribe();
    let state = wires.borrow().state(wire);
    if let State::Slow(span) = state {
        pause(span).await;
    }
    // Fails only when the cable is gone, and with it the connection.
    let _ = wires.wait_for(|wires| wires.state(wire) != State::Silent).await;
}

/// Waits while the request in this piece is held back.
async fn held_back(piece: &[u8], control: &Control) {
    // Fails only when the cable is gone, and with it the connection.
    let _ = control.held.subscribe().wait_for(|held| !is_held(piece, held)).await;
}

/// Whether this piece begins a request that is held back. A request's first line is always in one piece here.
fn is_held(piece: &[u8], held: &Option<String>) -> bool {
    held.as_ref().is_some_and(|part| path_of(piece).is_some_and(|path| path.contains(part.as_str())))
}

fn is_upgrade(first: &[u8]) -> bool {
    let head = String::from_utf8_lossy(first).to_ascii_lowercase();
    head.lines().any(|line| line.starts_with("upgrade:") && line.contains("websocket"))
}

fn wire_of(first: &[u8]) -> Wire {
    let path = path_of(first).unwrap_or_default();
    let of_agent = ["/console", "/api/agent", "/assets/console"].iter().any(|start| path.starts_with(start));
    if of_agent { Wire::Agent } else { Wire::Visitor }
}

/// The path of the request that begins with this piece, if one does.
fn path_of(piece: &[u8]) -> Option<&str> {
    let line = piece.split(|byte| *byte == b'\r').next()?;
    let mut words = std::str::from_utf8(line).ok()?.split(' ');
    let _method = words.next().filter(|method| matches!(*method, "GET" | "POST" | "HEAD"))?;
    let path = words.next()?;
    words.next().is_some_and(|version| version.starts_with("HTTP/")).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn laid() -> (Cable, TcpListener) {
        let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let cable = Cable::lay().await.unwrap();
        cable.connect(server.local_addr().unwrap());
        (cable, server)
    }

    async fn ask(cable: &Cable, path: &str) -> TcpStream {
        let mut browser = TcpStream::connect(cable.address()).await.unwrap();
        browser.write_all(format!("GET {path} HTTP/1.1\r\n\r\n").as_bytes()).await.unwrap();
        browser
    }

    #[tokio::test]
    async fn a_cut_resets_one_wire_and_leaves_the_other() {
        let (cable, server) = laid().await;
        let mut visitor = ask(&cable, "/api/visitor/socket").await;
        let (mut visitors_end, _) = server.accept().await.unwrap();
        let mut agent = ask(&cable, "/api/agent/socket").await;
        let (mut agents_end, _) = server.accept().await.unwrap();
        cable.set(Wire::Visitor, State::Cut);
        let mut rest = Vec::new();
        assert!(visitor.read_to_end(&mut rest).await.is_err(), "the visitor's connection is reset");
        visitors_end.read_to_end(&mut rest).await.unwrap();
        assert!(ask(&cable, "/widget/demo").await.read(&mut [0]).await.is_err(), "a new one is reset too");
        agents_end.write_all(b"!").await.unwrap();
        assert_eq!(agent.read(&mut [0; 8]).await.unwrap(), 1, "the agent's connection holds");
        cable.set(Wire::Visitor, State::Plugged);
        let _again = ask(&cable, "/api/visitor/socket").await;
        server.accept().await.unwrap();
    }

    #[tokio::test]
    async fn a_held_request_arrives_after_its_release() {
        let (cable, server) = laid().await;
        cable.hold(".wasm");
        let mut browser = ask(&cable, "/w/demo.js").await;
        // Kept: a server that hangs up ends the browser's connection, too.
        let _first = server.accept().await.unwrap();
        browser.write_all(b"GET /assets/widget-1.wasm HTTP/1.1\r\n\r\n").await.unwrap();
        let early = tokio::time::timeout(Duration::from_millis(50), server.accept()).await;
        assert!(early.is_err(), "nothing arrives while it is held");
        cable.release();
        let (mut end, _) = server.accept().await.unwrap();
        let mut line = [0; 9];
        end.read_exact(&mut line).await.unwrap();
        assert_eq!(&line, b"GET /asse");
    }

    #[tokio::test]
    async fn a_lost_request_is_answered_without_the_server() {
        let (cable, server) = laid().await;
        cable.lose("/widget/");
        let mut answer = String::new();
        ask(&cable, "/widget/demo").await.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 502 "), "{answer}");
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("Content-Length: {}", body.len())), "{answer}");
        let _other = ask(&cable, "/w/demo.js").await;
        server.accept().await.unwrap();
        cable.release();
        let _again = ask(&cable, "/widget/demo").await;
        server.accept().await.unwrap();
    }

    #[tokio::test]
    async fn visitors_web_sockets_are_refused_and_nothing_else() {
        let (cable, server) = laid().await;
        cable.refuse_sockets();
        for (path, header, is_refused) in [
            ("/api/visitor/socket", "Upgrade: websocket", true),
            ("/api/agent/socket", "Upgrade: websocket", false),
            ("/api/visitor/stream", "Accept: */*", false),
        ] {
            let mut browser = TcpStream::connect(cable.address()).await.unwrap();
            let request = format!("GET {path} HTTP/1.1\r\n{header}\r\n\r\n");
            browser.write_all(request.as_bytes()).await.unwrap();
            let mut answer = [0; 12];
            tokio::select! {
                read = browser.read_exact(&mut answer) => {
                    read.unwrap();
                    assert!(is_refused, "{path}");
                    assert_eq!(&answer, b"HTTP/1.1 403");
                }
                _ = server.accept() => assert!(!is_refused, "{path}"),
            }
        }
    }
}
