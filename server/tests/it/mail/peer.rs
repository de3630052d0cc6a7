//! A mail server that does as a script says: refuses, thinks, breaks off.

use super::eventually;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::OwnedWriteHalf;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What the peer does on one connection.
#[derive(Clone, Copy, Debug)]
pub enum Manner {
    /// Takes every mail.
    Takes,
    /// Answers a command that begins like this with these words instead; `.` is the end of a mail.
    Says(&'static str, &'static str),
    /// Takes a mail, and is gone without an answer.
    IsGoneAfterTaking,
    /// Takes a mail and never answers.
    NeverAnswers,
    /// Closes every connection at once.
    Closes,
}

/// The peer. It is gone when it is dropped.
pub struct Peer {
    /// Where it listens.
    pub port: u16,
    manner: Arc<Mutex<Manner>>,
    heard: Arc<Mutex<Heard>>,
    listening: JoinHandle<()>,
}

#[derive(Default)]
struct Heard {
    commands: Vec<String>,
    mails: Vec<String>,
}

impl Peer {
    /// One that behaves like this, on a free port.
    pub async fn start(manner: Manner) -> Self {
        Self::listen(TcpListener::bind("127.0.0.1:0").await.unwrap(), manner)
    }

    /// One on a port that another had.
    pub async fn start_at(port: u16, manner: Manner) -> Self {
        Self::listen(TcpListener::bind(("127.0.0.1", port)).await.unwrap(), manner)
    }

    fn listen(listener: TcpListener, manner: Manner) -> Self {
        let port = listener.local_addr().unwrap().port();
        let (manner, heard) = (Arc::new(Mutex::new(manner)), Arc::<Mutex<Heard>>::default());
        let listening = tokio::spawn({
            let (manner, heard) = (Arc::clone(&manner), Arc::clone(&heard));
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let manner = *manner.lock().unwrap();
                    tokio::spawn(serve(stream, manner, Arc::clone(&heard)));
                }
            }
        });
        Self { port, manner, heard, listening }
    }

    /// Behaves like this on connections from now on.
    pub fn behave(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    /// The mails that it has taken.
    pub fn mails(&self) -> Vec<String> {
        self.heard.lock().unwrap().mails.clone()
    }

    /// Everything that it was told, mails aside.
    pub fn commands(&self) -> Vec<String> {
        self.heard.lock().unwrap().commands.clone()
    }

    /// Waits until it has taken so many mails.
    pub async fn has(&self, count: usize) -> Vec<String> {
        eventually("mails at the peer", async || Some(self.mails()).filter(|mails| mails.len() >= count))
            .await
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn serve(stream: TcpStream, manner: Manner, heard: Arc<Mutex<Heard>>) -> Option<()> {
    if matches!(manner, Manner::Closes) {
        return None;
    }
    let (reading, mut writing) = stream.into_split();
    let mut lines = BufReader::new(reading).lines();
    say(&mut writing, "220 peer.test ready").await?;
    loop {
        let command = lines.next_line().await.ok()??;
        heard.lock().unwrap().commands.push(command.clone());
        let usual = match command.get(..4)? {
            "EHLO" => "250-peer.test\r\n250-AUTH PLAIN\r\n250 8BITMIME",
            "AUTH" => "235 you are in",
            "DATA" => "354 go on",
            "QUIT" => "221 bye",
            _ => "250 good",
        };
        let answer = instead(manner, &command).unwrap_or(usual);
        say(&mut writing, answer).await?;
        if answer != "354 go on" {
            continue;
        }
        let mut mail = String::new();
        loop {
            let line = lines.next_line().await.ok()??;
            if line == "." {
                break;
            }
            mail.push_str(line.strip_prefix('.').unwrap_or(&line));
            mail.push_str("\r\n");
        }
        match manner {
            Manner::IsGoneAfterTaking => {
                heard.lock().unwrap().mails.push(mail);
                return None;
            }
            Manner::NeverAnswers => {
                heard.lock().unwrap().mails.push(mail);
                // Until the other side goes.
                return lines.next_line().await.ok()?.map(drop);
            }
            _ => match instead(manner, ".") {
                Some(refusal) => say(&mut writing, refusal).await?,
                None => {
                    heard.lock().unwrap().mails.push(mail);
                    say(&mut writing, "250 2.0.0 taken").await?;
                }
            },
        }
    }
}

fn instead(manner: Manner, command: &str) -> Option<&'static str> {
    match manner {
        Manner::Says(begin, words) if command.starts_with(begin) => Some(words),
        _ => None,
    }
}

async fn say(writing: &mut OwnedWriteHalf, words: &str) -> Option<()> {
    writing.write_all(format!("{words}\r\n").as_bytes()).await.ok()
}
