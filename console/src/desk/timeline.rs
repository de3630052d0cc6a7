//! The timeline on the screen: its last stretch, what is on its way, and what the visitor is writing.

use super::bubble::{Happening, SaidBubble};
use super::lines::{Line, lines};
use super::pill::NewsPill;
use super::scroll::Scroll;
use super::unsent::UnsentBubble;
use crate::parts::visitor_name;
use crate::state::Unsent;
use crate::text::{count, day, fill, local_day, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::ids::ConversationId;
use shared::rules::PAGE_ENTRIES;
use shared::timeline::{Author, Fact, PublicFact};

/// So many entries are drawn at first, and so many more each time the agent asks for earlier ones: a conversation of
/// thousands opens as fast as a short one.
const STRETCH: usize = 200;

/// The scrolled timeline of a conversation.
#[component]
pub fn TimelineView(id: ConversationId, scroll: Scroll) -> impl IntoView {
    let workplace = use_workplace();
    let shown = RwSignal::new(STRETCH);
    // Whatever else changes in the state, lines are laid out anew only when entries come.
    let end = workplace.follow(&id, |it| (it.timeline.last(), it.timeline.before()));
    let stretch_id = id.clone();
    let stretch = Memo::new(move |_| {
        // Read, not just tracked: a memo that nobody reads never looks at what it depends on.
        end.with(|_| ());
        let shown = shown.get();
        workplace.read(&stretch_id, |it| {
            let entries = it.timeline.entries();
            lines(&entries[entries.len().saturating_sub(shown)..], local_day)
        })
    });
    let hidden = workplace.follow(&id, move |it| it.timeline.entries().len().saturating_sub(shown.get()));
    let before = workplace.follow(&id, |it| it.timeline.before() as usize);
    let is_whole = workplace.follow(&id, |it| it.is_whole());
    let unsent = workplace.follow(&id, |it| it.unsent().collect::<Vec<_>>());
    let peek = workplace.follow(&id, |it| (it.peek.clone(), visitor_name(&it.item.visitor)));
    let name = workplace.read(&id, |it| visitor_name(&it.item.visitor)).unwrap_or_default();
    // Only the end of the timeline can be news, so that a long one costs nothing.
    let written = workplace.follow(&id, |it| {
        let is_theirs =
            |fact: &Fact| matches!(fact, Fact::Public(PublicFact::Message { by: Author::Visitor, .. }));
        let tail = it.timeline.entries().iter().rev().take(PAGE_ENTRIES);
        tail.filter(|entry| is_theirs(&entry.fact)).map(|entry| entry.seq).collect::<Vec<_>>()
    });
    let lines_id = id.clone();
    let (again_in, away_in) = (id.clone(), id.clone());
    let retry = Callback::new(move |unsent| workplace.retry(&again_in, &unsent));
    let discard = Callback::new(move |unsent| workplace.discard(&away_in, &unsent));

    Effect::new(move |_| {
        stretch.with(|_| ());
        unsent.with(|_| ());
        peek.with(|_| ());
        scroll.follow();
    });
    let hidden_count = move || hidden.get().unwrap_or_default() + before.get().unwrap_or_default();
    // What is here is drawn at once; else it is drawn when it has come.
    let is_awaited = RwSignal::new(false);
    let grow = move || scroll.grow_above(|| shown.update(|shown| *shown += STRETCH));
    let earlier_id = id.clone();
    let earlier = move |_| {
        if hidden.get_untracked().unwrap_or_default() > 0 {
            grow();
        } else if workplace.state.with_untracked(|state| state.connected) {
            is_awaited.set(true);
            workplace.change(|state| state.want_earlier(&earlier_id));
        }
    };
    Effect::new(move |_| {
        if hidden.get().unwrap_or_default() > 0 && is_awaited.get_untracked() {
            is_awaited.set(false);
            grow();
        }
    });
    view! {
        <div
            class="timeline"
            node_ref=scroll.element
            on:scroll=move |_| scroll.moved()
            tabindex="0"
            role="log"
            aria-label=fill("timeline.label", &[("name", &name)])
            aria-busy=move || (is_whole.get() == Some(false)).then_some("true")
        >
            <div class="timeline-lines">
                {move || (hidden_count() > 0).then(|| view! {
                    <button type="button" class="button small earlier" aria-disabled=move || is_awaited.get().then_some("true") on:click=earlier.clone()>
                        {move || if is_awaited.get() { t("timeline.loading") } else { count("timeline.earlier", hidden_count()) }}
                    </button>
                })}
                {move || (is_whole.get() == Some(false) && workplace.state.with(|state| state.connected)).then(|| view! {
                    <p class="soft small centered">{t("timeline.loading")}</p>
                })}
                <For each=move || stretch.get().unwrap_or_default() key=Line::key let(line)>
                    <LineView id=lines_id.clone() line=line />
                </For>
                <For
                    each=move || unsent.get().unwrap_or_default()
                    key=|unsent: &Unsent| (unsent.id.clone(), unsent.failed)
                    let(unsent)
                >
                    <UnsentBubble unsent=unsent retry=retry discard=discard />
                </For>
                {move || peek.get().filter(|(text, _)| !text.is_empty()).map(|(text, name)| view! {
                    <div class="message theirs ghost">
                        // A blank says only that something is being typed.
                        {(!text.trim().is_empty()).then(|| view! {
                            <p class="unseen">{fill("timeline.peek", &[("name", &name)])}</p>
                            <div class="bubble" aria-live="off"><p dir="auto">{text}</p></div>
                        })}
                        <p class="meta">{t("visitor.typing")}</p>
                    </div>
                })}
            </div>
        </div>
        <NewsPill written=written scroll=scroll />
    }
}

#[component]
fn LineView(id: ConversationId, line: Line) -> impl IntoView {
    let workplace = use_workplace();
    match line {
        Line::Day { at, .. } => view! {
            <h3 class="day"><span>{day(at, workplace.now.get_untracked())}</span></h3>
        }
        .into_any(),
        Line::Happened(entry) => view! { <Happening conversation=id entry=entry /> }.into_any(),
        Line::Said(said) => view! { <SaidBubble conversation=id said=said /> }.into_any(),
    }
}
