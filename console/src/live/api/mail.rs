//! What those ask for who arrange outgoing mail.

use super::admin::{get, put};
use super::{Failure, done, post};
use gloo_net::http::Request;
use shared::mail::{MailChange, MailSettings, MailTest, Outbox};

const MAIL: &str = "/api/admin/mail";

/// How mail is sent.
pub async fn settings() -> Result<MailSettings, Failure> {
    get(MAIL).await
}

/// Changes it; refused if somebody else did since it was read.
pub async fn save(change: &MailChange) -> Result<MailSettings, Failure> {
    put(MAIL, change).await
}

/// Sends a mail to oneself by settings that aren't saved.
pub async fn test(change: &MailChange) -> Result<MailTest, Failure> {
    post(&format!("{MAIL}/test"), change).await
}

/// What wasn't sent, the newest first; `before` asks for what is older than this one.
pub async fn outbox(before: Option<&str>) -> Result<Outbox, Failure> {
    let query = before.map(|id| format!("?before={id}")).unwrap_or_default();
    get(&format!("{MAIL}/outbox{query}")).await
}

/// Lets a mail be tried again that was given up.
pub async fn retry(id: &str) -> Result<(), Failure> {
    done(Request::post(&format!("{MAIL}/outbox/{id}/retry")).send().await).await.map(drop)
}

/// Lets all of them be tried again.
pub async fn retry_all() -> Result<(), Failure> {
    done(Request::post(&format!("{MAIL}/outbox/retry")).send().await).await.map(drop)
}

/// Throws a mail away that was given up.
pub async fn discard(id: &str) -> Result<(), Failure> {
    done(Request::delete(&format!("{MAIL}/outbox/{id}")).send().await).await.map(drop)
}
