//! One connection: frames in, frames out, pings, and the end. The same for visitors and agents and over every
//! [`Transport`]; what the frames mean is [`super::visitor`]'s and [`super::agent`]'s to know.

use crate::clock::Clock;
use crate::live::Live;
use crate::live::hub::{Order, Party, frame};
use crate::live::transport::{Heard, Transport};
use axum::extract::ws::Utf8Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::problem::{Code, Problem};
use shared::rules::Lease;
use shared::time::Timestamp;
use std::future::Future;
use tokio::sync::mpsc;

/// A client that doesn't take a frame within this long is cut off, in milliseconds.
const SEND_MILLIS: i64 = 10_000;
/// Frames written before the connection is flushed, at most.
const BURST: usize = 64;
/// Frames that are none, until the connection is closed.
const MAX_MALFORMED: u32 = 20;

/// WebSocket close code "policy violation" (RFC 6455, section 7.4.1).
pub const CLOSE_POLICY: u16 = 1008;
/// WebSocket close code "message too big".
const CLOSE_TOO_BIG: u16 = 1009;
/// WebSocket close code "try again later": the client didn't keep up.
const CLOSE_TRY_AGAIN: u16 = 1013;

/// The connection is over.
#[derive(Debug)]
pub struct Gone;

/// One connection with its pings and its patience.
pub struct Wire {
    transport: Transport,
    clock: Clock,
    last_heard: Timestamp,
    next_ping: Timestamp,
    lease: Lease,
    malformed: u32,
    refusal: fn(Problem) -> Utf8Bytes,
}

impl Wire {
    /// Takes over a connection that stands, for as long as its lease is renewed. `refusal` makes the frame that says no to something that has no id.
    pub fn new(transport: Transport, clock: Clock, lease: Lease, refusal: fn(Problem) -> Utf8Bytes) -> Self {
        let now = clock.now();
        Self {
            transport,
            clock,
            last_heard: now,
            next_ping: now.plus_millis(lease.ping_millis),
            lease,
            malformed: 0,
            refusal,
        }
    }

    /// The next text that the client sends, before `deadline`; nothing else happens meanwhile.
    pub async fn hear_before(&mut self, deadline: Timestamp) -> Result<Utf8Bytes, Gone> {
        loop {
            let clock = self.clock.clone();
            tokio::select! {
                heard = self.transport.hear() => {
                    if let Some(text) = self.text(heard).await? {
                        return Ok(text);
                    }
                }
                () = clock.sleep_until(deadline) => return Err(Gone),
            }
        }
    }

    /// The next text that the client sends. Meanwhile carries out orders and pings.
    async fn hear(&mut self, orders: &mut mpsc::Receiver<Order>) -> Result<Utf8Bytes, Gone> {
        loop {
            let clock = self.clock.clone();
            let wake = self.next_ping.min(self.last_heard.plus_millis(self.lease.silence_millis));
            tokio::select! {
                biased;
                order = orders.recv() => self.carry_out(order, orders).await?,
                heard = self.transport.hear() => {
                    if let Some(text) = self.text(heard).await? {
                        return Ok(text);
                    }
                }
                () = clock.sleep_until(wake) => self.ping().await?,
            }
        }
    }

    /// Sends one update.
    pub async fn send<T: Serialize>(&mut self, update: &T) -> Result<(), Gone> {
        self.send_now(frame(update)).await
    }

    /// Hangs up with a close code.
    pub async fn hang_up(&mut self, code: u16) {
        let _ = in_time(&self.clock, self.transport.close(code)).await;
    }

    /// The next command that the client sends; whatever is none is refused.
    pub async fn command<C: DeserializeOwned>(
        &mut self,
        orders: &mut mpsc::Receiver<Order>,
    ) -> Result<C, Gone> {
        loop {
            let text = self.hear(orders).await?;
            match serde_json::from_str(&text) {
                Ok(command) => return Ok(command),
                Err(error) => self.malformed(&error).await?,
            }
        }
    }

