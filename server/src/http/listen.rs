//! Listening, and the accept loop. Ours, because slow and greedy peers are turned away here: headers must come within
//! a time, buffers are small, and each connection is counted until its last byte, as a web socket too.

use super::limits::{Bound, Connections, Permit};
use super::loader::sightings;
use super::peer::Peer;
use crate::App;
use crate::clock::Clock;
use crate::config::{Config, DemoListen};
use anyhow::Context;
use axum::Router;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::timeout;

/// A peer that hasn't sent its headers after this time is cut off; so is one that asks for nothing more.
const HEADER_TIME: Duration = Duration::from_secs(10);
/// Longest headers of a request, in bytes.
const HEADER_BYTES: usize = 16 * 1024;
/// When the server stops, connections have this long to end.
const FAREWELL_TIME: Duration = Duration::from_secs(10);
/// Clients come back within this time after the server stopped, in milliseconds.
const RETURN_MILLIS: u32 = 5_000;
/// A peer that takes none of what it asked for is cut off after this time, in milliseconds.
const STALL_MILLIS: i64 = 30_000;
/// When the machine has no file left for a connection, the next is tried after this time, in milliseconds.
const BREATH_MILLIS: i64 = 50;

const TOO_MANY: &[u8] =
    b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 10\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// The listening sockets.
pub struct Doors {
    chat: TcpListener,
    demo: Option<TcpListener>,
}

impl Doors {
    /// Binds what the configuration says, and writes into it which ports were got.
    ///
    /// # Errors
    /// An address can't be had.
    pub async fn open(config: &mut Config) -> anyhow::Result<Self> {
        let chat = bind(config.listen).await?;
        config.listen = chat.local_addr()?;
        let demo = match config.demo_address() {
            Some(address) => Some(bind_demo(address, config.demo_listen).await?),
            None => None,
        };
        config.demo_listen = match &demo {
            Some(listener) => DemoListen::At(listener.local_addr()?),
            None => DemoListen::Off,
        };
        Ok(Self { chat, demo })
    }
}

async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| format!("can't listen on {address}"))
}

/// A demo site that nobody placed goes elsewhere if its place is taken.
async fn bind_demo(address: SocketAddr, wish: DemoListen) -> anyhow::Result<TcpListener> {
    match bind(address).await {
        Err(_) if wish == DemoListen::Auto => bind(SocketAddr::new(address.ip(), 0)).await,
        bound => bound,
    }
}

/// Serves until `stop`, then says farewell: no new connections, clients are told when to come back, and whatever is
/// still on its way has some seconds to arrive.
pub async fn serve(doors: Doors, app: Arc<App>, stop: impl Future<Output = ()>) {
    let stopping = watch::Sender::new(false);
    {
        let chat = accept(&doors.chat, super::chat_router(&app), &app, &stopping);
        let demo = async {
            match &doors.demo {
                Some(listener) => accept(listener, super::demo_router(&app), &app, &stopping).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = chat => {}
            () = demo => {}
            () = sightings::keep(&app) => {}
            () = stop => {}
        }
    }
    drop(doors);
    app.live.close(&app.entropy, RETURN_MILLIS);
    stopping.send_replace(true);
    if timeout(FAREWELL_TIME, app.limits.connections.all_closed()).await.is_err() {
        tracing::warn!("some connections did not end in time");
    }
    sightings::write_down(&app).await;
}

async fn accept(listener: &TcpListener, router: Router, app: &App, stopping: &watch::Sender<bool>) {
    let service = TowerToHyperService::new(router);
    loop {
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection can't be accepted");
                app.clock.sleep(BREATH_MILLIS).await;
                continue;
            }
        };
        let bound = bound(&app.config, peer);
        let Some(stream) = Counted::admit(stream, peer, &app.limits.connections, bound, &app.clock) else {
            continue;
        };
        converse(stream, Peer(peer.ip()), service.clone(), stopping.subscribe());
    }
}

/// Proxies speak for many clients. So does, if it isn't named, whatever connects from this very machine.
fn bound(config: &Config, peer: SocketAddr) -> Bound {
    let ip = peer.ip().to_canonical();
    if ip.is_loopback() || config.trusts(ip) { Bound::None } else { Bound::PerAddress }
}

