//! A text to take along: shown as it is, copied with one click.

use super::icon::{Icon, icon};
use crate::text::t;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use wasm_bindgen_futures::JsFuture;

/// How long the button says that it has copied.
const SAID: Duration = Duration::from_secs(3);

/// A button that copies.
#[component]
pub fn CopyButton(
    /// What it copies.
    #[prop(into)]
    text: Signal<String>,
    /// What the button says.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    /// What became of the last click.
    #[derive(Clone, Copy, PartialEq)]
    enum Copied {
        Not,
        Well,
        Refused,
    }
    let copied = RwSignal::new(Copied::Not);
    let copy = move |_| {
        let text = text.get_untracked();
        spawn_local(async move {
            let written = JsFuture::from(window().navigator().clipboard().write_text(&text)).await;
            copied.set(if written.is_ok() { Copied::Well } else { Copied::Refused });
            let later = move || {
                let _ = copied.try_set(Copied::Not);
            };
            set_timeout(later, SAID);
        });
    };
    let says = move || match copied.get() {
        Copied::Not => label.clone(),
        Copied::Well => t("action.copied"),
        Copied::Refused => t("action.not_copied"),
    };
    view! {
        <button type="button" class="button small copy" on:click=copy>
            {move || icon(if copied.get() == Copied::Well { Icon::Check } else { Icon::Copy })}
            <span role="status">{says}</span>
        </button>
    }
}

/// Lines of code, with a button to copy them.
#[component]
pub fn CodeToCopy(
    /// What it is, for those who listen.
    #[prop(into)]
    label: String,
    /// The lines.
    #[prop(into)]
    code: Signal<String>,
) -> impl IntoView {
    view! {
        <div class="code">
            <pre tabindex="0" role="group" aria-label=label dir="ltr"><code>{code}</code></pre>
            <CopyButton text=code label=t("action.copy") />
        </div>
    }
}
