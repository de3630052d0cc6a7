//! Contacts, who of the visitors is whom, and what was before.

use super::admin::{get, put};
use super::{Failure, answer, done, post};
use gloo_net::http::Request;
use shared::contact::field::{ContactField, ContactFieldChange, ContactFieldDraft};
use shared::contact::known::{Acquaintance, History, ThisIs, Visited};
use shared::contact::tag::{Tag, TagChange, TagMerge};
use shared::contact::{
    Contact, ContactContent, ContactMerge, ContactPage, ContactPatch, ContactsWanted, NewContact,
};
use shared::ids::{ContactFieldId, ContactId, ConversationId, TagId};
use shared::staff::Order;

const CONTACTS: &str = "/api/agent/contacts";
const FIELDS: &str = "/api/admin/contact-fields";
const TAGS: &str = "/api/admin/contact-tags";

/// A page of contacts by name.
pub async fn list(wanted: &ContactsWanted) -> Result<ContactPage, Failure> {
    let pairs = [
        ("text", Some(wanted.text.clone()).filter(|text| !text.is_empty())),
        ("tag", Some(wanted.tag.clone()).filter(|tag| !tag.is_empty())),
        ("after", wanted.after.clone()),
    ];
    let pairs = pairs.into_iter().filter_map(|(name, value)| Some((name, value?)));
    answer(Request::get(CONTACTS).query(pairs).send().await).await
}

/// A contact.
pub async fn contact(id: &ContactId) -> Result<Contact, Failure> {
    get(&format!("{CONTACTS}/{id}")).await
}

/// Makes a contact.
pub async fn create(new: &NewContact) -> Result<Contact, Failure> {
    post(CONTACTS, new).await
}

/// Changes what is named of a contact; refused if somebody else changed it since it was read.
pub async fn change(id: &ContactId, patch: &ContactPatch) -> Result<Contact, Failure> {
    let request = Request::patch(&format!("{CONTACTS}/{id}")).json(patch);
    answer(request.map_err(|_| Failure::Unreachable)?.send().await).await
}

/// What stays when a contact is deleted.
pub async fn content(id: &ContactId) -> Result<ContactContent, Failure> {
    get(&format!("{CONTACTS}/{id}/content")).await
}

/// Deletes a contact.
pub async fn delete(contact: &Contact) -> Result<(), Failure> {
    let path = format!("{CONTACTS}/{}?version={}", contact.id, contact.version);
    done(Request::delete(&path).send().await).await.map(drop)
}

/// Lets one contact go up in another, which is the answer.
pub async fn merge(id: &ContactId, wish: &ContactMerge) -> Result<Contact, Failure> {
    post(&format!("{CONTACTS}/{id}/merge"), wish).await
}

/// What cards are made of, in its order.
pub async fn fields() -> Result<Vec<ContactField>, Failure> {
    get("/api/agent/contact-fields").await
}

/// All tags by name.
pub async fn tags() -> Result<Vec<Tag>, Failure> {
    get("/api/agent/contact-tags").await
}

/// A page of what was before, of a contact or of a conversation's visitor.
pub async fn history(of: &str, before: Option<String>) -> Result<History, Failure> {
    let pairs = before.map(|before| ("before", before));
    answer(Request::get(&format!("/api/agent/{of}/history")).query(pairs).send().await).await
}

/// The pages that the visitor of a conversation was on.
pub async fn trail(conversation: &ConversationId) -> Result<Vec<Visited>, Failure> {
    get(&format!("/api/agent/conversations/{conversation}/trail")).await
}

/// Who the visitor of a conversation is.
pub async fn who(conversation: &ConversationId) -> Result<Acquaintance, Failure> {
    get(&of(conversation)).await
}

/// Who the requester of a ticket is.
pub async fn who_of_ticket(number: u32) -> Result<Acquaintance, Failure> {
    get(&format!("/api/agent/tickets/{number}/contact")).await
}

/// Says who it is.
pub async fn this_is(conversation: &ConversationId, contact: ContactId) -> Result<Acquaintance, Failure> {
    put(&of(conversation), &ThisIs { contact }).await
}

/// Takes that back.
pub async fn this_is_not(conversation: &ConversationId) -> Result<Acquaintance, Failure> {
    answer(Request::delete(&of(conversation)).send().await).await
}

/// Nobody minds who it is.
pub async fn ignore(conversation: &ConversationId) -> Result<Acquaintance, Failure> {
    answer(Request::post(&format!("{}/ignored", of(conversation))).send().await).await
}

/// Somebody minds again.
pub async fn mind(conversation: &ConversationId) -> Result<Acquaintance, Failure> {
    answer(Request::delete(&format!("{}/ignored", of(conversation))).send().await).await
}

fn of(conversation: &ConversationId) -> String {
    format!("/api/agent/conversations/{conversation}/contact")
}

/// Makes a field.
pub async fn create_field(draft: &ContactFieldDraft) -> Result<ContactField, Failure> {
    post(FIELDS, draft).await
}

/// Changes a field; refused if somebody else did since it was read.
pub async fn change_field(id: &ContactFieldId, change: &ContactFieldChange) -> Result<ContactField, Failure> {
    put(&format!("{FIELDS}/{id}"), change).await
}

/// Takes a field away, with all that stands in it.
pub async fn delete_field(field: &ContactField) -> Result<(), Failure> {
    let path = format!("{FIELDS}/{}?version={}", field.id, field.version);
    done(Request::delete(&path).send().await).await.map(drop)
}

/// Puts the fields into an order.
pub async fn order_fields(order: &Order) -> Result<Vec<ContactField>, Failure> {
    put(&format!("{FIELDS}/order"), order).await
}

/// Gives a tag another name and colour.
pub async fn change_tag(id: &TagId, change: &TagChange) -> Result<Vec<Tag>, Failure> {
    put(&format!("{TAGS}/{id}"), change).await
}

/// Takes a tag away from all cards.
pub async fn delete_tag(id: &TagId) -> Result<(), Failure> {
    done(Request::delete(&format!("{TAGS}/{id}")).send().await).await.map(drop)
}

/// Gives whoever has one tag another one instead.
pub async fn merge_tags(id: &TagId, into: TagId) -> Result<Vec<Tag>, Failure> {
    post(&format!("{TAGS}/{id}/merge"), &TagMerge { into }).await
}
