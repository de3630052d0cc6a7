//! Signing in: on its own page, and in a dialog over the work when a session ran out.

use super::start::Gate;
use crate::live::api::{self, Failure};
use crate::parts::dialog::Dialog;
use crate::parts::field::{self, Field, PasswordField};
use crate::parts::{
    failure_text,
    icon::{Icon, icon},
};
use crate::text::t;
use crate::workplace::use_workplace;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::problem::Code;
use shared::rest::Me;
use shared::rules;

/// The page for somebody who isn't signed in.
#[component]
pub fn SignInPage() -> impl IntoView {
    view! {
        <Gate title=t("sign_in.title")>
            <SignInForm email=String::new() />
        </Gate>
    }
}

/// Over the page, once the session ran out: the work stays where it is.
#[component]
pub fn SignInAgain(
    /// Whose work is on the screen.
    me: Me,
) -> impl IntoView {
    view! {
        <Dialog title=t("sign_in_again.title")>
            <p class="soft">{t("sign_in_again.text")}</p>
            <SignInForm email=me.email />
        </Dialog>
    }
}

#[component]
fn SignInForm(email: String) -> impl IntoView {
    let workplace = use_workplace();
    let email = RwSignal::new(email);
    let password = RwSignal::new(String::new());
    let email_error = RwSignal::new(None);
    let password_error = RwSignal::new(None);
    let form_error = RwSignal::new(None::<String>);
    let is_busy = RwSignal::new(false);

    let first = if email.with_untracked(String::is_empty) { "email" } else { "password" };
    request_animation_frame(move || {
        // The frame may come late, and somebody fast may be typing the password by then.
        if !field::has_focus("password") {
            field::focus(first);
        }
    });

    let fail = move |failure: Failure| {
        form_error.set(Some(failure_text(&failure)));
        if matches!(&failure, Failure::Refused(problem) if problem.code == Code::WrongCredentials) {
            password.set(String::new());
            field::focus("password");
        }
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        form_error.set(None);
        if let Err(wrong) = check_email(&email.get_untracked()) {
            email_error.set(Some(wrong));
            return field::focus("email");
        }
        if password.with_untracked(String::is_empty) {
            password_error.set(Some(t("sign_in.password_missing")));
            return field::focus("password");
        }
        is_busy.set(true);
        spawn_local(async move {
            let answer = api::sign_in(email.get_untracked().trim().into(), password.get_untracked()).await;
            is_busy.set(false);
            match answer {
                Ok(me) => workplace.signed_in(me),
                Err(failure) => fail(failure),
            }
        });
    };
    view! {
        <form class="form" on:submit=submit novalidate>
            <FormError error=form_error />
            <Field id="email" label=t("sign_in.email") kind="email" autocomplete="username" value=email error=email_error />
            <PasswordField
                id="password"
                label=t("sign_in.password")
                autocomplete="current-password"
                value=password
                error=password_error
            />
            <button type="submit" class="button primary wide" aria-disabled=move || is_busy.get().then_some("true")>
                {move || t(if is_busy.get() { "sign_in.busy" } else { "sign_in.submit" })}
            </button>
        </form>
    }
}

/// Only what is surely no address is refused here.
fn check_email(email: &str) -> Result<(), String> {
    rules::staff_email(email).map(drop).map_err(|_| t("problem.email"))
}

/// What is wrong with the form as a whole.
#[component]
pub fn FormError(
    /// The sentence, if there is one.
    error: RwSignal<Option<String>>,
) -> impl IntoView {
    view! {
        <div role="alert">
            {move || error.get().map(|error| view! { <p class="form-error">{icon(Icon::Alert)}<span>{error}</span></p> })}
        </div>
    }
}
