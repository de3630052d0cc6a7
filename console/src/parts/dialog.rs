//! A window over the page. The browser's own dialog keeps the focus inside and gives it back afterwards.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

/// A modal dialog, open as long as it stands on the page.
#[component]
pub fn Dialog(
    /// The heading; it names the dialog.
    #[prop(into)]
    title: String,
    /// What Escape does; nothing if the dialog must be answered.
    #[prop(optional, into)]
    on_cancel: Option<Callback<()>>,
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get()
            && !dialog.open()
        {
            let _ = dialog.show_modal();
        }
    });
    let cancel = move |event: ev::Event| {
        event.prevent_default();
        if let Some(on_cancel) = on_cancel {
            on_cancel.run(());
        }
    };
    // Browsers let a second Escape through; a dialog that must be answered then comes back.
    let stay = move |_: ev::Event| {
        if on_cancel.is_none()
            && let Some(dialog) = dialog.try_get_untracked().flatten()
            && dialog.is_connected()
        {
            let _ = dialog.show_modal();
        }
    };
    view! {
        <dialog class="dialog" node_ref=dialog aria-labelledby="dialog-title" on:cancel=cancel on:close=stay>
            <h2 id="dialog-title">{title}</h2>
            {children()}
        </dialog>
    }
}
