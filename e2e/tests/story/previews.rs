//! Every state of the widget, as its owner sees it before saving: the real app with a line that plays the server.

use anyhow::{Context, Result, ensure};
use e2e::browser::{Browser, Place};
use e2e::driver::Engine;
use e2e::pages::panel_rests;
use serde_json::Value;
use shared::preview::State;

use crate::scene::{Scene, play};

/// What is seen in a state and in no state before it.
fn mark(state: State) -> &'static str {
    match state {
        State::Launcher => "button.launcher",
        State::Teaser | State::Invitation => ".invitation .dismiss",
        State::Unread => ".badge",
        State::Greeting => "#form #submit",
        State::Topics => "#topic .shut",
        State::Form => "#before-email",
        State::Waiting => "#estimate",
        State::Conversation => "#rows img[src^=blob]",
        State::AgentChanges | State::Plain => ".message.theirs",
        State::Long => ".message:nth-of-type(200)",
        State::Ended => "#rating",
        State::Closed => "#closed-message",
        State::Left => "#left-number",
        State::Inactive => "#ended-note",
        State::Banned => "#barred-text",
        State::Offline | State::Restarting => "#banner",
        State::Blocked => "#forgetful",
        State::Broken => ".trouble #retry",
    }
}

/// Whether the chat runs that does without WebAssembly.
const IS_PLAIN: &str =
    "return performance.getEntriesByType('resource').some(({ name }) => name.includes('/plain-core-'))";

/// Makes a preview of the demo's widget as the console does.
const PREVIEW: &str = "
    const widget = await (await fetch('/api/admin/widgets/demo')).json();
    const body = JSON.stringify(widget.set);
    const headers = { 'content-type': 'application/json' };
    return (await (await fetch('/api/admin/previews', { method: 'POST', headers, body })).json()).key;";

/// An owner's browser with the address of a preview.
pub struct Owner {
    /// The browser.
    pub browser: std::sync::Arc<Browser>,
    address: String,
}

impl Owner {
    /// The owner comes and makes a preview.
    pub async fn comes(scene: &mut Scene) -> Result<Self> {
        let browser = scene.owner().await?.browser;
        let script = format!("return (async () => {{ {PREVIEW} }})()");
        let key = browser.script(&script, Vec::new()).await?;
        let key = key.as_str().context("no key of a preview")?;
        Ok(Self { address: format!("{}/preview/{key}", scene.server.origin()), browser })
    }

    /// Looks at a state and waits until it is there.
    pub async fn sees(&self, state: State, query: &str) -> Result<()> {
        self.browser.go(&format!("{}?state={}{query}", self.address, state.word())).await?;
        let place = if state.is_open() { Place::Widget } else { Place::Page };
        self.finds(place, mark(state)).await.with_context(|| format!("the state {state:?}"))
    }

    async fn finds(&self, place: Place, mark: &str) -> Result<()> {
        self.browser.turn_to(Place::Page).await?;
        if place == Place::Widget {
            // Before that the frame may hold the empty document that it begins with.
            panel_rests(&self.browser).await?;
            self.browser.turn_to(place).await?;
        }
        self.browser.find(mark).await.map(drop)
    }

    /// Where the focus is, in the place that was turned to last.
    async fn focus(&self) -> Result<Value> {
        self.browser.script("return document.activeElement.localName", Vec::new()).await
    }
}

pub async fn every_state_can_be_looked_at_before_saving(engine: Engine) -> Result<()> {
    play(engine, "every_state_can_be_looked_at_before_saving", async |scene| {
        let owner = Owner::comes(scene).await?;
        // What can't start complains of it.
        for state in State::ALL.iter().filter(|state| **state != State::Broken) {
            owner.sees(*state, "").await?;
            if state.is_open() {
                let is_plain = owner.browser.script(IS_PLAIN, Vec::new()).await?;
                ensure!(is_plain == (*state == State::Plain), "{state:?} is not shown by its own program");
            }
        }
        let complaints = owner.browser.complaints().await?;
        ensure!(complaints.is_empty(), "{complaints:#?}");
        owner.sees(State::Broken, "").await?;
        // The admin is writing beside: the focus stays where it was. The page is asked first, since WebKit's driver
        // moves the focus into a frame that is turned to.
        owner.browser.go(&format!("{}?state=conversation", owner.address)).await?;
        owner.browser.turn_to(Place::Page).await?;
        panel_rests(&owner.browser).await?;
        let focus = owner.focus().await?;
        ensure!(focus == "body", "the focus went to {focus}");
        owner.finds(Place::Widget, mark(State::Conversation)).await?;
        let focus = owner.focus().await?;
        ensure!(focus == "body", "the focus went to {focus} in the chat");
        // Whoever writes gets an answer.
        owner.browser.type_into("#composer", "Anybody there?").await?;
        owner.browser.click("#send").await?;
        owner.browser.wait_for_text("#rows", "only a preview").await
    })
    .await
}
