//! Signed-in browsers, one line each, with a way to end each of them.

use super::icon::{Icon, icon};
use crate::live::api::Failure;
use crate::parts::loading::{Skeleton, Trouble};
use crate::text::{count, date_and_time, fill, t};
use leptos::prelude::*;
use shared::staff::{Device, Session};

/// The list, or that it is on its way, or why it didn't come.
#[component]
pub fn SessionList(
    /// What the server said.
    sessions: RwSignal<Option<Result<Vec<Session>, Failure>>>,
    /// Asks again.
    retry: Callback<()>,
    /// Ends the session of this id.
    end: Callback<String>,
) -> impl IntoView {
    move || match sessions.get() {
        None => view! { <Skeleton rows=2 /> }.into_any(),
        Some(Err(failure)) => view! { <Trouble failure=failure retry=retry /> }.into_any(),
        Some(Ok(sessions)) if sessions.is_empty() => {
            view! { <p class="empty small soft">{t("devices.none")}</p> }.into_any()
        }
        Some(Ok(sessions)) => view! {
            <ul class="sessions">
                {sessions.into_iter().map(|one| view! { <li><Line one=one end=end /></li> }).collect_view()}
            </ul>
        }
        .into_any(),
    }
}

#[component]
fn Line(one: Session, end: Callback<String>) -> impl IntoView {
    let device = t(match one.device {
        Device::Computer => "devices.computer",
        Device::Phone => "devices.phone",
        Device::Tablet => "devices.tablet",
    });
    let is_live = one.connections > 0;
    let activity = if is_live {
        count("devices.windows", one.connections as usize)
    } else {
        fill("devices.active_at", &[("time", &date_and_time(one.active_at))])
    };
    let label = fill("devices.end_one", &[("browser", &one.browser)]);
    let id = one.id;
    view! {
        <div class="session" data-live=is_live.to_string()>
            <span class="session-main">
                <span class="session-name"><bdi>{one.browser}</bdi>{one.own.then(|| view! { <span class="chip">{t("devices.this")}</span> })}</span>
                <span class="soft small">{device}" · "<bdi dir="ltr">{one.address}</bdi>" · "{activity}</span>
                <span class="soft small">{fill("devices.began_at", &[("time", &date_and_time(one.began_at))])}</span>
            </span>
            {(!one.own).then(|| view! {
                <button type="button" class="button quiet square small" aria-label=label on:click=move |_| end.run(id.clone())>
                    {icon(Icon::SignOut)}
                </button>
            })}
        </div>
    }
}
