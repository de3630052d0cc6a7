//! A photo: one of the drawn portraits, a picture of one's own, or none.

use crate::live::api::upload::{self, Progress, Upload};
use crate::live::api::{Failure, desk};
use crate::parts::avatar::Avatar;
use crate::parts::crop::CropBox;
use crate::parts::dialog::Dialog;
use crate::parts::failure_text;
use crate::text::{fill, number, t};
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::de::DeserializeOwned;
use shared::people::STOCK_PHOTOS;
use web_sys::{Blob, File};

/// Chooses a photo. A choice holds at once. `A` is what the server answers.
#[component]
pub fn PhotoDialog<A: DeserializeOwned + 'static>(
    /// Whose it is.
    #[prop(into)]
    name: Signal<String>,
    /// The present one.
    #[prop(into)]
    photo: Signal<Option<String>>,
    /// Where it is changed.
    path: String,
    /// Takes the server's answer.
    took: Callback<A>,
    /// Closes the dialog.
    close: Callback<()>,
) -> impl IntoView {
    let error = RwSignal::new(None::<String>);
    let percent = RwSignal::new(None::<u8>);
    let upload = StoredValue::new_local(None::<Upload>);
    let chosen = RwSignal::new_local(None::<File>);
    let input = NodeRef::<html::Input>::new();
    let path = StoredValue::new(path);
    let take = move |answer: Result<A, Failure>| match answer {
        Ok(answer) => {
            error.set(None);
            took.run(answer);
        }
        Err(failure) => error.set(Some(failure_text(&failure))),
    };
    let hear = move |progress: Progress<A>| match progress {
        Progress::Percent(so_far) => percent.set(Some(so_far)),
        Progress::Done(answer) => {
            percent.set(None);
            take(Ok(answer));
        }
        Progress::Failed(failure) => {
            percent.set(None);
            take(Err(failure));
        }
    };
    let send = Callback::new(move |picture: Blob| {
        chosen.set(None);
        error.set(None);
        percent.set(Some(0));
        upload.set_value(path.with_value(|path| upload::send("PUT", path, &picture, None, hear)));
    });
    let choose = move |_: ev::Event| {
        if let Some(input) = input.get_untracked() {
            chosen.set(input.files().and_then(|files| files.get(0)));
            // The same file may be chosen again.
            input.set_value("");
        }
    };
    let open = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    let stop = move |_| {
        upload.set_value(None);
        percent.set(None);
    };
    let remove = move |_| {
        spawn_local(async move { take(desk::remove_photo(&path.get_value()).await) });
    };
    let portrait = move |(index, stock): (usize, &'static str)| {
        let shown = format!("/photos/{stock}.svg");
        let mine = shown.clone();
        let is_mine = Memo::new(move |_| photo.with(|photo| photo.as_ref() == Some(&mine)));
        let choose = move |_| {
            spawn_local(async move { take(desk::set_stock_photo(&path.get_value(), stock).await) });
        };
        view! {
            <button
                type="button"
                class="portrait"
                aria-pressed=move || is_mine.get().to_string()
                aria-label=fill("photo.stock", &[("number", &number(index + 1))])
                on:click=choose
            >
                <img src=shown alt="" />
            </button>
        }
    };
    let back = Callback::new(move |()| chosen.set(None));
    let choice = move || {
        view! {
            <div class="photo-now">
                {move || view! { <Avatar name=name.get() photo=photo.get() /> }}
                <div class="actions">
                    <button type="button" class="button small" on:click=open>{t("photo.upload")}</button>
                    {move || photo.with(Option::is_some).then(|| view! {
                        <button type="button" class="button quiet small" on:click=remove>{t("photo.remove")}</button>
                    })}
                </div>
                {move || percent.get().map(|percent| view! {
                    <p class="with-icon small" role="status">
                        {fill("action.uploading", &[("percent", &percent.to_string())])}
                        <button type="button" class="link" on:click=stop>{t("action.cancel")}</button>
                    </p>
                })}
            </div>
            <p class="hint">{t("photo.note")}</p>
            <p class="field-error" role="alert">{move || error.get()}</p>
            <div class="portraits" role="group" aria-label=t("photo.portraits")>
                {STOCK_PHOTOS.into_iter().enumerate().map(portrait).collect_view()}
            </div>
            <div class="dialog-actions">
                <button type="button" class="button" on:click=move |_| close.run(())>{t("action.close")}</button>
            </div>
        }
    };
    view! {
        <Dialog title=t("photo.title") on_cancel=close>
            <input node_ref=input type="file" accept="image/*" hidden on:change=choose />
            {move || match chosen.get() {
                Some(file) => view! { <CropBox file=file done=send cancel=back /> }.into_any(),
                None => choice().into_any(),
            }}
        </Dialog>
    }
}
