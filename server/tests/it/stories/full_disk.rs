//! A disk that is full, on the real binary: the kernel refuses to let its files grow, as a full file system does.

use super::people::{Socket, Visitor};
use shared::ids::{ClientId, ConversationId, QueueId};
use shared::problem::Code;
use shared::timeline::{PublicFact, VisitorEntry};
use shared::visitor::VisitorUpdate;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

/// What a file of the server may grow to, in blocks of 512 bytes: 2 MiB.
const BLOCKS: u32 = 4_096;
/// More messages than fit: each is 10 KB.
const TOO_MANY: usize = 1_000;

/// The real server under a limit; it is killed when this is dropped.
struct Limited(Child);

impl Drop for Limited {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(folder: &std::path::Path) -> (Limited, SocketAddr) {
    // The signal that a refused write raises is ignored, so the write fails instead.
    let script = format!("trap '' XFSZ; ulimit -S -f {BLOCKS}; exec \"$0\" serve --demo-data");
    let child = Command::new("sh")
        .args(["-c", &script, env!("CARGO_BIN_EXE_frontdesk")])
        .env("FRONTDESK_DATA", folder)
        .env("FRONTDESK_LISTEN", "127.0.0.1:0")
        .env("FRONTDESK_MESSAGES_PER_MINUTE", "1000000")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut server = Limited(child);
    let lines = BufReader::new(server.0.stdout.take().unwrap()).lines();
    let address = lines
        .map_while(Result::ok)
        .find_map(|line| line.strip_prefix("Listening on http://")?.parse().ok())
        .expect("it says where it listens");
    (server, address)
}

async fn topic(folder: &std::path::Path) -> QueueId {
    let entropy = server::entropy::Entropy::from_system();
    let store = server::store::Store::open_folder(folder, &entropy).await.unwrap();
    let topics = store.queues().await.unwrap();
    store.close().await;
    topics[0].id.clone()
}

/// Sends until the server can't store any more; returns what it acknowledged and the id that it refused.
async fn fill(visitor: &mut Visitor, conversation: &ConversationId, text: &str) -> (Vec<ClientId>, ClientId) {
    let mut stored = Vec::new();
    for _ in 0..TOO_MANY {
        let id = visitor.id();
        visitor.send(conversation, &id, text).await;
        let refused = visitor
            .until(|update| match update {
                VisitorUpdate::Events { events, .. } if events.iter().any(|entry| made_by(entry, &id)) => {
                    Some(None)
                }
                VisitorUpdate::Refused { problem, .. } => Some(Some(problem)),
                _ => None,
            })
            .await;
        match refused {
            None => stored.push(id),
            Some(problem) => {
                assert_eq!(problem.code, Code::Unavailable, "{problem:?}");
                assert!(problem.retry_after.is_some());
                return (stored, id);
            }
        }
    }
    panic!("the disk never filled");
}

fn made_by(entry: &VisitorEntry, id: &ClientId) -> bool {
    entry.fact.as_ref().and_then(PublicFact::client_id) == Some(id)
}

#[tokio::test]
async fn what_does_not_fit_is_refused_what_was_acknowledged_stays_and_space_heals() {
    let folder = tempfile::tempdir().unwrap();
    let (server, address) = start(folder.path());
    let queue = topic(folder.path()).await;
    let mut visitor = Visitor::greet(Socket::connect(address, "/api/visitor/socket", None).await, None).await;
    let conversation = visitor.ask(&queue).await;
    let text = "ж".repeat(5_000);
    let (mut stored, refused) = fill(&mut visitor, &conversation, &text).await;
    assert!(stored.len() > 10, "only {} fitted", stored.len());

    // Reading goes on while nothing can be written.
    assert!(visitor.resume(&conversation, 0).await.len() > 10);

    let pid = server.0.id().to_string();
    let widened = Command::new("prlimit").args(["--pid", &pid, "--fsize=unlimited:"]).status().unwrap();
    assert!(widened.success());
    visitor.send(&conversation, &refused, &text).await;
    visitor.acknowledged(&refused).await;
    stored.push(refused);

    let mut read: Vec<VisitorEntry> = Vec::new();
    while let Some(page) = next_page(&mut visitor, &conversation, read.len()).await {
        read.extend(page);
    }
    assert!(read.iter().zip(1..).all(|(entry, seq)| entry.seq == seq));
    let ids: Vec<&ClientId> = read.iter().filter_map(|entry| entry.fact.as_ref()?.client_id()).collect();
    assert_eq!(ids, stored.iter().collect::<Vec<_>>(), "all that was acknowledged, once and in order");
}

async fn next_page(
    visitor: &mut Visitor,
    conversation: &ConversationId,
    have: usize,
) -> Option<Vec<VisitorEntry>> {
    let last = visitor.last(conversation).await;
    if have as u32 >= last {
        return None;
    }
    Some(visitor.resume(conversation, have as u32).await)
}
