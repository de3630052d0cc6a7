//! Which tickets are listed. It stands in the address bar, so that it can be kept, passed on and gone back to.

use super::pick::Pick;
use super::words::{priority_name, status_filter_name};
use super::{Staff, people, places};
use crate::place::Place;
use crate::text::t;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::ticket::{Priority, SOUGHT_CHARS, StatusFilter, TicketFilter};
use std::time::Duration;

/// What is typed is looked for once nothing more is typed for so long.
const TYPED: Duration = Duration::from_millis(350);
/// Stands in the address for tickets wherever they stand. Without a word about it, those that aren't solved are listed.
const ALL: &str = "all";

/// The filter that the address names.
pub fn use_filter() -> Memo<TicketFilter> {
    let query = use_query_map();
    Memo::new(move |_| {
        query.with(|query| {
            let filter = TicketFilter::of(|name| query.get(name));
            let is_named = query.get("status").is_some();
            TicketFilter {
                status: if is_named { filter.status } else { Some(StatusFilter::Unsolved) },
                ..filter
            }
        })
    })
}

/// The address of a place with a filter.
pub fn address(place: &Place, filter: &TicketFilter) -> String {
    let mut pairs = filter.pairs();
    match filter.status {
        Some(StatusFilter::Unsolved) => pairs.retain(|(name, _)| *name != "status"),
        Some(_) => {}
        None => pairs.push(("status", ALL.into())),
    }
    let escaped = |text: &str| String::from(js_sys::encode_uri_component(text));
    let query: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    let path = place.path();
    if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
}

/// The choices above the list.
#[component]
pub fn FilterBar(filter: Memo<TicketFilter>, place: Memo<Place>, staff: Staff) -> impl IntoView {
    let navigate = StoredValue::new_local(use_navigate());
    let go = move |wanted: TicketFilter, replace: bool| {
        let options = NavigateOptions { resolve: false, scroll: false, replace, ..Default::default() };
        navigate.with_value(|navigate| navigate(&address(&place.get_untracked(), &wanted), options));
    };
    let choose = move |change: fn(&mut TicketFilter, Option<String>)| {
        Callback::new(move |word: String| {
            let mut wanted = filter.get_untracked();
            change(&mut wanted, (!word.is_empty()).then_some(word));
            go(wanted, false);
        })
    };
    let value = move |name: &'static str| {
        Signal::derive(move || {
            let pairs = filter.with(TicketFilter::pairs);
            pairs.into_iter().find(|(known, _)| *known == name).map(|(_, value)| value).unwrap_or_default()
        })
    };
    let any = |key: &str| (String::new(), t(key));
    let statuses: Vec<_> = StatusFilter::ALL
        .into_iter()
        .map(|status| (status.name().to_owned(), status_filter_name(status)))
        .chain([any("tickets.any_status")])
        .collect();
    let priorities: Vec<_> = [any("tickets.any_priority")]
        .into_iter()
        .chain(Priority::ALL.into_iter().rev().map(|one| (one.name().to_owned(), priority_name(one))))
        .collect();
    let assignees = move || {
        let fixed = [
            any("tickets.any_assignee"),
            ("me".to_owned(), t("tickets.mine")),
            ("nobody".to_owned(), t("tickets.nobody")),
        ];
        fixed.into_iter().chain(staff.with(people)).collect::<Vec<_>>()
    };
    let queues = move || [any("tickets.any_queue")].into_iter().chain(staff.with(places)).collect::<Vec<_>>();
    let typing = StoredValue::new(None::<TimeoutHandle>);
    let typed = move |event| {
        let text = event_target_value(&event);
        if let Some(earlier) = typing.get_value() {
            earlier.clear();
        }
        let look = move || {
            if let Some(filter) = filter.try_get_untracked() {
                go(TicketFilter { text, ..filter }, true);
            }
        };
        typing.set_value(set_timeout_with_handle(look, TYPED).ok());
    };
    on_cleanup(move || {
        if let Some(timer) = typing.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    });
    view! {
        <search class="filters" aria-label=t("tickets.filters")>
            <div class="field sought">
                <label class="unseen" for="tickets-text">{t("tickets.search")}</label>
                <input
                    id="tickets-text"
                    type="search"
                    class="input"
                    autocomplete="off"
                    dir="auto"
                    maxlength=SOUGHT_CHARS
                    placeholder=t("tickets.search")
                    prop:value=value("text")
                    on:input=typed
                />
            </div>
            <Pick id="filter-status" label=t("tickets.status") value=value("status") options=Signal::stored(statuses)
                choose=choose(|filter, word| filter.status = TicketFilter::of(|_| word.clone()).status) />
            <Pick id="filter-priority" label=t("tickets.priority") value=value("priority") options=Signal::stored(priorities)
                choose=choose(|filter, word| filter.priority = TicketFilter::of(|_| word.clone()).priority) />
            <Pick id="filter-assignee" label=t("tickets.assignee") value=value("assignee") options=Signal::derive(assignees)
                choose=choose(|filter, word| filter.assignee = word.map(Into::into)) />
            <Pick id="filter-queue" label=t("tickets.queue") value=value("queue") options=Signal::derive(queues)
                choose=choose(|filter, word| filter.queue = word.as_deref().map(Into::into)) />
        </search>
    }
}
