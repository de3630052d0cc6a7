//! A site of somebody else: pages that a test makes, on an origin of their own.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// What is served under a path.
#[derive(Clone)]
struct File {
    kind: &'static str,
    policy: String,
    content: String,
}

type Files = Arc<Mutex<BTreeMap<String, File>>>;

/// The site; it ends with the test.
pub struct Site {
    /// Its origin, such as `http://127.0.0.1:4000`.
    pub origin: String,
    files: Files,
}

impl Site {
    /// Opens an empty site on a free port.
    pub async fn open() -> Result<Self> {
        let files = Files::default();
        let router = Router::new()
            .route("/favicon.ico", get(|| async {}))
            .route("/{*path}", get(serve))
            .with_state(files.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let origin = format!("http://{}", listener.local_addr()?);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { origin, files })
    }

    /// Puts a page there and gives back its address.
    pub fn page(&self, path: &str, page: &Page) -> String {
        self.put(path, "text/html; charset=utf-8", page.policy.clone(), page.html())
    }

    /// Puts a script there and gives back its address.
    pub fn script(&self, path: &str, content: String) -> String {
        self.put(path, "text/javascript; charset=utf-8", String::new(), content)
    }

    fn put(&self, path: &str, kind: &'static str, policy: String, content: String) -> String {
        let file = File { kind, policy, content };
        self.files.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), file);
        format!("{}/{path}", self.origin)
    }
}

async fn serve(State(files): State<Files>, Path(path): Path<String>) -> Response {
    let file = files.lock().unwrap_or_else(PoisonError::into_inner).get(&path).cloned();
    let Some(File { kind, policy, content }) = file else { return StatusCode::NOT_FOUND.into_response() };
    let mut response = ([(header::CONTENT_TYPE, kind)], content).into_response();
    if let Ok(policy) = policy.parse()
        && !response.headers().contains_key(header::CONTENT_SECURITY_POLICY)
    {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// A page of the site.
#[derive(Clone, Default)]
pub struct Page {
    /// What stands in the head besides the title.
    pub head: String,
    /// What stands in the body below the heading.
    pub body: String,
    /// Its content security policy; empty for none.
    pub policy: String,
}

impl Page {
    /// A page with the tag at the end of its head.
    pub fn with(tag: &str) -> Self {
        Self { head: tag.into(), ..Self::default() }
    }

    fn html(&self) -> String {
        format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Somebody’s page</title>{}</head>\
             <body><main><h1>Somebody’s page</h1>{}</main></body></html>",
            self.head, self.body
        )
    }
}
