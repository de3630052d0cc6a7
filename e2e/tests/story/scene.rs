//! Where a story plays: a server behind a cable, and the browsers that look at it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::browser::Browser;
use e2e::cable::Cable;
use e2e::client::Credentials;
use e2e::driver::Engine;
use e2e::pages::{Console, Visit};
use e2e::report::report;
use e2e::server::{PASSWORD, Server, Setup};
use e2e::settings;
use shared::rest::{Widget, WidgetChange};
use shared::settings::WidgetSettings;

/// How long a whole story may take.
const LIMIT: Duration = Duration::from_secs(240);

/// One story's server, cable and browsers.
pub struct Scene {
    pub server: Server,
    pub cable: Cable,
    engine: Engine,
    browsers: Vec<Arc<Browser>>,
}

/// Plays a story; if it fails, saves what everybody saw.
pub async fn play(
    engine: Engine,
    name: &str,
    story: impl AsyncFnOnce(&mut Scene) -> Result<()>,
) -> Result<()> {
    let mut scene = Scene::begin(engine).await?;
    let outcome = tokio::time::timeout(LIMIT, story(&mut scene)).await;
    let outcome = outcome.unwrap_or_else(|_| Err(anyhow::anyhow!("the story took longer than {LIMIT:?}")));
    if let Err(error) = &outcome {
        let folder = settings::output_folder("e2e-artifacts")?.join(format!("{name}-{}", engine.name()));
        scene.save(&folder, error).await?;
        report(&format!("what {name} saw in {} lies in {}", engine.name(), folder.display()));
    }
    for browser in &scene.browsers {
        // Whoever doesn't quit is killed with its driver.
        let _ = browser.quit().await;
    }
    outcome
}

impl Scene {
    async fn begin(engine: Engine) -> Result<Self> {
        let cable = Cable::lay().await?;
        let public_url = Some(format!("http://{}", cable.address()));
        let server = Server::start(Setup { public_url, ..Setup::default() }).await?;
        cable.connect(server.address);
        Ok(Self { server, cable, engine, browsers: Vec::new() })
    }

    /// A visitor arrives at the demo site.
    pub async fn visitor(&mut self) -> Result<Visit> {
        let visit = Visit::begin(self.engine, &self.server.demo_origin(), "visitor").await?;
        self.browsers.push(visit.browser.clone());
        Ok(visit)
    }

    /// A new agent signs in, in Chromium whatever engine is tried: it starts soonest, and most stories are the visitor's.
    pub async fn agent(&mut self, name: &str) -> Result<Console> {
        let console = self.agent_outside(name).await?;
        console.sign_in(&email(name)).await?;
        Ok(console)
    }

    /// A new agent signs in, in the engine that is tried: for stories of the console.
    pub async fn agent_here(&mut self, name: &str) -> Result<Console> {
        let console = self.arrive(self.engine, name).await?;
        console.sign_in(&email(name)).await?;
        Ok(console)
    }

    /// A new agent stands before the console and hasn't signed in, in Chromium.
    pub async fn agent_outside(&mut self, name: &str) -> Result<Console> {
        self.arrive(Engine::Chromium, name).await
    }

    async fn arrive(&mut self, engine: Engine, name: &str) -> Result<Console> {
        self.server.create_agent(&email(name), name).await?;
        let console = Console::arrive(engine, &self.server.origin(), name).await?;
        self.browsers.push(console.browser.clone());
        Ok(console)
    }

    /// The owner comes through the one-time link of the first start.
    pub async fn owner(&mut self) -> Result<Console> {
        let link = self.server.first_sign_in().await?;
        let console = Console::welcome(self.engine, &self.server.origin(), &link, "owner").await?;
        self.browsers.push(console.browser.clone());
        Ok(console)
    }

    /// Changes the demo's widget, as its owner saves it.
    pub async fn set(&self, change: impl FnOnce(&mut WidgetSettings)) -> Result<()> {
        let (origin, address) =
            (self.server.origin(), format!("{}/api/admin/widgets/demo", self.server.origin()));
        let make = ["admin", "create", "--email", "mo@example.org", "--name", "Mo", "--role", "manager"];
        self.server.command(&make, PASSWORD).await?;
        let manager = Credentials::sign_in(&origin, "mo@example.org", PASSWORD).await?;
        let client = reqwest::Client::new();
        let as_manager = |ask: reqwest::RequestBuilder| {
            ask.header("origin", &origin).header("cookie", &manager.cookie).send()
        };
        let Widget { version, mut set, .. } = as_manager(client.get(&address)).await?.json().await?;
        change(&mut set.settings);
        let answer = as_manager(client.put(&address).json(&WidgetChange { version, set })).await?;
        let (status, body) = (answer.status(), answer.text().await?);
        ensure!(status.is_success(), "the server answers {status}: {body}");
        Ok(())
    }

    /// From now on the topic is closed: it opens on one day of the week, which is some days away.
    pub async fn close(&self, topic: &str) -> Result<()> {
        self.server.close_topic(topic).await
    }

    /// An agent and a visitor who talk with each other already.
    pub async fn talk(&mut self) -> Result<(Visit, Console)> {
        let anna = self.agent("Anna").await?;
        let vera = self.visitor().await?;
        vera.opens_chat().await?;
        vera.fills_in("Sales", "Vera", "vera@example.org").await?;
        vera.waits().await?;
        anna.sees_waiting("Vera").await?;
        anna.open("Vera").await?;
        anna.take().await?;
        anna.has("Vera").await?;
        vera.is_met_by("Anna").await?;
        Ok((vera, anna))
    }

    async fn save(&self, folder: &Path, error: &anyhow::Error) -> Result<()> {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        std::fs::write(folder.join("error.txt"), format!("{error:#}"))?;
        std::fs::write(folder.join("server.log"), self.server.process().log().text())?;
        for browser in &self.browsers {
            browser.save_artifacts(folder).await?;
        }
        Ok(())
    }
}

/// The address that an agent of this name signs in with.
pub fn email(name: &str) -> String {
    format!("{}@example.org", name.to_lowercase())
}
