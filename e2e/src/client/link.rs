//! A connection that comes back: connect, talk, lose it, wait, connect again.

use std::time::Duration;

use anyhow::{Context, Result};
use futures_util::{SinkExt, StreamExt};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::rules::SILENCE_MILLIS;
use shared::sync::Backoff;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::{Message, protocol::WebSocketConfig};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

use crate::until::pause;

/// How long the connecting itself may take.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);

/// What one side says and hears, without a network: the state of a client.
pub trait Protocol: Send + Sync + 'static {
    /// What it may say.
    type Command: Serialize + Send + Sync;
    /// What it may hear.
    type Update: DeserializeOwned;

    /// A connection stands: what to say first.
    fn connected(&mut self) -> Option<Self::Command>;
    /// Something was heard.
    fn hear(&mut self, update: Self::Update) -> Reaction<Self::Command>;
    /// What waits to be sent, if it may be sent now.
    fn next_to_send(&mut self) -> Option<Self::Command>;
    /// The connection is gone.
    fn disconnected(&mut self);
    /// Whether the server has greeted on this connection.
    fn is_welcome(&self) -> bool;
}

/// What follows from something heard.
pub struct Reaction<C> {
    /// To be said at once.
    pub say: Vec<C>,
    /// Nothing that waits may be sent before this has passed.
    pub hold: Option<Duration>,
    /// Hang up, and come back after this.
    pub leave: Option<Duration>,
}

impl<C> Default for Reaction<C> {
    fn default() -> Self {
        Self { say: Vec::new(), hold: None, leave: None }
    }
}

impl<C> Reaction<C> {
    /// Says one thing.
    pub fn say(command: C) -> Self {
        Self { say: vec![command], ..Self::default() }
    }

    /// Says nothing for a while.
    pub fn hold(span: Duration) -> Self {
        Self { hold: Some(span), ..Self::default() }
    }

    /// Goes away for a while.
    pub fn leave(span: Duration) -> Self {
        Self { leave: Some(span), ..Self::default() }
    }
}

/// A client that keeps itself connected until it is dropped.
pub struct Link<P> {
    state: watch::Sender<P>,
    task: JoinHandle<()>,
}

impl<P: Protocol> Link<P> {
    /// Connects with this request, again and again.
    pub fn new(request: Request, protocol: P) -> Self {
        let state = watch::Sender::new(protocol);
        let task = tokio::spawn(stay_connected(request, state.clone()));
        Self { state, task }
    }

    /// Looks at the state.
    pub fn look<T>(&self, look: impl FnOnce(&P) -> T) -> T {
        look(&self.state.borrow())
    }

    /// Changes the state; what it then wants to send goes out.
    pub fn change<T>(&self, change: impl FnOnce(&mut P) -> T) -> T {
        let mut result = None;
        self.state.send_modify(|state| result = Some(change(state)));
        // The closure is always called once.
        result.unwrap_or_else(|| unreachable!("send_modify calls its closure"))
    }

    /// Waits until the state shows something.
    ///
    /// # Errors
    /// When `limit` passes before.
    pub async fn until<T>(&self, what: &str, limit: Duration, look: impl Fn(&P) -> Option<T>) -> Result<T> {
        let mut changes = self.state.subscribe();
        let seen = tokio::time::timeout(limit, changes.wait_for(|state| look(state).is_some()))
            .await
            .with_context(|| format!("waited {limit:?} in vain: {what}"))?
            .context("the client is gone")?;
        look(&seen).context("what was seen is gone again")
    }
}

impl<P> Drop for Link<P> {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn stay_connected<P: Protocol>(request: Request, state: watch::Sender<P>) {
    let mut backoff = Backoff::default();
    // Thousands of clients in one process: the default buffers of 128 KiB each would fill the memory.
    let config = WebSocketConfig::default().read_buffer_size(4096).write_buffer_size(0);
    loop {
        let connecting = connect_async_with_config(request.clone(), Some(config), true);
        let mut told = None;
        if let Ok(Ok((socket, _))) = tokio::time::timeout(CONNECT_LIMIT, connecting).await {
            told = talk(socket, &state, &mut backoff).await;
            state.send_modify(P::disconnected);
        }
        let wait = Duration::from_millis(backoff.next_wait(fastrand::u32(..)).into());
        pause(told.unwrap_or(wait)).await;
    }
}

/// Talks until the connection is gone; gives back for how long the server wants the client to stay away, if it said so.
async fn talk<P: Protocol>(
    mut socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    state: &watch::Sender<P>,
    backoff: &mut Backoff,
) -> Option<Duration> {
    let silence = Duration::from_millis(SILENCE_MILLIS.unsigned_abs());
    let mut changes = state.subscribe();
    let mut held: Option<JoinHandle<()>> = None;
    let mut first = None;
    state.send_modify(|state| first = state.connected());
    if let Some(command) = first {
        send(&mut socket, &command).await?;
    }
    loop {
        if held.as_ref().is_none_or(JoinHandle::is_finished) {
            held = None;
            while let Some(command) = take_next(state) {
                send(&mut socket, &command).await?;
            }
        }
        tokio::select! {
            frame = tokio::time::timeout(silence, socket.next()) => {
                let Ok(Some(Ok(frame))) = frame else { return None };
                let Message::Text(text) = frame else { continue };
                let update = serde_json::from_str(&text).ok()?;
                let mut reaction = Reaction::default();
                state.send_modify(|state| reaction = state.hear(update));
                if state.borrow().is_welcome() {
                    backoff.reset();
                }
                for command in reaction.say {
                    send(&mut socket, &command).await?;
                }
                if let Some(span) = reaction.hold {
                    held = Some(tokio::spawn(pause(span)));
                }
                if reaction.leave.is_some() {
                    return reaction.leave;
                }
            }
            changed = changes.changed() => changed.ok()?,
            () = async { if let Some(held) = &mut held { let _ = held.await; } }, if held.is_some() => {}
        }
    }
}

fn take_next<P: Protocol>(state: &watch::Sender<P>) -> Option<P::Command> {
    let mut next = None;
    state.send_if_modified(|state| {
        next = state.next_to_send();
        false
    });
    next
}

async fn send<C: Serialize>(
    socket: &mut WebSocketStream<MaybeTlsStream<TcpStream>>,
    command: &C,
) -> Option<()> {
    let text = serde_json::to_string(command).ok()?;
    socket.send(Message::text(text)).await.ok()
}
