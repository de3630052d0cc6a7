//! A visitor's connection without a web socket: events come in on one request, frames go out on others.

use crate::support::{Reply, TestServer};
use http_body_util::{BodyExt, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::HeaderMap;
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use std::net::SocketAddr;
use tokio::net::{TcpSocket, TcpStream};

/// One stream.
pub struct EventLine {
    /// What names it.
    pub secret: String,
    /// Headers of the answer that goes on.
    pub headers: HeaderMap,
    address: SocketAddr,
    body: Incoming,
    read: Vec<u8>,
    // The connection ends with its sender.
    _sender: http1::SendRequest<Empty<Bytes>>,
}

#[derive(Deserialize)]
struct Opened {
    stream: String,
}

impl EventLine {
    /// Opens a stream as a page of the chat does.
    pub async fn open(server: &TestServer) -> Self {
        let address = server.app.config.listen;
        Self::over(TcpStream::connect(address).await.unwrap(), address).await
    }

    /// Opens a stream whose client has hardly any room for what it doesn't read.
    pub async fn narrow(server: &TestServer) -> Self {
        let address = server.app.config.listen;
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(1024).unwrap();
        Self::over(socket.connect(address).await.unwrap(), address).await
    }

    async fn over(stream: TcpStream, address: SocketAddr) -> Self {
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        let request = Request::builder()
            .method(Method::POST)
            .uri("/api/visitor/stream")
            .header("host", address.to_string())
            .header("origin", format!("http://{address}"))
            .body(Empty::new())
            .unwrap();
        let (parts, body) = sender.send_request(request).await.unwrap().into_parts();
        assert_eq!(parts.status, 200);
        let mut line = Self {
            secret: String::new(),
            headers: parts.headers,
            address,
            body,
            read: Vec::new(),
            _sender: sender,
        };
        let first = line.event().await.expect("the stream opens");
        let data = first.strip_prefix("event: open\ndata: ").expect("an event with a name");
        line.secret = serde_json::from_str::<Opened>(data).unwrap().stream;
        line
    }

    /// Says something into the stream.
    pub async fn post(&self, text: String) -> Reply {
        say(self.address, &self.secret, text).await
    }

    /// The next frame; `None` once the stream has ended.
    pub async fn frame(&mut self) -> Option<String> {
        let event = self.event().await?;
        Some(event.strip_prefix("data: ").expect("only frames").to_owned())
    }

    async fn event(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.read.windows(2).position(|pair| pair == b"\n\n") {
                let event = self.read.drain(..end + 2).take(end).collect();
                return Some(String::from_utf8(event).unwrap());
            }
            let piece = self.body.frame().await?.ok()?.into_data().unwrap();
            self.read.extend_from_slice(&piece);
        }
    }
}

/// Says something into a stream by its secret.
pub async fn say(address: SocketAddr, secret: &str, text: String) -> Reply {
    crate::support::Call::new(address, Method::POST, "/api/visitor/stream/say")
        .header("origin", &format!("http://{address}"))
        .header("x-frontdesk-stream", secret)
        .body(text.into_bytes())
        .send()
        .await
}
