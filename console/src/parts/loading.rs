//! What stands where something is on its way from the server, or hasn't come.

use super::failure_text;
use super::icon::{Icon, icon};
use crate::live::api::Failure;
use crate::text::t;
use crate::workplace::use_workplace;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::future::Future;

/// Lines where the first rows will be.
#[component]
pub fn Skeleton(
    /// How many.
    #[prop(default = 3)]
    rows: usize,
) -> impl IntoView {
    view! {
        <div class="skeleton" role="status" aria-label=t("app.loading")>
            {(0..rows).map(|_| view! { <div class={"skeleton-row"}></div> }).collect_view()}
        </div>
    }
}

/// Why nothing has come, and a way to ask again.
#[component]
pub fn Trouble(
    /// Why.
    failure: Failure,
    /// Asks again.
    retry: Callback<()>,
    /// A sign above the words.
    #[prop(optional)]
    sign: Option<Icon>,
) -> impl IntoView {
    view! {
        <div class="empty" role="alert">
            {sign.map(icon)}
            <p>{failure_text(&failure)}</p>
            <button type="button" class="button" on:click=move |_| retry.run(())>{t("action.try_again")}</button>
        </div>
    }
}

/// A page about one thing: `load` asks for it, `back` leads to where it is listed, `open` shows it.
pub fn page_of<T, F>(
    load: impl Fn() -> F + Send + Sync + 'static,
    back: fn() -> AnyView,
    open: impl Fn(T) -> AnyView + Send + 'static,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    F: Future<Output = Result<T, Failure>> + 'static,
{
    let workplace = use_workplace();
    let loaded = RwSignal::new(None::<Result<T, Failure>>);
    let retry = Callback::new(move |()| {
        loaded.set(None);
        let answer = load();
        spawn_local(async move {
            let answer = answer.await;
            workplace.heed(&answer);
            let _ = loaded.try_set(Some(answer));
        });
    });
    retry.run(());
    move || match loaded.get() {
        None => view! {
            <main class="page" aria-busy="true">
                <div class="pane-head">{back()}</div>
                <Skeleton />
            </main>
        }
        .into_any(),
        Some(Err(failure)) => view! {
            <main class="page">
                <div class="pane-head">{back()}</div>
                <Trouble failure=failure retry=retry sign=Icon::Alert />
            </main>
        }
        .into_any(),
        Some(Ok(thing)) => open(thing),
    }
}
