//! The bar that saves, and the summary of what keeps it from saving.

use super::{Editor, Saving, fault_text};
use crate::parts::field;
use crate::parts::icon::{Icon, icon};
use crate::parts::{failure_text, toast::Toast};
use crate::state::edited::{Edited, Subject};
use crate::text::{count, t};
use crate::workplace::use_workplace;
use leptos::ev;
use leptos::prelude::*;
use shared::settings::SettingFault;

/// In sight as long as there is something to save.
#[component]
pub fn SaveBar<S: Subject>(
    /// Of which page.
    editor: Editor<S>,
) -> impl IntoView {
    let workplace = use_workplace();
    let is_dirty = Memo::new(move |_| editor.edited.with(Edited::is_dirty));
    let save = Callback::new(move |()| {
        editor.save(move || workplace.toasts.show(Toast::news(t("save.saved"))));
    });
    let discard = Callback::new(move |()| editor.discard());
    view! { <Bar is_dirty=is_dirty saving=editor.saving save=save discard=discard /> }
}

/// Saves and discards, by buttons and by the usual key, and says how it goes.
#[component]
pub fn Bar(
    /// Whether there is something to save.
    is_dirty: Memo<bool>,
    /// How saving goes.
    saving: RwSignal<Saving>,
    /// Saves.
    save: Callback<()>,
    /// Forgets what was changed.
    discard: Callback<()>,
) -> impl IntoView {
    let is_busy = Memo::new(move |_| saving.get() == Saving::Busy);
    let keys = window_event_listener(ev::keydown, move |event| {
        if (event.ctrl_key() || event.meta_key()) && event.key() == "s" {
            event.prevent_default();
            if is_dirty.get_untracked() {
                save.run(());
            }
        }
    });
    on_cleanup(move || keys.remove());
    let says = move || {
        match saving.get() {
        Saving::Failed(failure) => view! {
            <p class="with-icon failed" role="alert">{icon(Icon::Alert)}<span>{t("save.failed")}" "{failure_text(&failure)}</span></p>
        }
        .into_any(),
        Saving::Idle | Saving::Busy => view! { <p role="status">{t("save.unsaved")}</p> }.into_any(),
    }
    };
    move || {
        is_dirty.get().then(|| {
            view! {
                <div class="save-bar">
                    {says}
                    <div class="actions">
                        <button type="button" class="button" on:click=move |_| discard.run(())>{t("save.discard")}</button>
                        <button
                            type="button"
                            class="button primary"
                            aria-disabled=move || is_busy.get().then_some("true")
                            on:click=move |_| save.run(())
                        >
                            {move || t(if is_busy.get() { "save.busy" } else { "save.save" })}
                        </button>
                    </div>
                </div>
            }
        })
    }
}

/// All that is wrong, with a way to each.
#[component]
pub fn FaultSummary<S: Subject>(
    /// Of which page.
    editor: Editor<S>,
    /// What the setting at a path is called.
    name: fn(&str) -> String,
) -> impl IntoView {
    Effect::new(move |_| {
        if editor.complaints.get() > 0 {
            request_animation_frame(|| field::focus("fault-summary"));
        }
    });
    let is_shown =
        Memo::new(move |_| editor.complaints.get() > 0 && editor.faults.with(|all| !all.is_empty()));
    let item = move |fault: SettingFault| {
        let said = format!("{}: {}", name(&fault.path), fault_text(&fault));
        view! { <li><button type="button" class="link" on:click=move |_| field::focus(&fault.path)>{said}</button></li> }
    };
    move || {
        is_shown.get().then(|| {
            view! {
                <section class="fault-summary" id="fault-summary" tabindex="-1" aria-labelledby="fault-summary-title">
                    <h2 id="fault-summary-title" class="with-icon">
                        {icon(Icon::Alert)}
                        {move || count("faults.count", editor.faults.with(Vec::len))}
                    </h2>
                    <ul>{move || editor.faults.get().into_iter().map(item).collect_view()}</ul>
                </section>
            }
        })
    }
}
