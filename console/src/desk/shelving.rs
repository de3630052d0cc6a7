//! Into the archive, out of it, and gone for good.

use super::Looking;
use crate::live::api::{Failure, desk};
use crate::parts::dialog::Dialog;
use crate::parts::failure_text;
use crate::parts::loading::{Skeleton, Trouble};
use crate::parts::toast::Toast;
use crate::place::Place;
use crate::text::{count, file_size, fill, t};
use crate::workplace::{Workplace, use_workplace};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::agent::Vanished;
use shared::ids::ConversationId;
use shared::search::Content;

/// Puts a conversation into the archive.
pub fn archive(workplace: Workplace, looking: Looking, id: ConversationId) {
    spawn_local(async move {
        match desk::archive(&id).await {
            Ok(()) => {
                leave(workplace, looking, &id);
                workplace.change(|state| state.take_away(&id, Vanished::Archived));
                let back = id.clone();
                let undo = Callback::new(move |()| unarchive(workplace, back.clone()));
                workplace.toasts.show(Toast::undoable(t("archive.done"), undo));
                workplace.put_away.update(|count| *count += 1);
            }
            Err(failure) => failed(workplace, &failure),
        }
    });
}

/// Takes a conversation out of the archive.
pub fn unarchive(workplace: Workplace, id: ConversationId) {
    spawn_local(async move {
        match desk::unarchive(&id).await {
            Ok(()) => {
                workplace.look_up(&id).await;
                workplace.toasts.show(Toast::news(t("archive.undone")));
                workplace.put_away.update(|count| *count += 1);
            }
            Err(failure) => failed(workplace, &failure),
        }
    });
}

/// What is put away isn't looked at any longer.
pub fn leave(workplace: Workplace, looking: Looking, id: &ConversationId) {
    if workplace.open.with_untracked(|open| open.as_ref() == Some(id)) {
        looking.go(&untrack(|| looking.path_of(&Place::Inbox)), false);
    }
}

fn failed(workplace: Workplace, failure: &Failure) {
    workplace.heed(&Err::<(), _>(failure.clone()));
    workplace.toasts.show(Toast::trouble(failure_text(failure)));
}

/// How many messages and files there are.
pub fn content_words(content: Content) -> String {
    let messages = count("delete.messages", content.messages as usize);
    let files = match content.files {
        0 => t("delete.no_files"),
        some => fill(
            "delete.files_size",
            &[("files", &count("delete.files", some as usize)), ("size", &file_size(content.bytes))],
        ),
    };
    format!("{messages}, {files}")
}

/// Says what would go, and lets it go.
#[component]
pub fn DeleteDialog(
    /// Which conversation.
    id: ConversationId,
    /// Closes the dialog.
    close: Callback<()>,
) -> impl IntoView {
    let workplace = use_workplace();
    let looking = expect_context::<Looking>();
    let id = StoredValue::new(id);
    let content = RwSignal::new(None::<Result<Content, Failure>>);
    let load = Callback::new(move |()| {
        content.set(None);
        spawn_local(async move {
            let answer = desk::content(&id.get_value()).await;
            workplace.heed(&answer);
            let _ = content.try_set(Some(answer));
        });
    });
    load.run(());
    let is_busy = RwSignal::new(false);
    let confirm = move |_| {
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        let id = id.get_value();
        spawn_local(async move {
            let answer = desk::delete(&id).await;
            let _ = is_busy.try_set(false);
            match answer {
                Ok(()) => {
                    close.run(());
                    leave(workplace, looking, &id);
                    workplace.change(|state| state.take_away(&id, Vanished::Deleted));
                    workplace.toasts.show(Toast::news(t("delete.done")));
                    workplace.put_away.update(|count| *count += 1);
                }
                Err(failure) => failed(workplace, &failure),
            }
        });
    };
    let words = move |content: Content| {
        view! {
            <p>{content_words(content)}</p>
            <p class="soft">{t("delete.text")}</p>
            <div class="dialog-actions">
                <button type="button" class="button" on:click=move |_| close.run(())>{t("action.cancel")}</button>
                <button type="button" class="button danger" aria-disabled=move || is_busy.get().then_some("true") on:click=confirm>
                    {t("delete.confirm")}
                </button>
            </div>
        }
    };
    view! {
        <Dialog title=t("delete.title") on_cancel=close>
            {move || match content.get() {
                None => view! { <Skeleton rows=1 /> }.into_any(),
                Some(Err(failure)) => view! { <Trouble failure=failure retry=load /> }.into_any(),
                Some(Ok(content)) => words(content).into_any(),
            }}
        </Dialog>
    }
}
