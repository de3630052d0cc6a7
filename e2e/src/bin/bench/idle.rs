//! Memory of visitors who are connected and say nothing.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result};
use e2e::server::{Server, Setup};
use e2e::until::pause;
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::task::JoinSet;

use crate::contestant::visitor;
use crate::measure::resident;
use crate::row::{Row, progress};
use crate::socket::Socket;

const VISITORS: u64 = 10_000;
/// Connecting at the same time.
const AT_ONCE: usize = 64;
/// After the last has come, the server may tidy up before its memory is looked at.
const CALM: Duration = Duration::from_secs(2);

/// How much the server's resident memory grows for each of many visitors with a token.
///
/// # Errors
/// When not all of them can connect, for instance because of the limit of open files.
pub async fn memory_of_visitors() -> Result<Row> {
    let server = Server::start(Setup::default()).await?;
    // The first ones fill what is needed once.
    let few = crowd(server.address, 100).await?;
    pause(CALM).await;
    let before = resident(server.process())?;
    progress(&format!("{VISITORS} idle visitors: connecting"));
    let mut present = JoinSet::new();
    for mut socket in crowd(server.address, VISITORS).await?.into_iter().chain(few) {
        present.spawn(async move { socket.rest().await });
    }
    pause(CALM).await;
    let after = resident(server.process())?;
    progress(&format!("{before} KiB before, {after} KiB after, {} still connected", present.len()));
    let gone = present.try_join_next();
    anyhow::ensure!(gone.is_none(), "a visitor was sent away: {gone:?}");
    let each = after.saturating_sub(before) as f64 / VISITORS as f64;
    Ok(Row::alone("memory of an idle authenticated visitor, at 10,000", each, "KiB"))
}

async fn crowd(address: SocketAddr, size: u64) -> Result<Vec<Socket>> {
    stream::iter(0..size)
        .map(async |_| visitor(address).await)
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await
        .context("not all visitors can connect; is `ulimit -n` above 11,000?")
}
