//! `kill -9` at random moments, under visitors and agents who go on chatting: nothing acknowledged is lost, nothing
//! comes twice, nothing stands in another order for anyone, nothing is stuck, and the database is sound.
//!
//! The moments come from a seed, which is printed; `FRONTDESK_TEST_SEED` repeats them. `FRONTDESK_TEST_KILLS` sets how
//! often the server is killed.

mod crowd;
mod figures;

use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::client::Journal;
use e2e::database::{self, TestDatabase};
use e2e::oracle;
use e2e::report::report;
use e2e::server::{self, Server, Setup};
use e2e::settings;
use e2e::until::{now, pause, until};
use futures_util::future::try_join_all;

use crowd::Crowd;
use figures::Figures;

const VISITORS: usize = 50;
/// More than enough to have all conversations at once, at three each.
const AGENTS: usize = 20;
const KILLS: u64 = 100;
const KILLS_ON_POSTGRES: u64 = 20;
/// How many servers with a crowd of their own are killed side by side.
const OFFICES: u64 = 4;
/// Nobody may be slowed down by the limit that visitors have.
const NO_LIMIT: u32 = 1_000_000;
/// Each kill comes at most this long after the server serves again or all clients are back, in milliseconds.
const LONGEST_CALM: u64 = 800;
/// How long a start or the return of all clients may take at most.
const LIMIT: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_when_the_server_is_killed_on_sqlite() -> Result<()> {
    let setup = Setup { messages_per_minute: Some(NO_LIMIT), ..Setup::default() };
    let kills = settings::number("FRONTDESK_TEST_KILLS")?.unwrap_or(KILLS);
    // The offices share the kills: while one waits for its moment, another one works.
    let shares = (0..OFFICES).map(|office| (kills + office) / OFFICES);
    let servers = try_join_all(shares.map(|share| run(setup.clone(), share))).await?;
    for server in &servers {
        check_database(server).await?;
    }
    Ok(())
}

async fn check_database(server: &Server) -> Result<()> {
    for file in std::fs::read_dir(server.data())? {
        let file = file?.path();
        if file.is_file() && std::fs::read(&file)?.starts_with(b"SQLite format 3\0") {
            report(&format!("checking {}", file.display()));
            database::check_sqlite(&file).await?;
            return Ok(());
        }
    }
    anyhow::bail!("there is no database file in the data folder")
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_when_the_server_is_killed_on_postgres() -> Result<()> {
    let Some(url) = settings::postgres_url() else {
        report("skipped: FRONTDESK_TEST_POSTGRES_URL names no PostgreSQL; `cargo xtask test` brings one");
        return Ok(());
    };
    let database = TestDatabase::create(&url).await?;
    let setup =
        Setup { messages_per_minute: Some(NO_LIMIT), database_url: Some(database.url()), ..Setup::default() };
    let kills = settings::number("FRONTDESK_TEST_KILLS")?.unwrap_or(KILLS).min(KILLS_ON_POSTGRES);
    let server = run(setup, kills).await?;
    drop(server);
    database.remove().await
}

/// Kills the server again and again, then judges. The server is given back without its process, for a look at its data.
async fn run(setup: Setup, kills: u64) -> Result<Server> {
    let seed = settings::number("FRONTDESK_TEST_SEED")?.unwrap_or_else(|| fastrand::u64(..));
    report(&format!("seed {seed}, {kills} kills, {VISITORS} visitors, {AGENTS} agents"));
    let mut random = fastrand::Rng::with_seed(seed);
    let mut server = Server::start(setup).await?;
    let journal = Journal::default();
    let crowd = Crowd::gather(&server, VISITORS, AGENTS, &journal).await?;
    let chatting = crowd.chat(seed);

    let mut figures = Figures::default();
    for _ in 0..kills {
        pause(Duration::from_millis(random.u64(..LONGEST_CALM))).await;
        server.kill().await?;
        let killed = now();
        server.restart().await?;
        until("the server serves again", LIMIT, async || Ok(Some(server::healthy(server.address).await?)))
            .await?;
        figures.serving.push(killed.elapsed());
        // Now and then the next kill hits clients that are still coming back.
        if random.u8(..) > 32 {
            until("all clients are back", LIMIT, async || Ok(crowd.is_back().then_some(()))).await?;
            figures.whole.push(killed.elapsed());
        }
    }
    crowd.everybody_is_met().await?;
    drop(chatting);
    crowd.settle().await?;
    let finals = crowd.read_finals(&server).await?;
    let verdict = oracle::judge(&journal.records(), &finals);
    report(&format!("{figures}"));
    report(&format!("{verdict:#?}"));
    ensure!(verdict.is_clean(), "promises were broken (seed {seed}): {verdict:#?}");
    ensure!(verdict.acknowledged > 0, "nothing was acknowledged at all");
    server.kill().await?;
    Ok(server)
}
