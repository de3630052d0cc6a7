//! Every state of the widget in every language, light and dark, wide, narrow and at four times its size: none may bar
//! anyone, and nothing may be cut off, out of reach or scroll sideways.
//!
//! There are too many combinations to see each state in all of them. So the looks go round: with each language a state is
//! seen in one, with the next language in the next one, and the next state begins one further.

use anyhow::{Result, ensure};
use e2e::browser::Place;
use e2e::driver::Engine;
use e2e::settings;
use shared::preview::State;

use crate::previews::Owner;
use crate::scene::play;

const LANGUAGES: [&str; 4] = ["en", "ru", "pl", "ar"];
const WIDE: (u32, u32) = (1280, 720);
/// The narrowest window that must do.
const NARROW: (u32, u32) = (320, 640);
/// What is left of 1280 by 1024 for who enlarges it to 400 %.
const ENLARGED: (u32, u32) = (320, 256);
/// Any four in a row, round the end too, have both schemes and all sizes.
const LOOKS: [(&str, (u32, u32)); 6] = [
    ("light", WIDE),
    ("dark", NARROW),
    ("light", ENLARGED),
    ("dark", WIDE),
    ("light", NARROW),
    ("dark", ENLARGED),
];

/// The look in which a state is seen in a language, both by their places in the lists.
fn look(state: usize, language: usize) -> (&'static str, (u32, u32)) {
    LOOKS[(state + language) % LOOKS.len()]
}

#[test]
fn every_look_is_seen_in_every_language_and_every_state_in_all_that_differs() {
    for language in 0..LANGUAGES.len() {
        for wanted in LOOKS {
            assert!((0..State::ALL.len()).any(|state| look(state, language) == wanted));
        }
    }
    for state in 0..State::ALL.len() {
        let seen: Vec<_> = (0..LANGUAGES.len()).map(|language| look(state, language)).collect();
        assert!(["light", "dark"].iter().all(|scheme| seen.iter().any(|(seen, _)| seen == scheme)));
        assert!([WIDE, NARROW, ENLARGED].iter().all(|size| seen.iter().any(|(_, seen)| seen == size)));
    }
}

async fn bars_nobody(language: usize, name: &str) -> Result<()> {
    play(Engine::Chromium, name, async |scene| {
        let lang = LANGUAGES[language];
        let owner = Owner::comes(scene).await?;
        let folder = settings::screens_wanted().then(|| settings::output_folder("screens")).transpose()?;
        let mut found = Vec::new();
        for (index, state) in State::ALL.iter().enumerate() {
            let (scheme, (width, height)) = look(index, language);
            owner.browser.turn_to(Place::Page).await?;
            owner.browser.set_viewport(width, height).await?;
            owner.sees(*state, &format!("&lang={lang}&scheme={scheme}")).await?;
            let wrong = [owner.browser.misfits().await?, owner.browser.barriers().await?];
            let place = format!("{} in {lang}, {scheme}, {width} x {height}", state.word());
            found.extend(wrong.into_iter().flatten().map(|wrong| format!("{place}: {wrong}")));
            if let Some(folder) = &folder {
                let name = format!("preview-{}-{lang}-{scheme}-{width}x{height}.png", state.word());
                owner.browser.picture(&folder.join(name)).await?;
            }
        }
        ensure!(found.is_empty(), "{found:#?}");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_state_bars_nobody_in_english() -> Result<()> {
    bars_nobody(0, "every_state_bars_nobody_in_english").await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_state_bars_nobody_in_russian() -> Result<()> {
    bars_nobody(1, "every_state_bars_nobody_in_russian").await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_state_bars_nobody_in_polish() -> Result<()> {
    bars_nobody(2, "every_state_bars_nobody_in_polish").await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_state_bars_nobody_in_arabic() -> Result<()> {
    bars_nobody(3, "every_state_bars_nobody_in_arabic").await
}
