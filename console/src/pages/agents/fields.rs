//! Everything that can be set for an agent.

use super::{AgentEditor, role_name};
use crate::live::api::staff;
use crate::parts::avatar::Avatar;
use crate::parts::choice::SelectInput;
use crate::parts::inputs::{NumberInput, TextInput};
use crate::parts::photo::PhotoDialog;
use crate::parts::queue_checks::QueueChecks;
use crate::text::{language_of, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::people::Role;
use shared::rest::Queue;
use shared::staff::{Agent, CAPACITY_MAX};

/// Photo, name, address, extension, languages.
#[component]
pub fn Person(
    /// The agent under change.
    editor: AgentEditor,
) -> impl IntoView {
    let is_choosing = RwSignal::new(false);
    let name = editor.read(|set| set.name.clone());
    let photo = Memo::new(move |_| editor.edited.with(|edited| edited.saved.photo.clone()));
    let took = Callback::new(move |agent: Agent| editor.refresh(agent));
    let path = editor.edited.with_untracked(|edited| staff::photo_path(&edited.saved.id));
    let close = Callback::new(move |()| is_choosing.set(false));
    let languages = editor.bind(
        "languages",
        |set| set.languages.join(", "),
        |set, text: String| {
            let tags = text.split([',', ' ', ';']).map(str::trim).filter(|tag| !tag.is_empty());
            set.languages = tags.map(str::to_owned).collect();
        },
    );
    let spoken = editor
        .read(|set| set.languages.iter().filter_map(|tag| language_of(tag)).collect::<Vec<_>>().join(", "));
    view! {
        <div class="photo-now">
            {move || view! { <Avatar name=name.get() photo=photo.get() /> }}
            <button type="button" class="button small" on:click=move |_| is_choosing.set(true)>{t("agent.photo")}</button>
        </div>
        <TextInput bound=editor.bind("name", |set| set.name.clone(), |set, name| set.name = name) label=t("agent.name") />
        <div class="pair">
            <TextInput
                bound=editor.bind("email", |set| set.email.clone(), |set, email| set.email = email)
                label=t("agent.email")
                hint=t("agent.email_note")
            />
            <TextInput
                bound=editor.bind("extension", |set| set.extension.clone(), |set, extension| set.extension = extension)
                label=t("agent.extension")
                hint=t("agent.extension_note")
            />
        </div>
        <LanguagesField bound=languages spoken=spoken />
        {move || is_choosing.get().then(|| view! {
            <PhotoDialog name=name photo=photo path=path.clone() took=took close=close />
        })}
    }
}

/// Languages are typed as tags, and shown as they are called.
#[component]
fn LanguagesField(bound: crate::parts::bound::Bound<String>, spoken: Memo<String>) -> impl IntoView {
    // What is typed stays as it is typed until the field is left.
    let typed = RwSignal::new(None::<String>);
    let shown = move || typed.get().unwrap_or_else(|| bound.value.get());
    view! {
        <div class="field">
            <label for="languages">{t("agent.languages")}</label>
            <input
                id="languages"
                type="text"
                class="input"
                dir="ltr"
                autocomplete="off"
                placeholder="en, pl, ru"
                aria-invalid=move || bound.fault.with(Option::is_some).then_some("true")
                aria-describedby=bound.described_by()
                prop:value=shown
                on:input=move |event| {
                    let text = event_target_value(&event);
                    typed.set(Some(text.clone()));
                    bound.set.run(text);
                }
                on:blur=move |_| typed.set(None)
            />
            <p class="hint" id="languages-hint">{move || spoken.with(|spoken| if spoken.is_empty() { t("agent.languages_note") } else { spoken.clone() })}</p>
            <p class="field-error" id="languages-error" aria-live="polite">{move || bound.fault.get()}</p>
        </div>
    }
}

/// Role, queues and capacity.
#[component]
pub fn Duty(
    /// The agent under change.
    editor: AgentEditor,
    /// All queues.
    queues: StoredValue<Vec<Queue>>,
) -> impl IntoView {
    let workplace = use_workplace();
    let mine = workplace.session.with_untracked(|session| session.me().map_or(Role::Agent, |me| me.role));
    let role = editor.bind(
        "role",
        |set| set.role,
        |set, role| {
            set.role = role;
            if role != Role::GroupManager {
                set.manages.clear();
            }
        },
    );
    let present = editor.edited.with_untracked(|edited| edited.saved.set.role);
    // Nobody appoints above themself, and managers no managers; what is so already can be kept.
    let may = move |role: Role| {
        role == present || mine == Role::Owner || (mine == Role::Manager && role < Role::Manager)
    };
    let options = [Role::Agent, Role::GroupManager, Role::Manager, Role::Owner]
        .into_iter()
        .filter(|role| may(*role))
        .map(|role| (role, role_name(role)))
        .collect::<Vec<_>>();
    let note = move || {
        t(match role.value.get() {
            Role::Agent => "role.agent_note",
            Role::GroupManager => "role.group_manager_note",
            Role::Manager => "role.manager_note",
            Role::Owner => "role.owner_note",
        })
    };
    let manages = editor.read(|set| set.manages.clone());
    let manage = Callback::new(move |queues| editor.change(|set| set.manages = queues));
    let serves = editor.read(|set| set.queues.clone());
    let serve = Callback::new(move |queues| editor.change(|set| set.queues = queues));
    let manages_shown = Memo::new(move |_| role.value.get() == Role::GroupManager);
    let capacity = editor.bind(
        "capacity",
        |set| Some(set.capacity),
        |set, capacity: Option<u32>| set.capacity = capacity.unwrap_or(0),
    );
    view! {
        <div class="field-block">
            <SelectInput bound=role label=t("agent.role") options=options />
            <p class="hint">{note}</p>
        </div>
        {move || manages_shown.get().then(|| view! {
            <QueueChecks path="manages" label=t("agent.manages") queues=queues chosen=manages set=manage fault=editor.fault("manages") />
        })}
        <QueueChecks path="queues" label=t("agent.queues") queues=queues chosen=serves set=serve fault=editor.fault("queues") />
        <NumberInput bound=capacity label=t("agent.capacity") hint=t("agent.capacity_note") min=1 max=CAPACITY_MAX />
    }
}
