//! `frontdesk widget`: embeddings of the chat.

use super::office::Office;
use super::say;
use crate::http::embedding::SitePattern;
use crate::http::loader::snippet;
use crate::store::widgets::Changed;
use anyhow::{anyhow, bail};
use clap::{Args, Subcommand};
use shared::ids::WidgetId;
use shared::rest::WidgetDraft;
use shared::rules;
use shared::settings::WidgetSettings;

/// Longest id of a widget, in characters.
const ID_CHARS: usize = 64;

/// What can be done with widgets.
#[derive(Subcommand)]
pub enum Command {
    /// Make a widget, and print the tag to paste into the site
    Create(Create),
    /// Show all widgets with their sites
    List,
    /// Say anew which sites may embed a widget
    SetSites(SetSites),
    /// Take a widget away: its tag stops working; its conversations stay
    Delete {
        /// Id that stands in the tag
        #[arg(long)]
        id: String,
    },
}

/// A widget to be.
#[derive(Args)]
pub struct Create {
    /// Id that stands in the tag: letters, digits, - and _
    #[arg(long, value_parser = widget_id)]
    id: String,
    /// Name that visitors see
    #[arg(long)]
    name: String,
    /// Site that may embed it, such as https://shop.example or https://*.shop.example; may be given more than once
    #[arg(long = "site", value_name = "ORIGIN", required = true)]
    sites: Vec<SitePattern>,
}

/// Which sites a widget is for.
#[derive(Args)]
pub struct SetSites {
    /// Id that stands in the tag
    #[arg(long)]
    id: String,
    /// Site that may embed it, such as https://shop.example or https://*.shop.example; may be given more than once
    #[arg(long = "site", value_name = "ORIGIN", required = true)]
    sites: Vec<SitePattern>,
}

/// Does it.
pub async fn run(office: &Office, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Create(wish) => create(office, wish).await,
        Command::List => {
            for widget in office.store.widgets().await? {
                say(&format!("{}\t{}\t{}", widget.id, widget.name, widget.sites.join(" ")))?;
            }
            Ok(())
        }
        Command::SetSites(wish) => set_sites(office, wish).await,
        Command::Delete { id } => {
            if office.store.delete_widget(&WidgetId(id.clone())).await? {
                Ok(())
            } else {
                Err(unknown(&id))
            }
        }
    }
}

async fn create(office: &Office, wish: Create) -> anyhow::Result<()> {
    let name = rules::name(&wish.name).map_err(|problem| anyhow!("--name: {}", problem.detail))?;
    if name.is_empty() {
        bail!("--name: visitors need something to read at the top");
    }
    let id = WidgetId(wish.id);
    let sites = written(&wish.sites);
    let set = WidgetDraft { name, sites, settings: WidgetSettings::default() };
    if !office.store.create_widget(&id, &set).await? {
        bail!("there is a widget {:?} already", id.as_str());
    }
    say(&snippet(&office.config, &id))
}

async fn set_sites(office: &Office, wish: SetSites) -> anyhow::Result<()> {
    let id = WidgetId(wish.id);
    let widget = office.store.widget(&id).await?.ok_or_else(|| unknown(id.as_str()))?;
    let set = WidgetDraft { name: widget.name, sites: written(&wish.sites), settings: widget.settings };
    match office.store.change_widget(&id, widget.version, &set).await? {
        Changed::Done(_) => Ok(()),
        Changed::Stale => bail!("somebody else has changed the widget just now: try again"),
        Changed::Gone => Err(unknown(id.as_str())),
    }
}

/// Each site once, in the order in which they were given.
fn written(sites: &[SitePattern]) -> Vec<String> {
    let mut written: Vec<String> = Vec::new();
    for site in sites.iter().map(ToString::to_string) {
        if !written.contains(&site) {
            written.push(site);
        }
    }
    written
}

fn unknown(id: &str) -> anyhow::Error {
    anyhow!("there is no widget {id:?}; `frontdesk widget list` shows them all")
}

fn widget_id(text: &str) -> Result<String, &'static str> {
    let fits = (1..=ID_CHARS).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if fits { Ok(text.into()) } else { Err("write 1 to 64 letters, digits, - or _") }
}
