//! What the agent chose for this browser: language, theme, sound, notifications, keys, and whether ended conversations are
//! shown.

use super::sound::Sound;
use super::storage::{self, Keep};
use leptos::prelude::{document, window};

/// Light, dark, or what the system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The word in storage and in the document; `console-start.js` reads it too, before anything is drawn.
    pub const fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The chosen theme.
    pub fn chosen() -> Self {
        let word = storage::text(Keep::Always, "theme").unwrap_or_default();
        Self::ALL.into_iter().find(|theme| theme.word() == word).unwrap_or_default()
    }

    /// Applies it, now and at the next start.
    pub fn choose(self) {
        storage::keep_text(Keep::Always, "theme", self.word());
        if let Some(root) = document().document_element() {
            let _ = match self {
                Self::System => root.remove_attribute("data-theme"),
                Self::Light | Self::Dark => root.set_attribute("data-theme", self.word()),
            };
        }
    }
}

/// How strong differences are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Contrast {
    /// As the system.
    #[default]
    System,
    /// Always as strong as can be.
    High,
}

impl Contrast {
    /// The chosen one; `console-start.js` reads it too, before anything is drawn.
    pub fn chosen() -> Self {
        match storage::text(Keep::Always, "contrast").as_deref() {
            Some("high") => Self::High,
            _ => Self::System,
        }
    }

    /// Applies it, now and at the next start.
    pub fn choose(self) {
        storage::keep_text(Keep::Always, "contrast", if self == Self::High { "high" } else { "" });
        let is_wished = window().match_media("(prefers-contrast: more)").ok().flatten();
        let is_high = self == Self::High || is_wished.is_some_and(|wished| wished.matches());
        if let Some(root) = document().document_element() {
            let _ = if is_high {
                root.set_attribute("data-contrast", "more")
            } else {
                root.remove_attribute("data-contrast")
            };
        }
    }
}

/// The sound of news.
pub fn sound() -> Sound {
    let word = storage::text(Keep::Always, "sound").unwrap_or_default();
    Sound::ALL.into_iter().find(|sound| sound.word() == word).unwrap_or_default()
}

/// Chooses the sound of news.
pub fn set_sound(sound: Sound) {
    storage::keep_text(Keep::Always, "sound", sound.word());
}

/// Whether news are shown as notifications of the system while the agent looks elsewhere.
pub fn notifies() -> bool {
    storage::text(Keep::Always, "notifications").as_deref() == Some("on")
}

/// Switches the notifications of the system.
pub fn set_notifies(on: bool) {
    storage::keep_text(Keep::Always, "notifications", if on { "on" } else { "" });
}

/// Whether news neither sound nor pop up. They still show in the window and its title.
pub fn is_quiet() -> bool {
    storage::text(Keep::Always, "quiet").as_deref() == Some("on")
}

/// Asks not to be disturbed, or to be again.
pub fn set_quiet(on: bool) {
    storage::keep_text(Keep::Always, "quiet", if on { "on" } else { "" });
}

/// Whether single keys do something where nothing is being typed.
pub fn uses_keys() -> bool {
    storage::text(Keep::Always, "keys").as_deref() != Some("off")
}

/// Switches single keys on or off.
pub fn set_uses_keys(on: bool) {
    storage::keep_text(Keep::Always, "keys", if on { "" } else { "off" });
}

/// Whether the section of ended conversations is unfolded.
pub fn shows_ended() -> bool {
    storage::text(Keep::Always, "ended").as_deref() == Some("shown")
}

/// Folds or unfolds the section of ended conversations.
pub fn set_shows_ended(on: bool) {
    storage::keep_text(Keep::Always, "ended", if on { "shown" } else { "" });
}

/// The chosen language, else the one that the server picked for the document.
pub fn language() -> String {
    storage::text(Keep::Always, "lang")
        .or_else(|| document().document_element()?.get_attribute("lang"))
        .unwrap_or_default()
}

/// Keeps the language for the next start.
pub fn set_language(lang: &str) {
    storage::keep_text(Keep::Always, "lang", lang);
}
