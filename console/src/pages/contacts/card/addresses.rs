//! E-mail addresses and telephone numbers, each with what can be done with it.

use super::{Card, InPlace};
use crate::parts::copy::CopyButton;
use crate::parts::facts::mail_link;
use crate::parts::icon::{Icon, icon};
use crate::place::Place;
use crate::state::contact::with_entry;
use crate::text::{fill, t};
use leptos::prelude::*;
use shared::contact::{ContactDraft, ContactPatch, phone};

/// The addresses: mail there by one's own programme or by a ticket.
#[component]
pub fn Emails(
    /// Whose.
    card: Card,
) -> impl IntoView {
    let list = card.read(|set| set.emails.clone());
    let patch = |emails| ContactPatch { emails: Some(emails), ..ContactPatch::default() };
    let name = card.read(ContactDraft::name);
    let actions = move |email: String| {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("name", &name.get_untracked())
            .append_pair("email", &email)
            .finish();
        let ticket = format!("{}?{query}", Place::NewTicket.path());
        let mail = mail_link(&email, "").map(|href| {
            view! { <a class="button small" href=href aria-label=fill("contacts.mail_to", &[("address", &email)])>{icon(Icon::Mail)}{t("contacts.mail")}</a> }
        });
        view! {
            {mail}
            <a class="button small" href=ticket aria-label=fill("contacts.ticket_to", &[("address", &email)])>{icon(Icon::Ticket)}{t("contacts.ticket")}</a>
            <CopyButton text=Signal::stored(email) label=t("action.copy") />
        }
        .into_any()
    };
    view! {
        <Entries card=card name="emails" label=t("contacts.email") add=t("contacts.add_email") kind="email" list=list
            patch=Callback::new(patch) actions=Callback::new(actions) />
    }
}

/// The numbers: call them, or write them a short message.
#[component]
pub fn Phones(
    /// Whose.
    card: Card,
) -> impl IntoView {
    let list = card.read(|set| set.phones.clone());
    let patch = |phones| ContactPatch { phones: Some(phones), ..ContactPatch::default() };
    let actions = |typed: String| {
        let number = phone::normal(&typed).unwrap_or_default();
        view! {
            <a class="button small" href=format!("tel:{number}") aria-label=fill("contacts.call_number", &[("number", &typed)])>{icon(Icon::Phone)}{t("contacts.call")}</a>
            <a class="button small" href=format!("sms:{number}") aria-label=fill("contacts.text_number", &[("number", &typed)])>{icon(Icon::Canned)}{t("contacts.text")}</a>
            <CopyButton text=Signal::stored(typed) label=t("action.copy") />
        }
        .into_any()
    };
    view! {
        <Entries card=card name="phones" label=t("contacts.phone") add=t("contacts.add_phone") kind="tel" list=list
            patch=Callback::new(patch) actions=Callback::new(actions) />
    }
}

#[component]
fn Entries(
    card: Card,
    name: &'static str,
    label: String,
    add: String,
    kind: &'static str,
    list: Memo<Vec<String>>,
    patch: Callback<Vec<String>, ContactPatch>,
    actions: Callback<String, AnyView>,
) -> impl IntoView {
    let is_adding = RwSignal::new(false);
    let label = StoredValue::new(label);
    let entry = move |at: usize, fresh: Option<Callback<()>>| {
        let value = Memo::new(move |_| list.with(|list| list.get(at).cloned().unwrap_or_default()));
        let make = Callback::new(move |text: String| {
            patch.run(list.with_untracked(|list| with_entry(list, at, &text)))
        });
        let id = format!("contact-{name}-{at}");
        match fresh {
            Some(fresh) => view! { <InPlace card=card id=id label=label.get_value() value=value patch=make kind=kind fresh=fresh /> }.into_any(),
            None => view! { <InPlace card=card id=id label=label.get_value() value=value patch=make kind=kind /> }.into_any(),
        }
    };
    let line = move |(at, text): (usize, String)| {
        view! { <li>{entry(at, None)}<div class="entry-actions">{actions.run(text)}</div></li> }
    };
    let done = Callback::new(move |()| is_adding.set(false));
    view! {
        <ul class="addresses" role="list">{move || list.get().into_iter().enumerate().map(line).collect_view()}</ul>
        {move || match is_adding.get() {
            true => entry(list.with_untracked(Vec::len), Some(done)),
            false => view! {
                <button type="button" class="link" on:click=move |_| is_adding.set(true)>{add.clone()}</button>
            }
            .into_any(),
        }}
    }
}
