//! The own photo: one of the drawn portraits, a picture of one's own, or none.

use crate::live::api::upload::{self, Progress, Upload};
use crate::live::api::{Failure, desk};
use crate::parts::avatar::Avatar;
use crate::parts::dialog::Dialog;
use crate::parts::failure_text;
use crate::text::{fill, number, t};
use crate::workplace::{Session, Workplace, use_workplace};
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::people::STOCK_PHOTOS;
use shared::rest::Me;

/// Chooses the photo. A choice holds at once.
#[component]
pub fn PhotoDialog(is_choosing: RwSignal<bool>) -> impl IntoView {
    let workplace = use_workplace();
    let me = Memo::new(move |_| workplace.session.with(|session| session.me().cloned()));
    let error = RwSignal::new(None::<String>);
    let percent = RwSignal::new(None::<u8>);
    let upload = StoredValue::new_local(None::<Upload>);
    let input = NodeRef::<html::Input>::new();
    let take = move |answer: Result<Option<String>, Failure>| match answer {
        Ok(photo) => {
            error.set(None);
            set_photo(workplace, photo);
        }
        Err(failure) => error.set(Some(failure_text(&failure))),
    };
    let hear = move |progress: Progress<Me>| match progress {
        Progress::Percent(so_far) => percent.set(Some(so_far)),
        Progress::Done(me) => {
            percent.set(None);
            take(Ok(me.agent.photo));
        }
        Progress::Failed(failure) => {
            percent.set(None);
            take(Err(failure));
        }
    };
    let choose = move |_: ev::Event| {
        let Some(input) = input.get_untracked() else {
            return;
        };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            error.set(None);
            percent.set(Some(0));
            upload.set_value(upload::send("PUT", desk::PHOTO, &file, None, hear));
        }
        input.set_value("");
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
    let remove = move |_| spawn_local(async move { take(desk::remove_photo().await.map(|()| None)) });
    let portrait = move |(index, stock): (usize, &'static str)| {
        let path = format!("/photos/{stock}.svg");
        let (mine, shown) = (path.clone(), path);
        let is_mine = Memo::new(move |_| {
            me.with(|me| me.as_ref().and_then(|me| me.agent.photo.clone()) == Some(mine.clone()))
        });
        let choose = move |_| {
            spawn_local(async move { take(desk::set_stock_photo(stock).await.map(|me| me.agent.photo)) })
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
    let close = Callback::new(move |()| is_choosing.set(false));
    view! {
        <Dialog title=t("photo.title") on_cancel=close>
            <div class="photo-now">
                {move || me.get().map(|me| view! { <Avatar name=me.agent.name photo=me.agent.photo /> })}
                <div class="actions">
                    <input node_ref=input type="file" accept="image/*" hidden on:change=choose />
                    <button type="button" class="button small" on:click=open>{t("photo.upload")}</button>
                    {move || me.with(|me| me.as_ref().is_some_and(|me| me.agent.photo.is_some())).then(|| view! {
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
        </Dialog>
    }
}

/// The session knows the new photo at once; colleagues and visitors learn it with their next frame.
fn set_photo(workplace: Workplace, photo: Option<String>) {
    workplace.session.update(|session| {
        if let Session::Active(me) | Session::Expired(me) = session {
            me.agent.photo = photo;
        }
    });
}
