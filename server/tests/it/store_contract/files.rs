//! Files are given to one message, all or none, while they are fresh.

use super::{NOW, card, open, with_agents};
use crate::databases::on_each;
use server::domain::conversation::{Actor, Rights};
use server::store::Store;
use server::store::files::{Holder, StoredFile, UNSENT_MILLIS};
use shared::file::{FileCard, Thumbnail};
use shared::ids::FileId;
use shared::time::Timestamp;

fn file(id: &str, sender: &str, bytes: u64) -> StoredFile {
    let thumbnail = Some(Thumbnail { width: 320, height: 7 });
    let card = FileCard { id: id.into(), name: "ж.png".into(), kind: "image/png".into(), bytes, thumbnail };
    let holder = Holder::Conversation("c1".into());
    StoredFile { card, holder, sender: sender.into(), is_sent: false }
}

async fn add(store: &Store, file: &StoredFile, quota: Option<u64>, now: Timestamp) -> bool {
    let visitor = "v1".into();
    store.add_file(file, quota.map(|bytes| (&visitor, bytes)), now).await.unwrap()
}

async fn claim(store: &Store, actor: &Actor, message: &str, ids: &[&str], now: Timestamp) -> Option<usize> {
    let ids: Vec<FileId> = ids.iter().map(|id| FileId::from(*id)).collect();
    let cards = store.claim_files(actor, &"c1".into(), &message.into(), &ids, now).await.unwrap();
    cards.map(|cards| cards.len())
}

#[tokio::test]
async fn a_file_goes_with_one_message_of_its_sender() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &["anna"]).await;
        open(&store, "c1", "v1").await;
        for id in ["f1", "f2", "f3"] {
            assert!(add(&store, &file(id, "visitor", 10), None, NOW).await);
        }
        assert!(add(&store, &file("a1", "anna", 10), None, NOW).await);
        let (visitor, other) = (Actor::Visitor("v1".into()), Actor::Visitor("v2".into()));
        let anna = Actor::Agent { card: card("anna"), rights: Rights { member: true, ..Rights::default() } };
        for (actor, message, ids, expected) in [
            (&other, "m0", &["f1"][..], None),
            (&anna, "m0", &["f1"], None),
            (&visitor, "m0", &["a1"], None),
            (&Actor::System, "m0", &["f1"], None),
            (&visitor, "m0", &["f1", "none"], None),
            (&visitor, "m1", &["f1", "f2"], Some(2)),
            (&visitor, "m1", &["f1", "f2"], Some(2)),
            (&visitor, "m2", &["f3", "f1"], None),
            (&visitor, "m2", &["f3"], Some(1)),
            (&anna, "m1", &["a1"], Some(1)),
        ] {
            assert_eq!(claim(&store, actor, message, ids, NOW).await, expected, "{message} {ids:?}");
        }
        let known = store.file(&"f1".into()).await.unwrap().unwrap();
        assert_eq!(known, StoredFile { is_sent: true, ..file("f1", "visitor", 10) });
    })
    .await;
}

#[tokio::test]
async fn an_old_file_cant_be_sent_any_more_but_its_message_can_be_repeated() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &[]).await;
        open(&store, "c1", "v1").await;
        for id in ["f1", "f2"] {
            assert!(add(&store, &file(id, "visitor", 10), None, NOW).await);
        }
        let visitor = Actor::Visitor("v1".into());
        assert_eq!(claim(&store, &visitor, "m1", &["f1"], NOW).await, Some(1));
        let later = NOW.plus_millis(UNSENT_MILLIS);
        assert_eq!(claim(&store, &visitor, "m1", &["f1"], later).await, Some(1));
        assert_eq!(claim(&store, &visitor, "m2", &["f2"], later).await, None);
    })
    .await;
}

#[tokio::test]
async fn the_quota_counts_the_visitors_own_bytes_of_a_day() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &["anna"]).await;
        open(&store, "c1", "v1").await;
        assert!(add(&store, &file("a1", "anna", 500), None, NOW).await);
        assert!(add(&store, &file("f1", "visitor", 60), Some(100), NOW).await);
        assert!(!add(&store, &file("f2", "visitor", 41), Some(100), NOW).await);
        assert!(add(&store, &file("f3", "visitor", 40), Some(100), NOW.plus_millis(1)).await);
        let tomorrow = NOW.plus_millis(24 * 60 * 60 * 1_000);
        assert!(!add(&store, &file("f4", "visitor", 61), Some(100), tomorrow).await);
        assert!(add(&store, &file("f5", "visitor", 60), Some(100), tomorrow).await);
    })
    .await;
}
