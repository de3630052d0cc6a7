//! The wall: queues, waiting conversations and agents, going on by themselves; with large figures on the whole screen.

mod figures;

use crate::parts::icon::{Icon, icon};
use crate::parts::loading::Skeleton;
use crate::parts::toast::Toast;
use crate::text::{count, t};
use crate::workplace::{LinkState, Workplace, use_workplace};
use figures::{Agents, Queues, Waiting};
use leptos::html;
use leptos::prelude::*;
use shared::agent::AgentCommand;
use shared::wall::{Wall, WallCommand};
use std::sync::Arc;

fn say(workplace: Workplace, command: WallCommand) {
    workplace.change(|state| state.wish(AgentCommand::Wall(command)));
}

/// The page.
#[component]
pub fn WallPage() -> impl IntoView {
    let workplace = use_workplace();
    // With each connection anew.
    Effect::new(move |_| {
        if workplace.link.get() == LinkState::Online {
            say(workplace, WallCommand::Watch);
        }
    });
    on_cleanup(move || {
        say(workplace, WallCommand::Unwatch);
        workplace.state.update(|state| state.wall = None);
    });
    let wall = Memo::new(move |_| workplace.state.with(|state| state.wall.clone()));
    let is_known = Memo::new(move |_| wall.with(Option::is_some));
    let known = Memo::new(move |_| wall.get().unwrap_or_default());
    let page = NodeRef::<html::Main>::new();
    let enlarge = move |_| {
        let shown = page.get_untracked().map(|page| page.request_fullscreen());
        if !matches!(shown, Some(Ok(()))) {
            workplace.toasts.show(Toast::trouble(t("wall.no_full_screen")));
        }
    };
    let total =
        move || known.with(|wall| wall.queues.iter().map(|queue| queue.waiting as usize).sum::<usize>());
    view! {
        <main class="page wall" node_ref=page aria-labelledby="page-title" aria-busy=move || (!is_known.get()).to_string()>
            <header class="pane-head">
                <h1 id="page-title" tabindex="-1">{t("wall.title")}</h1>
                <span class="soft small">{move || is_known.get().then(|| count("wall.waiting", total()))}</span>
                <button type="button" class="button wall-enlarge" on:click=enlarge>
                    {icon(Icon::External)}
                    <span class="label">{t("wall.full_screen")}</span>
                </button>
            </header>
            <div class="pane-body page-body" tabindex="0" role="group" aria-labelledby="page-title">
                {move || if is_known.get() {
                    view! { <Figures wall=known /> }.into_any()
                } else {
                    view! { <Skeleton rows=5 /> }.into_any()
                }}
            </div>
        </main>
    }
}

#[component]
fn Figures(wall: Memo<Arc<Wall>>) -> impl IntoView {
    let is_empty = Memo::new(move |_| wall.with(|wall| wall.queues.is_empty()));
    move || {
        if is_empty.get() {
            view! {
                <div class="empty">
                    {icon(Icon::Wall)}
                    <h2>{t("wall.none")}</h2>
                    <p class="soft">{t("wall.none_note")}</p>
                </div>
            }
            .into_any()
        } else {
            view! {
                <section class="wall-part" aria-labelledby="wall-queues"><h2 id="wall-queues">{t("wall.queues")}</h2><Queues wall=wall /></section>
                <section class="wall-part" aria-labelledby="wall-waiting"><h2 id="wall-waiting">{t("wall.who_waits")}</h2><Waiting wall=wall /></section>
                <section class="wall-part" aria-labelledby="wall-agents"><h2 id="wall-agents">{t("wall.agents")}</h2><Agents wall=wall /></section>
            }
            .into_any()
        }
    }
}
