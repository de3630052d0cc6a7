//! The agents' console: inbox, conversations and what is known of the visitor, in one window that stays open all day.
//!
//! [`state`] is pure and knows; [`live`] reaches the world; [`workplace`] holds them together; [`shell`], [`desk`] and
//! [`pages`] show; [`parts`] are what they are built of; [`text`] speaks.

mod desk;
mod live;
mod pages;
mod parts;
mod place;
mod shell;
mod state;
mod text;
mod workplace;

use crate::live::preferences;
use crate::pages::sign_in::{SignInAgain, SignInPage};
use crate::pages::start::{Loading, Unreachable};
use crate::pages::welcome::WelcomePage;
use crate::parts::toast::ToastArea;
use crate::place::{BASE, Place, use_place};
use crate::shell::Shell;
use crate::workplace::{Session, Workplace, use_workplace};
use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::path;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

fn main() {
    #[cfg(debug_assertions)]
    std::panic::set_hook(Box::new(|panic| leptos::logging::error!("{panic}")));
    // Leptos has tasks of its own only once something is mounted.
    wasm_bindgen_futures::spawn_local(async {
        let language = preferences::language();
        // Without texts the console would show its keys: `console-start.js` then says that it can't start.
        if text::load(&language).await.is_err() {
            wasm_bindgen::throw_str("the texts of the console could not be loaded");
        }
        let root =
            document().get_element_by_id("console").and_then(|root| root.dyn_into::<HtmlElement>().ok());
        if let Some(root) = root {
            // The skeleton makes room for the real thing.
            root.set_text_content(None);
            leptos::mount::mount_to(root, Console).forget();
        }
    });
}

/// The language of what is drawn; a change draws everything anew.
#[derive(Clone, Copy)]
pub struct Language(pub RwSignal<String>);

/// The whole console.
#[component]
fn Console() -> impl IntoView {
    let workplace = Workplace::start();
    let language = RwSignal::new(text::language());
    provide_context(Language(language));
    workplace.resume_session();
    view! {
        <Router base=BASE>
            {move || {
                language.track();
                // One route for all: [`Place`] tells addresses apart. The router keeps the address bar and the history.
                view! {
                    <FlatRoutes fallback=Screen>
                        <Route path=path!("/*any") view=Screen />
                    </FlatRoutes>
                }
            }}
        </Router>
    }
}

/// Which screen the session and the address ask for.
#[component]
fn Screen() -> impl IntoView {
    #[derive(Clone, Copy, PartialEq)]
    enum Shown {
        Loading,
        Unreachable,
        Welcome,
        SignIn,
        Shell,
    }
    let workplace = use_workplace();
    let place = use_place();
    let shown = Memo::new(move |_| {
        workplace.session.with(|session| match session {
            _ if place.get() == Place::Welcome => Shown::Welcome,
            Session::Unknown => Shown::Loading,
            Session::Unreachable => Shown::Unreachable,
            Session::SignedOut => Shown::SignIn,
            Session::Active(_) | Session::Expired(_) => Shown::Shell,
        })
    });
    let expired = move || match workplace.session.get() {
        Session::Expired(me) => Some(view! { <SignInAgain me=me /> }),
        _ => None,
    };
    view! {
        {move || match shown.get() {
            Shown::Loading => view! { <Loading /> }.into_any(),
            Shown::Unreachable => view! { <Unreachable /> }.into_any(),
            Shown::Welcome => view! { <WelcomePage /> }.into_any(),
            Shown::SignIn => view! { <SignInPage /> }.into_any(),
            Shown::Shell => view! { <Shell /> }.into_any(),
        }}
        {expired}
        <ToastArea toasts=workplace.toasts />
        <div class="unseen" role="status" aria-live="polite">{move || workplace.announcement.get()}</div>
    }
}
