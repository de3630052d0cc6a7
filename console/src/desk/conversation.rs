//! The opened conversation: head, timeline, composer, and the visitor's panel beside it.

use super::PanelUnfolded;
use super::composer::Composer;
use super::gone::GonePane;
use super::header::Header;
use super::scroll::Scroll;
use super::timeline::TimelineView;
use super::tray::Tray;
use super::visitor::VisitorPanel;
use crate::parts::icon::{Icon, icon};
use crate::text::t;
use crate::workplace::use_workplace;
use leptos::ev;
use leptos::prelude::*;
use shared::ids::ConversationId;
use shared::timeline::Stage;
use wasm_bindgen::JsValue;

/// The pane of a conversation, or of what is left of it.
#[component]
pub fn ConversationPane(id: ConversationId) -> impl IntoView {
    let workplace = use_workplace();
    let PanelUnfolded(unfolded) = expect_context();
    let is_here = workplace.follow(&id, |_| ());
    let is_known = Memo::new(move |_| workplace.state.with(|state| state.epoch.is_some()));
    move || {
        if is_here.get().is_some() {
            let id = id.clone();
            view! {
                <section class="conversation" aria-labelledby="conversation-title">
                    <Talk id=id.clone() />
                </section>
                <section class="panel" class:unfolded=move || unfolded.get() aria-labelledby="panel-title" id="panel">
                    <VisitorPanel id=id />
                </section>
            }
            .into_any()
        } else if is_known.get() {
            view! { <GonePane id=id.clone() /> }.into_any()
        } else {
            view! { <Expected /> }.into_any()
        }
    }
}

#[component]
fn Talk(id: ConversationId) -> impl IntoView {
    let workplace = use_workplace();
    let scroll = Scroll::new();
    let tray = Tray::new(id.clone(), workplace);
    let is_over = RwSignal::new(false);
    let stage = workplace.follow(&id, |it| it.item.summary.stage);
    let me = workplace.my_id();
    let is_invited = workplace.follow(&id, move |it| it.is_invited(me.as_ref()));
    let timeline_id = id.clone();
    let may_write =
        move || matches!(stage.get(), Some(Stage::Waiting | Stage::Active)) && is_invited.get() != Some(true);
    let over = move |event: ev::DragEvent| {
        if may_write() && has_files(&event) {
            event.prevent_default();
            is_over.set(true);
        }
    };
    let dropped = move |event: ev::DragEvent| {
        is_over.set(false);
        if may_write() && tray.receive(event.data_transfer()) {
            event.prevent_default();
        }
    };
    view! {
        <div class="talk" class:drop-here=is_over on:dragover=over on:dragleave=move |_| is_over.set(false) on:drop=dropped>
        <Header id=id.clone() />
        <TimelineView id=timeline_id scroll=scroll />
        {move || match stage.get() {
            _ if is_invited.get() == Some(true) => view! { <p class="closing-line soft">{t("conversation.join_to_write")}</p> }.into_any(),
            Some(Stage::Waiting | Stage::Active) => view! { <Composer id=id.clone() scroll=scroll tray=tray /> }.into_any(),
            Some(Stage::Ended) | None => view! { <p class="closing-line soft">{t("conversation.over")}</p> }.into_any(),
        }}
        </div>
    }
}

/// Whether something is dragged that can be attached.
fn has_files(event: &ev::DragEvent) -> bool {
    event.data_transfer().is_some_and(|transfer| transfer.types().includes(&JsValue::from_str("Files"), 0))
}

/// The inbox has not come yet.
#[component]
fn Expected() -> impl IntoView {
    view! {
        <section class="conversation" aria-label=t("conversation.label") aria-busy="true">
            <div class="skeleton" role="status" aria-label=t("app.loading")>
                {(0..3).map(|_| view! { <div class={"skeleton-bubble"}></div> }).collect_view()}
            </div>
        </section>
    }
}

/// Nothing is opened.
#[component]
pub fn NothingOpen() -> impl IntoView {
    view! {
        <section class="conversation nothing" aria-label=t("conversation.label")>
            <div class="empty">
                {icon(Icon::Chats)}
                <p>{t("conversation.pick")}</p>
                <p class="soft small keys">{t("conversation.pick_keys")}</p>
            </div>
        </section>
    }
}
