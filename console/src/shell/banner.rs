//! The line on top that tells when the connection is lost. What is written meanwhile is kept and goes out later.

use crate::parts::icon::{Icon, icon};
use crate::text::t;
use crate::workplace::{LinkState, use_workplace};
use leptos::prelude::*;

/// Shown while there is no connection; the style sheet lets a short break pass unseen.
#[component]
pub fn ConnectionBanner() -> impl IntoView {
    let workplace = use_workplace();
    // Between two tries the state goes back and forth; the banner stays until a connection stands.
    let is_down = RwSignal::new(false);
    Effect::new(move |_| match workplace.link.get() {
        LinkState::Offline => is_down.set(true),
        LinkState::Online => is_down.set(false),
        LinkState::Connecting => {}
    });
    view! {
        <div role="status" class="banner-place">
            {move || is_down.get().then(|| view! { <p class="banner">{icon(Icon::Offline)}{t("banner.offline")}</p> })}
        </div>
    }
}
