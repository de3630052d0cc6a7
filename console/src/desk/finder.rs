//! Above the inbox: words to look for, where to look, and filters. All of it stands in the address.

use super::Looking;
use super::filters::{Filters, Known, SetFilters};
use crate::parts::icon::{Icon, icon};
use crate::state::view::{Tab, View};
use crate::text::{count, t};
use crate::workplace::use_workplace;
use leptos::ev;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use shared::people::Role;
use shared::search::TEXT_CHARS;
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
    let known = Known::new();
    Effect::new(move |_| {
        if unfolded.get() || filters.get() > 0 {
            known.load();
        }
    });
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
            {move || (filters.get() > 0 && !unfolded.get()).then(|| view! { <SetFilters known=known /> })}
            <div id="find-filters" class="finder-filters" hidden=move || !unfolded.get()>
                {move || unfolded.get().then(|| view! { <Filters sees_all=sees_all known=known /> })}
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
        Tab::Ended => "find.ended",
        Tab::Archive => "find.archive",
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
