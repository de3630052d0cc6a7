//! The page on which a thing is arranged: what is wrong, its parts, and the bar that saves.

use super::{ConflictDialog, Editor, FaultSummary, SaveBar};
use crate::state::edited::Subject;
use leptos::prelude::*;

/// Such a page. `head` holds an `h1` with the id `page-title`.
#[component]
pub fn SettingsPage<S: Subject>(
    /// Of what.
    editor: Editor<S>,
    /// What the setting at a path is called.
    name: fn(&str) -> String,
    /// What stands at the top.
    head: AnyView,
    /// What stands above everything else, wrong or not.
    #[prop(optional, into)]
    notice: Option<AnyView>,
    /// The parts.
    children: Children,
) -> impl IntoView {
    view! {
        <main class="page settings-page" aria-labelledby="page-title">
            <header class="pane-head">{head}</header>
            <div class="pane-body">
                <div class="chapter-body">
                    {notice}
                    <FaultSummary editor=editor name=name />
                    {children()}
                </div>
            </div>
            <SaveBar editor=editor />
            <ConflictDialog editor=editor name=name />
        </main>
    }
}
