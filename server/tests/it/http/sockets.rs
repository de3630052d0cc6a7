//! Upgrades to web sockets, and peers that are slow.

use crate::support::{Call, TestServer};
use futures_util::{SinkExt, StreamExt};
use hyper::Method;
use shared::problem::{Code, Problem};
use shared::visitor::{VisitorCommand, VisitorUpdate};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message};

const PATHS: [&str; 2] = ["/api/visitor/socket", "/api/agent/socket"];

fn upgrade(server: &TestServer, path: &str) -> Call {
    server
        .request(Method::GET, path)
        .header("connection", "upgrade")
        .header("upgrade", "websocket")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
}

async fn connect(server: &TestServer, path: &str, cookie: &str) -> Result<WebSocketStream<TcpStream>, Error> {
    let mut request = format!("ws://{}{path}", server.app.config.listen).into_client_request().unwrap();
    request.headers_mut().insert("origin", server.origin.parse().unwrap());
    request.headers_mut().insert("cookie", cookie.parse().unwrap());
    let stream = TcpStream::connect(server.app.config.listen).await.unwrap();
    client_async(request, stream).await.map(|(socket, _)| socket)
}

#[tokio::test]
async fn foreign_pages_are_refused_before_the_upgrade() {
    let server = TestServer::start().await;
    server.agent("anna@example.com", "Anna").await;
    let cookie = server.sign_in("anna@example.com").await;
    for path in PATHS {
        for origin in [Some("https://evil.example"), Some("null"), Some(server.demo.as_str()), None] {
            let call = upgrade(&server, path).header("cookie", &cookie);
            let call = match origin {
                Some(origin) => call.header("origin", origin),
                None => call,
            };
            let reply = call.send().await;
            assert_eq!(
                (reply.status, reply.json::<Problem>().code),
                (403, Code::ForeignOrigin),
                "{path} {origin:?}"
            );
        }
    }
}

#[tokio::test]
async fn an_agent_needs_a_session_before_the_upgrade() {
    let server = TestServer::start().await;
    let reply = upgrade(&server, "/api/agent/socket").header("origin", &server.origin).send().await;
    assert_eq!((reply.status, reply.json::<Problem>().code), (401, Code::SessionExpired));
}

#[tokio::test]
async fn what_is_no_upgrade_is_told_so() {
    let server = TestServer::start().await;
    let call = server.request(Method::GET, "/api/visitor/socket").header("origin", &server.origin);
    assert_eq!(call.send().await.json::<Problem>().code, Code::Malformed);
}

#[tokio::test]
async fn a_visitor_is_welcomed_and_an_agent_too() {
    let server = TestServer::start().await;
    server.queue("Sales").await;
    server.widget("shop", "My shop", &["*"]).await;
    let mut visitor = connect(&server, "/api/visitor/socket", "").await.unwrap();
    let hello = VisitorCommand::Hello { widget: "shop".into(), token: None, identity: None };
    visitor.send(Message::text(serde_json::to_string(&hello).unwrap())).await.unwrap();
    let frame = visitor.next().await.unwrap().unwrap().into_text().unwrap();
    assert!(matches!(serde_json::from_str(&frame), Ok(VisitorUpdate::Welcome { .. })), "{frame}");

    server.agent("anna@example.com", "Anna").await;
    let cookie = server.sign_in("anna@example.com").await;
    let mut agent = connect(&server, "/api/agent/socket", &cookie).await.unwrap();
    let frame = agent.next().await.unwrap().unwrap().into_text().unwrap();
    assert!(frame.contains("welcome"), "{frame}");
}

#[tokio::test]
async fn signing_out_hangs_up() {
    let server = TestServer::start().await;
    server.agent("anna@example.com", "Anna").await;
    let cookie = server.sign_in("anna@example.com").await;
    let mut sockets = Vec::new();
    for _ in 0..3 {
        let mut socket = connect(&server, "/api/agent/socket", &cookie).await.unwrap();
        socket.next().await.unwrap().unwrap();
        sockets.push(socket);
    }
    server.post("/api/agent/sign-out").header("cookie", &cookie).send().await;
    for socket in &mut sockets {
        let ended = async { while let Some(Ok(_)) = socket.next().await {} };
        timeout(Duration::from_secs(10), ended).await.expect("the socket is closed");
    }
    assert!(connect(&server, "/api/agent/socket", &cookie).await.is_err());
}

#[tokio::test]
async fn a_frame_that_is_too_long_ends_the_socket() {
    let server = TestServer::start().await;
    let mut visitor = connect(&server, "/api/visitor/socket", "").await.unwrap();
    visitor.send(Message::text("x".repeat(64 * 1024 + 1))).await.unwrap();
    let end = async {
        loop {
            match visitor.next().await {
                Some(Ok(Message::Close(frame))) => break frame.map(|frame| frame.code),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => break None,
            }
        }
    };
    let code = timeout(Duration::from_secs(10), end).await.expect("the socket is closed");
    assert!(matches!(code, None | Some(CloseCode::Size)), "{code:?}");
}

#[tokio::test]
async fn headers_that_never_end_are_not_waited_for() {
    let server = TestServer::start().await;
    let mut stream = TcpStream::connect(server.app.config.listen).await.unwrap();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ").await.unwrap();
    let mut rest = Vec::new();
    let closed = timeout(Duration::from_secs(20), stream.read_to_end(&mut rest)).await;
    assert!(closed.is_ok(), "the server hangs up");
}

#[tokio::test]
async fn headers_that_are_too_long_are_refused() {
    let server = TestServer::start().await;
    let reply = server.request(Method::GET, "/healthz").header("x-long", &"x".repeat(32 * 1024)).send().await;
    assert_eq!(reply.status, 431);
    assert_eq!(server.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn a_planned_stop_is_told_and_waits_for_nobody_who_is_idle() {
    let server = TestServer::start().await;
    server.queue("Sales").await;
    server.widget("shop", "My shop", &["*"]).await;
    let mut visitor = connect(&server, "/api/visitor/socket", "").await.unwrap();
    let hello = VisitorCommand::Hello { widget: "shop".into(), token: None, identity: None };
    visitor.send(Message::text(serde_json::to_string(&hello).unwrap())).await.unwrap();
    visitor.next().await.unwrap().unwrap();
    let mut idle = TcpStream::connect(server.app.config.listen).await.unwrap();
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    idle.read_u8().await.unwrap();

    let farewell = async {
        let mut words = Vec::new();
        while let Some(Ok(message)) = visitor.next().await {
            words.push(message);
        }
        words
    };
    let both = async { tokio::join!(server.stop(), farewell).1 };
    let words = timeout(Duration::from_secs(5), both).await.expect("the server stops at once");
    assert!(words.iter().any(|word| word.to_text().is_ok_and(|text| text.contains("closing"))), "{words:?}");
    let last = words.last();
    assert!(
        matches!(last, Some(Message::Close(Some(frame))) if frame.code == CloseCode::Restart),
        "come back soon: {last:?}"
    );
}
