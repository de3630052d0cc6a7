//! Requests besides the socket.

pub mod admin;
pub mod bans;
pub mod canned;
pub mod contacts;
pub mod desk;
pub mod mail;
pub mod push;
pub mod staff;
pub mod tags;
pub mod team;
pub mod tickets;
pub mod upload;

use gloo_net::http::{Request, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::problem::Problem;
use shared::rest::{Me, ProblemDocument, SetPassword, SignIn};
use shared::settings::SettingFault;
use std::collections::HashMap;

/// Why a request brought nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// The server refused it.
    Refused(Problem),
    /// The server found settings that can't be.
    Faulty(Vec<SettingFault>),
    /// No answer, or none that makes sense.
    Unreachable,
}

/// Who is signed in.
pub async fn me() -> Result<Me, Failure> {
    answer(Request::get("/api/agent/me").send().await).await
}

/// Signs in; the browser keeps the cookie.
pub async fn sign_in(email: String, password: String) -> Result<Me, Failure> {
    post("/api/agent/sign-in", &SignIn { email, password }).await
}

/// Uses up a one-time link and signs in.
pub async fn set_password(token: String, password: String) -> Result<Me, Failure> {
    post("/api/agent/set-password", &SetPassword { token, password }).await
}

/// Ends the session.
pub async fn sign_out() -> Result<(), Failure> {
    done(Request::post("/api/agent/sign-out").send().await).await.map(drop)
}

/// Every visible text by key in a language.
pub async fn texts(lang: &str) -> Result<HashMap<String, String>, Failure> {
    answer(Request::get(&format!("/console/texts/{lang}.json")).send().await).await
}

/// The widget's own texts by key in a language.
pub async fn widget_texts(lang: &str) -> Result<HashMap<String, String>, Failure> {
    answer(Request::get(&format!("/console/texts/widget.{lang}.json")).send().await).await
}

async fn post<B: Serialize, A: DeserializeOwned>(path: &str, body: &B) -> Result<A, Failure> {
    let request = Request::post(path).json(body).map_err(|_| Failure::Unreachable)?;
    answer(request.send().await).await
}

async fn answer<A: DeserializeOwned>(response: Result<Response, gloo_net::Error>) -> Result<A, Failure> {
    let response = done(response).await?;
    response.json().await.map_err(|_| Failure::Unreachable)
}

/// An answer that went well, whatever stands in it.
async fn done(response: Result<Response, gloo_net::Error>) -> Result<Response, Failure> {
    let response = response.map_err(|_| Failure::Unreachable)?;
    if response.ok() { Ok(response) } else { Err(refusal(&response.text().await.unwrap_or_default())) }
}

/// What a proxy or a server that starts says is no problem document: nobody was reached.
fn refusal(body: &str) -> Failure {
    match serde_json::from_str::<ProblemDocument>(body) {
        Ok(document) if !document.faults.is_empty() => Failure::Faulty(document.faults),
        Ok(document) => Failure::Refused(document.problem),
        Err(_) => Failure::Unreachable,
    }
}
