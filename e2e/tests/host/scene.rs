//! Where these tests play: a server, a site of somebody else with a widget for it, and a visitor's browser.

use std::time::Duration;

use anyhow::{Context, Result, anyhow, ensure};
use e2e::browser::{Browser, PATIENCE, Place};
use e2e::client::Credentials;
use e2e::driver::{Engine, Motion, Nature};
use e2e::pages::{LAUNCHER, panel_rests};
use e2e::report::report;
use e2e::server::{PASSWORD, Server, Setup};
use e2e::settings;
use e2e::until::until;
use reqwest::RequestBuilder;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::rest::{Widget, WidgetDraft, WidgetSecret};
use shared::settings::WidgetSettings;

use crate::site::{Page, Site};

/// How long a whole test may take.
const LIMIT: Duration = Duration::from_secs(120);

/// A test's server, site and browser.
pub struct Scene {
    pub server: Server,
    pub site: Site,
    pub browser: Browser,
    manager: Credentials,
}

/// Plays a test; if it fails, saves what the browser saw.
pub async fn play(
    engine: Engine,
    name: &str,
    test: impl AsyncFnOnce(&mut Scene) -> Result<()>,
) -> Result<()> {
    let mut scene = Scene::set(engine).await?;
    let outcome = tokio::time::timeout(LIMIT, test(&mut scene)).await;
    let outcome = outcome.unwrap_or_else(|_| Err(anyhow!("the test took longer than {LIMIT:?}")));
    if let Err(error) = &outcome {
        let folder = settings::output_folder("e2e-artifacts")?.join(format!("{name}-{}", engine.name()));
        scene.browser.save_artifacts(&folder).await?;
        std::fs::write(folder.join("error.txt"), format!("{error:#}"))?;
        std::fs::write(folder.join("server.log"), scene.server.process().log().text())?;
        report(&format!("what {name} saw in {} lies in {}", engine.name(), folder.display()));
    }
    // Whoever doesn't quit is killed with its driver.
    let _ = scene.browser.quit().await;
    outcome
}

impl Scene {
    async fn set(engine: Engine) -> Result<Self> {
        let server = Server::start(Setup::default()).await?;
        let make = ["admin", "create", "--email", "mo@example.org", "--name", "Mo", "--role", "manager"];
        server.command(&make, PASSWORD).await?;
        let manager = Credentials::sign_in(&server.origin(), "mo@example.org", PASSWORD).await?;
        let site = Site::open().await?;
        // What others' style sheets and pages do to our movements must be seen.
        let nature = Nature { motion: Motion::Any, ..Nature::default() };
        let browser = Browser::start_as(engine, "visitor", nature).await?;
        Ok(Self { server, site, browser, manager })
    }

    /// Makes a widget for the site.
    pub async fn widget(&self, settings: WidgetSettings) -> Result<Widget> {
        self.widget_for(self.site.origin.clone(), settings).await
    }

    /// Makes a widget for a site or a family of sites.
    pub async fn widget_for(&self, site: String, settings: WidgetSettings) -> Result<Widget> {
        let draft = WidgetDraft { name: "Shop".into(), sites: vec![site], settings };
        let ask = reqwest::Client::new().post(format!("{}/api/admin/widgets", self.server.origin()));
        self.manage(ask.json(&draft)).await
    }

    /// What the site's server proves its users with.
    pub async fn secret(&self, widget: &Widget) -> Result<String> {
        let address = format!("{}/api/admin/widgets/{}/secret", self.server.origin(), widget.id);
        let WidgetSecret { secret } = self.manage(reqwest::Client::new().get(address)).await?;
        Ok(secret)
    }

    /// Asks as the manager.
    async fn manage<T: DeserializeOwned>(&self, ask: RequestBuilder) -> Result<T> {
        let origin = self.server.origin();
        let answer = ask.header("origin", &origin).header("cookie", &self.manager.cookie).send().await?;
        let (status, body) = (answer.status(), answer.text().await?);
        ensure!(status.is_success(), "the server answers {status}: {body}");
        serde_json::from_str(&body).context(body)
    }

    /// The tag of a new widget with nothing set.
    pub async fn tag(&self) -> Result<String> {
        Ok(self.widget(WidgetSettings::default()).await?.snippet)
    }

    /// Goes to a page of the site, and waits for the launcher.
    pub async fn visit(&self, path: &str, page: &Page) -> Result<()> {
        self.browser.go(&self.site.page(path, page)).await?;
        self.browser.turn_to(Place::Page).await?;
        self.browser.find(LAUNCHER).await.map(drop)
    }

    /// Opens the chat by its launcher and waits until the form is there. Afterwards the browser looks at the page.
    pub async fn open(&self) -> Result<()> {
        self.browser.turn_to(Place::Page).await?;
        self.browser.click(LAUNCHER).await?;
        panel_rests(&self.browser).await?;
        self.is_open().await
    }

    /// The chat is open, and its form is there. Afterwards the browser looks at the page.
    pub async fn is_open(&self) -> Result<()> {
        self.browser.turn_to(Place::Widget).await?;
        self.browser.find("#form #submit").await?;
        self.browser.turn_to(Place::Page).await
    }

    /// What a script in the page gives back.
    pub async fn ask(&self, script: &str) -> Result<Value> {
        self.browser.script(&format!("return {script}"), Vec::new()).await
    }

    /// Waits until a script in the page gives back this.
    pub async fn becomes(&self, script: &str, wanted: Value) -> Result<()> {
        let mut last = Value::Null;
        let seen = until(script, PATIENCE, async || {
            last = self.ask(script).await?;
            Ok((last == wanted).then_some(()))
        })
        .await;
        seen.with_context(|| format!("instead of {wanted} it is {last}"))
    }

    /// The page has complained of nothing.
    pub async fn is_quiet(&self) -> Result<()> {
        let complaints = self.browser.complaints().await?;
        ensure!(complaints.is_empty(), "the page complains: {complaints:#?}");
        Ok(())
    }
}
