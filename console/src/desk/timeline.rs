//! The timeline on the screen: its last stretch, what is on its way, and what the visitor is writing.

use super::bubble::{Happening, SaidBubble, UnsentBubble};
use super::lines::{Line, lines};
use super::scroll::Scroll;
use crate::parts::icon::{Icon, icon};
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
    let lines_id = id.clone();
    let unsent_id = id.clone();

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
                    <UnsentBubble conversation=unsent_id.clone() unsent=unsent />
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
        <NewsPill id=id scroll=scroll />
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

/// Counts what the visitor wrote while the agent read further up, and leads there.
#[component]
fn NewsPill(id: ConversationId, scroll: Scroll) -> impl IntoView {
    let workplace = use_workplace();
    // Only the end of the timeline can be news, so that a long one costs nothing.
    let written = workplace.follow(&id, |it| {
        let is_theirs =
            |fact: &Fact| matches!(fact, Fact::Public(PublicFact::Message { by: Author::Visitor, .. }));
        let tail = it.timeline.entries().iter().rev().take(PAGE_ENTRIES);
        tail.filter(|entry| is_theirs(&entry.fact)).map(|entry| entry.seq).collect::<Vec<_>>()
    });
    let seen_to = RwSignal::new(u32::MAX);
    Effect::new(move |_| {
        let at_end = scroll.at_end.get();
        let newest = written.with(|written| written.as_ref().and_then(|seqs| seqs.first().copied()));
        if at_end && let Some(newest) = newest {
            seen_to.set(newest);
        }
    });
    let news = Memo::new(move |_| {
        let seen_to = seen_to.get();
        written.with(|written| written.iter().flatten().filter(|seq| **seq > seen_to).count())
    });
    view! {
        <div class="pill-place">
            {move || (!scroll.at_end.get()).then(|| {
                let label = if news.get() > 0 { count("timeline.news", news.get()) } else { t("timeline.to_end") };
                let class = if news.get() > 0 { "button primary pill" } else { "button pill" };
                view! {
                    <button type="button" class=class on:click=move |_| scroll.to_end()>
                        {icon(Icon::Down)}
                        {label}
                    </button>
                }
            })}
        </div>
    }
}
