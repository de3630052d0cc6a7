//! Canned responses: those that one may use, and those that one may arrange.

use super::admin::{get, put};
use super::{Failure, done, post};
use gloo_net::http::Request;
use shared::canned::{Canned, CannedChange, CannedDraft};
use shared::ids::CannedId;

const CANNED: &str = "/api/admin/canned";

/// Those that one may answer with, by category and title.
pub async fn usable() -> Result<Vec<Canned>, Failure> {
    get("/api/agent/canned").await
}

/// Those that one may arrange, by category and title.
pub async fn arrangeable() -> Result<Vec<Canned>, Failure> {
    get(CANNED).await
}

/// One of them.
pub async fn one(id: &CannedId) -> Result<Canned, Failure> {
    get(&format!("{CANNED}/{id}")).await
}

/// Makes one.
pub async fn create(draft: &CannedDraft) -> Result<Canned, Failure> {
    post(CANNED, draft).await
}

/// Changes one; refused if somebody else did since it was read.
pub async fn save(id: &CannedId, change: &CannedChange) -> Result<Canned, Failure> {
    put(&format!("{CANNED}/{id}"), change).await
}

/// Takes one away; refused if somebody changed it since it was read.
pub async fn delete(canned: &Canned) -> Result<(), Failure> {
    let path = format!("{CANNED}/{}?version={}", canned.id, canned.version);
    done(Request::delete(&path).send().await).await.map(drop)
}
