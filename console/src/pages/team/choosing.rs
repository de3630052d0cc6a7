//! Colleagues to pick from: found by name or extension, one or several.

use super::Staff;
use super::list::presence_word;
use crate::parts::avatar::Avatar;
use crate::parts::loading::{Skeleton, Trouble};
use crate::text::t;
use leptos::prelude::*;
use shared::ids::AgentId;
use shared::staff::{Colleague, Presence};
use std::collections::BTreeSet;

/// A list of colleagues with a box before each.
#[component]
pub fn Choosing(
    /// Whom the agent has picked.
    chosen: RwSignal<BTreeSet<AgentId>>,
    /// Who isn't to be had.
    without: Vec<AgentId>,
) -> impl IntoView {
    let staff = expect_context::<Staff>();
    let wanted = RwSignal::new(String::new());
    // Only who they are: the boxes must not be drawn anew because somebody came or went.
    let known = Memo::new(move |_| {
        staff.0.with(|staff| match staff {
            Some(Ok(staff)) => {
                let there = staff.agents.iter().filter(|one| !without.contains(&one.card.id));
                Some(Ok(there.cloned().collect::<Vec<_>>()))
            }
            Some(Err(failure)) => Some(Err(failure.clone())),
            None => None,
        })
    });
    let found = Memo::new(move |_| {
        let needle = wanted.get().trim().to_lowercase();
        let is_found = |one: &&Colleague| {
            [&one.card.name, &one.extension].iter().any(|text| text.to_lowercase().contains(&needle))
        };
        known.with(|known| match known {
            Some(Ok(all)) => all.iter().filter(is_found).cloned().collect::<Vec<_>>(),
            _ => Vec::new(),
        })
    });
    let retry = Callback::new(move |()| staff.load());
    view! {
        <div class="field">
            <label class="unseen" for="choosing-search">{t("passing.search")}</label>
            <input
                id="choosing-search"
                type="search"
                class="input"
                autocomplete="off"
                dir="auto"
                autofocus
                placeholder=t("passing.search")
                prop:value=wanted
                on:input=move |event| wanted.set(event_target_value(&event))
            />
        </div>
        <div class="passing-lists" tabindex="-1">
            {move || known.with(|known| match known {
                None => Some(view! { <Skeleton /> }.into_any()),
                Some(Err(failure)) => Some(view! { <Trouble failure=failure.clone() retry=retry /> }.into_any()),
                Some(Ok(all)) if all.is_empty() => {
                    Some(view! { <p class="empty small soft">{t("team.nobody_else")}</p> }.into_any())
                }
                Some(Ok(_)) if found.with(Vec::is_empty) => {
                    Some(view! { <p class="empty small soft">{t("passing.nobody")}</p> }.into_any())
                }
                Some(Ok(_)) => None,
            })}
            <ul class="choices-list" aria-label=t("team.colleagues")>
                <For each=move || found.get() key=|one| one.card.id.clone() let(one)>
                    <li><Person one=one chosen=chosen /></li>
                </For>
            </ul>
        </div>
    }
}

#[component]
fn Person(one: Colleague, chosen: RwSignal<BTreeSet<AgentId>>) -> impl IntoView {
    let Colleague { card, extension, presence, .. } = one;
    let word = match presence {
        Presence::Online => "online",
        Presence::Away => "away",
        Presence::Offline => "offline",
    };
    let id = card.id.clone();
    let is_chosen = Memo::new(move |_| chosen.with(|chosen| chosen.contains(&id)));
    let id = card.id.clone();
    let choose = move |event| {
        let on = event_target_checked(&event);
        let _ = chosen.try_update(|chosen| if on { chosen.insert(id.clone()) } else { chosen.remove(&id) });
    };
    view! {
        <label class="choice">
            <input type="checkbox" prop:checked=is_chosen on:change=choose />
            <Avatar name=card.name.clone() photo=card.photo />
            <span class="choice-main">
                <span class="choice-name"><bdi>{card.name}</bdi>{(!extension.is_empty()).then(|| view! { <span class="soft">" "<bdi>{extension}</bdi></span> })}</span>
                <span class="soft small"><span class="presence" data-presence=word>{presence_word(presence)}</span></span>
            </span>
        </label>
    }
}
