//! The inbox: what rings, who waits, who is mine, and what ended lately.

use super::Looking;
use super::bulk::run;
use super::finder::Finder;
use super::found::FoundList;
use super::row::Row;
use crate::live::preferences;
use crate::parts::icon::{Icon, icon};
use crate::parts::window::Window;
use crate::state::view::View;
use crate::state::{Section, Sections, State};
use crate::text::{number, t};
use crate::workplace::{LinkState, use_workplace};
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::bulk::BulkAction;
use shared::ids::ConversationId;

/// The list at the start side.
#[component]
pub fn Inbox() -> impl IntoView {
    let workplace = use_workplace();
    let sections = Memo::new(move |_| workplace.state.with(State::sections));
    let is_known = Memo::new(move |_| workplace.state.with(|state| state.epoch.is_some()));
    let looking = expect_context::<Looking>();
    let is_inbox = Memo::new(move |_| looking.view.with(View::is_inbox));
    let is_offline = move || workplace.link.get() == LinkState::Offline;
    view! {
        <nav class="inbox" aria-labelledby="inbox-title">
            <header class="pane-head">
                <h2 id="inbox-title">{t("inbox.title")}</h2>
            </header>
            <Finder />
            <div class="pane-body">
                {move || {
                    if !is_inbox.get() {
                        view! { <FoundList /> }.into_any()
                    } else if is_known.get() {
                        view! { <Lists sections=sections /> }.into_any()
                    } else if is_offline() {
                        view! { <p class="empty soft">{t("inbox.unreachable")}</p> }.into_any()
                    } else {
                        view! { <Skeleton /> }.into_any()
                    }
                }}
            </div>
        </nav>
    }
}

#[component]
fn Lists(sections: Memo<Sections>) -> impl IntoView {
    let offered = Signal::derive(move || sections.with(|sections| sections.offered.clone()));
    let has_offers = Memo::new(move |_| offered.with(|offered| !offered.is_empty()));
    let waiting = Signal::derive(move || sections.with(|sections| sections.waiting.clone()));
    let mine = Signal::derive(move || sections.with(|sections| sections.mine.clone()));
    let ended = Signal::derive(move || sections.with(|sections| sections.ended.clone()));
    view! {
        // Nothing rings most of the time, and then there is no room for it.
        {move || has_offers.get().then(|| view! { <List section=Section::Offered ids=offered /> })}
        <List section=Section::Waiting ids=waiting />
        <List section=Section::Mine ids=mine />
        <Ended ids=ended />
    }
}

#[component]
fn List(section: Section, #[prop(into)] ids: Signal<Vec<ConversationId>>) -> impl IntoView {
    let (id, title, nothing) = match section {
        Section::Offered => ("inbox-offered", "inbox.offered", "inbox.nobody_waits"),
        Section::Waiting => ("inbox-waiting", "inbox.waiting", "inbox.nobody_waits"),
        Section::Mine => ("inbox-mine", "inbox.mine", "inbox.none_mine"),
        Section::Ended => ("inbox-ended", "inbox.ended", "inbox.none_ended"),
    };
    let size = Memo::new(move |_| ids.with(Vec::len));
    view! {
        <section class="inbox-section" aria-labelledby=id>
            <h3 id=id class="section-title">
                {t(title)}
                {move || (size.get() > 0).then(|| view! { <span class="count" data-section=id>{number(size.get())}</span> })}
            </h3>
            <Rows ids=ids />
            {move || (size.get() == 0).then(|| view! {
                <p class="empty small soft">{icon(if section == Section::Waiting { Icon::Calm } else { Icon::Chats })}{t(nothing)}</p>
            })}
        </section>
    }
}

#[component]
fn Ended(#[prop(into)] ids: Signal<Vec<ConversationId>>) -> impl IntoView {
    let details = NodeRef::<html::Details>::new();
    let remember = move |_: ev::Event| {
        if let Some(details) = details.get_untracked() {
            preferences::set_shows_ended(details.has_attribute("open"));
        }
    };
    let size = Memo::new(move |_| ids.with(Vec::len));
    let (workplace, looking) = (use_workplace(), expect_context::<Looking>());
    let put_away = move |_| spawn_local(run(workplace, looking, ids.get_untracked(), BulkAction::Archive));
    view! {
        <details class="inbox-section" node_ref=details open=preferences::shows_ended() on:toggle=remember>
            <summary class="section-title">
                <h3>{t("inbox.ended")}</h3>
                {move || (size.get() > 0).then(|| view! { <span class="count" data-section="ended">{number(size.get())}</span> })}
            </summary>
            {move || (size.get() > 0).then(|| view! {
                <button type="button" class="button quiet small put-away" on:click=put_away>
                    {icon(Icon::Archive)}
                    {t("inbox.archive_ended")}
                </button>
            })}
            <Rows ids=ids />
            {move || (size.get() == 0).then(|| view! { <p class="empty small soft">{t("inbox.none_ended")}</p> })}
        </details>
    }
}

#[component]
fn Rows(ids: Signal<Vec<ConversationId>>) -> impl IntoView {
    view! {
        {move || ids.with(|ids| !ids.is_empty()).then(|| view! {
            <Window items=ids key=ToString::to_string draw=|id| view! { <Row id=id /> } class="rows" />
        })}
    }
}

/// Lines where the first conversations will be.
#[component]
fn Skeleton() -> impl IntoView {
    let line = |_| view! { <div class={"skeleton-row"}></div> };
    view! {
        <div class="skeleton" role="status" aria-label=t("app.loading")>
            {(0..4).map(line).collect_view()}
        </div>
    }
}
