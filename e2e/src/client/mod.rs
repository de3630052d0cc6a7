//! Visitors and agents without a browser. They lose, double and reorder nothing for the same reasons as the real ones:
//! both stand on `shared::sync` and `shared::timeline`. Everything that they send and see goes into a [`Journal`].

mod agent;
mod journal;
mod link;
mod visitor;

use anyhow::Result;
use shared::ids::ClientId;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::http::HeaderValue;

pub use agent::{AgentClient, AgentState, Credentials};
pub use journal::{Journal, Party, Record};
pub use link::{Link, Protocol, Reaction};
pub use visitor::{VisitorClient, VisitorState, topics};

/// A new id as a browser makes it.
pub fn new_id() -> ClientId {
    #[expect(
        clippy::disallowed_methods,
        reason = "ids carry the time at which they were made; nothing is decided by it"
    )]
    let time = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let mut random = [0; 10];
    fastrand::Rng::new().fill(&mut random);
    ClientId::new(i64::try_from(time.as_millis()).unwrap_or_default(), random)
}

/// The request that opens a socket at `path` of the server at `origin`, such as `http://127.0.0.1:8080`, as a page of
/// that origin makes it.
///
/// # Errors
/// When the origin is no address.
pub fn socket_request(origin: &str, path: &str, cookie: Option<&str>) -> Result<Request> {
    let mut request = format!("{}{path}", origin.replacen("http", "ws", 1)).into_client_request()?;
    request.headers_mut().insert("origin", HeaderValue::from_str(origin)?);
    if let Some(cookie) = cookie {
        request.headers_mut().insert("cookie", HeaderValue::from_str(cookie)?);
    }
    Ok(request)
}
