//! A push service, and the browser that it serves.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use shared::push::{PushNews, PushSubscription};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use tokio::sync::mpsc;
use web_push_native::p256::SecretKey;
use web_push_native::p256::elliptic_curve::sec1::ToEncodedPoint;
use web_push_native::{Auth, decrypt};

/// What the browser and whoever writes to it share.
pub const AUTH: [u8; 16] = [9; 16];

/// A push service that takes everything and tells what it got.
pub struct Service {
    pub origin: String,
    pub heard: mpsc::UnboundedReceiver<(String, HeaderMap, Bytes)>,
    pub answer: Arc<AtomicU16>,
}

type Shared = (mpsc::UnboundedSender<(String, HeaderMap, Bytes)>, Arc<AtomicU16>);

impl Service {
    pub async fn open() -> Self {
        let (tell, heard) = mpsc::unbounded_channel();
        let answer = Arc::new(AtomicU16::new(201));
        let take = async |State((tell, answer)): State<Shared>,
                          Path(name): Path<String>,
                          headers: HeaderMap,
                          body: Bytes| {
            tell.send((name, headers, body)).unwrap();
            StatusCode::from_u16(answer.load(Ordering::Relaxed)).unwrap()
        };
        let router = Router::new().route("/{name}", post(take)).with_state((tell, answer.clone()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { origin, heard, answer }
    }

    /// What it got since it was asked last: for which browser, and what that reads.
    pub fn heard(&mut self) -> Vec<(String, PushNews)> {
        let mut all = Vec::new();
        while let Ok((name, headers, body)) = self.heard.try_recv() {
            assert_eq!(headers["content-encoding"], "aes128gcm");
            assert!(headers.contains_key("ttl") && headers.contains_key("topic"));
            let read = decrypt(body.to_vec(), &secret(), &Auth::from(AUTH)).unwrap();
            all.push((name, serde_json::from_slice(&read).unwrap()));
        }
        all
    }

    pub fn titles(&mut self) -> Vec<String> {
        self.heard().into_iter().map(|(_, news)| news.title).collect()
    }
}

/// The browser's secret key.
pub fn secret() -> SecretKey {
    SecretKey::from_slice(&[7; 32]).unwrap()
}

pub fn subscription(endpoint: String) -> PushSubscription {
    PushSubscription {
        endpoint,
        p256dh: URL_SAFE_NO_PAD.encode(secret().public_key().to_encoded_point(false).as_bytes()),
        auth: URL_SAFE_NO_PAD.encode(AUTH),
        lang: "en".into(),
    }
}
