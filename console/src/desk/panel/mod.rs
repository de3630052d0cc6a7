//! The parts of the panel beside a conversation: who it is ([`contact`], [`unknown`]), their browser and their way through
//! the site ([`browser`]), and what was before. Each can be folded up.

mod browser;
mod contact;
mod unknown;

pub use browser::BrowserPart;
pub use contact::ContactPart;

use leptos::html;
use leptos::prelude::*;

/// A part with its heading, to be folded up.
#[component]
pub fn Fold(
    /// The heading.
    #[prop(into)]
    title: String,
    /// Whether it is unfolded; only then what stands in it is there.
    open: RwSignal<bool>,
    /// What stands in it.
    children: ChildrenFn,
) -> impl IntoView {
    let part = NodeRef::<html::Details>::new();
    let toggle = move |_| {
        if let Some(part) = part.get_untracked() {
            open.set(part.open());
        }
    };
    view! {
        <details class="panel-part" node_ref=part prop:open=open.get_untracked() on:toggle=toggle>
            <summary class="section-title"><h3>{title}</h3></summary>
            {move || open.get().then(|| children())}
        </details>
    }
}
