//! What is asked before something is done with many conversations.

use super::shelving::content_words;
use super::tags::known_tags;
use crate::live::api::{Failure, desk};
use crate::parts::dialog::Dialog;
use crate::parts::icon::{Icon, icon};
use crate::parts::loading::{Skeleton, Trouble};
use crate::text::{count, t};
use crate::workplace::use_workplace;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::bulk::BulkContent;
use shared::ids::ConversationId;
use shared::rules::{self, TAG_CHARS};

/// Asks for the tag that all shall have.
#[component]
pub fn TagDialog(
    /// Gives it.
    run: Callback<String>,
    /// Closes the dialog.
    close: Callback<()>,
) -> impl IntoView {
    let known = known_tags();
    let text = RwSignal::new(String::new());
    let is_wrong = RwSignal::new(false);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        match rules::tag(&text.get_untracked()) {
            Ok(tag) => {
                close.run(());
                run.run(tag);
            }
            Err(_) => is_wrong.set(true),
        }
    };
    view! {
        <Dialog title=t("tags.add_long") on_cancel=close>
            <form novalidate on:submit=submit>
                <div class="field">
                    <label for="bulk-tag">{t("find.tag")}</label>
                    <input
                        id="bulk-tag"
                        type="text"
                        class="input"
                        list="bulk-tags"
                        dir="auto"
                        autocomplete="off"
                        autofocus
                        maxlength=TAG_CHARS
                        aria-invalid=move || is_wrong.get().to_string()
                        aria-describedby="bulk-tag-error"
                        prop:value=text
                        on:input=move |event| {
                            text.set(event_target_value(&event));
                            is_wrong.set(false);
                        }
                    />
                    <datalist id="bulk-tags">
                        {move || known.get().into_iter().map(|tag| view! { <option value=tag></option> }).collect_view()}
                    </datalist>
                    <p id="bulk-tag-error" class="field-error" role="alert">
                        {move || is_wrong.get().then(|| t("bulk.tag_empty"))}
                    </p>
                </div>
                <div class="dialog-actions">
                    <button type="button" class="button" on:click=move |_| close.run(())>{t("action.cancel")}</button>
                    <button type="submit" class="button primary">{t("tags.add_long")}</button>
                </div>
            </form>
        </Dialog>
    }
}

/// Asks which tag shall go.
#[component]
pub fn UntagDialog(
    /// Those that there are.
    tags: Vec<String>,
    /// Takes one off.
    run: Callback<String>,
    /// Closes the dialog.
    close: Callback<()>,
) -> impl IntoView {
    let choice = move |tag: String| {
        let chosen = tag.clone();
        let choose = move |_| {
            close.run(());
            run.run(chosen.clone());
        };
        view! {
            <li>
                <button type="button" class="choice" on:click=choose>
                    {icon(Icon::Tag)}
                    <span class="choice-main" dir="auto">{tag}</span>
                </button>
            </li>
        }
    };
    view! {
        <Dialog title=t("bulk.untag") on_cancel=close>
            <ul class="choices-list">{tags.into_iter().map(choice).collect_view()}</ul>
            <div class="dialog-actions">
                <button type="button" class="button" on:click=move |_| close.run(())>{t("action.cancel")}</button>
            </div>
        </Dialog>
    }
}

/// Says what would go, all in all, and lets it go.
#[component]
pub fn DeleteManyDialog(
    /// Which conversations. Those that go on stay.
    ids: Vec<ConversationId>,
    /// Deletes them.
    run: Callback<()>,
    /// Closes the dialog.
    close: Callback<()>,
) -> impl IntoView {
    let workplace = use_workplace();
    let size = ids.len();
    let ids = StoredValue::new(ids);
    let content = RwSignal::new(None::<Result<BulkContent, Failure>>);
    let load = Callback::new(move |()| {
        content.set(None);
        spawn_local(async move {
            let answer = desk::bulk_content(&ids.get_value()).await;
            workplace.heed(&answer);
            let _ = content.try_set(Some(answer));
        });
    });
    load.run(());
    let confirm = move |_| {
        close.run(());
        run.run(());
    };
    let words = move |sum: BulkContent| {
        let doomed = sum.conversations as usize;
        let kept = size.saturating_sub(doomed);
        view! {
            <p>{count("find.found", doomed)} ", " {content_words(sum.content)}</p>
            {(kept > 0).then(|| view! { <p>{count("bulk.goes_on", kept)}</p> })}
            <p class="soft">{t("delete.text")}</p>
            <div class="dialog-actions">
                <button type="button" class="button" on:click=move |_| close.run(())>{t("action.cancel")}</button>
                {(doomed > 0).then(|| view! {
                    <button type="button" class="button danger" on:click=confirm>{t("delete.confirm")}</button>
                })}
            </div>
        }
    };
    view! {
        <Dialog title=t("bulk.delete_title") on_cancel=close>
            {move || match content.get() {
                None => view! { <Skeleton rows=1 /> }.into_any(),
                Some(Err(failure)) => view! { <Trouble failure=failure retry=load /> }.into_any(),
                Some(Ok(sum)) => words(sum).into_any(),
            }}
        </Dialog>
    }
}
