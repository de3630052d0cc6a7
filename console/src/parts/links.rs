//! Addresses inside of plain text. What somebody wrote stays text, and what is shown is what is linked.

use leptos::prelude::*;
use shared::link::{Piece, pieces};

/// Shows a text with its addresses as links.
pub fn linked(text: &str) -> impl IntoView + use<> {
    pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.to_string().into_any(),
            Piece::Link(url) => {
                let (href, url) = (url.to_string(), url.to_string());
                view! { <a href=href target="_blank" rel="noopener noreferrer nofollow">{url}</a> }.into_any()
            }
        })
        .collect_view()
}
