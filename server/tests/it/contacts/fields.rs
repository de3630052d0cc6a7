//! What cards are made of: fields of the admin's own in their order, and tags.

use super::{FIELDS, code, faults, named, strings};
use crate::databases::on_each;
use crate::own_console::Console;
use crate::support::{Reply, TestServer};
use hyper::Method;
use shared::contact::field::{ContactField, ContactFieldChange, ContactFieldDraft, ContactFieldKind};
use shared::contact::tag::{Tag, TagChange, TagColor, TagMerge};
use shared::contact::{ContactDraft, ContactPatch};
use shared::ids::TagId;
use shared::people::Role;
use shared::problem::Code;
use shared::settings::Wrong;
use shared::staff::Order;

impl Console<'_> {
    async fn make_field(&self, label: &str, kind: ContactFieldKind) -> Reply {
        let draft = ContactFieldDraft { label: label.into(), kind, shown: true };
        self.send(Method::POST, FIELDS, Some(&draft)).await
    }

    async fn change_field(&self, field: &ContactField, set: ContactFieldDraft) -> Reply {
        let change = ContactFieldChange { version: field.version, set };
        self.send(Method::PUT, &format!("{FIELDS}/{}", field.id), Some(&change)).await
    }

    async fn delete_field(&self, field: &ContactField) -> Reply {
        let path = format!("{FIELDS}/{}?version={}", field.id, field.version);
        self.send(Method::DELETE, &path, None::<&()>).await
    }

    async fn tags(&self) -> Vec<Tag> {
        self.get("/api/agent/contact-tags").await.json()
    }

    async fn change_tag(&self, id: &TagId, name: &str) -> Reply {
        let change = TagChange { name: name.into(), color: TagColor::Red };
        self.send(Method::PUT, &format!("/api/admin/contact-tags/{id}"), Some(&change)).await
    }
}

fn ids(fields: &[ContactField]) -> Vec<String> {
    fields.iter().map(|field| field.id.to_string()).collect()
}

#[tokio::test]
async fn an_admin_makes_fields_orders_hides_and_takes_them_away() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let owner = Console::of(&server, Role::Owner).await;
        let own = ["first_name", "last_name", "company", "emails", "phones", "tags", "notes"];
        assert_eq!(ids(&owner.fields().await), own);
        let plan = ContactFieldKind::Choice(strings(&["Gold", " Tin ", ""]));
        let plan: ContactField = owner.make_field(" Plan ", plan).await.json();
        assert_eq!(
            (plan.set.label.as_str(), &plan.set.kind),
            ("Plan", &ContactFieldKind::Choice(strings(&["Gold", "Tin"])))
        );
        let since: ContactField = owner.make_field("Since", ContactFieldKind::Date).await.json();

        let ira = ContactDraft {
            values: [(plan.id.clone(), "Tin".into()), (since.id.clone(), "2024-02-29".into())].into(),
            ..named("Ira", "")
        };
        let ira = owner.contact(&ira).await;
        assert_eq!(owner.fields().await.last().map(|field| field.used), Some(1));
        let narrow = ContactFieldDraft {
            kind: ContactFieldKind::Choice(strings(&["Gold"])),
            shown: false,
            ..plan.set.clone()
        };
        let narrow: ContactField = owner.change_field(&plan, narrow).await.json();
        assert_eq!((narrow.version, narrow.set.shown), (2, false));
        let patch = ContactPatch { version: 1, notes: Some("x".into()), ..ContactPatch::default() };
        assert_eq!(owner.patch(&ira.id, &patch).await.status, 200, "what stands there stays");
        let patch = ContactPatch {
            version: 2,
            values: [(plan.id.clone(), "Tin".into())].into(),
            ..ContactPatch::default()
        };
        let told = faults(&owner.patch(&ira.id, &patch).await);
        assert_eq!(told, [(format!("values.{}", plan.id), Wrong::Malformed)]);
        assert_eq!(code(&owner.change_field(&plan, plan.set.clone()).await), (409, Code::Stale));

        let mut order = ids(&owner.fields().await);
        order.rotate_right(1);
        let ordered =
            owner.send(Method::PUT, &format!("{FIELDS}/order"), Some(&Order { ids: order.clone() })).await;
        assert_eq!(ids(&ordered.json::<Vec<ContactField>>()), order);
        order.pop();
        let holed = owner.send(Method::PUT, &format!("{FIELDS}/order"), Some(&Order { ids: order })).await;
        assert_eq!(code(&holed), (409, Code::Stale));

        assert_eq!(code(&owner.delete_field(&plan).await), (409, Code::Stale));
        assert_eq!(owner.delete_field(&narrow).await.status, 204);
        assert_eq!(code(&owner.delete_field(&narrow).await), (404, Code::NotFound));
        let after = owner.card(&ira.id).await;
        assert_eq!(after.set.values, [(since.id, "2024-02-29".into())].into());
        assert_eq!(after.version, 3, "who has read the card before has to read it again");
    })
    .await;
}

