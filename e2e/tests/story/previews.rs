//! Every state of the widget, as its owner sees it before saving: the real app with a line that plays the server.

use anyhow::{Context, Result, ensure};
use e2e::browser::{Browser, Place};
use e2e::driver::Engine;

use crate::scene::{Scene, play};

/// Each state, and what is seen in it and in no state before it.
const OPEN: [(&str, &str); 14] = [
    ("greeting", "#form #submit"),
    ("topics", "#topic .shut"),
    ("form", "#before-email"),
    ("waiting", "#estimate"),
    ("conversation", "#rows img[src^=blob]"),
    ("agent_changes", ".message.theirs"),
    ("ended", "#rating"),
    ("closed", "#closed-message"),
    ("left", "#left-number"),
    ("inactive", "#ended-note"),
    ("banned", "#barred-text"),
    ("offline", "#banner"),
    ("restarting", "#banner"),
    ("blocked", "#forgetful"),
];
/// With the panel closed.
const SHUT: [(&str, &str); 3] = [("launcher", ".launcher"), ("teaser", ".bubble"), ("unread", ".badge")];

/// Language, scheme and width of the window: all languages, both schemes, and the narrowest window that must do.
const LOOKS: [(&str, &str, u32); 4] =
    [("en", "light", 1280), ("ru", "dark", 320), ("pl", "light", 320), ("ar", "dark", 1280)];

/// Makes a preview of the demo's widget as the console does.
const PREVIEW: &str = "
    const widget = await (await fetch('/api/admin/widgets/demo')).json();
    const body = JSON.stringify(widget.set);
    const headers = { 'content-type': 'application/json' };
    return (await (await fetch('/api/admin/previews', { method: 'POST', headers, body })).json()).key;";

/// An owner's browser with the address of a preview.
struct Owner {
    browser: std::sync::Arc<Browser>,
    address: String,
}

impl Owner {
    async fn comes(scene: &mut Scene) -> Result<Self> {
        let browser = scene.owner().await?.browser;
        let script = format!("return (async () => {{ {PREVIEW} }})()");
        let key = browser.script(&script, Vec::new()).await?;
        let key = key.as_str().context("no key of a preview")?;
        Ok(Self { address: format!("{}/preview/{key}", scene.server.origin()), browser })
    }

    /// Looks at a state and waits until it is there.
    async fn sees(&self, (state, mark): (&str, &str), query: &str) -> Result<()> {
        self.browser.go(&format!("{}?state={state}{query}", self.address)).await?;
        let open = OPEN.iter().any(|(open, _)| *open == state) || state == "broken";
        let place = if open { Place::Widget } else { Place::Page };
        // WebKit loses sight of a frame whose first, empty document gives way to the real one.
        let seen = match self.finds(place, mark).await {
            Err(_) if self.browser.engine == Engine::Webkit => self.finds(place, mark).await,
            seen => seen,
        };
        seen.with_context(|| format!("the state {state}"))
    }

    async fn finds(&self, place: Place, mark: &str) -> Result<()> {
        self.browser.turn_to(place).await?;
        self.browser.find(mark).await.map(drop)
    }
}

pub async fn every_state_can_be_looked_at_before_saving(engine: Engine) -> Result<()> {
    play(engine, "every_state_can_be_looked_at_before_saving", async |scene| {
        let owner = Owner::comes(scene).await?;
        for state in OPEN.iter().chain(&SHUT) {
            owner.sees(*state, "").await?;
        }
        let complaints = owner.browser.complaints().await?;
        ensure!(complaints.is_empty(), "{complaints:#?}");
        owner.sees(("broken", ".trouble #retry"), "").await?;
        // The admin is writing beside: the focus stays where it was.
        owner.sees(("conversation", "#composer"), "").await?;
        owner.browser.turn_to(Place::Page).await?;
        let focus = owner.browser.script("return document.activeElement.localName", Vec::new()).await?;
        ensure!(focus == "body", "the focus went to {focus}");
        // Whoever writes gets an answer.
        owner.browser.turn_to(Place::Widget).await?;
        owner.browser.type_into("#composer", "Anybody there?").await?;
        owner.browser.click("#send").await?;
        owner.browser.wait_for_text("#rows", "only a preview").await
    })
    .await
}

async fn bars_nobody(look: (&str, &str, u32), name: &str) -> Result<()> {
    play(Engine::Chromium, name, async |scene| {
        let (lang, scheme, width) = look;
        let owner = Owner::comes(scene).await?;
        let mut barriers = Vec::new();
        owner.browser.set_viewport(width, 720).await?;
        for state in OPEN.iter().chain(&SHUT) {
            owner.sees(*state, &format!("&lang={lang}&scheme={scheme}")).await?;
            let wide = "const { scrollWidth, clientWidth } = document.scrollingElement; return scrollWidth > clientWidth";
            if owner.browser.script(wide, Vec::new()).await? == true {
                barriers.push(format!("{}: wider than its window", state.0));
            }
            let found = owner.browser.barriers().await?;
            barriers.extend(found.into_iter().map(|barrier| format!("{}: {barrier}", state.0)));
        }
        ensure!(barriers.is_empty(), "in {lang}, {scheme}, {width} px wide: {barriers:#?}");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_state_bars_nobody_in_english() -> Result<()> {
    bars_nobody(LOOKS[0], "every_state_bars_nobody_in_english").await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_state_bars_nobody_in_russian() -> Result<()> {
    bars_nobody(LOOKS[1], "every_state_bars_nobody_in_russian").await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_state_bars_nobody_in_polish() -> Result<()> {
    bars_nobody(LOOKS[2], "every_state_bars_nobody_in_polish").await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_state_bars_nobody_in_arabic() -> Result<()> {
    bars_nobody(LOOKS[3], "every_state_bars_nobody_in_arabic").await
}
