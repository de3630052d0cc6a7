//! The opened conversation: head, timeline, composer, and the visitor's panel beside it.

use super::PanelUnfolded;
use super::commands;
use super::composer::Composer;
use super::gone::GonePane;
use super::header::Header;
use super::note::{Mode, NoteComposer};
use super::scroll::Scroll;
use super::tags::Margin;
use super::timeline::TimelineView;
use super::tray::Tray;
use super::visitor::VisitorPanel;
use crate::live::api::Failure;
use crate::parts::icon::{Icon, icon};
use crate::parts::loading::Trouble;
use crate::shell::commands::use_commands;
use crate::text::t;
use crate::workplace::use_workplace;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::ids::ConversationId;
use shared::timeline::Stage;
use wasm_bindgen::JsValue;

/// Whether the server was asked for a conversation that isn't in the inbox.
#[derive(Clone, Debug, PartialEq)]
enum Asking {
    NotYet,
    OnItsWay,
    Answered(Option<Failure>),
}

/// The pane of a conversation, or of what is left of it.
#[component]
pub fn ConversationPane(id: ConversationId) -> impl IntoView {
    let workplace = use_workplace();
    let PanelUnfolded(unfolded) = expect_context();
    let is_here = workplace.follow(&id, |_| ());
    let is_known = Memo::new(move |_| workplace.state.with(|state| state.epoch.is_some()));
    // What doesn't stand in the inbox is asked for once; what goes out of it while it is looked at has gone.
    let asking = RwSignal::new(Asking::NotYet);
    let wanted = id.clone();
    Effect::new(move |_| {
        if is_here.get().is_some() {
            asking.set(Asking::Answered(None));
        } else if is_known.get() && asking.get() == Asking::NotYet {
            asking.set(Asking::OnItsWay);
            let id = wanted.clone();
            spawn_local(async move {
                let failure = workplace.look_up(&id).await;
                let _ = asking.try_set(Asking::Answered(failure));
            });
        }
    });
    let again = Callback::new(move |()| asking.set(Asking::NotYet));
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
        } else if let Asking::Answered(failure) = asking.get() {
            match failure {
                Some(failure @ Failure::Unreachable) => view! {
                    <section class="conversation nothing" aria-label=t("conversation.label")>
                        <Trouble failure=failure retry=again sign=Icon::Offline />
                    </section>
                }
                .into_any(),
                _ => view! { <GonePane id=id.clone() /> }.into_any(),
            }
        } else {
            view! { <Expected /> }.into_any()
        }
    }
}

#[component]
fn Talk(id: ConversationId) -> impl IntoView {
    let workplace = use_workplace();
    let scroll = Scroll::new();
    let tray = Tray::new(&id, workplace);
    let is_over = RwSignal::new(false);
    let stage = workplace.follow(&id, |it| it.item.summary.stage);
    let me = workplace.my_id();
    let is_invited = workplace.follow(&id, move |it| it.is_invited(me.as_ref()));
    let me = workplace.my_id();
    let is_called = workplace.follow(&id, move |it| it.is_mentioned(me.as_ref()));
    let mode = RwSignal::new(Mode::Reply);
    let me = workplace.my_id();
    let only_reads = workplace.follow(&id, move |it| it.looked_up && !it.is_present(me.as_ref()));
    let timeline_id = id.clone();
    let may_write = move || {
        matches!(stage.get(), Some(Stage::Waiting | Stage::Active))
            && is_invited.get() != Some(true)
            && is_called.get() != Some(true)
            && only_reads.get() != Some(true)
    };
    let writes = Memo::new(move |_| may_write());
    use_commands().offer(move || commands::writing(writes, mode));
    let over = move |event: ev::DragEvent| {
        if writes.get_untracked() && mode.get_untracked() == Mode::Reply && has_files(&event) {
            event.prevent_default();
            is_over.set(true);
        }
    };
    let dropped = move |event: ev::DragEvent| {
        is_over.set(false);
        if writes.get_untracked()
            && mode.get_untracked() == Mode::Reply
            && tray.receive(event.data_transfer())
        {
            event.prevent_default();
        }
    };
    view! {
        <div class="talk" class:drop-here=is_over on:dragover=over on:dragleave=move |_| is_over.set(false) on:drop=dropped>
        <Header id=id.clone() />
        <Margin id=id.clone() />
        <TimelineView id=timeline_id scroll=scroll />
        {move || match (writes.get(), mode.get()) {
            (true, Mode::Reply) => {
                view! { <Composer id=id.clone() scroll=scroll tray=tray mode=mode /> }.into_any()
            }
            (true, Mode::Note) => view! { <NoteComposer id=id.clone() scroll=scroll mode=Some(mode) /> }.into_any(),
            (false, _) => {
                let why = move || match stage.get() {
                    Some(Stage::Ended) | None => "conversation.over",
                    _ if is_invited.get() == Some(true) => "conversation.join_to_write",
                    _ if is_called.get() == Some(true) => "conversation.called",
                    Some(Stage::Waiting | Stage::Active) => "conversation.only_read",
                };
                view! {
                    <p class="closing-line soft">{move || t(why())}</p>
                    <NoteComposer id=id.clone() scroll=scroll mode=None />
                }
                .into_any()
            }
        }}
        </div>
    }
}

/// Whether something is dragged that can be attached.
pub fn has_files(event: &ev::DragEvent) -> bool {
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
