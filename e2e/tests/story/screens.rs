//! Every state in two looks that differ in all they can. None may bar anyone. With `FRONTDESK_SCREENS=1` there are more
//! looks, and each is saved as a picture to `target/screens`, for people to look at.
//!
//! In Chromium, which can be told while it runs what its person prefers.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use e2e::browser::{Browser, Place, Scheme};
use e2e::cable::{State, Wire};
use e2e::driver::Engine;
use e2e::settings;

use crate::scene::play;

/// One way to look at a page.
struct Look {
    name: &'static str,
    size: (u32, u32),
    scheme: Scheme,
    direction: &'static str,
    kept: Kept,
}

/// When a look is taken.
#[derive(PartialEq)]
enum Kept {
    /// Always.
    Always,
    /// When there are people who look at the pictures.
    ForPictures,
}

const WIDE: (u32, u32) = (1280, 800);
const PHONE: (u32, u32) = (360, 740);
const LOOKS: [Look; 5] = [
    Look { name: "wide", size: WIDE, scheme: Scheme::Light, direction: "ltr", kept: Kept::Always },
    Look { name: "wide-dark", size: WIDE, scheme: Scheme::Dark, direction: "ltr", kept: Kept::ForPictures },
    Look { name: "wide-rtl", size: WIDE, scheme: Scheme::Light, direction: "rtl", kept: Kept::ForPictures },
    Look { name: "phone", size: PHONE, scheme: Scheme::Light, direction: "ltr", kept: Kept::ForPictures },
    Look { name: "phone-dark", size: PHONE, scheme: Scheme::Dark, direction: "ltr", kept: Kept::Always },
];

/// What was found so far, and where pictures go.
struct Gallery {
    folder: Option<PathBuf>,
    found: Vec<String>,
}

#[tokio::test(flavor = "multi_thread")]
async fn every_state_bars_nobody_in_any_look() -> Result<()> {
    play(Engine::Chromium, "every_state_bars_nobody_in_any_look", async |scene| {
        let mut gallery = Gallery::open()?;
        let anna = scene.agent_outside("Anna").await?;
        gallery.show("console-sign-in", &anna.browser, Place::Page).await?;
        anna.sign_in(&crate::scene::email("Anna")).await?;
        gallery.show("console-empty", &anna.browser, Place::Page).await?;

        let vera = scene.visitor().await?;
        gallery.show("visitor-launcher", &vera.browser, Place::Page).await?;
        vera.opens_chat().await?;
        vera.browser.find("#before-email").await?;
        gallery.show("visitor-form", &vera.browser, Place::Widget).await?;
        vera.browser.click("#form #submit").await?;
        vera.browser.find("#form .error").await?;
        gallery.show("visitor-form-errors", &vera.browser, Place::Widget).await?;
        vera.fills_in("Sales", "Vera", "vera@example.org").await?;
        vera.waits().await?;
        vera.is_next().await?;
        vera.types("Hello").await?;
        vera.browser.find("#make-ticket").await?;
        gallery.show("visitor-waiting", &vera.browser, Place::Widget).await?;
        vera.pastes("").await?;

        anna.sees_waiting("Vera").await?;
        gallery.show("console-waiting", &anna.browser, Place::Page).await?;
        anna.open("Vera").await?;
        vera.types("Hello, is the fern still").await?;
        anna.peeks("is the fern").await?;
        gallery.show("console-peek", &anna.browser, Place::Page).await?;
        vera.says(" to be had?").await?;
        anna.take().await?;
        anna.has("Vera").await?;
        anna.says("It is: https://example.org/fern").await?;
        vera.is_met_by("Anna").await?;
        anna.types("And").await?;
        vera.sees_typing("Anna").await?;
        gallery.show("visitor-talking", &vera.browser, Place::Widget).await?;
        gallery.show("console-talking", &anna.browser, Place::Page).await?;

        vera.drops_picture("A picture with quite a long name of the fern in the window.png").await?;
        vera.browser.find("#tray [data-card]").await?;
        gallery.show("visitor-tray", &vera.browser, Place::Widget).await?;
        vera.browser.click("#send").await?;
        vera.browser.find("#log .mine .file img").await?;
        gallery.show("visitor-files", &vera.browser, Place::Widget).await?;

        scene.cable.set(Wire::Visitor, State::Cut);
        vera.is_offline(true).await?;
        vera.says("Hello? Are you there?").await?;
        vera.last_is("sending").await?;
        gallery.show("visitor-offline", &vera.browser, Place::Widget).await?;
        scene.cable.set(Wire::Visitor, State::Plugged);
        vera.is_offline(false).await?;

        vera.browser.click("#menu").await?;
        vera.browser.find("#end").await?;
        gallery.show("visitor-menu", &vera.browser, Place::Widget).await?;
        vera.browser.click("#end").await?;
        vera.browser.find("#ask").await?;
        gallery.show("visitor-asked-to-end", &vera.browser, Place::Widget).await?;
        vera.browser.click("#end-yes").await?;
        vera.browser.click("#good").await?;
        gallery.show("visitor-rating", &vera.browser, Place::Widget).await?;
        vera.rates("good", "Quick and kind").await?;
        gallery.show("visitor-rated", &vera.browser, Place::Widget).await?;
        vera.browser.click("#anew").await?;
        scene.close("Sales").await?;
        vera.reloads().await?;
        vera.opens_chat().await?;
        vera.picks("Sales").await?;
        vera.browser.find("#closed-notice").await?;
        gallery.show("visitor-closed", &vera.browser, Place::Widget).await?;
        vera.leaves("Vera", "vera@example.org", "Is the fern still to be had?").await?;
        vera.has_left_a_ticket().await?;
        gallery.show("visitor-left", &vera.browser, Place::Widget).await?;
        anna.is_told("rated it: good").await?;
        gallery.show("console-rated", &anna.browser, Place::Page).await?;
        anna.browser.click(".account-button").await?;
        anna.browser.find("#account").await?;
        gallery.show("console-account", &anna.browser, Place::Page).await?;

        ensure!(gallery.found.is_empty(), "found: {:#?}", gallery.found);
        Ok(())
    })
    .await
}

impl Gallery {
    fn open() -> Result<Self> {
        let folder = settings::screens_wanted().then(|| settings::output_folder("screens")).transpose()?;
        Ok(Self { folder, found: Vec::new() })
    }

    /// Looks at a state in every way, and leaves the page as it was.
    async fn show(&mut self, state: &str, browser: &Browser, place: Place) -> Result<()> {
        let wanted = |look: &&Look| self.folder.is_some() || look.kept == Kept::Always;
        for look in LOOKS.iter().rev().filter(wanted) {
            look.put_on(browser, place).await?;
            let wrong = [browser.misfits().await?, browser.barriers().await?];
            let wrong = wrong.into_iter().flatten();
            self.found.extend(wrong.map(|wrong| format!("{state} {}: {wrong}", look.name)));
            if let Some(folder) = &self.folder {
                browser.picture(&folder.join(format!("{state}-{}.png", look.name))).await?;
            }
        }
        Ok(())
    }
}

impl Look {
    async fn put_on(&self, browser: &Browser, place: Place) -> Result<()> {
        let turn = format!("document.documentElement.dir = '{}'", self.direction);
        browser.turn_to(Place::Page).await?;
        browser.set_viewport(self.size.0, self.size.1).await?;
        browser.set_scheme(self.scheme).await?;
        browser.script(&turn, Vec::new()).await?;
        browser.turn_to(place).await?;
        browser.script(&turn, Vec::new()).await.map(drop)
    }
}
