//! The list of tickets by a filter.

use super::Staff;
use super::filter::{FilterBar, address};
use super::words::chips;
use crate::live::api::{Failure, tickets as api};
use crate::parts::avatar::Avatar;
use crate::parts::icon::{Icon, icon};
use crate::parts::loading::{Skeleton, Trouble};
use crate::parts::visitor_name;
use crate::place::Place;
use crate::text::{moment, t};
use crate::workplace::{Workplace, use_workplace};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::ticket::{StatusFilter, Ticket, TicketFilter};

/// So near to the end of the list more is fetched, in CSS pixels.
const NEAR: i32 = 400;

/// The tickets that are here.
#[derive(Clone, Copy)]
pub struct Tickets {
    all: RwSignal<Vec<Ticket>>,
    /// Whether there are no older ones.
    is_whole: RwSignal<bool>,
    is_busy: RwSignal<bool>,
    trouble: RwSignal<Option<Failure>>,
    /// Counts filters: what was asked by an earlier one is no answer any more.
    turn: StoredValue<u32>,
    filter: Memo<TicketFilter>,
    workplace: Workplace,
}

impl Tickets {
    /// Those of a filter, fetched anew whenever it changes.
    pub fn by(filter: Memo<TicketFilter>) -> Self {
        let tickets = Self {
            all: RwSignal::new(Vec::new()),
            is_whole: RwSignal::new(false),
            is_busy: RwSignal::new(false),
            trouble: RwSignal::new(None),
            turn: StoredValue::new(0),
            filter,
            workplace: use_workplace(),
        };
        Effect::new(move |_| {
            filter.track();
            tickets.turn.update_value(|turn| *turn += 1);
            tickets.is_busy.set(false);
            tickets.is_whole.set(false);
            tickets.all.set(Vec::new());
            tickets.more();
        });
        tickets
    }

    /// Fetches those that are older than what is here.
    fn more(self) {
        if self.is_busy.get_untracked() || self.is_whole.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        self.trouble.set(None);
        let before = self.all.with_untracked(|all| all.last().map(|ticket| ticket.number));
        let filter = TicketFilter { before, ..self.filter.get_untracked() };
        let turn = self.turn.get_value();
        spawn_local(async move {
            let answer = api::list(&filter).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            self.is_busy.set(false);
            self.workplace.heed(&answer);
            match answer {
                Ok(older) if older.is_empty() => self.is_whole.set(true),
                Ok(older) => self.all.update(|all| all.extend(older)),
                Err(failure) => self.trouble.set(Some(failure)),
            }
        });
    }

    /// A ticket has changed: its line shows it.
    pub fn heard(self, ticket: &Ticket) {
        self.all.update(|all| {
            if let Some(known) = all.iter_mut().find(|known| known.number == ticket.number) {
                known.clone_from(ticket);
            }
        });
    }

    /// A ticket was made: it stands at the top.
    pub fn made(self, ticket: Ticket) {
        if self.all.with_untracked(|all| all.iter().all(|known| known.number != ticket.number)) {
            self.all.update(|all| all.insert(0, ticket));
        }
    }
}

/// Filter and list.
#[component]
pub fn ListPane(tickets: Tickets, place: Memo<Place>, staff: Staff) -> impl IntoView {
    let filter = tickets.filter;
    let list = NodeRef::<html::Div>::new();
    let look = move || {
        if let Some(list) = list.try_get_untracked().flatten()
            && tickets.trouble.with_untracked(Option::is_none)
            && list.scroll_height() - list.scroll_top() - list.client_height() < NEAR
        {
            tickets.more();
        }
    };
    // As long as there is room, more is fetched; after that, as the agent scrolls.
    Effect::new(move |_| {
        tickets.all.track();
        request_animation_frame(look);
    });
    let is_empty = move || tickets.all.with(Vec::is_empty);
    let is_usual = move || {
        filter.with(|filter| {
            *filter == TicketFilter { status: Some(StatusFilter::Unsolved), ..TicketFilter::default() }
                || *filter == TicketFilter::default()
        })
    };
    let retry = Callback::new(move |()| tickets.more());
    view! {
        <section class="list-pane" aria-labelledby="page-title">
            <header class="pane-head">
                // The page's heading says the same, also where only a ticket has room.
                <p class="list-title" aria-hidden="true">{t("tickets.title")}</p>
                <a class="button" href=move || address(&Place::NewTicket, &filter.get())>{icon(Icon::Plus)}<span class="label">{t("tickets.new")}</span></a>
            </header>
            <FilterBar filter=filter place=place staff=staff />
            <div class="pane-body" node_ref=list on:scroll=move |_| look() tabindex="0" role="group" aria-labelledby="page-title">
                <ul class="rows">
                    // Whatever changes of a ticket, its line is drawn anew.
                    <For each=move || tickets.all.get() key=|ticket| (ticket.number, ticket.version, ticket.updated_at.0) let(ticket)>
                        <li><Row ticket=ticket place=place filter=filter /></li>
                    </For>
                </ul>
                {move || (is_empty() && tickets.is_whole.get()).then(|| view! {
                    <div class="empty">
                        {icon(Icon::Ticket)}
                        <h2>{move || t(if is_usual() { "tickets.none" } else { "tickets.none_found" })}</h2>
                        <p class="soft">{move || t(if is_usual() { "tickets.none_note" } else { "tickets.none_found_note" })}</p>
                    </div>
                })}
                {move || (is_empty() && tickets.is_busy.get()).then(|| view! { <Skeleton rows=4 /> })}
                {move || tickets.trouble.get().map(|failure| view! { <Trouble failure=failure retry=retry sign=Icon::Offline /> })}
                {move || (!is_empty() && !tickets.is_whole.get() && tickets.trouble.with(Option::is_none)).then(|| view! {
                    <p class="centered">
                        <button type="button" class="button quiet small" on:click=move |_| tickets.more()>{t("tickets.more")}</button>
                    </p>
                })}
            </div>
        </section>
    }
}

#[component]
fn Row(ticket: Ticket, place: Memo<Place>, filter: Memo<TicketFilter>) -> impl IntoView {
    let workplace = use_workplace();
    let time = moment(ticket.created_at, workplace.now.get_untracked());
    let own = Place::Tickets(Some(ticket.number));
    let href = {
        let own = own.clone();
        move || address(&own, &filter.get())
    };
    let number = format!("#{}", ticket.number);
    let about = if ticket.subject.is_empty() { ticket.topic } else { ticket.subject };
    let has = ticket.assignee.map(|agent| agent.name);
    let has = has.unwrap_or_else(|| t("tickets.nobody"));
    view! {
        <a class="row" href=href aria-current=move || (place.get() == own).then_some("page")>
            <Avatar name=ticket.visitor.name.clone() />
            <span class="row-main">
                <span class="row-top">
                    <span class="row-name" dir="auto">{visitor_name(&ticket.visitor)}</span>
                    <span class="row-time"><bdi>{time}</bdi></span>
                </span>
                <span class="row-topic clip"><bdi>{number}</bdi>" · "<bdi>{about}</bdi></span>
                <span class="row-preview" dir="auto">{ticket.text}</span>
                <span class="row-chips">{chips(ticket.status, ticket.priority)}<span class="soft small clip"><bdi>{has}</bdi></span></span>
            </span>
        </a>
    }
}
