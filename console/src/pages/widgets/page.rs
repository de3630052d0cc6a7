//! A widget's page: chapters at one side, the preview at the other, and between them what is set.

use super::basics::Basics;
use super::chapter_name;
use super::chat::Chat;
use super::conflict::{ConflictDialog, KeptVersion};
use super::editor::{Editor, use_editor};
use super::forms::Forms;
use super::install::Install;
use super::invitations::Invitations;
use super::look::Look;
use super::preview::PreviewPane;
use super::save_bar::{FaultSummary, SaveBar};
use super::texts::Texts;
use crate::live::api::admin;
use crate::parts::icon::{Icon, icon};
use crate::parts::loading::page_of;
use crate::place::{Chapter, Place};
use crate::shell::guard::{Unsaved, use_unsaved};
use crate::text::t;
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::ids::WidgetId;
use shared::rest::Widget;

/// The page of a widget. The chapter may change while it stands.
#[component]
pub fn WidgetPage(
    /// Which widget.
    id: WidgetId,
    /// Which chapter is open.
    chapter: Memo<Chapter>,
) -> impl IntoView {
    page_of(
        move || {
            let id = id.clone();
            async move { admin::widget(&id).await }
        },
        || view! { <BackToList /> }.into_any(),
        move |widget| view! { <Open widget=widget chapter=chapter /> }.into_any(),
    )
}

#[component]
fn BackToList() -> impl IntoView {
    view! {
        <a class="button quiet square" href=Place::Widgets.path() aria-label=t("widgets.back")>{icon(Icon::Back)}</a>
    }
}

#[component]
fn Open(widget: Widget, chapter: Memo<Chapter>) -> impl IntoView {
    let editor = Editor::open(widget, use_workplace());
    provide_context(editor);
    watch_unsaved(editor, use_unsaved());
    let shows_preview = RwSignal::new(false);
    let name = editor.read(|set| set.name.clone());
    view! {
        <main class="page widget-page" class:shows-preview=shows_preview aria-labelledby="page-title">
            <header class="pane-head">
                <BackToList />
                <h1 id="page-title" dir="auto">{move || name.with(|name| if name.trim().is_empty() { t("widgets.unnamed") } else { name.clone() })}</h1>
                <button
                    type="button"
                    class="button preview-toggle"
                    aria-pressed=move || shows_preview.get().to_string()
                    on:click=move |_| shows_preview.update(|shown| *shown = !*shown)
                >
                    {icon(Icon::Eye)}
                    {t("preview.title")}
                </button>
            </header>
            <Chapters chapter=chapter />
            <div class="chapter">
                <div class="pane-body" id="chapter">
                    <div class="chapter-body">
                        <h2 class="chapter-title">{move || chapter_name(chapter.get())}</h2>
                        <FaultSummary />
                        <KeptVersion />
                        {move || match chapter.get() {
                            Chapter::Basics => view! { <Basics /> }.into_any(),
                            Chapter::Look => view! { <Look /> }.into_any(),
                            Chapter::Texts => view! { <Texts /> }.into_any(),
                            Chapter::Chat => view! { <Chat /> }.into_any(),
                            Chapter::Forms => view! { <Forms /> }.into_any(),
                            Chapter::Invitations => view! { <Invitations /> }.into_any(),
                            Chapter::Install => view! { <Install /> }.into_any(),
                        }}
                    </div>
                </div>
                <SaveBar />
            </div>
            <PreviewPane chapter=chapter />
            <ConflictDialog />
        </main>
    }
}

#[component]
fn Chapters(chapter: Memo<Chapter>) -> impl IntoView {
    let editor = use_editor();
    Effect::new(move |_| {
        chapter.track();
        request_animation_frame(show_from_the_top);
    });
    let link = move |one: Chapter| {
        let is_wrong = Memo::new(move |_| editor.is_wrong_in(one));
        view! {
            <li>
                <a
                    class="chapter-link"
                    href=Place::Widget(editor.id(), one).path()
                    aria-current=move || (chapter.get() == one).then_some("page")
                >
                    {chapter_name(one)}
                    {move || is_wrong.get().then(|| view! {
                        <span class="wrong-mark">{icon(Icon::Alert)}<span class="unseen">{t("faults.here")}</span></span>
                    })}
                </a>
            </li>
        }
    };
    view! {
        <nav class="chapters" aria-label=t("widgets.chapters")>
            <ul>{Chapter::ALL.into_iter().map(link).collect_view()}</ul>
        </nav>
    }
}

/// Another chapter begins at its top, and its name is in sight where the list of chapters is narrow.
fn show_from_the_top() {
    if let Some(body) = document().get_element_by_id("chapter") {
        body.set_scroll_top(0);
    }
    if let Ok(Some(link)) = document().query_selector(".chapter-link[aria-current]") {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        options.set_inline(web_sys::ScrollLogicalPosition::Center);
        link.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Whoever leaves with something unsaved is asked.
fn watch_unsaved(editor: Editor, unsaved: Unsaved) {
    Effect::new(move |_| {
        let dirty = editor.editing.with(|editing| editing.is_dirty().then(|| editing.saved.id.clone()));
        unsaved.set(
            dirty.map(|id| (Place::Widget(id, Chapter::Basics), Callback::new(move |()| editor.discard()))),
        );
    });
    on_cleanup(move || {
        let _ = unsaved.try_set(None);
    });
}
