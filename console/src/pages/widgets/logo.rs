//! The owner's logo: chosen, uploaded, shown, taken away.

use super::editor::use_editor;
use crate::live::api::upload::{self, Progress, Upload};
use crate::parts::failure_text;
use crate::parts::icon::{Icon, icon};
use crate::text::{fill, t};
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use shared::rest::Picture;

/// How the upload goes.
#[derive(Clone, Debug, PartialEq)]
enum Going {
    Still,
    Percent(u8),
    Wrong(String),
}

/// The field for the logo.
#[component]
pub fn Logo() -> impl IntoView {
    let editor = use_editor();
    let logo = editor.read(|set| set.settings.look.logo.clone());
    let going = RwSignal::new(Going::Still);
    let upload = StoredValue::new_local(None::<Upload>);
    let input = NodeRef::<html::Input>::new();
    let hear = move |progress: Progress<Picture>| match progress {
        Progress::Percent(percent) => going.set(Going::Percent(percent)),
        Progress::Done(picture) => {
            going.set(Going::Still);
            editor.change(|set| set.settings.look.logo = Some(picture.id));
        }
        Progress::Failed(failure) => going.set(Going::Wrong(failure_text(&failure))),
    };
    let choose = move |_: ev::Event| {
        let Some(input) = input.get_untracked() else {
            return;
        };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            going.set(Going::Percent(0));
            upload.set_value(upload::send("POST", "/api/admin/pictures", &file, None, hear));
        }
        // The same file may be chosen again.
        input.set_value("");
    };
    let stop = move || {
        upload.set_value(None);
        going.set(Going::Still);
    };
    let status = move || match going.get() {
        Going::Still => ().into_any(),
        Going::Percent(percent) => view! {
            <span class="with-icon small" role="status">
                {fill("action.uploading", &[("percent", &percent.to_string())])}
                <button type="button" class="link" on:click=move |_| stop()>{t("action.cancel")}</button>
            </span>
        }
        .into_any(),
        Going::Wrong(why) => view! { <span class="field-error" role="alert">{why}</span> }.into_any(),
    };
    let open = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    view! {
        <div class="field">
            <span class="label" id="logo-label">{t("appearance.logo")}</span>
            <div class="logo" role="group" aria-labelledby="logo-label">
                {move || match logo.get() {
                    Some(id) => view! { <img class="logo-shown" src=format!("/pictures/{id}") alt=t("appearance.logo_shown") /> }.into_any(),
                    None => view! { <span class="logo-shown logo-none">{icon(Icon::Photo)}</span> }.into_any(),
                }}
                <input node_ref=input type="file" accept="image/*" hidden on:change=choose />
                <button type="button" class="button small" on:click=open>
                    {move || t(if logo.with(Option::is_some) { "appearance.logo_other" } else { "appearance.logo_choose" })}
                </button>
                {move || logo.with(Option::is_some).then(|| view! {
                    <button type="button" class="button quiet small" on:click=move |_| editor.change(|set| set.settings.look.logo = None)>
                        {t("appearance.logo_remove")}
                    </button>
                })}
                {status}
            </div>
            <p class="hint">{t("appearance.logo_note")}</p>
        </div>
    }
}
