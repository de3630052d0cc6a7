//! The sound of something new: `public/sounds/message.mp3`, made for Frontdesk. Two decaying notes of a desk bell, A5 and
//! then, 110 ms later, E6, each a sine with a little of its second and third harmonic; 0.6 s, mono, 64 kbit/s.

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