    /// Refuses a frame that is none; whoever sends only such is hung up on.
    pub async fn malformed(&mut self, error: &serde_json::Error) -> Result<(), Gone> {
        self.malformed += 1;
        if self.malformed > MAX_MALFORMED {
            self.hang_up(CLOSE_POLICY).await;
            return Err(Gone);
        }
        // The parser's words name a place and an expectation; the frame itself is not repeated.
        let detail = format!("line {}, column {}: {error}", error.line(), error.column());
        self.refuse(Problem::new(Code::Malformed, detail)).await
    }

    async fn refuse(&mut self, problem: Problem) -> Result<(), Gone> {
        self.send_now((self.refusal)(problem)).await
    }

    async fn send_now(&mut self, text: Utf8Bytes) -> Result<(), Gone> {
        let Self { transport, clock, .. } = self;
        let sending = async {
            transport.feed(text).await?;
            transport.flush().await
        };
        in_time(clock, sending).await
    }

    async fn text(&mut self, heard: Heard) -> Result<Option<Utf8Bytes>, Gone> {
        self.last_heard = self.clock.now();
        match heard {
            Heard::Text(text) => Ok(Some(text)),
            Heard::Alive => Ok(None),
            Heard::TooBig => {
                self.refuse(Problem::new(Code::TooLarge, "a frame has at most 65,536 bytes")).await?;
                self.hang_up(CLOSE_TOO_BIG).await;
                Err(Gone)
            }
            Heard::End => Err(Gone),
        }
    }

    async fn carry_out(
        &mut self,
        order: Option<Order>,
        orders: &mut mpsc::Receiver<Order>,
    ) -> Result<(), Gone> {
        let mut order = order.unwrap_or(Order::HangUp(CLOSE_TRY_AGAIN));
        for _ in 0..BURST {
            match order {
                Order::HangUp(code) => {
                    self.hang_up(code).await;
                    return Err(Gone);
                }
                Order::Frame(text) => in_time(&self.clock, self.transport.feed(text)).await?,
            }
            order = match orders.try_recv() {
                Ok(next) => next,
                Err(_) => break,
            };
        }
        in_time(&self.clock, self.transport.flush()).await
    }

    async fn ping(&mut self) -> Result<(), Gone> {
        let now = self.clock.now();
        if now.millis_since(self.last_heard) >= self.lease.silence_millis {
            return Err(Gone);
        }
        self.next_ping = now.plus_millis(self.lease.ping_millis);
        self.send_now(Utf8Bytes::from_static("\"ping\"")).await
    }
}

async fn in_time(clock: &Clock, sending: impl Future<Output = Result<(), Gone>>) -> Result<(), Gone> {
    tokio::select! {
        biased;
        sent = sending => sent,
        () = clock.sleep(SEND_MILLIS) => Err(Gone),
    }
}

/// A connection's place in the hub; it is left when this is dropped, however the connection ends.
pub struct Seat {
    live: Live,
    party: Party,
    number: u64,
    leave: fn(&Live, &Party),
}

impl Seat {
    /// Takes a place. `leave` is called when the party's last connection is gone.
    pub fn take(live: &Live, party: Party, leave: fn(&Live, &Party)) -> (Self, mpsc::Receiver<Order>) {
        let (number, orders) = live.hub.join(&party);
        (Self { live: live.clone(), party, number, leave }, orders)
    }

    /// Whose connection it is, and its number.
    pub fn line(&self) -> (Party, u64) {
        (self.party.clone(), self.number)
    }

    /// From now on the connection is shown what comes into view; see [`Hub::look`](crate::live::hub::Hub::look).
    pub fn look(&self) {
        self.live.hub.look(&self.party, self.number);
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if self.live.hub.leave(&self.party, self.number) {
            (self.leave)(&self.live, &self.party);
        }
    }
}
