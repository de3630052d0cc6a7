//! Where the agent writes. What stands here is kept until it is sent, whatever happens to page or session.

use super::canned::{CannedButton, CannedPicker, CannedPopup};
use super::emoji::EmojiButton;
use super::note::{Mode, ModeSwitch};
use super::scroll::Scroll;
use super::tray::{AttachButton, Tray, TrayView};
use crate::live::storage::{self, Keep};
use crate::parts::icon::{Icon, icon};
use crate::parts::visitor_name;
use crate::parts::writing::{counter, focus_when_opened, sendable};
use crate::text::{fill, t};
use crate::workplace::{Workplace, use_workplace};
use leptos::ev;
use leptos::html;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use shared::ids::ConversationId;
use shared::rules::MESSAGE_CHARS;
use shared::timeline::Stage;
use std::time::Duration;

/// Who types nothing for so long has stopped typing.
const TYPING_STOPS: Duration = Duration::from_secs(5);

/// The composer of an open conversation. Sending into a waiting one takes it.
#[component]
pub fn Composer(id: ConversationId, scroll: Scroll, tray: Tray, mode: RwSignal<Mode>) -> impl IntoView {
    let workplace = use_workplace();
    let area = NodeRef::<html::Textarea>::new();
    let me = workplace.my_id().map(|me| me.0).unwrap_or_default();
    let picker = CannedPicker::new(workplace, area);
    let draft_name = StoredValue::new(format!("draft.{me}.{id}"));
    let text = RwSignal::new(storage::text(Keep::Always, &draft_name.get_value()).unwrap_or_default());
    let typing = Typing::new(workplace, id.clone());
    let length = Memo::new(move |_| text.with(|text| text.chars().count()));
    let is_sendable =
        Memo::new(move |_| !tray.is_busy() && text.with(|text| sendable(text, tray.has_files())).is_some());

    let keep = move |value: String| {
        storage::keep_text(Keep::Always, &draft_name.get_value(), &value);
        text.set(value);
    };
    let send = {
        let id = id.clone();
        move || {
            if tray.is_busy() {
                return workplace.announce(t("files.busy"));
            }
            let Some(message) = text.with_untracked(|text| sendable(text, tray.has_files())) else {
                return;
            };
            typing.stop();
            keep(String::new());
            scroll.to_end();
            // Last: a conversation that is lost by this takes the composer with it.
            workplace.send(&id, message, tray.take());
        }
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
        let is_send = event.key() == "Enter" && !event.shift_key() && !event.is_composing();
        let is_slash = event.key() == "/" && !event.ctrl_key() && !event.meta_key() && !event.is_composing();
        if is_send {
            event.prevent_default();
            send();
        } else if is_slash && picker.take_slash() {
            event.prevent_default();
        }
    };
    let on_input = move |event: ev::Event| {
        let value = event_target_value(&event);
        if value.trim().is_empty() {
            typing.stop()
        } else {
            typing.go_on()
        }
        keep(value);
        scroll.follow();
    };
    focus_when_opened(area);
    on_cleanup(move || typing.stop());

    let hint = workplace.follow(&id, |it| match it.item.summary.stage {
        Stage::Waiting => t("composer.takes"),
        Stage::Active | Stage::Ended => {
            fill("composer.placeholder", &[("name", &visitor_name(&it.item.visitor))])
        }
    });
    let paste = move |event: ev::ClipboardEvent| {
        // A picture is taken in; text goes where the cursor is.
        if tray.receive(event.clipboard_data()) {
            event.prevent_default();
        }
    };
    view! {
        <form class="composer" on:submit=submit>
            <ModeSwitch mode=mode />
            <TrayView tray=tray />
            <span class="composer-tools">
                <CannedButton picker=picker />
                <EmojiButton area=area />
                <AttachButton tray=tray />
            </span>
            <CannedPopup picker=picker id=id />
            <label class="unseen" for="composer">{t("composer.label")}</label>
            <div class="grow" data-text=move || text.get()>
                <textarea
                    id="composer"
                    node_ref=area
                    rows="1"
                    dir="auto"
                    enterkeyhint="send"
                    placeholder=move || hint.get()
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

/// Says that the agent types, once, and that they stopped, once.
#[derive(Clone, Copy)]
struct Typing {
    workplace: Workplace,
    conversation: StoredValue<ConversationId>,
    /// Runs out when nothing is typed; `None` if the agent doesn't type.
    timer: StoredValue<Option<TimeoutHandle>>,
}

impl Typing {
    fn new(workplace: Workplace, conversation: ConversationId) -> Self {
        Self { workplace, conversation: StoredValue::new(conversation), timer: StoredValue::new(None) }
    }

    fn go_on(self) {
        match self.timer.get_value() {
            Some(timer) => timer.clear(),
            None => self.say(true),
        }
        let timer = set_timeout_with_handle(move || self.stop(), TYPING_STOPS).ok();
        self.timer.set_value(timer);
    }

    fn stop(self) {
        // Once the composer is gone there is nothing left to stop.
        let running = self.timer.try_update_value(Option::take).flatten();
        if let Some(timer) = running {
            timer.clear();
            self.say(false);
        }
    }

    fn say(self, on: bool) {
        if let Some(conversation) = self.conversation.try_get_value() {
            self.workplace.typing(&conversation, on);
        }
    }
}
