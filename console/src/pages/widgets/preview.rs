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
use shared::preview::State;
use shared::problem::Code;
use shared::rest::WidgetDraft;
use shared::settings::Invitation;
use std::time::Duration;

/// Whoever types is waited for so long.
const PAUSE: Duration = Duration::from_millis(300);

/// What a state is called.
fn name_of(state: State) -> String {
    t(match state {
        State::Launcher => "preview.launcher",
        State::Teaser => "preview.teaser",
        State::Invitation => "preview.invitation",
        State::Unread => "preview.unread",
        State::Greeting => "preview.greeting",
        State::Topics => "preview.topics",
        State::Form => "preview.form",
        State::Waiting => "preview.waiting",
        State::Conversation => "preview.conversation",
        State::AgentChanges => "preview.agent_changes",
        State::Long => "preview.long",
        State::Ended => "preview.ended",
        State::Closed => "preview.closed",
        State::Left => "preview.left",
        State::Inactive => "preview.inactive",
        State::Banned => "preview.banned",
        State::Offline => "preview.offline",
        State::Restarting => "preview.restarting",
        State::Blocked => "preview.blocked",
        State::Plain => "preview.plain",
        State::Broken => "preview.broken",
    })
}

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
    let state = RwSignal::new(State::Greeting);
    let lang = RwSignal::new(editor.lang.get_untracked());
    // As an address says it; empty is as the owner has set it.
    let scheme = RwSignal::new("");
    let width = RwSignal::new(Width::Desktop);
    Effect::new(move |_| state.set(telling_state(chapter.get())));
    Effect::new(move |_| lang.set(editor.lang.get()));

    let invitation = RwSignal::new(String::new());
    let invitations = editor.read(|set| set.settings.invitations.clone());
    Effect::new(move |before: Option<Vec<Invitation>>| {
        let now = invitations.get();
        if let Some(changed) = before.and_then(|before| changed(&before, &now)) {
            invitation.set(changed);
        }
        now
    });

    let sender = Sender::new();
    let set = editor.read(Clone::clone);
    Effect::new(move |_| sender.soon(set.get()));
    let address = Memo::new(move |_| {
        let (key, version) = sender.shown.get()?;
        let (state, lang, scheme, invitation) =
            (state.get().word(), lang.get(), scheme.get(), invitation.get());
        Some(format!(
            "/preview/{key}?state={state}&lang={lang}&scheme={scheme}&invitation={invitation}&v={version}"
        ))
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
    let states = State::ALL.iter().map(|state| (*state, name_of(*state))).collect();
    let schemes = vec![("", t("preview.as_set")), ("light", t("theme.light")), ("dark", t("theme.dark"))];
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
fn telling_state(chapter: Chapter) -> State {
    match chapter {
        Chapter::Basics | Chapter::Look | Chapter::Texts => State::Greeting,
        Chapter::Chat => State::Conversation,
        Chapter::Forms => State::Form,
        Chapter::Invitations => State::Invitation,
        Chapter::Install => State::Launcher,
    }
}

/// The id of the invitation that is new or another than before: the one that is being written.
fn changed(before: &[Invitation], now: &[Invitation]) -> Option<String> {
    now.iter().find(|one| !before.contains(one)).map(|one| one.id.clone())
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

#[cfg(test)]
mod tests {
    use super::changed;
    use shared::settings::Invitation;

    fn invitation(id: &str, page: &str) -> Invitation {
        Invitation { id: id.into(), page: page.into(), ..Invitation::default() }
    }

    #[test]
    fn the_invitation_that_is_being_written_is_found() {
        let (one, two) = (invitation("one", ""), invitation("two", ""));
        let before = [one.clone(), two.clone()];
        assert_eq!(changed(&before, &[one.clone(), invitation("two", "/prices")]).as_deref(), Some("two"));
        assert_eq!(changed(&before[..1], &before).as_deref(), Some("two"), "a new one");
        assert_eq!(changed(&before, &before), None);
        assert_eq!(changed(&before, &[one]), None, "one was taken away");
    }
}
