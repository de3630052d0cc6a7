//! Where notes are written, which only colleagues see. An `@` calls one of them.

use super::mention::{MentionList, Mentions};
use super::scroll::Scroll;
use crate::live::clock;
use crate::live::storage::{self, Keep};
use crate::parts::bound::Bound;
use crate::parts::choice::Segments;
use crate::parts::icon::{Icon, icon};
use crate::parts::writing::{counter, focus_when_opened};
use crate::state::mention::called;
use crate::text::t;
use crate::workplace::use_workplace;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use shared::agent::AgentCommand;
use shared::ids::ConversationId;
use shared::rules::{self, MESSAGE_CHARS};
use shared::timeline::MENTIONS_MAX;

/// For whom it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// For the visitor.
    Reply,
    /// For colleagues.
    Note,
}

/// For whom one writes, where there is a choice.
#[component]
pub fn ModeSwitch(mode: RwSignal<Mode>) -> impl IntoView {
    let options = vec![(Mode::Reply, t("note.mode_reply")), (Mode::Note, t("note.mode_note"))];
    view! {
        <div class="composer-mode">
            <Segments bound=Bound::free("composer-mode", mode) label=t("note.mode") options=options />
        </div>
    }
}

/// The composer of notes.
#[component]
pub fn NoteComposer(
    /// To which conversation.
    id: ConversationId,
    scroll: Scroll,
    /// Where one may write to the visitor, too.
    mode: Option<RwSignal<Mode>>,
) -> impl IntoView {
    let workplace = use_workplace();
    let area = NodeRef::<html::Textarea>::new();
    let me = workplace.my_id().map(|me| me.0).unwrap_or_default();
    let draft_name = StoredValue::new(format!("note.{me}.{id}"));
    let text = RwSignal::new(storage::text(Keep::Always, &draft_name.get_value()).unwrap_or_default());
    let mentions = Mentions::new(workplace, area);
    let length = Memo::new(move |_| text.with(|text| text.chars().count()));
    let is_sendable = Memo::new(move |_| text.with(|text| rules::message(text).is_ok()));
    let keep = move |value: String| {
        storage::keep_text(Keep::Always, &draft_name.get_value(), &value);
        text.set(value);
    };
    let send = move || {
        let Ok(checked) = text.with_untracked(|text| rules::message(text)) else { return };
        let mut calls = called(&checked, &mentions.known());
        calls.truncate(MENTIONS_MAX);
        keep(String::new());
        mentions.close();
        scroll.to_end();
        let note = AgentCommand::Note {
            conversation: id.clone(),
            id: clock::new_id(),
            text: checked,
            mentions: calls,
        };
        workplace.change(|state| state.wish(note));
    };
    let submit = {
        let send = send.clone();
        move |event: ev::SubmitEvent| {
            event.prevent_default();
            send();
            if let Some(area) = area.try_get_untracked().flatten() {
                let _ = area.focus();
            }
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if mentions.take_key(&event) {
            event.prevent_default();
            event.stop_propagation();
        } else if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
            send();
        }
    };
    let on_input = move |event: ev::Event| {
        keep(event_target_value(&event));
        mentions.look();
        scroll.follow();
    };
    if mode.is_some() {
        focus_when_opened(area);
    }
    let hint = if mode.is_some() { "note.place" } else { "note.whisper_place" };
    view! {
        <form class="composer noting" on:submit=submit>
            {mode.map(|mode| view! { <ModeSwitch mode=mode /> })}
            <MentionList mentions=mentions />
            <label class="unseen" for="note">{t("note.label")}</label>
            <div class="grow" data-text=move || text.get()>
                <textarea
                    id="note"
                    node_ref=area
                    rows="1"
                    dir="auto"
                    placeholder=t(hint)
                    aria-autocomplete="list"
                    aria-controls=move || mentions.is_open().then_some("mentions")
                    aria-activedescendant=move || mentions.active()
                    aria-describedby="note-hint"
                    aria-invalid=move || (length.get() > MESSAGE_CHARS).then_some("true")
                    prop:value=text
                    on:input=on_input
                    on:keydown=on_key
                    on:blur=move |_| mentions.close()
                ></textarea>
            </div>
            <button
                type="submit"
                class="button square"
                aria-label=t("note.add")
                title=t("note.add")
                aria-disabled=move || (!is_sendable.get()).then_some("true")
            >
                {icon(Icon::Note)}
            </button>
            <p class="composer-foot" id="note-hint">
                <span class="keys">{t("note.keys")}</span>
                <span role="status">{move || counter(length.get())}</span>
            </p>
        </form>
    }
}
