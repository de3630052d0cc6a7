//! Where these tests play: a server behind a cable that lets through what it is told, an agent, and a visitor whose
//! browser lacks something.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, anyhow};
use e2e::browser::Browser;
use e2e::cable::Cable;
use e2e::driver::{Engine, Lack, Nature};
use e2e::pages::{Console, Visit};
use e2e::report::report;
use e2e::server::{Server, Setup};
use e2e::settings;

/// How long a whole test may take.
const LIMIT: Duration = Duration::from_secs(150);

/// What the visitor's network lets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// Everything.
    Open,
    /// No web sockets.
    WithoutSockets,
}

/// One test's server, cable and browsers.
pub struct Scene {
    pub server: Server,
    engine: Engine,
    browsers: Vec<Arc<Browser>>,
    _cable: Cable,
}

/// Plays a test; if it fails, saves what everybody saw.
pub async fn play(
    engine: Engine,
    name: &str,
    network: Network,
    test: impl AsyncFnOnce(&mut Scene) -> Result<()>,
) -> Result<()> {
    let mut scene = Scene::set(engine, network).await?;
    let outcome = tokio::time::timeout(LIMIT, test(&mut scene)).await;
    let outcome = outcome.unwrap_or_else(|_| Err(anyhow!("the test took longer than {LIMIT:?}")));
    if let Err(error) = &outcome {
        let folder = settings::output_folder("e2e-artifacts")?.join(format!("{name}-{}", engine.name()));
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join("error.txt"), format!("{error:#}"))?;
        std::fs::write(folder.join("server.log"), scene.server.process().log().text())?;
        for browser in &scene.browsers {
            browser.save_artifacts(&folder).await?;
        }
        report(&format!("what {name} saw in {} lies in {}", engine.name(), folder.display()));
    }
    for browser in &scene.browsers {
        // Whoever doesn't quit is killed with its driver.
        let _ = browser.quit().await;
    }
    outcome
}

impl Scene {
    async fn set(engine: Engine, network: Network) -> Result<Self> {
        let cable = Cable::lay().await?;
        let public_url = Some(format!("http://{}", cable.address()));
        let server = Server::start(Setup { public_url, ..Setup::default() }).await?;
        cable.connect(server.address);
        if network == Network::WithoutSockets {
            cable.refuse_sockets();
        }
        Ok(Self { server, engine, browsers: Vec::new(), _cable: cable })
    }

    /// A new agent signs in, in Chromium: the console is not what is tried.
    pub async fn agent(&mut self, name: &str) -> Result<Console> {
        let email = format!("{}@example.org", name.to_lowercase());
        self.server.create_agent(&email, name).await?;
        let console = Console::arrive(Engine::Chromium, &self.server.origin(), name).await?;
        self.browsers.push(console.browser.clone());
        console.sign_in(&email).await?;
        Ok(console)
    }

    /// A visitor arrives at the demo site.
    pub async fn visitor(&mut self, lack: Lack) -> Result<Visit> {
        let nature = Nature { lack, ..Nature::default() };
        let browser = Browser::start_as(self.engine, "visitor", nature).await?;
        let visit = Visit::begin_in(browser, &self.server.demo_origin()).await?;
        self.browsers.push(visit.browser.clone());
        Ok(visit)
    }
}
