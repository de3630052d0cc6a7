//! The three tables of the wall. Times go on by themselves.

use crate::parts::avatar::Avatar;
use crate::text::{fill, number, t, waiting};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::staff::Presence;
use shared::time::Timestamp;
use shared::wall::{Wall, WallAgent, WallQueue, WallWaiting};
use std::sync::Arc;

/// Who has waited longer than this is pointed at, in milliseconds.
const LONG_MILLIS: i64 = 120_000;

/// A card for each queue.
#[component]
pub fn Queues(wall: Memo<Arc<Wall>>) -> impl IntoView {
    let card = |queue: WallQueue| {
        let state = if queue.open { "wall.open" } else { "wall.closed" };
        let since = queue.since;
        view! {
            <li class="wall-queue" class:closed=!queue.open>
                <p class="wall-name"><strong dir="auto">{queue.name.clone()}</strong> <span class="chip" class:warn=!queue.open>{t(state)}</span></p>
                <dl class="wall-figures">
                    {figure("wall.waits", queue.waiting, queue.waiting > 0)}
                    {figure("wall.active", queue.active, false)}
                    {figure("wall.free", queue.free, queue.free == 0 && queue.waiting > 0)}
                    {figure("wall.present", queue.present, false)}
                </dl>
                <p class="soft">{since.map(|since| view! { {t("wall.longest")}" "<Elapsed since=since /> })}</p>
            </li>
        }
    };
    move || view! { <ul class="wall-queues" role="list">{wall.get().queues.iter().cloned().map(card).collect_view()}</ul> }
}

fn figure(key: &str, value: u32, is_urgent: bool) -> impl IntoView + use<> {
    view! {
        <div class="wall-figure" class:urgent=is_urgent>
            <dt>{t(key)}</dt>
            <dd>{number(value as usize)}</dd>
        </div>
    }
}

/// Who waits, the longest first.
#[component]
pub fn Waiting(wall: Memo<Arc<Wall>>) -> impl IntoView {
    move || {
        let wall = wall.get();
        if wall.waiting.is_empty() {
            return view! { <p class="soft">{t("wall.nobody_waits")}</p> }.into_any();
        }
        let name = |one: &WallWaiting| {
            wall.queues.iter().find(|queue| queue.id == one.queue).map(|queue| queue.name.clone())
        };
        let line = |one: &WallWaiting| {
            let offered = match one.offered {
                0 => t("wall.nobody_free"),
                agents => fill("wall.offered", &[("count", &number(agents as usize))]),
            };
            view! {
                <li class="wall-line">
                    <strong class="wall-time"><Elapsed since=one.since /></strong>
                    <span dir="auto">{name(one)}</span>
                    <span class="soft">{offered}</span>
                </li>
            }
        };
        view! { <ol class="wall-lines" role="list">{wall.waiting.iter().map(line).collect_view()}</ol> }
            .into_any()
    }
}

/// Who is there.
#[component]
pub fn Agents(wall: Memo<Arc<Wall>>) -> impl IntoView {
    let line = |agent: WallAgent| {
        let (word, key) = match agent.presence {
            Presence::Online => ("online", "presence.online"),
            Presence::Away => ("away", "presence.away"),
            Presence::Offline => ("offline", "presence.offline"),
        };
        let load = [number(agent.conversations as usize), number(agent.capacity as usize)];
        let name = agent.agent.name.clone();
        view! {
            <li class="wall-line" data-presence=word>
                <Avatar name=name.clone() photo=agent.agent.photo.clone() />
                <strong dir="auto">{name}</strong>
                <span class="soft">{t(key)}{agent.since.map(|since| view! { " · " <Elapsed since=since /> })}</span>
                <span class="wall-load">{fill("wall.load", &[("count", &load[0]), ("most", &load[1])])}</span>
            </li>
        }
    };
    move || {
        let agents = wall.get().agents.clone();
        if agents.is_empty() {
            return view! { <p class="soft">{t("wall.nobody_there")}</p> }.into_any();
        }
        view! { <ul class="wall-lines" role="list">{agents.into_iter().map(line).collect_view()}</ul> }
            .into_any()
    }
}

/// How long something lasts, second by second.
#[component]
fn Elapsed(since: Timestamp) -> impl IntoView {
    let workplace = use_workplace();
    let is_long = move || workplace.now.get().millis_since(since) >= LONG_MILLIS;
    view! { <bdi class="elapsed" class:long=is_long>{move || waiting(since, workplace.now.get())}</bdi> }
}
