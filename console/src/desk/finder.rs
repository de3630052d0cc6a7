//! Above the inbox: words to look for, where to look, and filters. All of it stands in the address.

use super::Looking;
use crate::live::api::staff;
use crate::parts::icon::{Icon, icon};
use crate::state::view::{Tab, View, rating_of, rating_word};
use crate::text::{count, t};
use crate::workplace::use_workplace;
use leptos::ev;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::people::Role;
use shared::search::TEXT_CHARS;
use shared::staff::Colleagues;
use shared::timeline::Rating;
use std::time::Duration;

/// Typing is asked about once it has paused for this long.
const PAUSE: Duration = Duration::from_millis(200);

/// The field, the sections and the filters.
#[component]
pub fn Finder() -> impl IntoView {
    let looking = expect_context::<Looking>();
    let workplace = use_workplace();
    let view = looking.view;
    let typed = RwSignal::new(view.with_untracked(|view| view.text.clone()));
    let pending = StoredValue::new(None::<TimeoutHandle>);
    let stop_waiting = move || {
        if let Some(handle) = pending.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    };
    on_cleanup(stop_waiting);
    // The way back leads to earlier words, too.
    Effect::new(move |_| {
        let text = view.with(|view| view.text.clone());
        if pending.with_value(Option::is_none) && typed.with_untracked(|typed| *typed != text) {
            typed.set(text);
        }
    });
    let ask = move || {
        stop_waiting();
        let before = view.get_untracked();
        let text = typed.get_untracked();
        if before.text != text {
            // One step back leads to where the search began.
            let is_step = before.text.is_empty();
            looking.show(&View { text, ..before }, is_step);
        }
    };
    let input = move |event: ev::Event| {
        stop_waiting();
        typed.set(event_target_value(&event));
        if let Ok(handle) = set_timeout_with_handle(ask, PAUSE) {
            pending.set_value(Some(handle));
        }
    };
    let key = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "Enter" => ask(),
        "Escape" if typed.with_untracked(|typed| !typed.is_empty()) => {
            event.prevent_default();
            typed.set(String::new());
            ask();
        }
        _ => {}
    };
    let sees_all = Memo::new(move |_| {
        workplace.session.with(|session| session.me().is_some_and(|me| me.role >= Role::GroupManager))
    });
    let pick = move |event: ev::Event| {
        let word = event_target_value(&event);
        let tab = Tab::ALL.into_iter().find(|tab| tab.word() == word).unwrap_or_default();
        looking.show(&View { tab, ..view.get_untracked() }, true);
    };
    let tab = Memo::new(move |_| view.with(|view| view.tab));
    let filters = Memo::new(move |_| view.with(View::filters));
    let unfolded = RwSignal::new(filters.get_untracked() > 0);
    view! {
        <div class="finder" role="search" aria-label=t("find.label")>
            <div class="finder-field">
                {icon(Icon::Search)}
                <input
                    id="find"
                    type="search"
                    class="input"
                    autocomplete="off"
                    enterkeyhint="search"
                    maxlength=TEXT_CHARS
                    dir="auto"
                    aria-label=t("find.label")
                    placeholder=t("find.placeholder")
                    prop:value=typed
                    on:input=input
                    on:keydown=key
                />
            </div>
            <div class="finder-line">
                <select class="input" id="find-where" aria-label=t("find.where") on:change=pick>
                    {move || Tab::ALL.into_iter().filter(|tab| sees_all.get() || !matches!(tab, Tab::Team | Tab::All)).map(|one| view! {
                        <option value=one.word() prop:selected=move || tab.get() == one>{t(tab_name(one))}</option>
                    }).collect_view()}
                </select>
                <button
                    type="button"
                    class="button quiet"
                    aria-expanded=move || unfolded.get().to_string()
                    aria-controls="find-filters"
                    on:click=move |_| unfolded.update(|unfolded| *unfolded = !*unfolded)
                >
                    {icon(Icon::Filter)}
                    <span>{t("find.filters")}</span>
                    {move || (filters.get() > 0).then(|| view! {
                        <span class="count">
                            <span aria-hidden="true">{filters.get()}</span>
                            <span class="unseen">{count("find.filters_set", filters.get())}</span>
                        </span>
                    })}
                </button>
            </div>
            <div id="find-filters" class="filters" hidden=move || !unfolded.get()>
                {move || unfolded.get().then(|| view! { <Filters sees_all=sees_all /> })}
            </div>
        </div>
    }
}

/// Key of a section's name.
pub fn tab_name(tab: Tab) -> &'static str {
    match tab {
        Tab::Inbox => "find.inbox",
        Tab::Mine => "find.mine",
        Tab::Team => "find.team",
        Tab::All => "find.all",
        Tab::Archive => "find.archive",
    }
}

