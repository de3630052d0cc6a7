//! Deleting a widget, which must be meant.

use super::Part;
use super::editor::use_editor;
use crate::live::api::admin;
use crate::parts::bound::Bound;
use crate::parts::dialog::Dialog;
use crate::parts::failure_text;
use crate::parts::icon::{Icon, icon};
use crate::parts::inputs::TextInput;
use crate::parts::toast::Toast;
use crate::place::{Place, use_go};
use crate::text::{fill, t};
use crate::workplace::use_workplace;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The way to the end of a widget.
#[component]
pub fn Danger() -> impl IntoView {
    let is_asking = RwSignal::new(false);
    view! {
        <Part title=t("danger.title") note=t("danger.note")>
            <p>
                <button type="button" class="button danger-quiet" on:click=move |_| is_asking.set(true)>
                    {icon(Icon::Trash)}
                    {t("danger.delete")}
                </button>
            </p>
        </Part>
        {move || is_asking.get().then(|| view! { <ConfirmDelete is_asking=is_asking /> })}
    }
}

/// Whoever types the name means it.
#[component]
fn ConfirmDelete(is_asking: RwSignal<bool>) -> impl IntoView {
    let editor = use_editor();
    let workplace = use_workplace();
    let go = use_go();
    let name = editor.editing.with_untracked(|editing| editing.saved.set.name.clone());
    let wanted = StoredValue::new(name.clone());
    let typed = RwSignal::new(String::new());
    let fault = RwSignal::new(None::<String>);
    let is_busy = RwSignal::new(false);
    let is_meant = move || typed.with(|typed| wanted.with_value(|wanted| typed.trim() == wanted.trim()));
    let set = Callback::new(move |text| {
        typed.set(text);
        fault.set(None);
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        if !is_meant() {
            return fault.set(Some(t("danger.other_name")));
        }
        is_busy.set(true);
        let go = go.clone();
        spawn_local(async move {
            let answer = admin::delete(&editor.id()).await;
            is_busy.set(false);
            match answer {
                Ok(()) => {
                    editor.forget();
                    is_asking.set(false);
                    let said = wanted.with_value(|name| fill("danger.done", &[("name", name)]));
                    workplace.toasts.show(Toast::news(said));
                    go(&Place::Widgets);
                }
                Err(failure) => fault.set(Some(failure_text(&failure))),
            }
        });
    };
    let cancel = Callback::new(move |()| is_asking.set(false));
    view! {
        <Dialog title=fill("danger.ask", &[("name", &name)]) on_cancel=cancel>
            <p class="soft">{t("danger.text")}</p>
            <form class="form" on:submit=submit novalidate>
                <TextInput bound=Bound::new("danger-name", typed, set, fault) label=fill("danger.type_name", &[("name", &name)]) />
                <div class="dialog-actions">
                    <button type="button" class="button" on:click=move |_| cancel.run(())>{t("action.cancel")}</button>
                    <button type="submit" class="button danger" aria-disabled=move || (!is_meant() || is_busy.get()).then_some("true")>
                        {t("danger.delete")}
                    </button>
                </div>
            </form>
        </Dialog>
    }
}
