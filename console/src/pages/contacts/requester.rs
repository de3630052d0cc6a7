//! Who the requester of a ticket is, above its thread.

use super::making::NewContactDialog;
use crate::live::api::contacts as api;
use crate::parts::icon::{Icon, icon};
use crate::place::Place;
use crate::state::contact::prefilled;
use crate::text::t;
use crate::workplace::use_workplace;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::contact::known::Acquaintance;
use shared::people::VisitorCard;

/// The contact, those that it may be, or a way to add one.
#[component]
pub fn Requester(
    /// The ticket's number.
    number: u32,
    /// What the requester said of themself.
    visitor: Memo<VisitorCard>,
) -> impl IntoView {
    let workplace = use_workplace();
    let found = RwSignal::new(None::<Acquaintance>);
    // The ticket can be worked on without it, so nothing is said where it doesn't come.
    let load = move || {
        spawn_local(async move {
            let answer = api::who_of_ticket(number).await;
            workplace.heed(&answer);
            if let Ok(answer) = answer {
                let _ = found.try_set(Some(answer));
            }
        });
    };
    load();
    let is_adding = RwSignal::new(false);
    let link = |id, name: String| {
        view! { <a class="with-icon" href=Place::Contact(id).path()>{icon(Icon::Contact)}<bdi>{name}</bdi></a> }
    };
    let body = move |found: Acquaintance| {
        match found.known {
        Some(known) => link(known.contact.id, known.contact.set.name()).into_any(),
        None if !found.suggested.is_empty() => {
            let links = found.suggested.into_iter().map(|line| link(line.id, line.name)).collect_view();
            view! { <span class="soft small">{t("contacts.perhaps")}</span>{links} }.into_any()
        }
        None => view! {
            <button type="button" class="button quiet small" on:click=move |_| is_adding.set(true)>{icon(Icon::Plus)}{t("contacts.add")}</button>
        }
        .into_any(),
    }
    };
    view! {
        {move || found.get().map(|found| view! { <div class="requester">{body(found)}</div> })}
        {move || is_adding.get().then(|| view! {
            <NewContactDialog
                begun=visitor.with_untracked(prefilled)
                conversation=None
                close=Callback::new(move |()| is_adding.set(false))
                made=Callback::new(move |_| load())
            />
        })}
    }
}
