//! Refusals as HTTP answers: problem documents (RFC 9457) for programs, a page for people.

use crate::error::{self, Error};
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use shared::problem::{Code, Problem};
use shared::rest::ProblemDocument;
use shared::settings::SettingFault;

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let faults = match &self {
            Self::Settings(faults) => faults.clone(),
            Self::Problem(_) | Self::Internal(_) => Vec::new(),
        };
        let problem = self.into_problem();
        with_status(error::status(problem.code), problem, faults)
    }
}

/// The problem document of a refusal.
pub fn answer(problem: Problem) -> Response {
    let status = error::status(problem.code);
    with_status(status, problem, Vec::new())
}

/// Answers a path that isn't there, for programs.
pub async fn no_such_path() -> Response {
    answer(Problem::new(Code::NotFound, "there is nothing at this path"))
}

/// Answers a method that a path doesn't take.
pub async fn wrong_method() -> Response {
    with_status(
        StatusCode::METHOD_NOT_ALLOWED,
        Problem::new(Code::Malformed, "this path doesn't take this method"),
        Vec::new(),
    )
}

fn with_status(status: StatusCode, problem: Problem, faults: Vec<SettingFault>) -> Response {
    let retry_after = problem.retry_after;
    let document = ProblemDocument { status: status.as_u16(), faults, ..document(problem) };
    let mut response = (status, Json(document)).into_response();
    mark(&mut response);
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// A refusal as a document, for answers that say more than it.
pub fn document(problem: Problem) -> ProblemDocument {
    ProblemDocument {
        kind: format!("/problems/{}", name(problem.code)),
        title: error::title(problem.code).into(),
        status: error::status(problem.code).as_u16(),
        problem,
        faults: Vec::new(),
    }
}

/// Says of an answer that a problem document is in it.
pub fn mark(response: &mut Response) {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
}

/// The code as it is written on the wire.
fn name(code: Code) -> String {
    serde_json::to_value(code).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
