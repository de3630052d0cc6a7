//! A contact's page: the whole card, and what was before.

use super::card::{Card, CardFields};
use super::deletion::DeleteDialog;
use super::history::{HistoryList, Of};
use super::merge::MergeDialog;
use crate::live::api::{Failure, contacts as api};
use crate::parts::avatar::Avatar;
use crate::parts::icon::{Icon, icon};
use crate::parts::loading::page_of;
use crate::place::Place;
use crate::text::{date_and_time, fill, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::contact::field::ContactField;
use shared::contact::tag::Tag;
use shared::contact::{Contact, ContactDraft};
use shared::ids::ContactId;
use shared::people::Role;

/// What the page is made of.
#[derive(Clone, PartialEq)]
struct Loaded {
    contact: Contact,
    fields: Vec<ContactField>,
    tags: Vec<Tag>,
}

async fn load(id: ContactId) -> Result<Loaded, Failure> {
    let contact = api::contact(&id).await?;
    Ok(Loaded { contact, fields: api::fields().await?, tags: api::tags().await? })
}

/// The page of a contact.
#[component]
pub fn ContactPage(
    /// Which one.
    id: ContactId,
) -> impl IntoView {
    page_of(move || load(id.clone()), back, |loaded| view! { <Open loaded=loaded /> }.into_any())
}

fn back() -> AnyView {
    view! {
        <a class="button quiet square" href=Place::Contacts.path() aria-label=t("contacts.back")>{icon(Icon::Back)}</a>
    }
    .into_any()
}

#[component]
fn Open(loaded: Loaded) -> impl IntoView {
    let workplace = use_workplace();
    let Loaded { contact, fields, tags } = loaded;
    let id = contact.id.clone();
    let card = Card::of(contact, RwSignal::new(tags));
    let name = card.read(ContactDraft::name);
    let is_merging = RwSignal::new(false);
    let is_deleting = RwSignal::new(false);
    let may_delete = Memo::new(move |_| {
        workplace.session.with(|session| session.me().is_some_and(|me| me.role >= Role::Manager))
    });
    let times = move || {
        card.contact.with(|contact| {
            fill(
                "contacts.times",
                &[
                    ("made", &date_and_time(contact.created_at)),
                    ("changed", &date_and_time(contact.updated_at)),
                ],
            )
        })
    };
    view! {
        <main class="page contact-page" aria-labelledby="page-title">
            <header class="pane-head">
                {back()}
                {move || view! { <Avatar name=name.get() /> }}
                <h1 id="page-title" dir="auto">{name}</h1>
                <button type="button" class="button" on:click=move |_| is_merging.set(true)>
                    {icon(Icon::Copy)}
                    <span class="label">{t("contacts.merge")}</span>
                </button>
                {move || may_delete.get().then(|| view! {
                    <button type="button" class="button danger-quiet" on:click=move |_| is_deleting.set(true)>
                        {icon(Icon::Trash)}
                        <span class="label">{t("contacts.delete")}</span>
                    </button>
                })}
            </header>
            <div class="pane-body page-body" tabindex="0" role="group" aria-labelledby="page-title">
                <div class="contact-columns">
                    <section class="part" aria-labelledby="contact-card-title">
                        <h2 id="contact-card-title">{t("contacts.card")}</h2>
                        <CardFields card=card fields=fields />
                        <p class="soft small">{times}</p>
                    </section>
                    <section class="part" aria-labelledby="contact-history-title">
                        <h2 id="contact-history-title">{t("contacts.history")}</h2>
                        <HistoryList of=Of::Contact(id) />
                    </section>
                </div>
            </div>
            {move || is_merging.get().then(|| view! {
                <MergeDialog contact=card.contact.get_untracked() close=Callback::new(move |()| is_merging.set(false)) />
            })}
            {move || is_deleting.get().then(|| view! {
                <DeleteDialog contact=card.contact.get_untracked() close=Callback::new(move |()| is_deleting.set(false)) />
            })}
        </main>
    }
}