#[component]
fn Filters(sees_all: Memo<bool>) -> impl IntoView {
    let looking = expect_context::<Looking>();
    let workplace = use_workplace();
    let view = looking.view;
    let known = RwSignal::new(Colleagues::default());
    spawn_local(async move {
        // Without an answer what is set can still be taken back.
        if let Ok(colleagues) = staff::colleagues().await {
            let _ = known.try_set(colleagues);
        }
    });
    let change = move |change: &dyn Fn(&mut View)| {
        let mut view = view.get_untracked();
        change(&mut view);
        looking.show(&view, true);
    };
    let queues = move || {
        let list = known.with(|known| {
            known.queues.iter().map(|queue| (queue.id.to_string(), queue.name.clone())).collect()
        });
        let chosen = view.with(|view| view.queue.as_ref().map(ToString::to_string)).unwrap_or_default();
        options(chosen, list)
    };
    let agents = move || {
        let mut list: Vec<(String, String)> = known.with(|known| {
            known.agents.iter().map(|agent| (agent.card.id.to_string(), agent.card.name.clone())).collect()
        });
        list.extend(workplace.state.with(|state| state.me.clone()).map(|me| (me.id.to_string(), me.name)));
        list.sort_by_key(|(_, name)| name.to_lowercase());
        let chosen = view.with(|view| view.agent.as_ref().map(ToString::to_string)).unwrap_or_default();
        options(chosen, list)
    };
    let ratings = move || {
        let list = [Rating::Good, Rating::Fair, Rating::Bad]
            .map(|rating| (rating_word(rating).to_owned(), t(rating_name(rating))));
        options(view.with(|view| view.rating.map_or("", rating_word)).into(), list.into())
    };
    let from = Memo::new(move |_| view.with(|view| view.from.clone()));
    let to = Memo::new(move |_| view.with(|view| view.to.clone()));
    let missed = Memo::new(move |_| view.with(|view| view.missed));
    let filters = Memo::new(move |_| view.with(View::filters));
    view! {
        <label class="field">
            <span>{t("find.queue")}</span>
            <select class="input" on:change=move |event| {
                let id = event_target_value(&event);
                change(&|view| view.queue = (!id.is_empty()).then(|| id.as_str().into()));
            }>{queues}</select>
        </label>
        {move || sees_all.get().then(|| view! {
            <label class="field">
                <span>{t("find.agent")}</span>
                <select class="input" on:change=move |event| {
                    let id = event_target_value(&event);
                    change(&|view| view.agent = (!id.is_empty()).then(|| id.as_str().into()));
                }>{agents}</select>
            </label>
        })}
        <div class="filter-dates">
            <label class="field">
                <span>{t("find.from")}</span>
                <input type="date" class="input" prop:value=from max=to on:change=move |event| {
                    let day = event_target_value(&event);
                    change(&|view| view.from.clone_from(&day));
                } />
            </label>
            <label class="field">
                <span>{t("find.to")}</span>
                <input type="date" class="input" prop:value=to min=from on:change=move |event| {
                    let day = event_target_value(&event);
                    change(&|view| view.to.clone_from(&day));
                } />
            </label>
        </div>
        <label class="field">
            <span>{t("find.rating")}</span>
            <select class="input" on:change=move |event| {
                let rating = rating_of(&event_target_value(&event));
                change(&|view| view.rating = rating);
            }>{ratings}</select>
        </label>
        <label class="check">
            <input type="checkbox" prop:checked=missed on:change=move |event| {
                let missed = event_target_checked(&event);
                change(&|view| view.missed = missed);
            } />
            <span>{t("find.missed")}</span>
        </label>
        {move || (filters.get() > 0).then(|| view! {
            <button type="button" class="button quiet" on:click=move |_| {
                let text = view.with_untracked(|view| view.text.clone());
                looking.show(&View { text, ..view.get_untracked().cleared() }, true);
            }>{t("find.clear")}</button>
        })}
    }
}

/// Key of a verdict's name.
pub fn rating_name(rating: Rating) -> &'static str {
    match rating {
        Rating::Good => "rating.good",
        Rating::Fair => "rating.fair",
        Rating::Bad => "rating.bad",
    }
}

/// "Any", and all that can be chosen. What is chosen stays in the list even if it isn't known (yet).
fn options(chosen: String, mut list: Vec<(String, String)>) -> impl IntoView {
    if !chosen.is_empty() && list.iter().all(|(value, _)| *value != chosen) {
        list.push((chosen.clone(), "…".into()));
    }
    list.insert(0, (String::new(), t("find.any")));
    let option = |(value, name): (String, String)| {
        let is_chosen = value == chosen;
        view! { <option value=value prop:selected=is_chosen>{name}</option> }
    };
    list.into_iter().map(option).collect_view()
}
