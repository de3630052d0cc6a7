//! What carries the frames of one connection: a web socket, or a stream where those are blocked.

use crate::live::socket::Gone;
use crate::live::stream::Channel;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use futures_util::{SinkExt, StreamExt};

/// A carrier of frames.
#[expect(
    clippy::large_enum_variant,
    reason = "nearly all are web sockets, and none of them is to cost more for the few"
)]
pub enum Transport {
    /// A web socket.
    Socket(WebSocket),
    /// An answer that goes on, and requests beside it.
    Stream(Channel),
}

/// What came from the client.
#[derive(Debug)]
pub enum Heard {
    /// A text; not necessarily a frame of the protocol.
    Text(Utf8Bytes),
    /// Only a sign of life.
    Alive,
    /// More than a frame may hold. Nothing can be heard after it.
    TooBig,
    /// The client hung up, or its end is gone.
    End,
}

impl Transport {
    /// The next thing that the client does. Nothing is lost if this is given up halfway.
    pub async fn hear(&mut self) -> Heard {
        match self {
            Self::Socket(socket) => match socket.next().await {
                Some(Ok(Message::Text(text))) => Heard::Text(text),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => Heard::Alive,
                // Not a frame of the protocol; its reader says so.
                Some(Ok(Message::Binary(_))) => Heard::Text(Utf8Bytes::default()),
                Some(Ok(Message::Close(_))) | None => Heard::End,
                Some(Err(error)) => {
                    if is_too_big(error) {
                        Heard::TooBig
                    } else {
                        Heard::End
                    }
                }
            },
            Self::Stream(channel) => channel.hear().await,
        }
    }

    /// Puts a frame on its way; it may wait for [`Self::flush`].
    pub async fn feed(&mut self, text: Utf8Bytes) -> Result<(), Gone> {
        match self {
            Self::Socket(socket) => socket.feed(Message::Text(text)).await.map_err(|_| Gone),
            Self::Stream(channel) => channel.say(&text).await,
        }
    }

    /// Sends what waits.
    pub async fn flush(&mut self) -> Result<(), Gone> {
        match self {
            Self::Socket(socket) => socket.flush().await.map_err(|_| Gone),
            // Its frames don't wait.
            Self::Stream(_) => Ok(()),
        }
    }

    /// Says farewell with a WebSocket close code. A stream has no word for it: it just ends.
    pub async fn close(&mut self, code: u16) -> Result<(), Gone> {
        match self {
            Self::Socket(socket) => {
                let close = Message::Close(Some(CloseFrame { code, reason: Utf8Bytes::default() }));
                socket.send(close).await.map_err(|_| Gone)
            }
            Self::Stream(_) => Ok(()),
        }
    }
}

fn is_too_big(error: axum::Error) -> bool {
    error
        .into_inner()
        .downcast::<tungstenite::Error>()
        .is_ok_and(|error| matches!(*error, tungstenite::Error::Capacity(_)))
}
