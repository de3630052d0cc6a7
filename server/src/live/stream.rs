//! Connections without a web socket, for networks that let none through: the server's frames are events of an answer
//! that goes on, the visitor's come as requests that name the stream by a secret.

use crate::live::socket::Gone;
use crate::live::transport::Heard;
use axum::body::Bytes;
use axum::extract::ws::Utf8Bytes;
use futures_util::Stream;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc;

/// Events that wait for a slow reader beyond what the network's buffers hold; who wants to send more has to wait.
const EVENTS: usize = 8;
/// The visitor's frames that wait to be read; a request that brings more has to wait.
const FRAMES: usize = 16;

/// The streams that are open. Cheap to clone.
///
/// Found by a hash of their secret, so that how long the search takes tells nothing about it.
#[derive(Clone, Default)]
pub struct Streams {
    open: Arc<Mutex<HashMap<Key, mpsc::Sender<Heard>>>>,
}

type Key = [u8; 32];

impl Streams {
    /// Opens a stream: the server's end, and what its client reads. It is open until the client stops to read or the
    /// server drops its end.
    pub fn open(&self, secret: &str) -> (Channel, impl Stream<Item = Result<Bytes, Infallible>> + use<>) {
        let (heard, hearing) = mpsc::channel(FRAMES);
        let (said, mut saying) = mpsc::channel(EVENTS);
        let key = key(secret);
        self.lock().insert(key, heard);
        let place = Place { streams: self.clone(), key };
        let hello = Bytes::from(format!("event: open\ndata: {{\"stream\":\"{secret}\"}}\n\n"));
        let mut first = Some(hello);
        let events = futures_util::stream::poll_fn(move |task| {
            // Whoever reads holds the place: it is left when they are gone.
            let _ = &place;
            match first.take() {
                Some(hello) => std::task::Poll::Ready(Some(Ok(hello))),
                None => saying.poll_recv(task).map(|event| event.map(Ok)),
            }
        });
        (Channel { hearing, said }, events)
    }

    /// The way to speak into a stream; `None` if there is none with this secret any more.
    pub fn find(&self, secret: &str) -> Option<Ear> {
        self.lock().get(&key(secret)).cloned().map(Ear)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, mpsc::Sender<Heard>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key(secret: &str) -> Key {
    Sha256::digest(secret).into()
}

/// Takes the stream out of the list when its reader is gone. The server's end hears that as the end.
struct Place {
    streams: Streams,
    key: Key,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.streams.lock().remove(&self.key);
    }
}

/// The way to speak into a stream.
pub struct Ear(mpsc::Sender<Heard>);

impl Ear {
    /// Hands over what the client sent, in order; waits while the server is busy with what came before.
    ///
    /// # Errors
    /// The stream is gone.
    pub async fn tell(&self, heard: Heard) -> Result<(), Gone> {
        self.0.send(heard).await.map_err(|_| Gone)
    }
}

/// The server's end of a stream.
pub struct Channel {
    hearing: mpsc::Receiver<Heard>,
    said: mpsc::Sender<Bytes>,
}

impl Channel {
    /// The next thing that the client does.
    pub async fn hear(&mut self) -> Heard {
        self.hearing.recv().await.unwrap_or(Heard::End)
    }

    /// Sends a frame; waits while the client doesn't read.
    ///
    /// # Errors
    /// The client is gone.
    pub async fn say(&mut self, frame: &Utf8Bytes) -> Result<(), Gone> {
        // A frame is JSON on one line, so it needs no escaping.
        let event = ["data: ", frame.as_str(), "\n\n"].concat();
        self.said.send(event.into()).await.map_err(|_| Gone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::StreamExt;

    #[tokio::test]
    async fn both_ends_notice_when_the_other_is_gone() {
        let streams = Streams::default();
        let (mut channel, mut events) = streams.open("secret");
        assert_eq!(events.next().await.unwrap().unwrap(), "event: open\ndata: {\"stream\":\"secret\"}\n\n");
        let ear = streams.find("secret").unwrap();
        assert!(streams.find("Secret").is_none());
        ear.tell(Heard::Alive).await.unwrap();
        assert!(matches!(channel.hear().await, Heard::Alive));
        channel.say(&"1".into()).await.unwrap();
        assert_eq!(events.next().await.unwrap().unwrap(), "data: 1\n\n");
        drop(ear);
        drop(events);
        assert!(matches!(channel.hear().await, Heard::End));
        assert!(channel.say(&"2".into()).await.is_err());
        assert!(streams.find("secret").is_none());

        let (channel, mut events) = streams.open("another");
        drop(channel);
        assert!(streams.find("another").unwrap().tell(Heard::Alive).await.is_err());
        events.next().await.unwrap().unwrap();
        assert!(events.next().await.is_none());
    }
}
