//! The frame around everything that a signed-in agent sees: the rail at one side, and the page that the address names.

mod account;
mod banner;
pub mod guard;
mod photo;
mod rail;

use crate::desk::Desk;
use crate::pages::tickets::TicketsPage;
use crate::pages::widgets::{WidgetPage, WidgetsPage};
use crate::place::{Chapter, Place};
use crate::workplace::use_workplace;
use banner::ConnectionBanner;
use guard::{ConfirmLeave, guarded_place};
use leptos::prelude::*;
use rail::Rail;
use shared::people::Role;

/// Which page is shown; within one the address may change.
#[derive(Clone, Debug, PartialEq)]
enum Page {
    Desk,
    Tickets,
    Widgets,
    Widget(shared::ids::WidgetId),
}

/// Rail and page.
#[component]
pub fn Shell() -> impl IntoView {
    let workplace = use_workplace();
    let (place, leaving) = guarded_place();
    let may_arrange = Memo::new(move |_| {
        workplace.session.with(|session| session.me().is_some_and(|me| me.role >= Role::Manager))
    });
    let page = Memo::new(move |_| match place.get() {
        Place::Widgets if may_arrange.get() => Page::Widgets,
        Place::Widget(id, _) if may_arrange.get() => Page::Widget(id),
        Place::Tickets(_) => Page::Tickets,
        _ => Page::Desk,
    });
    let chapter = Memo::new(move |_| match place.get() {
        Place::Widget(_, chapter) => chapter,
        _ => Chapter::Basics,
    });
    let has_open =
        move || matches!(place.get(), Place::Conversation(_) | Place::Tickets(Some(_)) | Place::Widget(..));
    view! {
        <div class="shell" class:has-open=has_open>
            <ConnectionBanner />
            <Rail place=place may_arrange=may_arrange />
            {move || match page.get() {
                Page::Desk => view! { <Desk place=place /> }.into_any(),
                Page::Tickets => view! { <TicketsPage place=place /> }.into_any(),
                Page::Widgets => view! { <WidgetsPage /> }.into_any(),
                Page::Widget(id) => view! { <WidgetPage id=id chapter=chapter /> }.into_any(),
            }}
            <ConfirmLeave place=place leaving=leaving />
        </div>
    }
}
