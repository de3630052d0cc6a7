//! Where these tests play: a server with the demo site, and admins at their consoles.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, anyhow};
use e2e::browser::{Browser, PATIENCE};
use e2e::driver::Engine;
use e2e::mail::{self, MailServer};
use e2e::pages::{Console, Visit};
use e2e::report::report;
use e2e::server::{PASSWORD, Server, Setup};
use e2e::settings;
use e2e::until::until;
use serde_json::json;

use crate::SELECT_ALL;

/// How long a whole test may take.
const LIMIT: Duration = Duration::from_secs(150);
/// The text of the preview's page and of every document and shadow root inside.
const PREVIEWED: &str = "
    const texts = [];
    const look = root => {
        texts.push(root.textContent);
        for (const element of root.querySelectorAll('*')) {
            if (element.shadowRoot) look(element.shadowRoot);
            if (element.contentDocument) look(element.contentDocument.documentElement);
        }
    };
    const page = document.querySelector('.preview-frame')?.contentDocument?.documentElement;
    if (page) look(page);
    return texts.join(' ');";

/// One test's server and browsers.
pub struct Scene {
    pub server: Server,
    browsers: Vec<Arc<Browser>>,
}

/// An admin at the console.
pub struct Admin(Console);

impl Deref for Admin {
    type Target = Console;

    fn deref(&self) -> &Console {
        &self.0
    }
}

/// Plays a test; if it fails, saves what everybody saw.
pub async fn play(name: &str, test: impl AsyncFnOnce(&mut Scene) -> Result<()>) -> Result<()> {
    let mut scene = Scene { server: Server::start(Setup::default()).await?, browsers: Vec::new() };
    let outcome = tokio::time::timeout(LIMIT, test(&mut scene)).await;
    let outcome = outcome.unwrap_or_else(|_| Err(anyhow!("the test took longer than {LIMIT:?}")));
    if let Err(error) = &outcome {
        let folder = settings::output_folder("e2e-artifacts")?.join(name);
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join("error.txt"), format!("{error:#}"))?;
        std::fs::write(folder.join("server.log"), scene.server.process().log().text())?;
        for browser in &scene.browsers {
            browser.save_artifacts(&folder).await?;
        }
        report(&format!("what {name} saw lies in {}", folder.display()));
    }
    for browser in &scene.browsers {
        // Whoever doesn't quit is killed with its driver.
        let _ = browser.quit().await;
    }
    outcome
}

impl Scene {
    /// The owner comes through the one-time link of the first start.
    pub async fn owner(&mut self) -> Result<Admin> {
        let link = self.server.first_sign_in().await?;
        let console = Console::welcome(Engine::Chromium, &self.server.origin(), &link, "owner").await?;
        self.browsers.push(console.browser.clone());
        // Wide enough for the preview beside the settings.
        console.browser.set_viewport(1440, 900).await?;
        Ok(Admin(console))
    }

    /// A manager signs in.
    pub async fn manager(&mut self, name: &str) -> Result<Admin> {
        let email = email(name);
        let arguments = ["admin", "create", "--email", &email, "--name", name, "--role", "manager"];
        self.server.command(&arguments, PASSWORD).await?;
        self.sign_in(name).await
    }

    /// An agent signs in who arranges nothing.
    pub async fn agent(&mut self, name: &str) -> Result<Admin> {
        self.server.create_agent(&email(name), name).await?;
        self.sign_in(name).await
    }

    async fn sign_in(&mut self, name: &str) -> Result<Admin> {
        let console = Console::arrive(Engine::Chromium, &self.server.origin(), name).await?;
        self.browsers.push(console.browser.clone());
        console.sign_in(&email(name)).await?;
        console.browser.set_viewport(1440, 900).await?;
        Ok(Admin(console))
    }

    /// A visitor arrives at the demo site with a browser that has never been there.
    pub async fn visitor(&mut self) -> Result<Visit> {
        let visit = Visit::begin(Engine::Chromium, &self.server.demo_origin(), "visitor").await?;
        self.browsers.push(visit.browser.clone());
        Ok(visit)
    }
}

impl Scene {
    /// An agent and a visitor who talk with each other already.
    pub async fn talk(&mut self) -> Result<(Visit, Admin)> {
        let anna = self.agent("Anna").await?;
        let vera = self.visitor().await?;
        vera.opens_chat().await?;
        vera.fills_in("Sales", "Vera", "vera@example.org").await?;
        vera.waits().await?;
        anna.sees_waiting("Vera").await?;
        anna.open("Vera").await?;
        anna.take().await?;
        anna.has("Vera").await?;
        Ok((vera, anna))
    }
}

impl Admin {
    /// Goes to a page by the rail.
    pub async fn goes_to(&self, page: &str) -> Result<()> {
        self.browser.click((".rail a", page)).await?;
        self.browser.find((".rail a[aria-current=page]", page)).await.map(drop)
    }

    /// Opens a chapter of the demo site's widget.
    pub async fn opens_widget(&self, chapter: &str) -> Result<()> {
        self.goes_to("Inbox").await?;
        self.goes_to("Widgets").await?;
        self.browser.click(".card-link").await?;
        self.turns_to(chapter).await
    }

    /// Turns to another chapter of the open widget.
    pub async fn turns_to(&self, chapter: &str) -> Result<()> {
        self.browser.click((".chapter-link", chapter)).await?;
        self.browser.wait_for_text(".chapter-title", chapter).await
    }

    /// Saves, and waits until it is.
    pub async fn saves(&self) -> Result<()> {
        self.browser.click((".save-bar button", "Save")).await?;
        self.browser.gone(".save-bar").await
    }

    /// Lets mail go out through a mail server of the test.
    pub async fn sets_up_mail(&self, mails: &MailServer) -> Result<()> {
        let browser = &self.browser;
        self.goes_to("Mail").await?;
        browser.type_into("#host", "127.0.0.1").await?;
        browser.click((".segment", "None")).await?;
        browser.type_into("#port", &format!("{SELECT_ALL}{}", mails.port)).await?;
        browser.type_into("#user", mail::USER).await?;
        browser.type_into("#password", mail::PASSWORD).await?;
        browser.type_into("#sender_address", "chat@shop.example").await?;
        self.saves().await
    }

    /// Waits until the preview shows a text anywhere.
    pub async fn sees_in_preview(&self, text: &str) -> Result<()> {
        until(&format!("{text:?} in the preview"), PATIENCE, async || {
            let seen = self.browser.script(PREVIEWED, Vec::new()).await?;
            Ok(seen.as_str().is_some_and(|seen| seen.contains(text)).then_some(()))
        })
        .await
    }

    /// The ids of a form's fields in their order.
    pub async fn order_of(&self, form: &str) -> Result<Vec<String>> {
        let script = "return [...document.querySelectorAll(`[data-list=${arguments[0]}]`)].map(row => row.dataset.entry)";
        Ok(serde_json::from_value(self.browser.script(script, vec![json!(form)]).await?)?)
    }
}

fn email(name: &str) -> String {
    format!("{}@example.org", name.to_lowercase())
}
