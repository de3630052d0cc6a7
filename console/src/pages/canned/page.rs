//! A canned response's page, and the page of one that is yet to be.

use super::CannedEditor;
use super::fields::{Names, Texts, Where};
use crate::live::api::{Failure, canned, staff};
use crate::parts::editing::{Delete, Deletion, Door, Editor, Part, SettingsPage, Words};
use crate::parts::icon::{Icon, icon};
use crate::parts::loading::page_of;
use crate::place::{Place, use_go};
use crate::text::t;
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::canned::{Canned, CannedChange, CannedDraft};
use shared::ids::CannedId;
use shared::people::Role;
use shared::rest::Queue;
use std::collections::BTreeSet;

/// What the page is made of.
#[derive(Clone, PartialEq)]
struct Loaded {
    canned: Canned,
    queues: Vec<Queue>,
    categories: Vec<String>,
}

async fn load(id: Option<CannedId>, role: Role) -> Result<Loaded, Failure> {
    let queues = staff::queues().await?;
    let all = canned::arrangeable().await?;
    let named = all.into_iter().map(|canned| canned.set.category).filter(|category| !category.is_empty());
    let categories = named.collect::<BTreeSet<_>>().into_iter().collect();
    let canned = match id {
        Some(id) => canned::one(&id).await?,
        None => {
            // Whoever arranges some queues alone begins with these.
            let own = || queues.iter().map(|queue| queue.id.clone()).collect();
            let set = CannedDraft { queues: (role < Role::Manager).then(own), ..CannedDraft::default() };
            Canned { id: "".into(), version: 0, set }
        }
    };
    Ok(Loaded { canned, queues, categories })
}

/// The page of a canned response.
#[component]
pub fn CannedResponsePage(
    /// Which one.
    id: CannedId,
) -> impl IntoView {
    let role = role();
    page_of(move || load(Some(id.clone()), role), back, |loaded| view! { <Open loaded=loaded /> }.into_any())
}

/// The page of one that isn't there yet.
#[component]
pub fn NewCannedPage() -> impl IntoView {
    let role = role();
    page_of(move || load(None, role), back, |loaded| view! { <Open loaded=loaded /> }.into_any())
}

fn role() -> Role {
    use_workplace().session.with_untracked(|session| session.me().map_or(Role::Agent, |me| me.role))
}

fn back() -> AnyView {
    view! {
        <a class="button quiet square" href=Place::Canned.path() aria-label=t("canned.back")>{icon(Icon::Back)}</a>
    }
    .into_any()
}

#[component]
fn Open(loaded: Loaded) -> impl IntoView {
    let Loaded { canned, queues, categories } = loaded;
    let is_new = canned.version == 0;
    let place = if is_new { Place::NewCanned } else { Place::CannedResponse(canned.id.clone()) };
    let door = Door {
        read: Box::new(|canned: &Canned| {
            let id = canned.id.clone();
            Box::pin(async move { canned::one(&id).await })
        }),
        write: Box::new(|canned: &Canned, set| {
            let (id, version) = (canned.id.clone(), canned.version);
            Box::pin(async move {
                match version {
                    0 => canned::create(&set).await,
                    version => canned::save(&id, &CannedChange { version, set }).await,
                }
            })
        }),
    };
    let editor: CannedEditor = Editor::open(canned, place, door);
    let go = use_go();
    Effect::new(move |_| {
        let made = editor.edited.with(|edited| (edited.saved.version > 0).then(|| edited.saved.id.clone()));
        if let Some(id) = made.filter(|_| is_new) {
            go(&Place::CannedResponse(id));
        }
    });
    let title = editor.read(|set| set.title.clone());
    let shown = move || match title.get() {
        title if title.trim().is_empty() && is_new => t("canned.new"),
        title if title.trim().is_empty() => t("canned.unnamed"),
        title => title,
    };
    let head = view! {
        {back()}
        <h1 id="page-title" dir="auto">{shown}</h1>
    }
    .into_any();
    let queues = StoredValue::new(queues);
    view! {
        <SettingsPage editor=editor name=setting_name head=head>
            <Part title=t("canned.names")>
                <Names editor=editor categories=categories />
            </Part>
            <Part title=t("canned.texts") note=t("canned.texts_note")>
                <Texts editor=editor />
            </Part>
            <Part title=t("canned.where") note=t("canned.where_note")>
                <Where editor=editor queues=queues />
            </Part>
            {(!is_new).then(|| view! { <Danger editor=editor /> })}
        </SettingsPage>
    }
}

#[component]
fn Danger(editor: CannedEditor) -> impl IntoView {
    let words = Words {
        title: "canned.danger",
        note: "canned.danger_note",
        button: "canned.delete",
        text: "canned.delete_text",
        done: "queue.deleted",
    };
    let delete: Delete<Canned> = |canned| Box::pin(async move { canned::delete(&canned).await });
    view! { <Deletion editor=editor words=words name=|set| set.title.clone() delete=delete back=Place::Canned /> }
}

/// What the setting at a path is called.
fn setting_name(path: &str) -> String {
    t(match path.split('.').next().unwrap_or_default() {
        "title" => "canned.name",
        "shortcut" => "canned.shortcut",
        "category" => "canned.category",
        "queues" => "canned.where",
        _ => "canned.texts",
    })
}
