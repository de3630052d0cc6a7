//! How fast conversations are looked up among millions of messages: makes them, and asks. Prints a table in Markdown for
//! BENCHMARKS.md. The same messages come out each time.
//!
//! On SQLite in a folder that is gone afterwards, and on PostgreSQL in a database that is gone afterwards if
//! `FRONTDESK_TEST_POSTGRES_URL` names a server. Ten million messages take some gigabytes on either. With `--keep` both
//! stay, and the next run asks what the one before has made; `frontdesk serve` opens such a folder, too.

mod ask;
mod data;
mod fill;

use anyhow::{Context, Result};
use clap::Parser;
use data::World;
use server::entropy::Entropy;
use server::store::Store;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

/// Messages in a conversation.
pub const MESSAGES: usize = 10;

#[derive(Parser)]
struct Options {
    /// How many messages there are
    #[arg(long, default_value_t = 10_000_000)]
    messages: usize,
    /// Ask each question so often
    #[arg(long, default_value_t = 300)]
    times: usize,
    /// Only on SQLite, or only on PostgreSQL
    #[arg(long)]
    only: Option<String>,
    /// A PostgreSQL server where databases may be made
    #[arg(long, env = "FRONTDESK_TEST_POSTGRES_URL")]
    postgres: Option<String>,
    /// Keep what is made: the file in this folder, the database where it is. What is there already is asked as it is
    #[arg(long)]
    keep: Option<PathBuf>,
    /// Told by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

#[tokio::main]
async fn main() -> Result<()> {
    let options = Options::parse();
    let world = World::new(options.messages / MESSAGES);
    let is_wanted = |name: &str| options.only.as_deref().is_none_or(|only| only == name);
    let mut columns = Vec::new();
    if is_wanted("sqlite") {
        columns.push(("SQLite", on_sqlite(&options, &world).await?));
    }
    if let Some(server) = options.postgres.as_deref().filter(|_| is_wanted("postgres")) {
        columns.push(("PostgreSQL", on_postgres(server, &options, &world).await?));
    }
    table(&columns)
}

async fn on_sqlite(options: &Options, world: &World) -> Result<Vec<ask::Row>> {
    let passing = tempfile::tempdir()?;
    let folder = options.keep.as_deref().unwrap_or(passing.path());
    std::fs::create_dir_all(folder)?;
    let path = folder.join("frontdesk.db");
    let is_there = path.exists();
    let url = format!("sqlite://{}?mode=rwc", path.display());
    let store = Store::open(&url, &Entropy::seeded(1)).await?;
    if !is_there {
        report(&format!("SQLite: {} messages", options.messages));
        let begun = now();
        fill::sqlite(&url, world).await?;
        report(&format!("filled in {:.0?}, {} MB", now() - begun, std::fs::metadata(&path)?.len() >> 20));
    }
    let rows = ask::all(&store, world, options.times).await?;
    store.close().await;
    Ok(rows)
}

async fn on_postgres(server: &str, options: &Options, world: &World) -> Result<Vec<ask::Row>> {
    let database = fill::Database::on(server);
    let is_there = options.keep.is_some() && database.is_there().await?;
    if !is_there {
        database.make().await?;
    }
    let store = Store::open(&database.url, &Entropy::seeded(1)).await?;
    if !is_there {
        report(&format!("PostgreSQL: {} messages", options.messages));
        let begun = now();
        let megabytes = fill::postgres(&database.url, world).await?;
        report(&format!("filled in {:.0?}, {megabytes} MB", now() - begun));
    }
    let rows = ask::all(&store, world, options.times).await?;
    store.close().await;
    if options.keep.is_none() {
        database.drop().await?;
    }
    Ok(rows)
}

fn table(columns: &[(&str, Vec<ask::Row>)]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    let names = columns.iter().map(|(name, _)| format!(" {name}, p50 | p99 |")).collect::<String>();
    let lines = columns.iter().map(|_| "---:|---:|").collect::<String>();
    writeln!(out, "\n| what is asked |{names}\n|---|{lines}")?;
    let (_, first) = columns.first().context("nothing was measured")?;
    for (index, row) in first.iter().enumerate() {
        let cells = columns.iter().map(|(_, rows)| {
            let row = &rows[index];
            format!(" {:.1} ms | {:.1} ms |", millis(row.median), millis(row.worst))
        });
        writeln!(out, "| {} |{}", row.name, cells.collect::<String>())?;
    }
    Ok(())
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// What is going on, for whoever waits.
fn report(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Time since some instant.
pub fn now() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}
