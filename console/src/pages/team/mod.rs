//! The staff chat: rooms at the start side, one of them opened.

mod bubble;
mod choosing;
mod composer;
mod lines;
mod list;
mod making;
mod people;
mod room;
mod timeline;

use crate::live::api::{Failure, staff as api};
use crate::parts::icon::{Icon, icon};
use crate::place::{Place, use_go};
use crate::text::t;
use crate::workplace::{Workplace, use_workplace};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use list::RoomList;
use making::MakingDialog;
use room::RoomPane;
use shared::ids::{AgentId, RoomId};
use shared::staff::{Colleagues, Presence};
use shared::team::{Kind, Room};
use std::time::Duration;

/// Who is there is asked anew this often.
const REFRESH: Duration = Duration::from_secs(30);

/// The colleagues and whether they are there, once that has come.
#[derive(Clone, Copy)]
struct Staff(RwSignal<Option<Result<Colleagues, Failure>>>);

impl Staff {
    /// Asked for now and again and again, as long as the page stands.
    fn watched() -> Self {
        let staff = Self(RwSignal::new(None));
        staff.load();
        if let Ok(timer) = set_interval_with_handle(move || staff.load(), REFRESH) {
            on_cleanup(move || timer.clear());
        }
        staff
    }

    fn load(self) {
        let workplace = use_context::<Workplace>();
        spawn_local(async move {
            let answer = api::colleagues().await;
            if let Some(workplace) = workplace {
                workplace.heed(&answer);
            }
            // What was known stays where nothing new can be learnt.
            let is_better =
                |known: &Option<Result<Colleagues, Failure>>| answer.is_ok() || !matches!(known, Some(Ok(_)));
            if self.0.try_with_untracked(is_better) == Some(true) {
                let _ = self.0.try_set(Some(answer));
            }
        });
    }

    /// Whether a colleague is there; `None` if that isn't known.
    fn presence(self, agent: &AgentId) -> Option<Presence> {
        self.0.with(|staff| {
            let Some(Ok(staff)) = staff else { return None };
            let known = staff.agents.iter().find(|colleague| colleague.card.id == *agent);
            known.map(|colleague| colleague.presence)
        })
    }
}

/// The page of the staff chat.
#[component]
pub fn TeamPage(
    /// Where the agent is: which room is open.
    place: Memo<Place>,
) -> impl IntoView {
    let workplace = use_workplace();
    provide_context(Staff::watched());
    let is_making = RwSignal::new(false);
    let go = StoredValue::new_local(use_go());
    let open = Memo::new(move |_| match place.get() {
        Place::Team(room) => room,
        _ => None,
    });
    // A room whose address was followed may come only later.
    let is_there = Memo::new(move |_| {
        open.with(|open| {
            let open = open.as_ref()?;
            workplace.state.with(|state| state.team.chats.contains_key(open).then(|| open.clone()))
        })
    });
    Effect::new(move |_| workplace.room.set(open.get()));
    Effect::new(move |_| {
        if let Some(open) = is_there.get() {
            workplace.change(|state| state.open_room(&open));
        }
    });
    let escape = window_event_listener(ev::keydown, move |event| {
        let is_free = !event.default_prevented()
            && document().query_selector("dialog[open], :popover-open").is_ok_and(|found| found.is_none());
        if event.key() == "Escape" && is_free && open.get_untracked().is_some() {
            go.with_value(|go| go(&Place::Team(None)));
        }
    });
    on_cleanup(move || {
        escape.remove();
        // Nobody reads a room while another page is shown.
        workplace.room.set(None);
    });
    let made = Callback::new(move |room: Room| {
        is_making.set(false);
        let id = room.id.clone();
        workplace.change(|state| state.made_room(room));
        go.with_value(|go| go(&Place::Team(Some(id))));
    });
    let close = Callback::new(move |()| is_making.set(false));
    view! {
        <main class="page tickets-page" class:has-open=move || open.with(Option::is_some) aria-labelledby="page-title">
            <h1 id="page-title" class="unseen">{move || t("team.title")}</h1>
            <RoomList open=open making=is_making />
            {move || match open.get() {
                Some(id) => view! { <RoomPane id=id /> }.into_any(),
                None => view! {
                    <section class="reading nothing" aria-label=t("team.room")>
                        <div class="empty">{icon(Icon::Team)}<p class="soft">{move || t("team.pick")}</p></div>
                    </section>
                }
                .into_any(),
            }}
            {move || is_making.get().then(|| view! { <MakingDialog made=made close=close /> })}
        </main>
    }
}

/// What a room is called: a group by its name, else whoever else is in it.
fn room_name(room: &Room, me: &AgentId) -> String {
    match room.kind {
        Kind::Group => room.name.clone(),
        Kind::Pair => other(room, me).map(|member| member.card.name.clone()).unwrap_or_default(),
    }
}

/// The other one in a room for two.
fn other<'a>(room: &'a Room, me: &'a AgentId) -> Option<&'a shared::team::Member> {
    room.others(me).next().filter(|_| room.kind == Kind::Pair)
}

/// The element of a room in the list.
fn row_id(room: &RoomId) -> String {
    format!("room-{room}")
}
