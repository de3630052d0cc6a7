//! The pages that an agent comes to after the inbox: the second half of the program. The build cuts it off
//! (`xtask/src/site/halves`): whatever only [`draw`] leads to is in it. It is fetched once the inbox stands, or when one of
//! its pages is asked for.

use crate::live::api::Failure;
use crate::pages::agents::{AgentPage, AgentsPage, ImportPage};
use crate::pages::bans::BansPage;
use crate::pages::canned::{CannedPage, CannedResponsePage, NewCannedPage};
use crate::pages::contacts::{ContactPage, ContactsPage};
use crate::pages::fields::FieldsPage;
use crate::pages::mail::MailPage;
use crate::pages::queues::{QueuePage, QueuesPage};
use crate::pages::team::TeamPage;
use crate::pages::tickets::TicketsPage;
use crate::pages::visitors::VisitorsPage;
use crate::pages::wall::WallPage;
use crate::pages::widgets::{WidgetPage, WidgetsPage};
use crate::parts::loading::{Skeleton, Trouble};
use crate::place::{Chapter, Place};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::ids::{AgentId, CannedId, ContactId, QueueId, WidgetId};
use std::hint::black_box;
use std::time::Duration;
use wasm_bindgen::prelude::*;

/// The inbox's own requests go first.
const REST: Duration = Duration::from_secs(1);

/// Which page beside the desk is shown; within one the address may change.
#[derive(Clone, Debug, PartialEq)]
pub enum Page {
    Tickets,
    Visitors,
    Wall,
    Team,
    Queues,
    Queue(QueueId),
    Agents,
    Agent(AgentId),
    Import,
    Canned,
    CannedResponse(Option<CannedId>),
    Contacts,
    Contact(ContactId),
    Fields,
    Bans,
    Mail,
    Widgets,
    Widget(WidgetId),
}

#[wasm_bindgen]
extern "C" {
    /// Fetches the second half, unless it is there or on its way.
    #[wasm_bindgen(js_name = frontdeskLater, catch)]
    async fn second_half() -> Result<JsValue, JsValue>;
}

/// How it is with the second half.
#[derive(Clone, Copy, PartialEq)]
enum Half {
    Coming,
    There,
    Missing,
}

/// Fetches the second half as soon as there is nothing better to do.
pub fn fetch_when_connected() {
    let workplace = use_workplace();
    let half = RwSignal::new(Half::Coming);
    provide_context(half);
    let connected = Memo::new(move |_| workplace.state.with(|state| state.connected));
    Effect::new(move |_| {
        if connected.get() && half.get_untracked() != Half::There {
            set_timeout(move || fetch(half), REST);
        }
    });
}

fn fetch(half: RwSignal<Half>) {
    spawn_local(async move {
        let outcome = if second_half().await.is_ok() { Half::There } else { Half::Missing };
        // What is said twice would draw twice.
        if half.try_get_untracked().is_some_and(|known| known != outcome) {
            half.set(outcome);
        }
    });
}

/// A page of the second half, or what stands in its place until that is there.
#[component]
pub fn LaterPage(
    /// Which one.
    page: Page,
    /// Where the agent is.
    place: Memo<Place>,
    /// Which chapter of a widget's settings is open.
    chapter: Memo<Chapter>,
) -> impl IntoView {
    let workplace = use_workplace();
    let half = expect_context::<RwSignal<Half>>();
    if half.get_untracked() != Half::There {
        half.set(Half::Coming);
        fetch(half);
    }
    let retry = Callback::new(move |()| {
        // A server that answers and has no such file is newer than this page.
        if workplace.state.with_untracked(|state| state.connected) {
            let _ = location().reload();
        } else {
            half.set(Half::Coming);
            fetch(half);
        }
    });
    move || match half.get() {
        Half::Coming => view! {
            <main class="page" aria-busy="true">
                <Skeleton />
            </main>
        }
        .into_any(),
        Half::Missing => view! {
            <main class="page">
                <Trouble failure=Failure::Unreachable retry=retry />
            </main>
        }
        .into_any(),
        // By its address, which nobody follows before: this is where the program is cut.
        Half::There => black_box(draw as Draw)(page.clone(), place, chapter),
    }
}

type Draw = fn(Page, Memo<Place>, Memo<Chapter>) -> AnyView;

/// The gate to the second half; the build knows it by this name.
fn draw(page: Page, place: Memo<Place>, chapter: Memo<Chapter>) -> AnyView {
    match page {
        Page::Tickets => view! { <TicketsPage place=place /> }.into_any(),
        Page::Visitors => view! { <VisitorsPage /> }.into_any(),
        Page::Wall => view! { <WallPage /> }.into_any(),
        Page::Team => view! { <TeamPage place=place /> }.into_any(),
        Page::Queues => view! { <QueuesPage /> }.into_any(),
        Page::Queue(id) => view! { <QueuePage id=id /> }.into_any(),
        Page::Agents => view! { <AgentsPage /> }.into_any(),
        Page::Agent(id) => view! { <AgentPage id=id /> }.into_any(),
        Page::Import => view! { <ImportPage /> }.into_any(),
        Page::Canned => view! { <CannedPage /> }.into_any(),
        Page::CannedResponse(Some(id)) => view! { <CannedResponsePage id=id /> }.into_any(),
        Page::CannedResponse(None) => view! { <NewCannedPage /> }.into_any(),
        Page::Contacts => view! { <ContactsPage /> }.into_any(),
        Page::Contact(id) => view! { <ContactPage id=id /> }.into_any(),
        Page::Fields => view! { <FieldsPage /> }.into_any(),
        Page::Bans => view! { <BansPage /> }.into_any(),
        Page::Mail => view! { <MailPage /> }.into_any(),
        Page::Widgets => view! { <WidgetsPage /> }.into_any(),
        Page::Widget(id) => view! { <WidgetPage id=id chapter=chapter /> }.into_any(),
    }
}
