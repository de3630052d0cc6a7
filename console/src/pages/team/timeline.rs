//! A room's timeline on the screen: the stretch that is here, what is on its way, and who types.

use super::bubble::{Happening, SaidBubble};
use super::lines::{Line, lines};
use crate::desk::pill::NewsPill;
use crate::desk::scroll::Scroll;
use crate::desk::unsent::UnsentBubble;
use crate::state::Unsent;
use crate::text::{day, fill, local_day, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::ids::RoomId;
use shared::team::TeamFact;

/// The scrolled timeline of a room.
#[component]
pub fn TimelineView(id: RoomId, name: Memo<Option<String>>, scroll: Scroll) -> impl IntoView {
    let workplace = use_workplace();
    let entries = workplace.follow_room(&id, |chat| chat.entries.clone());
    let all = Memo::new(move |_| {
        entries.with(|entries| entries.as_ref().map(|entries| lines(entries, local_day)).unwrap_or_default())
    });
    let is_whole = workplace.follow_room(&id, |chat| chat.is_whole());
    let has_earlier = workplace.follow_room(&id, |chat| chat.has_earlier());
    let unsent = workplace.follow_room(&id, |chat| chat.unsent().collect::<Vec<_>>());
    let end = Memo::new(move |_| entries.with(|entries| entries.as_ref()?.last().map(|entry| entry.seq)));
    let start = Memo::new(move |_| entries.with(|entries| entries.as_ref()?.first().map(|entry| entry.seq)));
    let me = workplace.my_id();
    let written = workplace.follow_room(&id, move |chat| {
        let theirs = chat
            .entries
            .iter()
            .filter(|entry| Some(&entry.by.id) != me.as_ref() && matches!(entry.fact, TeamFact::Said { .. }));
        theirs.map(|entry| entry.seq).collect::<Vec<_>>()
    });
    Effect::new(move |_| {
        end.track();
        unsent.track();
        scroll.follow();
    });
    // Earlier ones come in above, and what is read stays where it is: as far from the end as it was.
    let below = StoredValue::new(0);
    let measure = move || {
        if let Some(element) = scroll.element.try_get_untracked().flatten() {
            below.set_value(element.scroll_height() - element.scroll_top());
        }
    };
    Effect::new(move |before: Option<Option<u32>>| {
        let now = start.get();
        if before.flatten().is_some() && before != Some(now) {
            request_animation_frame(move || {
                if let (Some(element), Some(below)) =
                    (scroll.element.try_get_untracked().flatten(), below.try_get_value())
                {
                    element.set_scroll_top(element.scroll_height() - below);
                }
            });
        }
        now
    });
    let (again_in, away_in) = (id.clone(), id.clone());
    let retry =
        Callback::new(move |unsent| workplace.change(|state| state.retry_in_room(&again_in, &unsent)));
    let discard =
        Callback::new(move |unsent| workplace.change(|state| state.discard_in_room(&away_in, &unsent)));
    let (earlier_in, bubble_in) = (id.clone(), id.clone());
    let earlier = move |_| {
        measure();
        scroll.at_end.set(false);
        workplace.change(|state| state.see_earlier(&earlier_in));
    };
    view! {
        <div
            class="timeline"
            node_ref=scroll.element
            on:scroll=move |_| {
                measure();
                scroll.moved();
            }
            tabindex="0"
            role="log"
            aria-label=move || fill("timeline.label", &[("name", &name.get().unwrap_or_default())])
            aria-busy=move || (is_whole.get() == Some(false)).then_some("true")
        >
            <div class="timeline-lines">
                {move || (has_earlier.get() == Some(true)).then(|| {
                    let earlier = earlier.clone();
                    view! {
                        <button type="button" class="button small earlier" on:click=earlier>{t("team.earlier")}</button>
                    }
                })}
                {move || (is_whole.get() == Some(false) && workplace.state.with(|state| state.connected)).then(|| view! {
                    <p class="soft small centered">{t("timeline.loading")}</p>
                })}
                {move || (is_whole.get() == Some(true) && all.with(Vec::is_empty)).then(|| view! {
                    <p class="soft small centered">{t("team.nothing_said")}</p>
                })}
                <For each=move || all.get() key=Line::key let(line)>
                    {match line {
                        Line::Day { at, .. } => view! {
                            <h3 class="day"><span>{day(at, workplace.now.get_untracked())}</span></h3>
                        }
                        .into_any(),
                        Line::Happened(entry) => view! { <Happening entry=entry /> }.into_any(),
                        Line::Said { entry, is_first, is_last } => view! {
                            <SaidBubble room=bubble_in.clone() entry=entry is_first=is_first is_last=is_last />
                        }
                        .into_any(),
                    }}
                </For>
                <For
                    each=move || unsent.get().unwrap_or_default()
                    key=|unsent: &Unsent| (unsent.id.clone(), unsent.failed)
                    let(unsent)
                >
                    <UnsentBubble unsent=unsent retry=retry discard=discard />
                </For>
            </div>
        </div>
        <NewsPill written=written scroll=scroll />
        <Typing id=id />
    }
}

/// Who types now.
#[component]
fn Typing(id: RoomId) -> impl IntoView {
    let workplace = use_workplace();
    let signs = workplace.follow_room(&id, |chat| {
        let name = |agent| chat.room.member(agent).map(|member| member.card.name.clone());
        let signs = chat.typing.iter().filter_map(|(agent, until)| Some((name(agent)?, *until)));
        signs.collect::<Vec<_>>()
    });
    let names = Memo::new(move |_| {
        let now = workplace.now.get();
        signs.with(|signs| {
            let current = signs.iter().flatten().filter(|(_, until)| *until > now);
            current.map(|(name, _)| name.clone()).collect::<Vec<_>>()
        })
    });
    view! {
        <p class="small soft types" aria-live="off">
            {move || names.with(|names| match names.as_slice() {
                [] => None,
                [one] => Some(fill("team.types", &[("name", one)])),
                several => Some(fill("team.type", &[("names", &several.join(", "))])),
            })}
        </p>
    }
}
