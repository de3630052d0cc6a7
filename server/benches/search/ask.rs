//! Questions, each in many forms, and how long the answers take: all that the server does but HTTP and JSON.

use crate::data::{START, World};
use crate::now;
use anyhow::{Result, ensure};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use server::live::finding::find;
use server::store::Store;
use server::store::sessions::AgentSession;
use shared::people::Role;
use shared::search::{Shelf, Wanted};
use shared::time::Timestamp;
use shared::timeline::Rating;
use std::collections::BTreeSet;
use std::time::Duration;

/// How long one kind of question takes.
pub struct Row {
    /// What is asked.
    pub name: &'static str,
    /// Half of the answers take no longer.
    pub median: Duration,
    /// 99 of 100 take no longer.
    pub worst: Duration,
}

/// Who asks, and what.
type Question = (AgentSession, Wanted);

/// Asks everything.
pub async fn all(store: &Store, world: &World, times: usize) -> Result<Vec<Row>> {
    let owner = || session(world, 0, Role::Owner, 0);
    let section = |section| Wanted { section, ..Wanted::default() };
    let text = |text: String| Wanted { text, ..Wanted::default() };
    let word =
        |chance: &mut StdRng, ranks: std::ops::Range<usize>| world.words[chance.random_range(ranks)].clone();
    let begun = |word: String, letters: usize| word.chars().take(letters).collect::<String>();
    let day = 24 * 60 * 60 * 1_000;
    type Make<'a> = Box<dyn Fn(&mut StdRng) -> Question + 'a>;
    let kinds: Vec<(&'static str, Make<'_>)> = vec![
        ("page of all", Box::new(move |_| (owner(), section(Shelf::All)))),
        (
            "page of mine",
            Box::new(move |chance| {
                (session(world, chance.random_range(0..200), Role::Agent, 3), section(Shelf::Mine))
            }),
        ),
        (
            "page of my queues",
            Box::new(move |chance| {
                (session(world, chance.random_range(0..200), Role::GroupManager, 3), section(Shelf::Team))
            }),
        ),
        ("page of the archive", Box::new(move |_| (owner(), section(Shelf::Archive)))),
        (
            "one of the 50 most frequent words",
            Box::new(move |chance| (owner(), text(format!("{} ", word(chance, 0..50))))),
        ),
        (
            "a word of rank 1,000 to 5,000",
            Box::new(move |chance| (owner(), text(format!("{} ", word(chance, 1_000..5_000))))),
        ),
        (
            "a rare word",
            Box::new(move |chance| (owner(), text(format!("{} ", word(chance, 40_000..60_000))))),
        ),
        (
            "two frequent words",
            Box::new(move |chance| {
                (owner(), text(format!("{} {} ", word(chance, 0..50), word(chance, 0..50))))
            }),
        ),
        (
            "a frequent and a rare word",
            Box::new(move |chance| {
                (owner(), text(format!("{} {} ", word(chance, 0..50), word(chance, 40_000..60_000))))
            }),
        ),
        (
            "two rare words, nothing found",
            Box::new(move |chance| {
                (owner(), text(format!("{} {} ", word(chance, 40_000..50_000), word(chance, 50_000..60_000))))
            }),
        ),
        ("three letters", Box::new(move |chance| (owner(), text(begun(word(chance, 0..5_000), 3))))),
        ("eight letters", Box::new(move |chance| (owner(), text(begun(word(chance, 100..5_000), 8))))),
        ("six letters", Box::new(move |chance| (owner(), text(begun(word(chance, 100..5_000), 6))))),
        (
            "a frequent word, queue, month and rating",
            Box::new(move |chance| {
                let from = START + day * chance.random_range(0..330);
                let queue = Some(world.queues[chance.random_range(0..world.queues.len())].clone());
                let (from, to) = (Some(Timestamp(from)), Some(Timestamp(from + 30 * day)));
                let rating = Some(Rating::Good);
                (owner(), Wanted { queue, from, to, rating, ..text(format!("{} ", word(chance, 0..50))) })
            }),
        ),
        (
            "a month, nothing else",
            Box::new(move |chance| {
                let from = START + day * chance.random_range(0..330);
                let (from, to) = (Some(Timestamp(from)), Some(Timestamp(from + 30 * day)));
                (owner(), Wanted { from, to, ..Wanted::default() })
            }),
        ),
        (
            "a frequent word, as an agent",
            Box::new(move |chance| {
                (
                    session(world, chance.random_range(0..200), Role::Agent, 3),
                    text(format!("{} ", word(chance, 0..50))),
                )
            }),
        ),
    ];
    let mut rows = Vec::new();
    for (name, make) in kinds {
        let chance = &mut StdRng::seed_from_u64(11);
        let mut spent = Vec::with_capacity(times);
        let mut found = 0;
        for round in 0..times + times / 10 {
            let (session, wanted) = make(chance);
            let begun = now();
            found += find(store, &session, &wanted).await?.lines.len();
            // The first ones bring the file into memory.
            if round >= times / 10 {
                spent.push(now() - begun);
            }
        }
        ensure!(found > 0 || name.contains("nothing"), "{name}: nothing was found");
        rows.push(row(name, spent));
        crate::report(&format!("{name}: {found} lines"));
    }
    rows.push(inbox(store, world, times).await?);
    Ok(rows)
}

/// What a console shows first.
async fn inbox(store: &Store, world: &World, times: usize) -> Result<Row> {
    let mut spent = Vec::new();
    let end = Timestamp(START + 366 * 24 * 60 * 60 * 1_000);
    for round in 0..times {
        let begun = now();
        for conversation in store.inbox(&world.agents[round % world.agents.len()].id, end).await? {
            store.inbox_item(&conversation, false).await?;
        }
        spent.push(now() - begun);
    }
    Ok(row("the inbox of an agent", spent))
}

fn row(name: &'static str, mut spent: Vec<Duration>) -> Row {
    spent.sort_unstable();
    let at = |percent: usize| spent[(spent.len() * percent).div_ceil(100).saturating_sub(1)];
    Row { name, median: at(50), worst: at(99) }
}

/// Somebody of a role, who works for some queues and arranges them.
fn session(world: &World, agent: usize, role: Role, queues: usize) -> AgentSession {
    let queues: BTreeSet<_> = world.queues.iter().skip(agent % 17).take(queues).cloned().collect();
    AgentSession {
        agent: world.agents[agent].clone(),
        email: String::new(),
        role,
        manages: queues.clone(),
        queues,
        session_hash: String::new(),
        expires_at: Timestamp(0),
        active_at: Timestamp(0),
    }
}
