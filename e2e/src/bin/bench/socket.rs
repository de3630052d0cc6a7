//! The load generator's WebSocket: as little work as the protocol allows, because it shares the cores with what it
//! measures. Text frames of the server are looked at as bytes; frames to send are made once and patched.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const FIRST_ROOM: usize = 2 * 1024;
const TEXT: u8 = 0x81;
const PING: u8 = 0x89;
const CLOSE: u8 = 0x88;
/// Clients must mask what they send (RFC 6455, section 5.3); a mask of zeros leaves the bytes as they are.
const MASK: [u8; 4] = [0; 4];

/// A frame that is ready to be sent.
pub struct Frame {
    bytes: Vec<u8>,
    payload: usize,
}

impl Frame {
    /// Makes a text frame.
    pub fn text(text: &str) -> Self {
        let mut bytes = vec![TEXT];
        match u16::try_from(text.len()) {
            Ok(short @ ..126) => bytes.push(0x80 | short as u8),
            Ok(long) => {
                bytes.push(0x80 | 126);
                bytes.extend(long.to_be_bytes());
            }
            Err(_) => unreachable!("frames of the load generator are short"),
        }
        bytes.extend(MASK);
        let payload = bytes.len();
        bytes.extend(text.as_bytes());
        Self { bytes, payload }
    }

    /// Writes over a part of the text that has the same length.
    pub fn patch(&mut self, at: usize, with: &[u8]) {
        let at = self.payload + at;
        self.bytes[at..at + with.len()].copy_from_slice(with);
    }
}

/// A connection.
pub struct Socket {
    stream: TcpStream,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
}

impl Socket {
    /// Connects and shakes hands.
    ///
    /// # Errors
    /// When the server doesn't answer with 101.
    pub async fn connect(address: SocketAddr, path: &str, cookie: Option<&str>) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let mut socket = Self { stream, buffer: vec![0; FIRST_ROOM], start: 0, end: 0 };
        let cookie = cookie.map(|cookie| format!("Cookie: {cookie}\r\n")).unwrap_or_default();
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\n{cookie}Connection: Upgrade\r\n\
             Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        socket.stream.write_all(request.as_bytes()).await?;
        loop {
            socket.read_more().await?;
            let head = &socket.buffer[..socket.end];
            if let Some(length) = head.windows(4).position(|four| four == b"\r\n\r\n") {
                let head = String::from_utf8_lossy(&head[..length]);
                ensure!(head.starts_with("HTTP/1.1 101 "), "{path} answers {head}");
                socket.start = length + 4;
                return Ok(socket);
            }
        }
    }

    /// Sends a frame.
    ///
    /// # Errors
    /// When the connection is gone.
    pub async fn send(&mut self, frame: &Frame) -> Result<()> {
        Ok(self.stream.write_all(&frame.bytes).await?)
    }

    /// Waits for the next text that begins so, and skips all others; answers the server's pings.
    ///
    /// # Errors
    /// When the connection is gone.
    pub async fn receive(&mut self, beginning: &[u8]) -> Result<&[u8]> {
        let (from, to) = loop {
            let (kind, from, to) = self.next_frame().await?;
            let payload = &self.buffer[from..to];
            match kind {
                TEXT if payload.starts_with(beginning) => break (from, to),
                TEXT if payload == b"\"ping\"" => self.send(&Frame::text("\"pong\"")).await?,
                TEXT | PING => {}
                CLOSE => bail!("the server closes: {}", String::from_utf8_lossy(payload)),
                kind => bail!("a frame of kind {kind:#x} came"),
            }
        };
        Ok(&self.buffer[from..to])
    }

    /// Answers the server's pings until the connection is gone, which is the only way that this ends.
    ///
    /// # Errors
    /// Always.
    pub async fn rest(&mut self) -> Result<()> {
        // No frame of text begins with a zero.
        self.receive(b"\0").await.map(drop)
    }

    /// The next whole frame: its first byte and where its payload lies.
    async fn next_frame(&mut self) -> Result<(u8, usize, usize)> {
        loop {
            if let Some((head, length)) = header(&self.buffer[self.start..self.end]) {
                let (from, to) = (self.start + head, self.start + head + length);
                if to <= self.end {
                    let kind = self.buffer[self.start];
                    self.start = to;
                    return Ok((kind, from, to));
                }
            }
            self.read_more().await?;
        }
    }

    async fn read_more(&mut self) -> Result<()> {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
        } else if self.end == self.buffer.len() {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
            if self.end * 2 > self.buffer.len() {
                self.buffer.resize(self.buffer.len() * 2, 0);
            }
        }
        let length = self.stream.read(&mut self.buffer[self.end..]).await?;
        ensure!(length > 0, "the server has closed the connection");
        self.end += length;
        Ok(())
    }
}

/// Lengths of the header and of the payload of a frame from a server, which masks nothing.
fn header(bytes: &[u8]) -> Option<(usize, usize)> {
    match *bytes.get(1)? {
        length @ ..126 => Some((2, length.into())),
        126 => Some((4, u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?).into())),
        _ => {
            let length = u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?);
            Some((10, length.try_into().ok()?))
        }
    }
}

/// What stands in JSON text between the first `before` and the `"` after it.
///
/// # Errors
/// When there is no such thing.
pub fn between<'a>(json: &'a [u8], before: &str) -> Result<&'a str> {
    let text = std::str::from_utf8(json)?;
    let (_, rest) = text.split_once(before).with_context(|| format!("no {before} in {text}"))?;
    Ok(rest.split('"').next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_all_lengths() {
        assert_eq!(header(&[TEXT, 5]), Some((2, 5)));
        assert_eq!(header(&[TEXT, 126, 1, 0]), Some((4, 256)));
        assert_eq!(header(&[TEXT, 127, 0, 0, 0, 0, 0, 1, 0, 0]), Some((10, 65_536)));
        assert_eq!(header(&[TEXT, 126, 1]), None);
    }

    #[test]
    fn frames_can_be_patched() {
        let mut frame = Frame::text("id 0000");
        frame.patch(3, b"00ff");
        assert_eq!(&frame.bytes[frame.payload..], b"id 00ff");
    }
}
