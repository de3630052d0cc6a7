//! What every agent asks for: tickets, and the own photo.

use super::{Failure, answer};
use gloo_net::http::Request;
use serde::de::DeserializeOwned;
use shared::rest::StockPhoto;
use shared::ticket::Ticket;

/// Where the own photo is changed.
pub const PHOTO: &str = "/api/agent/photo";

/// Tickets, the latest first; `before` asks for those that are older than this one.
pub async fn tickets(before: Option<u32>) -> Result<Vec<Ticket>, Failure> {
    let query = before.map(|number| format!("?before={number}")).unwrap_or_default();
    answer(Request::get(&format!("/api/agent/tickets{query}")).send().await).await
}

/// Takes one of the portraits that come with Frontdesk, at the path of a photo.
pub async fn set_stock_photo<A: DeserializeOwned>(path: &str, stock: &str) -> Result<A, Failure> {
    let body = StockPhoto { stock: stock.into() };
    let request = Request::put(path).json(&body).map_err(|_| Failure::Unreachable)?;
    answer(request.send().await).await
}

/// Goes without a photo.
pub async fn remove_photo<A: DeserializeOwned>(path: &str) -> Result<A, Failure> {
    answer(Request::delete(path).send().await).await
}
