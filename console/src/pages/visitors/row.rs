//! One visit as a line of the list.

use crate::parts::icon::{Icon, icon};
use crate::state::visits::host;
use crate::text::{count, fill, language_of, t, waiting};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::staff::Device;
use shared::visits::{Invited, Stands, Visit, VisitId};

/// Opens the visit.
#[component]
pub fn Row(id: VisitId, chosen: RwSignal<Option<VisitId>>) -> impl IntoView {
    let workplace = use_workplace();
    let visit = Memo::new(move |_| workplace.state.with(|state| state.visits.get(id)));
    let element = format!("visit-{}", id.0);
    view! {
        <button type="button" class="row visit" id=element aria-haspopup="dialog" on:click=move |_| chosen.set(Some(id))>
            {move || visit.get().map(|visit| {
                let since = visit.since;
                let state = state_of(&visit);
                view! {
                    <span class="visit-page">
                        <span class="row-name" dir="auto">{page_name(&visit)}</span>
                        <span class="row-topic"><bdi>{origin(&visit)}</bdi></span>
                    </span>
                    <span class="visit-who">
                        <span class="row-topic"><bdi>{visit.browser.clone()}</bdi></span>
                        <span class="row-topic">
                            {t(device_name(visit.device))}
                            {language_of(&visit.language).map(|language| view! { " · " <bdi>{language}</bdi> })}
                            {visit.returning.map(|is_back| view! { " · " <span>{t(returning(is_back))}</span> })}
                        </span>
                    </span>
                    <span class="visit-state">
                        <span class="row-time">{move || waiting(since, workplace.now.get())}" · "{count("visitors.pages", visit.pages as usize)}</span>
                        {state.map(|(is_talk, text)| view! {
                            <span class="chip" class:warn=!is_talk dir="auto">{text}</span>
                        })}
                    </span>
                }
            })}
            {icon(Icon::Forth)}
        </button>
    }
}

/// The page's title, or its address if it has none.
pub fn page_name(visit: &Visit) -> String {
    if visit.page.title.is_empty() { visit.page.url.clone() } else { visit.page.title.clone() }
}

/// Where the visitor came from to the site.
fn origin(visit: &Visit) -> String {
    match host(&visit.page.referrer) {
        "" => t("visitors.direct"),
        host => fill("visitors.from", &[("host", host)]),
    }
}

/// What a kind of device is called.
pub fn device_name(device: Device) -> &'static str {
    match device {
        Device::Computer => "devices.computer",
        Device::Phone => "devices.phone",
        Device::Tablet => "devices.tablet",
    }
}

/// Whether the visitor has been here before.
pub fn returning(is_back: bool) -> &'static str {
    if is_back { "visitors.returning" } else { "visitors.new" }
}

/// What goes on with the visitor, if something does, and whether that is a conversation.
pub fn state_of(visit: &Visit) -> Option<(bool, String)> {
    match (&visit.conversation, &visit.invitation) {
        (Some(_), _) => Some((true, t("visitors.talks"))),
        (None, Some(Invited { by, stands })) => {
            let key = match stands {
                Stands::Sent => "visitors.sent",
                Stands::Seen => "visitors.seen",
                Stands::Opened => "visitors.opened",
                Stands::Declined => "visitors.declined",
                Stands::Answered => "visitors.answered",
            };
            Some((false, fill(key, &[("name", &by.name)])))
        }
        (None, None) => None,
    }
}
