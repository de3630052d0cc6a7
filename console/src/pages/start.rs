//! What is shown before it is known who sits here, and where the server can't be asked.

use crate::parts::icon::{Icon, icon, mark};
use crate::text::t;
use crate::workplace::{Session, use_workplace};
use leptos::prelude::*;

/// The frame of every screen before the inbox: mark, name and a card.
#[component]
pub fn Gate(
    /// The card's heading.
    #[prop(into)]
    title: String,
    /// What stands in the card.
    children: Children,
) -> impl IntoView {
    view! {
        <main class="gate">
            <div class="gate-brand">{mark()}<span>{t("app.name")}</span></div>
            <section class="card" aria-labelledby="gate-title">
                <h1 id="gate-title">{title}</h1>
                {children()}
            </section>
        </main>
    }
}

/// The server is asked who sits here.
#[component]
pub fn Loading() -> impl IntoView {
    view! {
        <main class="gate" aria-busy="true">
            <div class="gate-brand">{mark()}<span>{t("app.name")}</span></div>
            <p role="status" class="soft">{t("app.loading")}</p>
        </main>
    }
}

/// The server doesn't answer.
#[component]
pub fn Unreachable() -> impl IntoView {
    let workplace = use_workplace();
    let again = move |_| {
        workplace.session.set(Session::Unknown);
        workplace.resume_session();
    };
    view! {
        <Gate title=t("unreachable.title")>
            <p class="with-icon soft">{icon(Icon::Offline)}{t("unreachable.text")}</p>
            <button type="button" class="button primary wide" on:click=again>{t("action.try_again")}</button>
        </Gate>
    }
}
