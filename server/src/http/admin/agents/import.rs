//! Many agents out of a table: looked at first, then created, all or none.

use super::Arranger;
use super::imports::Job;
use super::invitations::Inviter;
use crate::App;
use crate::domain::conversation::{Actor, Rights};
use crate::domain::import::{self, Known, SAMPLE_NAME, Table};
use crate::domain::permissions::{Action, Who};
use crate::error::Error;
use crate::http::admin::widgets::fresh;
use crate::http::auth::AgentSession;
use crate::http::files::receive::receive;
use crate::http::own_page::OwnPage;
use crate::http::peer::{self, Peer};
use crate::http::staff;
use crate::store::agents::{Addressed, Invitation};
use anyhow::Context;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use shared::ids::AgentId;
use shared::mail::Mailed;
use shared::problem::Code;
use shared::staff::{AgentDraft, IMPORT_BYTES, ImportPreview, ImportProgress};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// What is created within this time is answered at once.
const SOON: Duration = Duration::from_millis(300);
/// Agents that a preview shows.
const SAMPLE_ROWS: usize = 20;

/// `POST /api/admin/agents/import`: the body is a table. Nothing is stored.
pub async fn preview(
    State(app): State<Arc<App>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    _own: OwnPage,
    Arranger(session): Arranger,
    body: Body,
) -> Result<Response, Error> {
    session.must(Action::ImportAgents)?;
    let address = peer::address(&app.config, peer, &headers);
    let actor = Actor::Agent { card: session.agent.clone(), rights: Rights::default() };
    let _place = app.limits.uploads.admit(&actor, address)?;
    let received = receive(&app.shelf, &headers, body, IMPORT_BYTES as u64).await?;
    let known = app.store.addressed().await?;
    let worker = app.shelf.worker().await?;
    let (content, who) = (received.content().await?, session.who());
    let table = tokio::task::spawn_blocking(move || import::read(&content, &as_known(&known, &who)))
        .await
        .context("a table broke off")?;
    drop(worker);
    let Table { encoding, delimiter, rows, drafts, faults } = table;
    let sample = drafts.iter().take(SAMPLE_ROWS).map(|(_, draft)| draft.clone()).collect();
    let mut key = String::new();
    if faults.is_empty() {
        key = app.entropy.secret();
        app.imports.add(key.clone(), &session.agent.id, drafts, app.clock.now());
    }
    let rows = u32::try_from(rows).unwrap_or(u32::MAX);
    Ok(fresh(ImportPreview { key, encoding: encoding.into(), delimiter, rows, sample, faults }))
}

/// `POST /api/admin/agents/import/{key}`: creates all of them or none. What takes longer goes on by itself, and `GET` on
/// the same path tells how far it is.
pub async fn create(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    _own: OwnPage,
    Path(key): Path<String>,
) -> Result<Response, Error> {
    session.must(Action::ImportAgents)?;
    if let Some(job) = app.imports.begin(&key, &session.agent.id, app.clock.now()) {
        // On its own, so that it comes to its end even if the browser goes away.
        let run = tokio::spawn(run(Arc::clone(&app), session.who(), key.clone(), job));
        let _ = timeout(SOON, run).await;
    }
    told(&app, &session, &key)
}

/// `GET /api/admin/agents/import/{key}`: how far it has got.
pub async fn progress(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    Path(key): Path<String>,
) -> Result<Response, Error> {
    session.must(Action::ImportAgents)?;
    told(&app, &session, &key)
}

/// `GET /api/admin/agents/import/sample.csv`: a table to begin with.
pub async fn sample(State(app): State<Arc<App>>, Arranger(session): Arranger) -> Result<Response, Error> {
    session.must(Action::ImportAgents)?;
    let queues = app.store.addressed().await?.queues;
    let names: Vec<String> = queues.into_iter().map(|(_, name)| name).collect();
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{SAMPLE_NAME}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, import::sample(&names)).into_response())
}

fn told(app: &App, session: &AgentSession, key: &str) -> Result<Response, Error> {
    match app.imports.progress(key, &session.agent.id, app.clock.now()) {
        Some(progress) => Ok(fresh(progress?)),
        None => Err(Error::refuse(Code::NotFound, "there is no such import, or it has run out")),
    }
}

async fn run(app: Arc<App>, who: Who, key: String, job: Job) {
    let written = write(&app, &job).await;
    let Written { agents, addresses, is_set_up } = match written {
        Ok(written) => written,
        Err(error) => return app.imports.fail(&key, error.into_problem()),
    };
    let now = app.clock.now();
    let check = |known: &Addressed| {
        let faults = import::taken(&job.drafts, &as_known(known, &who));
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    };
    match app.store.import_agents(&agents, now, check, |done| job.got_to(done)).await {
        Ok(Ok(mailed)) => {
            tracing::info!(by = %who.agent, agents = agents.len(), "agents imported");
            let count = mailed.iter().filter(|mailed| **mailed == Mailed::Queued).count();
            let count = is_set_up.then(|| u32::try_from(count).unwrap_or(u32::MAX));
            app.imports.finish(&key, ImportProgress::Created { links: addresses, mailed: count });
            app.mail.wake();
            staff::rearranged(&app).await;
        }
        Ok(Err(faults)) => app.imports.finish(&key, ImportProgress::Refused { faults }),
        Err(error) => app.imports.fail(&key, Error::from(error).into_problem()),
    }
}

/// What is to be stored of a table.
struct Written {
    agents: Vec<(AgentId, AgentDraft, Invitation)>,
    /// Each one's e-mail address and link.
    addresses: Vec<(String, String)>,
    /// Whether the links are mailed, too.
    is_set_up: bool,
}

async fn write(app: &App, job: &Job) -> Result<Written, Error> {
    let writer = Inviter::of(app).await?;
    let mut agents = Vec::with_capacity(job.drafts.len());
    let mut addresses = Vec::with_capacity(job.drafts.len());
    for (_, draft) in job.drafts.iter() {
        let id = AgentId(app.entropy.id(&app.clock));
        let (address, invitation) = writer.write(app, &id, draft)?;
        agents.push((id, draft.clone(), invitation));
        addresses.push((draft.email.clone(), address));
    }
    Ok(Written { agents, addresses, is_set_up: writer.is_set_up() })
}

fn as_known<'a>(addressed: &'a Addressed, who: &'a Who) -> Known<'a> {
    Known { who, queues: &addressed.queues, emails: &addressed.emails, extensions: &addressed.extensions }
}
