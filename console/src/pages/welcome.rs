//! Behind a one-time link: the agent chooses a password and is in.

use super::sign_in::FormError;
use super::start::Gate;
use crate::live::api::{self, Failure};
use crate::parts::failure_text;
use crate::parts::field::{self, PasswordField};
use crate::place::{Place, use_go};
use crate::text::{count, t};
use crate::workplace::use_workplace;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::problem::{Code, Field as Wrong};
use shared::rules::{self, PASSWORD_MIN_CHARS};
use wasm_bindgen::JsValue;

/// The page behind the link.
#[component]
pub fn WelcomePage() -> impl IntoView {
    let token = take_token();
    let is_used = RwSignal::new(token.is_empty());
    move || {
        if is_used.get() {
            view! { <UsedLink /> }.into_any()
        } else {
            view! { <PasswordForm token=token.clone() is_used=is_used /> }.into_any()
        }
    }
}

#[component]
fn PasswordForm(token: String, is_used: RwSignal<bool>) -> impl IntoView {
    let workplace = use_workplace();
    let go = use_go();
    let token = StoredValue::new(token);
    let password = RwSignal::new(String::new());
    let password_error = RwSignal::new(None);
    let form_error = RwSignal::new(None);
    let is_busy = RwSignal::new(false);

    request_animation_frame(|| field::focus("password"));

    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        form_error.set(None);
        if let Err(problem) = password.with_untracked(|password| rules::password(password)) {
            password_error.set(Some(failure_text(&Failure::Refused(problem))));
            return field::focus("password");
        }
        is_busy.set(true);
        let go = go.clone();
        spawn_local(async move {
            let answer = api::set_password(token.get_value(), password.get_untracked()).await;
            is_busy.set(false);
            match answer {
                Ok(me) => {
                    workplace.signed_in(me);
                    go(&Place::Inbox);
                }
                Err(Failure::Refused(problem)) if problem.code == Code::LinkUsed => is_used.set(true),
                Err(Failure::Refused(problem)) if problem.field == Some(Wrong::Password) => {
                    password_error.set(Some(failure_text(&Failure::Refused(problem))));
                    field::focus("password");
                }
                Err(failure) => form_error.set(Some(failure_text(&failure))),
            }
        });
    };
    view! {
        <Gate title=t("welcome.title")>
            <p class="soft">{t("welcome.text")}</p>
            <form class="form" on:submit=submit novalidate>
                <FormError error=form_error />
                <PasswordField
                    id="password"
                    label=t("welcome.password")
                    autocomplete="new-password"
                    hint=count("welcome.hint", PASSWORD_MIN_CHARS)
                    value=password
                    error=password_error
                />
                <button type="submit" class="button primary wide" aria-disabled=move || is_busy.get().then_some("true")>
                    {move || t(if is_busy.get() { "sign_in.busy" } else { "welcome.submit" })}
                </button>
            </form>
        </Gate>
    }
}

#[component]
fn UsedLink() -> impl IntoView {
    view! {
        <Gate title=t("welcome.used_title")>
            <p class="soft" role="alert">{t("problem.link_used")}</p>
            <p class="soft">{t("welcome.ask_new")}</p>
            <p><a class="button wide" href=Place::Inbox.path()>{t("welcome.to_sign_in")}</a></p>
        </Gate>
    }
}

/// The link's secret, taken out of the address bar so that nobody reads it over the shoulder or from the history.
fn take_token() -> String {
    let hash = window().location().hash().unwrap_or_default();
    let token = hash.trim_start_matches('#').to_string();
    if !token.is_empty()
        && let Ok(history) = window().history()
    {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&Place::Welcome.path()));
    }
    token
}
