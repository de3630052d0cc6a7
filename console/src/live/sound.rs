//! The sounds of something new, made for Frontdesk. `message.mp3`: two decaying notes of a desk bell, A5 and then, 110 ms
//! later, E6, each a sine with a little of its second and third harmonic. `knock.wav`: two falling thuds around 190 Hz.
//! `drop.wav`: one sine that rises from 520 to 1,420 Hz. Each lasts about half a second.

use super::badge::shell;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlAudioElement;

/// Which sound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sound {
    /// None at all.
    Silence,
    /// A desk bell.
    #[default]
    Bell,
    /// Knuckles on wood.
    Knock,
    /// A drop of water.
    Drop,
}

impl Sound {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 4] = [Self::Bell, Self::Knock, Self::Drop, Self::Silence];

    /// The word in storage.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Silence => "off",
            Self::Bell => "bell",
            Self::Knock => "knock",
            Self::Drop => "drop",
        }
    }

    /// Plays it once. A browser that refuses to make noise before the first click stays silent, and so do we.
    pub fn play(self) {
        let url = match self {
            Self::Silence => None,
            Self::Bell => shell("sound"),
            Self::Knock => shell("sound-knock"),
            Self::Drop => shell("sound-drop"),
        };
        if let Some(url) = url
            && let Ok(audio) = HtmlAudioElement::new_with_src(&url)
            && let Ok(started) = audio.play()
        {
            spawn_local(async move {
                let _ = JsFuture::from(started).await;
            });
        }
    }
}
