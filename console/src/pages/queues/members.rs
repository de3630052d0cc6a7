//! Who belongs to a queue, in the order in which some rules ask them.

use super::QueueEditor;
use super::page::Choices;
use crate::parts::avatar::Avatar;
use crate::parts::icon::{Icon, icon};
use crate::parts::reorder::{Mover, Order};
use crate::state::widget::shift;
use crate::text::{fill, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::ids::AgentId;
use shared::staff::Agent;

/// The members, and a field for one more.
#[component]
pub fn Members(
    /// The queue under change.
    editor: QueueEditor,
    /// Who there is.
    choices: Choices,
) -> impl IntoView {
    let workplace = use_workplace();
    let members = editor.read(|set| set.members.clone());
    let ids = Memo::new(move |_| members.with(|all| all.iter().map(ToString::to_string).collect::<Vec<_>>()));
    let moved = Callback::new(move |(from, to)| editor.change(|set| shift(&mut set.members, from, to)));
    let order = Order { ids: ids.into(), shift: moved, name: "members" };
    let remove = Callback::new(move |id: AgentId| {
        editor.change(|set| set.members.retain(|member| *member != id));
        let name = name_of(choices, &id);
        workplace.announce(fill("queue.member_removed", &[("name", &name)]));
        crate::parts::field::focus("new-member");
    });
    let others = move || {
        choices.agents.with_value(|agents| {
            members.with(|members| {
                let free = agents.iter().filter(|agent| agent.active && !members.contains(&agent.id));
                free.cloned().collect::<Vec<Agent>>()
            })
        })
    };
    let add = move |event| {
        let id: String = event_target_value(&event);
        if !id.is_empty() {
            editor.change(|set| set.members.push(AgentId(id)));
        }
    };
    let add_all = move |_| {
        let others = others();
        editor.change(|set| set.members.extend(others.into_iter().map(|agent| agent.id)));
    };
    let fault = editor.fault("members");
    view! {
        {move || members.with(Vec::is_empty).then(|| view! { <p class="caution small">{t("queue.no_members")}</p> })}
        <ul class="entries" id="members" tabindex="-1">
            <For each=move || members.get() key=Clone::clone let(id)>
                {
                    let key = id.to_string();
                    view! {
                        <li class="entry" data-list="members" data-entry=key>
                            <Member id=id order=order choices=choices remove=remove />
                        </li>
                    }
                }
            </For>
        </ul>
        <p class="field-error">{move || fault.get()}</p>
        {move || {
            let others = others();
            (!others.is_empty()).then(|| view! {
                <div class="add-line">
                    <div class="field">
                        <label for="new-member">{t("queue.add_member")}</label>
                        <select id="new-member" class="input" on:change=add prop:value="">
                            <option value="" selected>{t("queue.choose_member")}</option>
                            {others.into_iter().map(|agent| view! {
                                <option value=agent.id.to_string()>{agent.set.name}" – "{agent.set.email}</option>
                            }).collect_view()}
                        </select>
                    </div>
                    <button type="button" class="button" on:click=add_all>{t("queue.add_all")}</button>
                </div>
            })
        }}
    }
}

#[component]
fn Member(id: AgentId, order: Order, choices: Choices, remove: Callback<AgentId>) -> impl IntoView {
    let agent = choices.agents.with_value(|agents| agents.iter().find(|agent| agent.id == id).cloned());
    let name = name_of(choices, &id);
    let photo = agent.as_ref().and_then(|agent| agent.photo.clone());
    let note = match &agent {
        Some(agent) if !agent.active => t("agents.inactive"),
        Some(agent) => agent.set.email.clone(),
        None => t("queue.member_gone"),
    };
    let label = fill("queue.remove_member", &[("name", &name)]);
    view! {
        <div class="entry-head">
            <Mover order=order id=id.to_string() name=Signal::stored(name.clone()) />
            <Avatar name=name.clone() photo=photo />
            <span class="entry-name">
                <strong dir="auto">{name}</strong>
                <span class="soft small clip">{note}</span>
            </span>
            <button type="button" class="button quiet square small" aria-label=label on:click=move |_| remove.run(id.clone())>
                {icon(Icon::Close)}
            </button>
        </div>
    }
}

/// An agent's name, or that there is no such agent.
pub fn name_of(choices: Choices, id: &AgentId) -> String {
    choices.agents.with_value(|agents| {
        agents
            .iter()
            .find(|agent| agent.id == *id)
            .map_or_else(|| t("agent.unknown"), |agent| agent.set.name.clone())
    })
}
