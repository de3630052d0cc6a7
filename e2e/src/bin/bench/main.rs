//! Speed and memory of the server beside two baselines, measured in one run on one machine: figures of different runs
//! can't be compared, ratios within a run can.
//!
//! - `relay`: a bare axum socket relay that stores nothing;
//! - `relay+sql`: the same, but each message is committed to SQLite (WAL, synchronous=FULL), many in one commit, before it
//!   is passed on.
//!
//! All three get the same load from the same clients, with frames of the same sizes in both directions. A message counts
//! once its author has the acknowledgement and its reader has the message. Then come the server's start and the console's,
//! and the latter alone with `bench console`. `bench` prints a table, `bench --json` a list of
//! `{"name","value","unit","baseline","ratio"}`, and only that, to the standard output.

mod baseline;
mod console;
mod contestant;
mod idle;
mod load;
mod measure;
mod pairs;
mod row;
mod socket;
mod start;

use anyhow::{Result, bail};
use e2e::settings;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use contestant::Contestant;
use row::Row;

/// Measures the console alone.
const CONSOLE: &str = "console";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    raise_file_limit();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match arguments[..] {
        [] => runtime.block_on(run()).and_then(|rows| row::print_table(&rows)),
        ["--json"] => runtime.block_on(run()).and_then(|rows| row::print_json(&rows)),
        [CONSOLE] => runtime.block_on(console::first_paint()).and_then(|rows| row::print_table(&rows)),
        [CONSOLE, "--json"] => {
            runtime.block_on(console::first_paint()).and_then(|rows| row::print_json(&rows))
        }
        [baseline::SUBCOMMAND, store, folder] => {
            runtime.block_on(baseline::serve(store.parse()?, folder.as_ref()))
        }
        _ => bail!("usage: bench [console] [--json]"),
    }
}

async fn run() -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    {
        let contestants =
            [Contestant::frontdesk(None).await?, Contestant::relay_sql().await?, Contestant::relay().await?];
        rows.extend(load::compare(contestants).await?);
    }
    match settings::postgres_url() {
        Some(url) => rows.push(load::on_postgres(&url).await?),
        None => row::progress("PostgreSQL is left out: FRONTDESK_TEST_POSTGRES_URL names none"),
    }
    rows.push(idle::memory_of_visitors().await?);
    rows.extend(start::cold().await?);
    rows.extend(console::first_paint().await?);
    Ok(rows)
}

/// Ten thousand sockets need as many files, here and in the servers, which inherit the limit.
fn raise_file_limit() {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }) {
        row::progress(&format!("the limit of open files stays as it is: {error}"));
    }
}
