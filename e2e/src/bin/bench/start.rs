//! From nothing to serving.

use std::time::Duration;

use anyhow::Result;
use e2e::server::{Server, Setup, healthy};
use e2e::until::{now, pause, until};

use crate::measure::resident;
use crate::row::{Row, progress};

const STARTS: usize = 5;
const LIMIT: Duration = Duration::from_secs(10);

/// The median time of a first start with an empty folder and of a later one, until `/healthz` answers, and the memory
/// that the server then takes.
///
/// # Errors
/// When it doesn't start.
pub async fn cold() -> Result<Vec<Row>> {
    let (mut first, mut later, mut memory) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let begin = now();
        let mut server = Server::start(Setup::default()).await?;
        serving(&server).await?;
        first.push(begin.elapsed());
        server.kill().await?;
        let begin = now();
        server.restart().await?;
        serving(&server).await?;
        later.push(begin.elapsed());
        pause(Duration::from_secs(1)).await;
        memory.push(resident(server.process())?);
    }
    progress(&format!("starts: {first:?}, again: {later:?}, {memory:?} KiB"));
    first.sort();
    later.sort();
    memory.sort_unstable();
    let millis = |all: &[Duration]| all[STARTS / 2].as_secs_f64() * 1e3;
    Ok(vec![
        Row::alone("first start with an empty folder until serving", millis(&first), "ms"),
        Row::alone("later start until serving", millis(&later), "ms"),
        Row::alone("memory when idle", memory[STARTS / 2] as f64 / 1024.0, "MiB"),
    ])
}

async fn serving(server: &Server) -> Result<()> {
    until("the server serves", LIMIT, async || Ok(Some(healthy(server.address).await?))).await
}
