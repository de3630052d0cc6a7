//! Who is on the site now: a list that goes on by itself, and a way to speak first.

mod invite;
mod one;
mod row;

use crate::parts::icon::{Icon, icon};
use crate::parts::loading::Skeleton;
use crate::parts::toast::Toast;
use crate::parts::window::Window;
use crate::place::Place;
use crate::text::{count, t};
use crate::workplace::{LinkState, Workplace, use_workplace};
use leptos::prelude::*;
use one::OneVisit;
use row::Row;
use shared::agent::AgentCommand;
use shared::people::Role;
use shared::visits::{VisitId, VisitsCommand};

/// Says something of visits to the server.
fn say(workplace: Workplace, command: VisitsCommand) {
    workplace.change(|state| state.wish(AgentCommand::Visits(command)));
}

/// The list, and the visit that is looked at.
#[component]
pub fn VisitorsPage() -> impl IntoView {
    let workplace = use_workplace();
    // With each connection anew.
    Effect::new(move |_| {
        if workplace.link.get() == LinkState::Online {
            say(workplace, VisitsCommand::Watch);
        }
    });
    on_cleanup(move || {
        say(workplace, VisitsCommand::Unwatch);
        workplace.state.update(|state| state.visits.forget());
    });
    // Read, not merely tracked: a memo that nobody reads follows nothing.
    let revision = Memo::new(move |_| workplace.state.with(|state| state.visits.revision));
    let typed = RwSignal::new(String::new());
    let shown = Memo::new(move |_| {
        revision.get();
        typed.with(|typed| workplace.state.with_untracked(|state| state.visits.found(typed)))
    });
    let size = Memo::new(move |_| {
        revision.get();
        workplace
            .state
            .with_untracked(|state| state.visits.known.as_ref().map(std::collections::BTreeMap::len))
    });
    let on = Memo::new(move |_| {
        revision.get();
        workplace.state.with_untracked(|state| state.visits.on)
    });
    let missed = Memo::new(move |_| workplace.state.with(|state| state.visits.missed));
    Effect::new(move |before: Option<u32>| {
        let missed = missed.get();
        if before.is_some_and(|before| missed > before) {
            workplace.toasts.show(Toast::news(t("visitors.missed")));
        }
        missed
    });
    let chosen = RwSignal::new(None::<VisitId>);
    let row = move |id: VisitId| view! { <Row id=id chosen=chosen /> };
    let is_there = Memo::new(move |_| size.get().map(|size| size > 0));
    let body = move || match is_there.get() {
        None => view! { <Skeleton rows=6 /> }.into_any(),
        Some(false) => view! { <Nobody on=on /> }.into_any(),
        Some(true) => view! {
            <label class="field list-filter">
                <span>{t("visitors.find")}</span>
                <input
                    id="visitors-find"
                    type="search"
                    class="input"
                    autocomplete="off"
                    dir="auto"
                    prop:value=typed
                    on:input=move |event| typed.set(event_target_value(&event))
                />
            </label>
            <Window items=shown key=|id: &VisitId| id.0.to_string() draw=row class="rows visits" />
            {move || shown.with(Vec::is_empty).then(|| view! {
                <p class="empty soft" role="status">{t("visitors.no_match")}</p>
            })}
        }
        .into_any(),
    };
    view! {
        <main class="page" aria-labelledby="page-title" aria-busy=move || size.get().is_none().to_string()>
            <header class="pane-head">
                <h1 id="page-title" tabindex="-1">{t("visitors.title")}</h1>
                <span class="soft small">{move || size.get().filter(|size| *size > 0).map(|size| count("visitors.count", size))}</span>
            </header>
            <div class="pane-body page-body">{body}</div>
            {move || chosen.get().map(|id| view! { <OneVisit id=id chosen=chosen /> })}
        </main>
    }
}

/// Nobody is there, or nobody is shown.
#[component]
fn Nobody(on: Memo<bool>) -> impl IntoView {
    let workplace = use_workplace();
    let may_arrange = Memo::new(move |_| {
        workplace.session.with(|session| session.me().is_some_and(|me| me.role >= Role::Manager))
    });
    view! {
        <div class="empty">
            {icon(Icon::Globe)}
            <h2>{move || t(if on.get() { "visitors.none" } else { "visitors.off" })}</h2>
            <p class="soft">{move || t(match (on.get(), may_arrange.get()) {
                (true, _) => "visitors.none_note",
                (false, true) => "visitors.off_note",
                (false, false) => "visitors.off_ask",
            })}</p>
            {move || (!on.get() && may_arrange.get()).then(|| view! {
                <a class="button" href=Place::Widgets.path()>{t("visitors.to_widgets")}</a>
            })}
        </div>
    }
}
