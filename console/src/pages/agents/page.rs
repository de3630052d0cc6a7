//! An agent's page: who they are, what they may do, where they are signed in, and their leaving.

use super::AgentEditor;
use super::devices::Devices;
use super::ending::Ending;
use super::fields::{Duty, Person};
use crate::live::api::{Failure, staff};
use crate::parts::editing::{Door, Editor, Part, SettingsPage};
use crate::parts::icon::{Icon, icon};
use crate::parts::loading::page_of;
use crate::place::Place;
use crate::text::t;
use leptos::prelude::*;
use shared::ids::AgentId;
use shared::problem::{Code, Problem};
use shared::rest::Queue;
use shared::staff::{Agent, AgentChange};

async fn read(id: &AgentId) -> Result<Agent, Failure> {
    let found = staff::agents().await?.into_iter().find(|agent| agent.id == *id);
    found.ok_or_else(|| Failure::Refused(Problem::new(Code::NotFound, "there is no such agent")))
}

async fn load(id: AgentId) -> Result<(Agent, Vec<Queue>), Failure> {
    let queues = staff::queues().await?;
    Ok((read(&id).await?, queues))
}

/// The page of an agent.
#[component]
pub fn AgentPage(
    /// Which agent.
    id: AgentId,
) -> impl IntoView {
    page_of(
        move || load(id.clone()),
        || view! { <BackToList /> }.into_any(),
        |(agent, queues)| view! { <Open agent=agent queues=queues /> }.into_any(),
    )
}

#[component]
fn BackToList() -> impl IntoView {
    view! {
        <a class="button quiet square" href=Place::Agents.path() aria-label=t("agents.back")>{icon(Icon::Back)}</a>
    }
}

#[component]
fn Open(agent: Agent, queues: Vec<Queue>) -> impl IntoView {
    let place = Place::Agent(agent.id.clone());
    let door = Door {
        read: Box::new(|agent: &Agent| {
            let id = agent.id.clone();
            Box::pin(async move { read(&id).await })
        }),
        write: Box::new(|agent: &Agent, set| {
            let (id, change) = (agent.id.clone(), AgentChange { version: agent.version, set });
            Box::pin(async move { staff::save_agent(&id, &change).await })
        }),
    };
    let editor: AgentEditor = Editor::open(agent, place, door);
    let queues = StoredValue::new(queues);
    let name =
        editor.read(|set| if set.name.trim().is_empty() { t("agents.unnamed") } else { set.name.clone() });
    let is_active = Memo::new(move |_| editor.edited.with(|edited| edited.saved.active));
    let head = view! {
        <BackToList />
        <h1 id="page-title" dir="auto">{name}</h1>
        {move || (!is_active.get()).then(|| view! { <span class="chip warn">{t("agents.inactive")}</span> })}
    }
    .into_any();
    view! {
        <SettingsPage editor=editor name=setting_name head=head>
            <Part title=t("agent.person")>
                <Person editor=editor />
            </Part>
            <Part title=t("agent.duty") note=t("agent.duty_note")>
                <Duty editor=editor queues=queues />
            </Part>
            <Part title=t("agent.devices") note=t("agent.devices_note")>
                <Devices editor=editor />
            </Part>
            <Part title=t("agent.ending") note=t("agent.ending_note")>
                <Ending editor=editor />
            </Part>
        </SettingsPage>
    }
}

/// What the setting at a path is called.
fn setting_name(path: &str) -> String {
    t(match path.split('.').next().unwrap_or_default() {
        "name" => "agent.name",
        "email" => "agent.email",
        "extension" => "agent.extension",
        "role" => "agent.role",
        "manages" => "agent.manages",
        "languages" => "agent.languages",
        "queues" => "agent.queues",
        _ => "agent.capacity",
    })
}
