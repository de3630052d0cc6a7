//! A queue's page: names, members, rules, times, hours, and its end.

use super::hours::HoursPart;
use super::members::Members;
use super::rules::Rules;
use super::texts::{Names, Notices};
use super::times::Times;
use super::{QueueEditor, opening, shown_name};
use crate::live::api::{Failure, staff};
use crate::parts::editing::{Delete, Deletion, Door, Editor, Part, SettingsPage, Words};
use crate::parts::icon::{Icon, icon};
use crate::parts::loading::page_of;
use crate::place::Place;
use crate::text::t;
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::ids::QueueId;
use shared::people::Role;
use shared::rest::{Queue, QueueChange};
use shared::staff::Agent;

/// What a page of a queue is made of: the queue itself, and what its fields can choose from.
#[derive(Clone, PartialEq)]
struct Loaded {
    queue: Queue,
    queues: Vec<Queue>,
    agents: Vec<Agent>,
}

/// What the fields of a queue can choose from.
#[derive(Clone, Copy)]
pub struct Choices {
    /// All agents in their order.
    pub agents: StoredValue<Vec<Agent>>,
    /// All queues in their order.
    pub queues: StoredValue<Vec<Queue>>,
}

async fn load(id: QueueId) -> Result<Loaded, Failure> {
    let queues = staff::queues().await?;
    let agents = staff::agents().await?;
    let queue = staff::queue(&id).await?;
    Ok(Loaded { queue, queues, agents })
}

/// The page of a queue.
#[component]
pub fn QueuePage(
    /// Which queue.
    id: QueueId,
) -> impl IntoView {
    page_of(
        move || load(id.clone()),
        || view! { <BackToList /> }.into_any(),
        |loaded| view! { <Open loaded=loaded /> }.into_any(),
    )
}

#[component]
fn BackToList() -> impl IntoView {
    view! {
        <a class="button quiet square" href=Place::Queues.path() aria-label=t("queues.back")>{icon(Icon::Back)}</a>
    }
}

#[component]
fn Open(loaded: Loaded) -> impl IntoView {
    let Loaded { queue, queues, agents } = loaded;
    let place = Place::Queue(queue.id.clone());
    let state = opening(queue.open, queue.changes_at);
    let is_open = queue.open;
    let door = Door {
        read: Box::new(|queue: &Queue| {
            let id = queue.id.clone();
            Box::pin(async move { staff::queue(&id).await })
        }),
        write: Box::new(|queue: &Queue, set| {
            let (id, change) = (queue.id.clone(), QueueChange { version: queue.version, set });
            Box::pin(async move { staff::save_queue(&id, &change).await })
        }),
    };
    let editor: QueueEditor = Editor::open(queue, place, door);
    let choices = Choices { agents: StoredValue::new(agents), queues: StoredValue::new(queues) };
    let name = editor.read(|set| shown_name(&set.name));
    let workplace = use_workplace();
    let may_delete = Memo::new(move |_| {
        workplace.session.with(|session| session.me().is_some_and(|me| me.role >= Role::Manager))
    });
    let head = view! {
        <BackToList />
        <h1 id="page-title" dir="auto">{name}</h1>
        <span class="soft small" data-open=is_open.to_string()>{state}</span>
    }
    .into_any();
    view! {
        <SettingsPage editor=editor name=setting_name head=head>
            <Part title=t("queue.names") note=t("queue.names_note")>
                <Names editor=editor />
            </Part>
            <Part title=t("queue.members") note=t("queue.members_note")>
                <Members editor=editor choices=choices />
            </Part>
            <Part title=t("queue.rules") note=t("queue.rules_note")>
                <Rules editor=editor choices=choices />
            </Part>
            <Part title=t("queue.times") note=t("queue.times_note")>
                <Times editor=editor choices=choices />
            </Part>
            <HoursPart editor=editor />
            <Part title=t("queue.notices") note=t("queue.notices_note")>
                <Notices editor=editor />
            </Part>
            {move || may_delete.get().then(|| view! { <Danger editor=editor /> })}
        </SettingsPage>
    }
}

/// What the setting at a path is called.
fn setting_name(path: &str) -> String {
    let path = path.strip_prefix("settings.").unwrap_or(path);
    t(match path.split('.').next().unwrap_or_default() {
        "name" => "queue.name",
        "members" => "queue.members",
        "topics" => "queue.topic",
        "rules" => "queue.rules",
        "accept_seconds" => "queue.accept",
        "away_when_silent" => "queue.away",
        "overflow" => "queue.overflow",
        "ticket_after_seconds" => "queue.ticket_after",
        "hours" => "queue.hours",
        "closed_notice" => "queue.closed_notice",
        _ => "queue.ticket_subject",
    })
}

/// Taking the queue away.
#[component]
fn Danger(editor: QueueEditor) -> impl IntoView {
    let words = Words {
        title: "queue.danger",
        note: "queue.danger_note",
        button: "queue.delete",
        text: "queue.delete_text",
        done: "queue.deleted",
    };
    let delete: Delete<Queue> = |queue| Box::pin(async move { staff::delete_queue(&queue.id).await });
    view! { <Deletion editor=editor words=words name=|set| set.name.clone() delete=delete back=Place::Queues /> }
}
