//! A body of some megabytes on its way in: into a file without a name, as far as the limit and as long as it moves.

use crate::error::Error;
use crate::files::shelf::Shelf;
use anyhow::Context;
use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::{Stream, StreamExt};
use shared::problem::Code;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};
use tokio::sync::Mutex;
use tokio::time::timeout;

/// An upload that takes longer is given up; so a phone may have 17 kB/s.
const UPLOAD_TIME: Duration = Duration::from_secs(10 * 60);
/// So is one of which nothing came for this long.
const IDLE_TIME: Duration = Duration::from_secs(30);
/// What is read on after a refusal, at most.
const LEFTOVER_TIME: Duration = Duration::from_secs(10);

/// Something that has come in whole.
pub struct Received(tokio::fs::File);

impl Received {
    /// All of it. Held in memory, so only by whoever has a place to work at.
    pub async fn content(mut self) -> Result<Bytes, Error> {
        let mut content = Vec::new();
        self.0.rewind().await.context("an upload can't be read again")?;
        self.0.read_to_end(&mut content).await.context("an upload can't be read again")?;
        Ok(content.into())
    }
}

/// Takes a body of at most `limit` bytes in.
///
/// # Errors
/// [`Code::TooLarge`], [`Code::FileRefused`] if it is empty, [`Code::Malformed`] if it broke off or stood still,
/// [`Code::Unavailable`] if the disk is full.
pub async fn receive(shelf: &Shelf, headers: &HeaderMap, body: Body, limit: u64) -> Result<Received, Error> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if announced.is_some_and(|bytes: u64| bytes > limit) {
        return Err(too_large(limit));
    }
    let file = tokio::fs::File::from_std(shelf.spool()?);
    let too_long = |_| Error::refuse(Code::Malformed, "the upload took too long");
    timeout(UPLOAD_TIME, write(file, body.into_data_stream(), limit)).await.map_err(too_long)?
}

async fn write(mut file: tokio::fs::File, mut body: BodyDataStream, limit: u64) -> Result<Received, Error> {
    let broke_off = || Error::refuse(Code::Malformed, "the upload broke off");
    let mut bytes = 0;
    while let Some(part) = timeout(IDLE_TIME, body.next()).await.map_err(|_| broke_off())? {
        let part = part.map_err(|_| broke_off())?;
        bytes += part.len() as u64;
        if bytes > limit {
            return Err(too_large(limit));
        }
        file.write_all(&part).await.map_err(|error| full(&error))?;
    }
    if bytes == 0 {
        return Err(Error::refuse(Code::FileRefused, "the file is empty"));
    }
    file.flush().await.map_err(|error| full(&error))?;
    Ok(Received(file))
}

fn too_large(limit: u64) -> Error {
    Error::refuse(Code::TooLarge, format!("a file may have {limit} bytes at most"))
}

fn full(error: &std::io::Error) -> Error {
    tracing::warn!(%error, "an upload can't be written");
    Error::refuse(Code::Unavailable, "files can't be taken now")
}

/// Reads on for a while after a refusal. A browser that is still sending when the connection is closed never sees the
/// answer.
pub async fn read_leftovers(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let body = Arc::new(Mutex::new(body.into_data_stream()));
    let passed_on = Body::from_stream(parts_of(Arc::clone(&body)));
    let response = next.run(Request::from_parts(parts, passed_on)).await;
    if !response.status().is_success() {
        let rest = async { while let Some(Ok(_)) = body.lock().await.next().await {} };
        // Whoever sends for longer has to do without the answer.
        let _ = timeout(LEFTOVER_TIME, rest).await;
    }
    response
}

fn parts_of(body: Arc<Mutex<BodyDataStream>>) -> impl Stream<Item = Result<Bytes, axum::Error>> {
    futures_util::stream::unfold(body, |body| async move {
        let part = body.lock().await.next().await;
        part.map(|part| (part, body))
    })
}
