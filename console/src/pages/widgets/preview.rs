//! The widget as visitors will see it, in every state, before anything is saved.

use super::editor::use_editor;
use super::language_names;
use crate::live::api::{Failure, admin};
use crate::parts::bound::Bound;
use crate::parts::choice::{Segments, SelectInput};
use crate::parts::failure_text;
use crate::parts::icon::{Icon, icon};
use crate::place::Chapter;
use crate::text::t;
use leptos::html;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::problem::Code;
use shared::rest::WidgetDraft;
use std::time::Duration;

/// Whoever types is waited for so long.
const PAUSE: Duration = Duration::from_millis(300);

/// The states that the server's preview page knows, and their names.
const STATES: [(&str, &str); 17] = [
    ("launcher", "preview.launcher"),
    ("teaser", "preview.teaser"),
    ("greeting", "preview.greeting"),
    ("topics", "preview.topics"),
    ("form", "preview.form"),
    ("waiting", "preview.waiting"),
    ("conversation", "preview.conversation"),
    ("agent_changes", "preview.agent_changes"),
    ("ended", "preview.ended"),
    ("closed", "preview.closed"),
    ("left", "preview.left"),
    ("inactive", "preview.inactive"),
    ("banned", "preview.banned"),
    ("offline", "preview.offline"),
    ("restarting", "preview.restarting"),
    ("blocked", "preview.blocked"),
    ("broken", "preview.broken"),
];

/// How wide the page around the widget is.
#[derive(Clone, Copy, PartialEq)]
enum Width {
    Desktop,
    Phone,
}

/// The preview and what is chosen for it.
#[component]
pub fn PreviewPane(
    /// The open chapter, whose most telling state is shown.
    chapter: Memo<Chapter>,
) -> impl IntoView {
    let editor = use_editor();
    let state = RwSignal::new("greeting");
    let lang = RwSignal::new(editor.lang.get_untracked());
    let scheme = RwSignal::new("light");
    let width = RwSignal::new(Width::Desktop);
    Effect::new(move |_| state.set(telling_state(chapter.get())));
    Effect::new(move |_| lang.set(editor.lang.get()));

    let sender = Sender::new();
    let set = editor.read(Clone::clone);
    Effect::new(move |_| sender.soon(set.get()));
    let address = Memo::new(move |_| {
        let (key, version) = sender.shown.get()?;
        let (state, lang, scheme) = (state.get(), lang.get(), scheme.get());
        Some(format!("/preview/{key}?state={state}&lang={lang}&scheme={scheme}&v={version}"))
    });
    let frame = NodeRef::<html::Iframe>::new();
    Effect::new(move |_| {
        let (Some(frame), Some(address)) = (frame.get(), address.get()) else {
            return;
        };
        // Replaced, as a new `src` would be a step in the history that Back had to go through.
        if let Some(inside) = frame.content_window() {
            let _ = inside.location().replace(&address);
        }
    });
    let states = STATES.into_iter().map(|(word, key)| (word, t(key))).collect();
    let schemes = vec![("light", t("theme.light")), ("dark", t("theme.dark"))];
    let widths = vec![(Width::Desktop, t("preview.desktop")), (Width::Phone, t("preview.phone"))];
    view! {
        <aside class="preview" aria-label=t("preview.title")>
            <div class="preview-choices">
                <SelectInput bound=Bound::free("preview-state", state) label=t("preview.state") options=states />
                <SelectInput bound=Bound::free("preview-lang", lang) label=t("account.language") options=language_names() />
                <Segments bound=Bound::free("preview-scheme", scheme) label=t("account.theme") options=schemes />
                <Segments bound=Bound::free("preview-width", width) label=t("preview.width") options=widths />
            </div>
            <div class="preview-stage" data-width=move || if width.get() == Width::Phone { "phone" } else { "desktop" }>
                <iframe node_ref=frame title=t("preview.title") class="preview-frame"></iframe>
                {move || sender.trouble.get().map(|failure| view! {
                    <div class="preview-trouble" role="status">
                        {icon(Icon::Offline)}
                        <p>{failure_text(&failure)}</p>
                        <button type="button" class="button small" on:click=move |_| sender.soon(set.get_untracked())>
                            {t("action.try_again")}
                        </button>
                    </div>
                })}
            </div>
            <p class="hint">{t("preview.note")}</p>
        </aside>
    }
}

/// The state in which a chapter's settings are seen best.
fn telling_state(chapter: Chapter) -> &'static str {
    match chapter {
        Chapter::Basics | Chapter::Look | Chapter::Texts => "greeting",
        Chapter::Chat => "conversation",
        Chapter::Forms => "form",
        Chapter::Invitations => "teaser",
        Chapter::Install => "launcher",
    }
}

/// Brings the draft to the server: after a pause, one at a time, and the latest in the end.
#[derive(Clone, Copy)]
struct Sender {
    /// Key and version of what the server has.
    shown: RwSignal<Option<(String, u32)>>,
    /// Why the last try failed.
    trouble: RwSignal<Option<Failure>>,
    timer: StoredValue<Option<TimeoutHandle>>,
    next: StoredValue<Option<WidgetDraft>>,
    is_busy: StoredValue<bool>,
}

impl Sender {
    fn new() -> Self {
        let sender = Self {
            shown: RwSignal::new(None),
            trouble: RwSignal::new(None),
            timer: StoredValue::new(None),
            next: StoredValue::new(None),
            is_busy: StoredValue::new(false),
        };
        on_cleanup(move || sender.stop());
        sender
    }

    fn stop(self) {
        if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    }

    fn soon(self, draft: WidgetDraft) {
        self.stop();
        self.next.set_value(Some(draft));
        // The first one need not wait.
        let pause = if self.shown.with_untracked(Option::is_some) { PAUSE } else { Duration::ZERO };
        self.timer.set_value(set_timeout_with_handle(move || self.send(), pause).ok());
    }

    fn send(self) {
        if self.is_busy.try_get_value() != Some(false) {
            return;
        }
        let Some(draft) = self.next.try_update_value(Option::take).flatten() else {
            return;
        };
        self.is_busy.set_value(true);
        let known = self.shown.get_untracked();
        spawn_local(async move {
            let answer = match &known {
                Some((key, _)) => match admin::preview_again(key, &draft).await {
                    // It ran out, or the server was started anew.
                    Err(Failure::Refused(problem)) if problem.code == Code::NotFound => {
                        admin::preview(&draft).await
                    }
                    answer => answer,
                },
                None => admin::preview(&draft).await,
            };
            // Whoever has left the page needs no answer.
            if self.is_busy.try_update_value(|busy| *busy = false).is_none() {
                return;
            }
            match answer {
                Ok(preview) => {
                    self.trouble.set(None);
                    let version = known.map_or(1, |(_, version)| version + 1);
                    self.shown.set(Some((preview.key, version)));
                }
                Err(failure) => self.trouble.set(Some(failure)),
            }
            self.send();
        });
    }
}
