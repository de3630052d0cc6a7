//! Pages, which are made anew for each request, leave compressed. Files of the site come compressed already. What was
//! made anew is mostly the same as before, so the strongest compression is worth its time: it is done once.

use super::weight::takes;
use axum::body::{self, Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// For what is packed for one answer alone: done in a millisecond.
const QUICK_LEVEL: u32 = 6;
/// For what is packed once for many: a twelfth smaller, in some hundredths of a second.
const STRONG_LEVEL: u32 = 11;
/// Packed pages that are remembered at most, some kilobytes each.
const REMEMBERED: usize = 64;
/// Reaches back over a whole page.
const BROTLI_WINDOW_BITS: u32 = 18;
/// Below this nothing is won, in bytes.
const SMALLEST: usize = 512;

/// Pages as they left before, by the hash of what they say.
#[derive(Clone, Default)]
pub struct Packed(Arc<Mutex<HashMap<[u8; 32], Bytes>>>);

impl Packed {
    /// The page in its smallest form, packed at the first time and remembered.
    async fn get(&self, page: Bytes) -> io::Result<Bytes> {
        let hash: [u8; 32] = Sha256::digest(&page).into();
        if let Some(known) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&hash) {
            return Ok(known.clone());
        }
        let packed = tokio::task::spawn_blocking(move || brotli(&page, STRONG_LEVEL)).await??;
        let packed = Bytes::from(packed);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(hash, packed.clone());
        Ok(packed)
    }
}

/// Compresses the answer if it is a page and the browser takes it so.
pub async fn pages(State(known): State<Packed>, request: Request, next: Next) -> Response {
    let encoding = wanted(request.headers());
    let response = next.run(request).await;
    match encoding {
        Some(encoding) if is_page(response.headers()) => compressed(&known, response, encoding).await,
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

async fn compressed(known: &Packed, response: Response, encoding: Encoding) -> Response {
    let (mut parts, page) = response.into_parts();
    // Pages are whole in memory, so this neither waits nor fails; an answer to HEAD has no body and stays as it is.
    let page = body::to_bytes(page, usize::MAX).await.unwrap_or_default();
    let packed = match encoding {
        _ if page.len() < SMALLEST => None,
        // Pages that say what went wrong are many, each for one.
        Encoding::Brotli if parts.status == StatusCode::OK => {
            known.get(page.clone()).await.ok().map(|packed| ("br", packed))
        }
        Encoding::Brotli => brotli(&page, QUICK_LEVEL).ok().map(|packed| ("br", packed.into())),
        Encoding::Gzip => gzip(&page).ok().map(|packed| ("gzip", packed.into())),
    };
    let Some((name, packed)) = packed else { return Response::from_parts(parts, Body::from(page)) };
    parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    parts.headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(packed))
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[tokio::test]
    async fn a_page_is_packed_once_and_reads_back() {
        let known = Packed::default();
        let page = Bytes::from("<p>A page that says much the same as the one before. ".repeat(100));
        let first = known.get(page.clone()).await.unwrap();
        let again = known.get(page.clone()).await.unwrap();
        assert_eq!(first.as_ptr(), again.as_ptr(), "it is the remembered one");
        let mut read = Vec::new();
        brotli::Decompressor::new(first.as_ref(), 4096).read_to_end(&mut read).unwrap();
        assert_eq!(read, page);
    }

    #[tokio::test]
    async fn not_more_is_remembered_than_has_room() {
        let known = Packed::default();
        for number in 0..=REMEMBERED {
            known.get(Bytes::from(format!("<p>{number}"))).await.unwrap();
        }
        assert!(known.0.lock().unwrap().len() <= REMEMBERED);
    }
}
