//! The bar that saves, and the summary of what keeps it from saving.

use super::editor::use_editor;
use super::{chapter_name, fault_text};
use crate::parts::editing::Bar;
use crate::parts::field;
use crate::parts::icon::{Icon, icon};
use crate::parts::toast::Toast;
use crate::place::{Place, use_go};
use crate::state::widget::{Editing, Located};
use crate::text::{count, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;

/// In sight as long as there is something to save.
#[component]
pub fn SaveBar() -> impl IntoView {
    let editor = use_editor();
    let workplace = use_workplace();
    let is_dirty = Memo::new(move |_| editor.editing.with(Editing::is_dirty));
    let save = Callback::new(move |()| {
        editor.save(move || workplace.toasts.show(Toast::news(t("save.done"))));
    });
    let discard = Callback::new(move |()| editor.discard());
    view! { <Bar is_dirty=is_dirty saving=editor.saving save=save discard=discard /> }
}

/// All that is wrong, with a way to each.
#[component]
pub fn FaultSummary() -> impl IntoView {
    let editor = use_editor();
    Effect::new(move |_| {
        if editor.complaints.get() > 0 {
            request_animation_frame(|| field::focus("fault-summary"));
        }
    });
    let is_shown =
        Memo::new(move |_| editor.complaints.get() > 0 && editor.faults.with(|all| !all.is_empty()));
    let item = |fault: Located| view! { <li><FaultLink fault=fault /></li> };
    move || {
        is_shown.get().then(|| {
            view! {
                <section class="fault-summary" id="fault-summary" tabindex="-1" aria-labelledby="fault-summary-title">
                    <h3 id="fault-summary-title" class="with-icon">
                        {icon(Icon::Alert)}
                        {move || count("faults.count", editor.faults.with(Vec::len))}
                    </h3>
                    <ul>{move || editor.faults.get().into_iter().map(item).collect_view()}</ul>
                </section>
            }
        })
    }
}

#[component]
fn FaultLink(fault: Located) -> impl IntoView {
    let editor = use_editor();
    let go = use_go();
    let said = format!("{}: {}", chapter_name(fault.chapter), fault_text(&fault));
    let lead = move |_| {
        if let Some(lang) = fault.lang {
            editor.lang.set(lang);
        }
        go(&Place::Widget(editor.id(), fault.chapter));
        let anchor = fault.anchor.clone();
        // Once the chapter has been drawn.
        request_animation_frame(move || request_animation_frame(move || field::focus(&anchor)));
    };
    view! { <button type="button" class="link" on:click=lead>{said}</button> }
}
