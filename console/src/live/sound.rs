//! The sound of something new.

use super::badge::shell;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlAudioElement;

/// Plays it once. A browser that refuses to make noise before the first click stays silent, and so do we.
pub fn play() {
    let Some(url) = shell("sound") else {
        return;
    };
    if let Ok(audio) = HtmlAudioElement::new_with_src(&url)
        && let Ok(started) = audio.play()
    {
        spawn_local(async move {
            let _ = JsFuture::from(started).await;
        });
    }
}