#[tokio::test]
async fn what_every_card_has_can_only_be_hidden() {
    let server = TestServer::start().await;
    let owner = Console::of(&server, Role::Owner).await;
    let notes = owner.fields().await.pop().unwrap();
    assert_eq!(code(&owner.delete_field(&notes).await), (403, Code::Forbidden));
    let other = ContactFieldDraft { kind: ContactFieldKind::Text, ..notes.set.clone() };
    assert_eq!(faults(&owner.change_field(&notes, other).await), [("kind".to_owned(), Wrong::Malformed)]);
    let hidden = ContactFieldDraft { label: "Else".into(), shown: false, ..notes.set.clone() };
    let hidden: ContactField = owner.change_field(&notes, hidden).await.json();
    assert_eq!((hidden.set.label.as_str(), hidden.set.shown), ("", false));
    assert_eq!(
        faults(&owner.make_field(" ", ContactFieldKind::Text).await),
        [("label".to_owned(), Wrong::Missing)]
    );
    assert_eq!(
        faults(&owner.make_field("x", ContactFieldKind::BuiltIn).await),
        [("kind".to_owned(), Wrong::Malformed)]
    );
}

#[tokio::test]
async fn fields_and_tags_are_the_managers() {
    for (role, may) in [(Role::Agent, false), (Role::GroupManager, false), (Role::Manager, true)] {
        let server = TestServer::start().await;
        let console = Console::of(&server, role).await;
        let good = |reply: Reply| if may { reply.status < 300 } else { reply.status == 403 };
        assert!(good(console.make_field("Plan", ContactFieldKind::Text).await), "{role:?}");
        let notes = console.fields().await.remove(6);
        assert!(good(console.change_field(&notes, notes.set.clone()).await));
        let order = Order { ids: ids(&console.fields().await) };
        assert!(good(console.send(Method::PUT, &format!("{FIELDS}/order"), Some(&order)).await));
        console.contact(&ContactDraft { tags: strings(&["VIP"]), ..named("Ira", "") }).await;
        let vip = console.tags().await.remove(0).id;
        assert!(good(console.change_tag(&vip, "Very important").await));
        let path = format!("/api/admin/contact-tags/{vip}");
        assert!(good(console.send(Method::DELETE, &path, None::<&()>).await));
    }
}

#[tokio::test]
async fn a_tag_is_renamed_merged_and_taken_away_on_all_cards() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let owner = Console::of(&server, Role::Owner).await;
        let tagged = |name: &str, tags: &[&str]| ContactDraft { tags: strings(tags), ..named(name, "") };
        let ira = owner.contact(&tagged("Ira", &["VIP", "Cats"])).await;
        owner.contact(&tagged("Bo", &["Dogs"])).await;
        let tags = owner.tags().await;
        let known: Vec<_> = tags.iter().map(|tag| (tag.name.as_str(), tag.contacts)).collect();
        assert_eq!(known, [("Cats", 1), ("Dogs", 1), ("VIP", 1)]);
        let [cats, dogs, vip] = [0, 1, 2].map(|at: usize| tags[at].id.clone());

        assert_eq!(faults(&owner.change_tag(&vip, " cats ").await), [("name".to_owned(), Wrong::Twice)]);
        assert_eq!(faults(&owner.change_tag(&vip, "").await), [("name".to_owned(), Wrong::Missing)]);
        let renamed: Vec<Tag> = owner.change_tag(&vip, "Key account").await.json();
        assert_eq!((renamed[2].name.as_str(), renamed[2].color), ("Key account", TagColor::Red));
        assert_eq!(owner.names("?tag=key%20account").await, ["Ira"]);
        assert_eq!(owner.names("?text=account").await, ["Ira"], "found by its new name");
        assert_eq!(owner.names("?text=vip").await, [""; 0]);
        let stale = ContactPatch { version: ira.version, notes: Some("x".into()), ..ContactPatch::default() };
        assert_eq!(code(&owner.patch(&ira.id, &stale).await), (409, Code::Stale));

        let merge = TagMerge { into: cats.clone() };
        let path = format!("/api/admin/contact-tags/{dogs}/merge");
        let merged: Vec<Tag> = owner.send(Method::POST, &path, Some(&merge)).await.json();
        let known: Vec<_> = merged.iter().map(|tag| (tag.name.as_str(), tag.contacts)).collect();
        assert_eq!(known, [("Cats", 2), ("Key account", 1)]);
        assert_eq!(owner.send(Method::POST, &path, Some(&merge)).await.status, 404);
        assert_eq!(owner.names("?tag=cats").await, ["Bo", "Ira"]);

        let path = format!("/api/admin/contact-tags/{cats}");
        assert_eq!(owner.send(Method::DELETE, &path, None::<&()>).await.status, 204);
        assert_eq!(owner.send(Method::DELETE, &path, None::<&()>).await.status, 404);
        assert_eq!(owner.card(&ira.id).await.set.tags, ["Key account"]);
        assert_eq!(owner.names("?text=cats").await, [""; 0]);
    })
    .await;
}