/// Starts the task of one connection.
fn converse(
    stream: Counted,
    peer: Peer,
    service: TowerToHyperService<Router>,
    mut stopping: watch::Receiver<bool>,
) {
    let service = service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(peer);
        service.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .max_buf_size(HEADER_BYTES)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    tokio::spawn(async move {
        let mut connection = pin!(connection);
        let outcome = tokio::select! {
            outcome = connection.as_mut() => outcome,
            () = until_true(&mut stopping) => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        // Peers that break off or talk nonsense are nothing to tell anybody.
        if let Err(error) = outcome {
            tracing::debug!(?error, "a connection broke");
        }
    });
}

async fn until_true(stopping: &mut watch::Receiver<bool>) {
    // The sender outlives every connection; were it gone, the server would have stopped as well.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

/// A stream that is counted as long as anybody holds it, and that nobody holds for a peer that doesn't read.
struct Counted {
    stream: TcpStream,
    clock: Clock,
    /// Runs while the peer takes nothing.
    stall: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    _permit: Permit,
}

impl Counted {
    fn admit(
        stream: TcpStream,
        peer: SocketAddr,
        connections: &Connections,
        bound: Bound,
        clock: &Clock,
    ) -> Option<Self> {
        let Some(permit) = connections.admit(peer.ip(), bound) else {
            // A word of why, if it can be said without waiting.
            let _ = stream.try_write(TOO_MANY);
            return None;
        };
        // Frames are small and wanted at once.
        let _ = stream.set_nodelay(true);
        Some(Self { stream, clock: clock.clone(), stall: None, _permit: permit })
    }

    fn unless_stalled<T>(
        &mut self,
        task: &mut TaskContext<'_>,
        progress: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if progress.is_ready() {
            self.stall = None;
            return progress;
        }
        let clock = self.clock.clone();
        let stall =
            self.stall.get_or_insert_with(|| Box::pin(async move { clock.sleep(STALL_MILLIS).await }));
        stall.as_mut().poll(task).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Counted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        task: &mut TaskContext<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        pin!(&mut self.stream).poll_read(task, buffer)
    }
}

impl AsyncWrite for Counted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        task: &mut TaskContext<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = pin!(&mut self.stream).poll_write(task, bytes);
        self.unless_stalled(task, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        task: &mut TaskContext<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = pin!(&mut self.stream).poll_write_vectored(task, slices);
        self.unless_stalled(task, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, task: &mut TaskContext<'_>) -> Poll<io::Result<()>> {
        pin!(&mut self.stream).poll_flush(task)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, task: &mut TaskContext<'_>) -> Poll<io::Result<()>> {
        pin!(&mut self.stream).poll_shutdown(task)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;
    use crate::http::limits::Limits;
    use shared::time::Timestamp;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    #[tokio::test]
    async fn a_greedy_address_is_told_to_come_back_later() {
        let clock = Clock::Manual(ManualClock::at(Timestamp(0)));
        let connections = Limits::new(&clock, 1).connections;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let peer: SocketAddr = "203.0.113.9:4000".parse().unwrap();
        let admit = async || {
            let client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
            let (stream, _) = listener.accept().await.unwrap();
            (client, Counted::admit(stream, peer, &connections, Bound::PerAddress, &clock))
        };
        let (_first_client, first) = admit().await;
        assert!(first.is_some());
        let (mut second_client, second) = admit().await;
        assert!(second.is_none());
        let mut answer = String::new();
        second_client.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 429 ") && answer.contains("Retry-After"), "{answer}");
        drop(first);
        assert!(admit().await.1.is_some());
    }

    #[tokio::test]
    async fn a_peer_that_takes_nothing_is_cut_off() {
        let time = ManualClock::at(Timestamp(0));
        let clock = Clock::Manual(time.clone());
        let connections = Limits::new(&clock, 0).connections;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, peer) = listener.accept().await.unwrap();
        let mut counted = Counted::admit(stream, peer, &connections, Bound::None, &clock).unwrap();
        let piece = vec![0; 1 << 20];
        // What fits into the buffers of both ends is written at once; then nothing goes on any more.
        while futures_util::poll!(pin!(counted.write(&piece))).is_ready() {}
        time.advance(STALL_MILLIS - 1);
        client.read_exact(&mut vec![0; 1 << 20]).await.unwrap();
        counted.write_all(&[0]).await.unwrap();
        while futures_util::poll!(pin!(counted.write(&piece))).is_ready() {}
        time.advance(STALL_MILLIS);
        assert_eq!(counted.write(&piece).await.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }
}
