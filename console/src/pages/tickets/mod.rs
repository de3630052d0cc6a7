//! Tickets: the list by a filter, one of them to work on, and new ones.

mod composer;
mod filter;
mod list;
mod making;
mod merge;
mod open;
mod pick;
mod thread;
mod words;

use crate::live::api::staff as api;
use crate::parts::icon::{Icon, icon};
use crate::place::Place;
use crate::text::t;
use crate::workplace::use_workplace;
use filter::use_filter;
use leptos::prelude::*;
use leptos::task::spawn_local;
use list::{ListPane, Tickets};
use making::NewTicket;
use open::OpenTicket;
use shared::people::AgentCard;
use shared::staff::Colleagues;

/// Who can have a ticket, and in which queues it can be; nobody and none until that has come.
type Staff = RwSignal<Colleagues>;

/// The page of tickets.
#[component]
pub fn TicketsPage(
    /// Where the agent is: which ticket is open.
    place: Memo<Place>,
) -> impl IntoView {
    let workplace = use_workplace();
    let staff = Staff::default();
    spawn_local(async move {
        let answer = api::colleagues().await;
        workplace.heed(&answer);
        if let Ok(found) = answer {
            let _ = staff.try_set(found);
        }
    });
    let filter = use_filter();
    let tickets = Tickets::by(filter);
    let heard = Callback::new(move |ticket| tickets.heard(&ticket));
    let made = Callback::new(move |ticket| tickets.made(ticket));
    let has_open = move || matches!(place.get(), Place::Tickets(Some(_)) | Place::NewTicket);
    view! {
        <main class="page tickets-page" class:has-open=has_open aria-labelledby="page-title">
            <h1 id="page-title" class="unseen">{move || t("tickets.title")}</h1>
            <ListPane tickets=tickets place=place staff=staff />
            {move || match place.get() {
                Place::Tickets(Some(number)) => view! { <OpenTicket number=number staff=staff filter=filter heard=heard /> }.into_any(),
                Place::NewTicket => view! { <NewTicket staff=staff filter=filter made=made /> }.into_any(),
                _ => view! {
                    <section class="reading nothing" aria-label=t("tickets.ticket")>
                        <div class="empty">{icon(Icon::Ticket)}<p class="soft">{t("tickets.pick")}</p></div>
                    </section>
                }
                .into_any(),
            }}
        </main>
    }
}

/// Everyone who can have a ticket by their ids, whoever is signed in first.
fn people(staff: &Colleagues) -> Vec<(String, String)> {
    let me = use_workplace().session.with_untracked(|session| session.me().map(|me| me.agent.clone()));
    let others = staff.agents.iter().map(|colleague| colleague.card.clone());
    me.into_iter().chain(others).map(|AgentCard { id, name, .. }| (id.0, name)).collect()
}

/// All queues by their ids.
fn places(staff: &Colleagues) -> Vec<(String, String)> {
    staff.queues.iter().map(|queue| (queue.id.to_string(), queue.name.clone())).collect()
}
