//! Requests besides the socket.

use gloo_net::http::{Request, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::problem::Problem;
use shared::rest::{Me, ProblemDocument, SetPassword, SignIn};
use std::collections::HashMap;

/// Why a request brought nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// The server refused it.
    Refused(Problem),
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
    let response = Request::post("/api/agent/sign-out").send().await.map_err(|_| Failure::Unreachable)?;
    if response.ok() { Ok(()) } else { Err(refusal(response).await) }
}

/// Every visible text by key in a language.
pub async fn texts(lang: &str) -> Result<HashMap<String, String>, Failure> {
    answer(Request::get(&format!("/console/texts/{lang}.json")).send().await).await
}

async fn post<B: Serialize, A: DeserializeOwned>(path: &str, body: &B) -> Result<A, Failure> {
    let request = Request::post(path).json(body).map_err(|_| Failure::Unreachable)?;
    answer(request.send().await).await
}

async fn answer<A: DeserializeOwned>(response: Result<Response, gloo_net::Error>) -> Result<A, Failure> {
    let response = response.map_err(|_| Failure::Unreachable)?;
    if response.ok() {
        response.json().await.map_err(|_| Failure::Unreachable)
    } else {
        Err(refusal(response).await)
    }
}

/// What a proxy or a server that starts says is no problem document: nobody was reached.
async fn refusal(response: Response) -> Failure {
    match response.json::<ProblemDocument>().await {
        Ok(document) => Failure::Refused(document.problem),
        Err(_) => Failure::Unreachable,
    }
}
