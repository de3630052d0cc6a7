//! Everything that can be set for an agent.

use super::{AgentEditor, role_name};
use crate::live::api::staff;
use crate::parts::avatar::Avatar;
use crate::parts::choice::SelectInput;
use crate::parts::inputs::{NumberInput, TextInput};
use crate::parts::photo::PhotoDialog;
use crate::text::{language_of, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::ids::QueueId;
use shared::people::Role;
use shared::rest::Queue;
use shared::staff::{Agent, AgentDraft, CAPACITY_MAX};

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
            <QueueChecks editor=editor queues=queues path="manages" label=t("agent.manages") read=|set| &set.manages write=|set| &mut set.manages />
        })}
        <QueueChecks editor=editor queues=queues path="queues" label=t("agent.queues") read=|set| &set.queues write=|set| &mut set.queues />
        <NumberInput bound=capacity label=t("agent.capacity") hint=t("agent.capacity_note") min=1 max=CAPACITY_MAX />
    }
}

#[component]
fn QueueChecks(
    editor: AgentEditor,
    queues: StoredValue<Vec<Queue>>,
    path: &'static str,
    label: String,
    read: fn(&AgentDraft) -> &Vec<QueueId>,
    write: fn(&mut AgentDraft) -> &mut Vec<QueueId>,
) -> impl IntoView {
    let chosen = editor.read(move |set| read(set).clone());
    let fault = editor.fault(path);
    let check = move |queue: &Queue| {
        let (id, wanted) = (queue.id.clone(), queue.id.clone());
        let switch = move |on: bool| {
            editor.change(|set| {
                let all = write(set);
                all.retain(|known| *known != id);
                if on {
                    all.push(id.clone());
                }
            });
        };
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || chosen.with(|chosen| chosen.contains(&wanted))
                    on:change=move |event| switch(event_target_checked(&event))
                />
                <span dir="auto">{queue.set.name.clone()}</span>
            </label>
        }
    };
    view! {
        <fieldset class="group" id=path tabindex="-1">
            <legend>{label}</legend>
            <div class="checks">{queues.with_value(|queues| queues.iter().map(check).collect_view())}</div>
            {queues.with_value(Vec::is_empty).then(|| view! { <p class="soft small">{t("queues.none")}</p> })}
            <p class="field-error">{move || fault.get()}</p>
        </fieldset>
    }
}
