//! Taking away for good what a page is about.

use super::{Editor, Part};
use crate::live::api::Failure;
use crate::parts::dialog::Dialog;
use crate::parts::failure_text;
use crate::parts::icon::{Icon, icon};
use crate::parts::toast::Toast;
use crate::place::{Place, use_go};
use crate::state::edited::Subject;
use crate::text::{fill, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::future::Future;
use std::pin::Pin;

/// What deleting is, for one kind of thing.
pub struct Words {
    /// Key of the part's heading.
    pub title: &'static str,
    /// Key of what to know beforehand.
    pub note: &'static str,
    /// Key of the button.
    pub button: &'static str,
    /// Key of what will happen, in the dialog.
    pub text: &'static str,
    /// Key of the news that it is done, with `{name}`.
    pub done: &'static str,
}

/// Asks the server to delete it.
pub type Delete<S> = fn(S) -> Pin<Box<dyn Future<Output = Result<(), Failure>>>>;

/// The part of the page, and the dialog behind it.
#[component]
pub fn Deletion<S: Subject>(
    /// Of what.
    editor: Editor<S>,
    /// In which words.
    words: Words,
    /// What it is called.
    name: fn(&S::Set) -> String,
    /// Does it.
    delete: Delete<S>,
    /// Where one goes then.
    back: Place,
) -> impl IntoView {
    let workplace = use_workplace();
    let is_asking = RwSignal::new(false);
    let fault = RwSignal::new(None::<String>);
    let is_busy = RwSignal::new(false);
    let go = use_go();
    let words = StoredValue::new(words);
    let said = move |key: fn(&Words) -> &'static str| t(words.with_value(key));
    let name = move || editor.edited.with_untracked(|edited| name(edited.saved.set()));
    let cancel = Callback::new(move |()| is_asking.set(false));
    let go_on = move |_| {
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        let (go, back) = (go.clone(), back.clone());
        spawn_local(async move {
            let answer = delete(editor.edited.with_untracked(|edited| edited.saved.clone())).await;
            workplace.heed(&answer);
            is_busy.set(false);
            match answer {
                Ok(()) => {
                    let news = fill(words.with_value(|words| words.done), &[("name", &name())]);
                    editor.discard();
                    is_asking.set(false);
                    workplace.toasts.show(Toast::news(news));
                    go(&back);
                }
                Err(failure) => fault.set(Some(failure_text(&failure))),
            }
        });
    };
    let go_on = StoredValue::new_local(go_on);
    let ask = move |_| {
        fault.set(None);
        is_asking.set(true);
    };
    view! {
        <Part title=said(|words| words.title) note=said(|words| words.note)>
            <p>
                <button type="button" class="button danger-quiet" on:click=ask>
                    {icon(Icon::Trash)}
                    {said(|words| words.button)}
                </button>
            </p>
        </Part>
        {move || is_asking.get().then(|| view! {
            <Dialog title=fill("danger.ask", &[("name", &name())]) on_cancel=cancel>
                <p class="soft">{said(|words| words.text)}</p>
                {move || fault.get().map(|fault| view! { <p class="field-error" role="alert">{fault}</p> })}
                <div class="dialog-actions">
                    <button type="button" class="button" on:click=move |_| cancel.run(())>{t("action.cancel")}</button>
                    <button
                        type="button"
                        class="button danger"
                        aria-disabled=move || is_busy.get().then_some("true")
                        on:click=move |event| go_on.with_value(|go_on| go_on(event))
                    >
                        {said(|words| words.button)}
                    </button>
                </div>
            </Dialog>
        })}
    }
}
