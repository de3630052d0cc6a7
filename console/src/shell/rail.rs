//! The rail: where one can go, and who one is.

use super::account::AccountMenu;
use super::rooms::{Room, door_of, rooms};
use crate::parts::icon::{icon, mark};
use crate::place::Place;
use crate::state::State;
use crate::text::{count, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::people::Role;
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

/// The rail at the start side; on a phone the bar at the bottom.
#[component]
pub fn Rail(
    /// Where the agent is.
    place: Memo<Place>,
    /// What the agent may do.
    role: Memo<Role>,
) -> impl IntoView {
    let workplace = use_workplace();
    let room = Memo::new(move |_| place.with(door_of));
    let unread = Memo::new(move |_| workplace.state.with(State::total_unread));
    let from_colleagues = Memo::new(move |_| workplace.state.with(|state| state.team.unread()));
    // What waits where the agent isn't.
    let news = move |to: &Place| match to {
        _ if room.with(|room| room == to) => 0,
        Place::Inbox => unread.get(),
        Place::Team(_) => from_colleagues.get(),
        _ => 0,
    };
    // On a phone not all of them have room beside each other.
    Effect::new(move |_| {
        room.track();
        request_animation_frame(|| {
            if let Ok(Some(link)) = document().query_selector(".rail-link[aria-current]") {
                let options = ScrollIntoViewOptions::new();
                options.set_block(ScrollLogicalPosition::Nearest);
                options.set_inline(ScrollLogicalPosition::Nearest);
                link.scroll_into_view_with_scroll_into_view_options(&options);
            }
        });
    });
    let link = move |Room { door, sign, name, .. }: Room| {
        let href = door.path();
        let door = StoredValue::new(door);
        let is_here = move || door.with_value(|door| room.with(|room| room == door));
        let news = Memo::new(move |_| door.with_value(news));
        view! {
            <li>
                <a class="rail-link" href=href aria-current=move || is_here().then_some("page")>
                    <span class="rail-icon">
                        {icon(sign)}
                        {move || (news.get() > 0).then(|| view! {
                            <span class={"rail-badge"}></span>
                            <span class="unseen">{count("inbox.unread", news.get() as usize)}</span>
                        })}
                    </span>
                    <span class="rail-name">{t(name)}</span>
                </a>
            </li>
        }
    };
    view! {
        <header class="rail">
            <span class="brand">{mark()}</span>
            <nav aria-label=t("nav.title")>
                <ul>
                    {move || rooms().into_iter().filter(|room| role.get() >= room.role).map(link).collect_view()}
                </ul>
            </nav>
            <AccountMenu />
        </header>
    }
}
