//! How the agent stands: chosen in the account's menu, shown at its button, and said aloud when it isn't as chosen.

use crate::parts::bound::Bound;
use crate::parts::choice::Segments;
use crate::parts::icon::{Icon, icon};
use crate::state::Standing;
use crate::text::t;
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::staff::{AwayReason, Status};

fn use_standing() -> Memo<Option<Standing>> {
    let workplace = use_workplace();
    Memo::new(move |_| workplace.state.with(|state| state.standing.filter(|_| state.connected)))
}

/// The word of a status in attributes.
fn word(standing: Option<Standing>) -> &'static str {
    match standing {
        Some(Standing { status: Status::Online, away: None }) => "online",
        Some(Standing { status: Status::Online | Status::Away, .. }) => "away",
        Some(Standing { status: Status::Invisible, .. }) => "invisible",
        None => "offline",
    }
}

/// The key of its name.
fn name(standing: Option<Standing>) -> &'static str {
    match word(standing) {
        "online" => "presence.online",
        "away" => "presence.away",
        "invisible" => "presence.invisible",
        _ => "presence.offline",
    }
}

/// A dot that shows it.
#[component]
pub fn StatusMark() -> impl IntoView {
    let standing = use_standing();
    let word = Memo::new(move |_| word(standing.get()));
    view! {
        <span class="status-mark" data-status=word></span>
        <span class="unseen">{move || t(name(standing.get()))}</span>
    }
}

/// Online, away or invisible.
#[component]
pub fn StatusChoice() -> impl IntoView {
    let workplace = use_workplace();
    let standing = use_standing();
    let chosen = Memo::new(move |_| standing.get().map_or(Status::Online, |standing| standing.status));
    let set = Callback::new(move |status| workplace.choose(status));
    let bound = Bound::new("status", chosen, set, Signal::stored(None::<String>));
    let options = vec![
        (Status::Online, t("presence.online")),
        (Status::Away, t("presence.away")),
        (Status::Invisible, t("presence.invisible")),
    ];
    view! { <Segments bound=bound label=t("status.title") hint=t("status.note") options=options /> }
}

/// Says why an agent who chose to be online gets nothing.
#[component]
pub fn AwayBanner() -> impl IntoView {
    let workplace = use_workplace();
    let standing = use_standing();
    let reason = Memo::new(move |_| {
        standing.get().filter(|standing| standing.status == Status::Online).and_then(|standing| standing.away)
    });
    move || {
        reason.get().map(|reason| {
            let key = match reason {
                AwayReason::Idle => "status.idle",
                AwayReason::Silent => "status.silent",
            };
            view! {
                <div class="away-banner" role="status">
                    {icon(Icon::Clock)}
                    <p>{t(key)}</p>
                    <button type="button" class="button small" on:click=move |_| workplace.choose(Status::Online)>
                        {t("status.back")}
                    </button>
                </div>
            }
        })
    }
}
