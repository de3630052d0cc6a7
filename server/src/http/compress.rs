//! Pages, which are made anew for each request, leave compressed. Files of the site come compressed already.

use super::weight::takes;
use axum::body::{self, Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{self, Write};

/// A page is done in a millisecond with this, and is hardly larger than with the strongest.
const BROTLI_LEVEL: u32 = 6;
/// Reaches back over a whole page.
const BROTLI_WINDOW_BITS: u32 = 18;
/// Below this nothing is won, in bytes.
const SMALLEST: usize = 512;

/// Compresses the answer if it is a page and the browser takes it so.
pub async fn pages(request: Request, next: Next) -> Response {
    let encoding = wanted(request.headers());
    let response = next.run(request).await;
    match encoding {
        Some(encoding) if is_page(response.headers()) => compressed(response, encoding).await,
        _ => response,
    }
}

#[derive(Clone, Copy)]
enum Encoding {
    Brotli,
    Gzip,
}

fn wanted(request: &HeaderMap) -> Option<Encoding> {
    let ours = [("br", Encoding::Brotli), ("gzip", Encoding::Gzip)];
    ours.into_iter().find(|(name, _)| takes(request, name)).map(|(_, encoding)| encoding)
}

fn is_page(answer: &HeaderMap) -> bool {
    answer.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
        && !answer.contains_key(header::CONTENT_ENCODING)
}

async fn compressed(response: Response, encoding: Encoding) -> Response {
    let (mut parts, page) = response.into_parts();
    // Pages are whole in memory, so this neither waits nor fails; an answer to HEAD has no body and stays as it is.
    let page = body::to_bytes(page, usize::MAX).await.unwrap_or_default();
    let packed = if page.len() < SMALLEST { None } else { pack(&page, encoding).ok() };
    let Some((name, packed)) = packed else { return Response::from_parts(parts, Body::from(page)) };
    parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    parts.headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(packed))
}

fn pack(page: &Bytes, encoding: Encoding) -> io::Result<(&'static str, Vec<u8>)> {
    match encoding {
        Encoding::Brotli => Ok(("br", brotli(page, BROTLI_LEVEL)?)),
        Encoding::Gzip => Ok(("gzip", gzip(page)?)),
    }
}

/// Packs with brotli (RFC 7932); `level` is 0 to 11.
pub fn brotli(content: &[u8], level: u32) -> io::Result<Vec<u8>> {
    let mut packed = Vec::new();
    let size = content.len().max(1);
    let mut writer = brotli::CompressorWriter::new(&mut packed, size, level, BROTLI_WINDOW_BITS);
    writer.write_all(content)?;
    drop(writer);
    Ok(packed)
}

/// Packs with gzip (RFC 1952).
pub fn gzip(content: &[u8]) -> io::Result<Vec<u8>> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::default());
    writer.write_all(content)?;
    writer.finish()
}
