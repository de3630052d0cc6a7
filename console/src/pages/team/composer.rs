//! Where the agent writes to colleagues. What stands here is kept until it is sent, whatever happens to page or session.

use crate::desk::scroll::Scroll;
use crate::desk::tray::{AttachButton, Tray, TrayView};
use crate::live::storage::{self, Keep};
use crate::parts::icon::{Icon, icon};
use crate::parts::writing::{counter, focus_when_opened, sendable};
use crate::text::{fill, t};
use crate::workplace::{Workplace, use_workplace};
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use shared::ids::RoomId;
use shared::rules::MESSAGE_CHARS;
use shared::team::TYPING_MILLIS;
use shared::time::Timestamp;

/// The composer of an open room.
#[component]
pub fn Composer(id: RoomId, name: Memo<Option<String>>, scroll: Scroll, tray: Tray) -> impl IntoView {
    let workplace = use_workplace();
    let area = NodeRef::<html::Textarea>::new();
    let me = workplace.my_id().map(|me| me.0).unwrap_or_default();
    let draft_name = StoredValue::new(format!("draft.team.{me}.{id}"));
    let text = RwSignal::new(storage::text(Keep::Always, &draft_name.get_value()).unwrap_or_default());
    let typing = Typing::new(workplace, id.clone());
    let length = Memo::new(move |_| text.with(|text| text.chars().count()));
    let is_sendable =
        Memo::new(move |_| !tray.is_busy() && text.with(|text| sendable(text, tray.has_files())).is_some());
    let keep = move |value: String| {
        storage::keep_text(Keep::Always, &draft_name.get_value(), &value);
        text.set(value);
    };
    let room = StoredValue::new(id);
    let send = move || {
        if tray.is_busy() {
            return workplace.announce(t("files.busy"));
        }
        let Some(message) = text.with_untracked(|text| sendable(text, tray.has_files())) else {
            return;
        };
        typing.forget();
        keep(String::new());
        scroll.to_end();
        workplace.say_in_room(&room.get_value(), message, tray.take());
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        send();
        if let Some(area) = area.try_get_untracked().flatten() {
            let _ = area.focus();
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
            send();
        }
    };
    let on_input = move |event: ev::Event| {
        let value = event_target_value(&event);
        if value.trim().is_empty() {
            typing.stop();
        } else {
            typing.go_on();
        }
        keep(value);
        scroll.follow();
    };
    let paste = move |event: ev::ClipboardEvent| {
        // A picture is taken in; text goes where the cursor is.
        if tray.receive(event.clipboard_data()) {
            event.prevent_default();
        }
    };
    focus_when_opened(area);
    on_cleanup(move || typing.stop());
    view! {
        <form class="composer" on:submit=submit>
            <TrayView tray=tray />
            <span class="composer-tools"><AttachButton tray=tray /></span>
            <label class="unseen" for="composer">{t("composer.label")}</label>
            <div class="grow" data-text=move || text.get()>
                <textarea
                    id="composer"
                    node_ref=area
                    rows="1"
                    dir="auto"
                    enterkeyhint="send"
                    placeholder=move || fill("composer.placeholder", &[("name", &name.get().unwrap_or_default())])
                    aria-describedby="composer-hint"
                    aria-invalid=move || (length.get() > MESSAGE_CHARS).then_some("true")
                    prop:value=text
                    on:input=on_input
                    on:keydown=on_key
                    on:paste=paste
                ></textarea>
            </div>
            <button
                type="submit"
                class="button primary square"
                aria-label=t("composer.send")
                aria-disabled=move || (!is_sendable.get()).then_some("true")
            >
                {icon(Icon::Send)}
            </button>
            <p class="composer-foot" id="composer-hint">
                <span class="keys">{t("composer.keys")}</span>
                <span role="status">{move || counter(length.get())}</span>
            </p>
        </form>
    }
}

/// Says that the agent types, again before the last sign is worth nothing, and that they have stopped.
#[derive(Clone, Copy)]
struct Typing {
    workplace: Workplace,
    room: StoredValue<RoomId>,
    said_at: StoredValue<Option<Timestamp>>,
}

impl Typing {
    fn new(workplace: Workplace, room: RoomId) -> Self {
        Self { workplace, room: StoredValue::new(room), said_at: StoredValue::new(None) }
    }

    fn go_on(self) {
        let now = self.workplace.now.get_untracked();
        let is_fresh =
            self.said_at.get_value().is_some_and(|said_at| now.millis_since(said_at) < TYPING_MILLIS / 2);
        if !is_fresh {
            self.said_at.set_value(Some(now));
            self.say(true);
        }
    }

    fn stop(self) {
        // Once the composer is gone there is nothing left to stop.
        if self.said_at.try_update_value(Option::take).flatten().is_some() {
            self.say(false);
        }
    }

    /// The message itself says that the agent has stopped.
    fn forget(self) {
        self.said_at.set_value(None);
    }

    fn say(self, on: bool) {
        if let Some(room) = self.room.try_get_value() {
            self.workplace.types_in_room(&room, on);
        }
    }
}
