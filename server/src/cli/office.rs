//! What an operator's commands work with, and what a server needs before the first visitor comes: a queue, somebody
//! who can sign in, and for the demo a widget.

use crate::clock::Clock;
use crate::config::Config;
use crate::entropy::Entropy;
use crate::http::widget::DEMO;
use crate::store::Store;
use crate::store::people::{Made, NewAgent, Queues};
use anyhow::{Context, bail};
use sha2::{Digest, Sha256};
use shared::ids::{AgentId, QueueId, WidgetId};
use shared::people::Role;
use shared::rest::WidgetDraft;

/// The owner of a server on which nobody made one. Not an address that a mail could go to.
const OWNER_EMAIL: &str = "owner@localhost";
const OWNER_NAME: &str = "Owner";
const FIRST_QUEUE: &str = "General";
const DEMO_QUEUES: [&str; 2] = ["Sales", "Support"];
/// A one-time link is good for this long: 7 days.
const LINK_MILLIS: i64 = 7 * 24 * 60 * 60 * 1_000;

/// The database with the tools to arrange it.
pub struct Office {
    /// What the operator set.
    pub config: Config,
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// Ids and secrets.
    pub entropy: Entropy,
}

impl Office {
    /// Opens the database that the configuration names, making the data folder if it isn't there.
    ///
    /// # Errors
    /// The folder can't be made, or the database can't be opened.
    pub async fn open(config: Config) -> anyhow::Result<Self> {
        let entropy = Entropy::from_system();
        let store = match config.database_url.as_ref().and_then(|url| url.reveal()) {
            Some(url) => Store::open(url, &entropy).await?,
            None => {
                let folder = &config.data;
                std::fs::create_dir_all(folder)
                    .with_context(|| format!("can't make the data folder {}", folder.display()))?;
                Store::open_folder(folder, &entropy).await?
            }
        };
        Ok(Self { config, store, clock: Clock::System, entropy })
    }

    /// Gives an empty database its first queue.
    pub async fn first_queue(&self) -> anyhow::Result<()> {
        if self.store.queues().await?.is_empty() {
            self.create_queue(FIRST_QUEUE).await?;
        }
        Ok(())
    }

    /// Whether nobody has arranged anything yet.
    pub async fn is_empty(&self) -> anyhow::Result<bool> {
        Ok(self.store.queues().await?.is_empty() && self.store.widgets().await?.is_empty())
    }

    /// Makes the queues and the widget of the demo, where they aren't yet.
    pub async fn demo(&self) -> anyhow::Result<()> {
        let id = WidgetId::from(DEMO);
        if self.store.widget(&id).await?.is_some() {
            return Ok(());
        }
        for name in DEMO_QUEUES {
            self.create_queue(name).await?;
        }
        // The demo site's address may change with each start, so it isn't stored: `http::widget` adds it.
        let set = WidgetDraft { name: "Frontdesk".into(), ..WidgetDraft::default() };
        self.store.create_widget(&id, &set).await?;
        Ok(())
    }

    /// A one-time link for the owner, as long as no owner can sign in.
    pub async fn first_sign_in(&self) -> anyhow::Result<Option<String>> {
        if self.store.has_owner().await? {
            return Ok(None);
        }
        let id = AgentId(self.entropy.id(&self.clock));
        let owner = NewAgent {
            id: &id,
            email: OWNER_EMAIL,
            name: OWNER_NAME,
            role: Role::Owner,
            password_hash: None,
            now: self.clock.now(),
        };
        // An earlier start may have made the owner, whose link nobody has used.
        match self.store.create_agent(&owner, Queues::All).await? {
            Made::Done | Made::EmailTaken => self.link(OWNER_EMAIL).await.map(Some),
            Made::NoQueue(name) => bail!("there is no queue {name:?}"),
        }
    }

    /// Makes a queue. False if there is one of this name.
    pub async fn create_queue(&self, name: &str) -> anyhow::Result<bool> {
        let id = QueueId(self.entropy.id(&self.clock));
        Ok(self.store.create_queue(&id, name).await?)
    }

    /// A new one-time link for an agent; earlier ones are worth nothing from now on.
    pub async fn link(&self, email: &str) -> anyhow::Result<String> {
        let agent = self.store.agent_by_email(email).await?;
        let agent = agent.with_context(|| format!("no agent has the e-mail address {email:?}"))?;
        let token = self.entropy.secret();
        let expires_at = self.clock.now().plus_millis(LINK_MILLIS);
        self.store.create_link(&agent, &hex::encode(Sha256::digest(&token)), expires_at).await?;
        Ok(format!("{}/console/welcome#{token}", self.config.public_origin()))
    }
}
