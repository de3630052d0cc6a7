//! What visitors have left: the list, and one of them to read.

mod reading;

use crate::live::api::{Failure, desk};
use crate::parts::icon::{Icon, icon};
use crate::parts::{failure_text, visitor_name};
use crate::place::Place;
use crate::text::{moment, t};
use crate::workplace::{Workplace, use_workplace};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use reading::Reading;
use shared::problem::Code;
use shared::ticket::Ticket;

/// So near to the end of the list more is fetched, in CSS pixels.
const NEAR: i32 = 400;

/// The tickets that are here.
#[derive(Clone, Copy)]
struct Tickets {
    all: RwSignal<Vec<Ticket>>,
    /// Whether there are no older ones.
    is_whole: RwSignal<bool>,
    is_busy: RwSignal<bool>,
    trouble: RwSignal<Option<Failure>>,
    workplace: Workplace,
}

impl Tickets {
    /// Fetches those that are older than what is here.
    fn more(self) {
        if self.is_busy.get_untracked() || self.is_whole.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        self.trouble.set(None);
        let before = self.all.with_untracked(|all| all.last().map(|ticket| ticket.number));
        spawn_local(async move {
            let answer = desk::tickets(before).await;
            if self.is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(older) if older.is_empty() => self.is_whole.set(true),
                Ok(older) => self.all.update(|all| all.extend(older)),
                Err(failure) => {
                    if matches!(&failure, Failure::Refused(problem) if problem.code == Code::SessionExpired) {
                        self.workplace.session_ended();
                    }
                    self.trouble.set(Some(failure));
                }
            }
        });
    }
}

/// The page of tickets.
#[component]
pub fn TicketsPage(
    /// Where the agent is: which ticket is open.
    place: Memo<Place>,
) -> impl IntoView {
    let tickets = Tickets {
        all: RwSignal::new(Vec::new()),
        is_whole: RwSignal::new(false),
        is_busy: RwSignal::new(false),
        trouble: RwSignal::new(None),
        workplace: use_workplace(),
    };
    tickets.more();
    let open = Memo::new(move |_| match place.get() {
        Place::Tickets(open) => open,
        _ => None,
    });
    let list = NodeRef::<html::Div>::new();
    let look = move || {
        if let Some(list) = list.try_get_untracked().flatten()
            && tickets.trouble.with_untracked(Option::is_none)
            && list.scroll_height() - list.scroll_top() - list.client_height() < NEAR
        {
            tickets.more();
        }
    };
    let ticket = Memo::new(move |_| {
        let number = open.get()?;
        tickets.all.with(|all| all.iter().find(|ticket| ticket.number == number).cloned())
    });
    // As long as there is room, more is fetched; after that, as the agent scrolls.
    Effect::new(move |_| {
        tickets.all.track();
        request_animation_frame(look);
    });
    // A ticket whose address was opened is fetched for as long as it may be further down.
    Effect::new(move |_| {
        let is_sought = open.get().is_some() && ticket.with(Option::is_none);
        if is_sought && !tickets.is_busy.get() && tickets.trouble.with(Option::is_none) {
            tickets.more();
        }
    });
    let is_empty = move || tickets.all.with(Vec::is_empty);
    view! {
        <main class="page tickets-page" class:has-open=move || open.get().is_some() aria-labelledby="page-title">
            <section class="list-pane" aria-labelledby="page-title">
                <header class="pane-head"><h1 id="page-title">{t("tickets.title")}</h1></header>
                <div class="pane-body" node_ref=list on:scroll=move |_| look() tabindex="0" role="group" aria-labelledby="page-title">
                    <ul class="rows">
                        <For each=move || tickets.all.get() key=|ticket| ticket.number let(ticket)>
                            <li><Row ticket=ticket open=open /></li>
                        </For>
                    </ul>
                    {move || (is_empty() && tickets.is_whole.get()).then(|| view! {
                        <div class="empty">
                            {icon(Icon::Ticket)}
                            <h2>{t("tickets.none")}</h2>
                            <p class="soft">{t("tickets.none_note")}</p>
                        </div>
                    })}
                    {move || (is_empty() && tickets.is_busy.get()).then(|| view! { <Skeleton /> })}
                    {move || tickets.trouble.get().map(|failure| view! {
                        <div class="empty" role="alert">
                            {icon(Icon::Offline)}
                            <p>{failure_text(&failure)}</p>
                            <button type="button" class="button" on:click=move |_| tickets.more()>{t("action.try_again")}</button>
                        </div>
                    })}
                    {move || (!is_empty() && !tickets.is_whole.get() && tickets.trouble.with(Option::is_none)).then(|| view! {
                        <p class="centered">
                            <button type="button" class="button quiet small" on:click=move |_| tickets.more()>{t("tickets.more")}</button>
                        </p>
                    })}
                </div>
            </section>
            {move || match (open.get(), ticket.get()) {
                (_, Some(ticket)) => view! { <Reading ticket=ticket /> }.into_any(),
                (Some(_), None) if tickets.is_whole.get() => view! { <Nothing text=t("problem.not_found") /> }.into_any(),
                (Some(_), None) => view! { <section class="reading" aria-busy="true"><Skeleton /></section> }.into_any(),
                (None, None) => view! { <Nothing text=t("tickets.pick") /> }.into_any(),
            }}
        </main>
    }
}

#[component]
fn Row(ticket: Ticket, open: Memo<Option<u32>>) -> impl IntoView {
    let workplace = use_workplace();
    let time = moment(ticket.created_at, workplace.now.get_untracked());
    let number = ticket.number;
    let about = if ticket.subject.is_empty() { ticket.topic } else { ticket.subject };
    view! {
        <a
            class="row"
            href=Place::Tickets(Some(number)).path()
            aria-current=move || (open.get() == Some(number)).then_some("page")
        >
            <crate::parts::avatar::Avatar name=ticket.visitor.name.clone() />
            <span class="row-main">
                <span class="row-top">
                    <span class="row-name" dir="auto">{visitor_name(&ticket.visitor)}</span>
                    <span class="row-time"><bdi>{time}</bdi></span>
                </span>
                <span class="row-topic"><bdi>{format!("#{number}")}</bdi>" · "<bdi>{about}</bdi></span>
                <span class="row-preview" dir="auto">{ticket.text}</span>
            </span>
        </a>
    }
}

#[component]
fn Nothing(text: String) -> impl IntoView {
    view! {
        <section class="reading nothing">
            <div class="empty">{icon(Icon::Ticket)}<p class="soft">{text}</p></div>
        </section>
    }
}

#[component]
fn Skeleton() -> impl IntoView {
    view! {
        <div class="skeleton" role="status" aria-label=t("app.loading")>
            {(0..4).map(|_| view! { <div class={"skeleton-row"}></div> }).collect_view()}
        </div>
    }
}
