//! What every agent asks for about the own photo.

use super::{Failure, answer};
use gloo_net::http::Request;
use serde::de::DeserializeOwned;
use shared::rest::StockPhoto;

/// Where the own photo is changed.
pub const PHOTO: &str = "/api/agent/photo";

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
