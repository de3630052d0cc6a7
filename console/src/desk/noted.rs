//! A note in the timeline, and taking it back: asked where it stands, as there is nothing to undo afterwards.

use crate::parts::icon::{Icon, icon};
use crate::parts::links::linked;
use crate::text::{clock_time, date_and_time, fill, t};
use crate::workplace::use_workplace;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use shared::agent::AgentCommand;
use shared::ids::{AgentId, ConversationId};
use shared::people::{AgentCard, Role};
use shared::time::Timestamp;
use shared::timeline::Seq;

/// What a colleague said to the staff alone. From somebody who only follows the conversation it is a whisper. Without a
/// text it was taken back.
#[component]
pub fn NoteBubble(
    conversation: ConversationId,
    seq: Seq,
    at: Timestamp,
    by: AgentCard,
    text: String,
    mentions: Vec<AgentId>,
) -> impl IntoView {
    let workplace = use_workplace();
    let me = workplace.my_id();
    let is_in =
        workplace.read(&conversation, |it| it.item.summary.agent(&by.id).is_some()).unwrap_or_default();
    let is_mine = Some(&by.id) == me.as_ref();
    let said = match is_in {
        _ if is_mine => t("note.mine"),
        true => fill("note.by", &[("name", &by.name)]),
        false => fill("note.whispered", &[("name", &by.name)]),
    };
    let is_called = me.is_some_and(|me| mentions.contains(&me));
    let is_there = !text.is_empty();
    let deletes =
        workplace.session.with_untracked(|session| session.me().is_some_and(|me| me.role >= Role::Manager));
    view! {
        <div class="note" class:called=is_called class:taken-back=!is_there>
            <div class="note-head">
                {icon(Icon::Note)}
                <bdi>{said}</bdi>
                {is_called.then(|| view! { <span class="chip warn">{t("note.called")}</span> })}
                <bdi class="happening-time" title=date_and_time(at)>{clock_time(at)}</bdi>
                {(is_there && (is_mine || deletes)).then(|| view! { <TakingBack conversation=conversation note=seq /> })}
            </div>
            {match is_there {
                true => view! { <p class="note-text" dir="auto">{linked(&text)}</p> }.into_any(),
                false => view! { <p class={"note-text"}>{t("note.taken_back")}</p> }.into_any(),
            }}
        </div>
    }
}

/// The way to take a note back, in two steps.
#[component]
fn TakingBack(conversation: ConversationId, note: Seq) -> impl IntoView {
    let workplace = use_workplace();
    let is_asking = RwSignal::new(false);
    let (opener, doing) = (NodeRef::<html::Button>::new(), NodeRef::<html::Button>::new());
    let is_on_its_way = workplace.follow(&conversation, move |it| {
        it.is_wished(|wish| matches!(wish, AgentCommand::TakeBack { note: wished, .. } if *wished == note))
    });
    let conversation = StoredValue::new(conversation);
    let ask = move |_| {
        if is_on_its_way.get_untracked() != Some(true) {
            is_asking.set(true);
        }
    };
    let keep = move || {
        is_asking.set(false);
        request_animation_frame(move || {
            if let Some(opener) = opener.try_get_untracked().flatten() {
                let _ = opener.focus();
            }
        });
    };
    let take_back = move |_| {
        is_asking.set(false);
        workplace.wish(conversation.get_value(), |conversation, id| AgentCommand::TakeBack {
            conversation,
            id,
            note,
        });
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && is_asking.get_untracked() {
            event.prevent_default();
            event.stop_propagation();
            keep();
        }
    };
    Effect::new(move |_| {
        if let Some(doing) = doing.get() {
            let _ = doing.focus();
        }
    });
    let asking = move || {
        view! {
            <span id=format!("take-back-{note}")>{t("note.take_back_ask")}</span>
            <button
                type="button"
                node_ref=doing
                class="link"
                aria-describedby=format!("take-back-{note}")
                on:click=take_back
            >
                {t("note.take_back")}
            </button>
            <button type="button" class="link" on:click=move |_| keep()>{t("note.keep")}</button>
        }
        .into_any()
    };
    let offer = move || {
        view! {
            <button
                type="button"
                node_ref=opener
                class="link note-offer"
                aria-disabled=move || is_on_its_way.get().unwrap_or_default().then_some("true")
                on:click=ask
            >
                {t("note.take_back")}
            </button>
        }
        .into_any()
    };
    view! {
        <span class="note-menu" on:keydown=on_key>
            {move || if is_asking.get() { asking() } else { offer() }}
        </span>
    }
}
