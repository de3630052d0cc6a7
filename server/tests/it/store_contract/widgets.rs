//! Widgets and where their tags were seen.

use super::NOW;
use crate::databases::on_each;
use server::store::sightings::Seen;
use server::store::widgets::Changed;
use shared::ids::WidgetId;
use shared::rest::WidgetDraft;
use std::collections::HashMap;

fn draft(name: &str) -> WidgetDraft {
    let mut draft = WidgetDraft { name: name.into(), sites: vec!["*".into()], ..WidgetDraft::default() };
    draft.settings.look.offset_x = 7;
    draft
}

fn seen(millis: i64, loads: u32) -> Seen {
    Seen { first_at: NOW.plus_millis(millis), last_at: NOW.plus_millis(millis), loads }
}

#[tokio::test]
async fn a_widget_keeps_what_was_set_and_counts_its_changes() {
    on_each(async |database| {
        let store = database.open().await;
        let id = WidgetId::from("shop");
        assert!(store.create_widget(&id, &draft("One")).await.unwrap());
        assert!(!store.create_widget(&id, &draft("Other")).await.unwrap(), "the id is taken");
        assert_eq!(store.change_widget(&id, 1, &draft("Two")).await.unwrap(), Changed::Done(2));
        assert_eq!(store.change_widget(&id, 1, &draft("Three")).await.unwrap(), Changed::Stale);
        let widget = store.widget(&id).await.unwrap().unwrap();
        assert_eq!((widget.version, widget.name.as_str()), (2, "Two"));
        assert_eq!((widget.sites, widget.settings), (draft("Two").sites, draft("Two").settings));
        assert!(store.delete_widget(&id).await.unwrap());
        assert!(!store.delete_widget(&id).await.unwrap());
        assert_eq!(store.change_widget(&id, 2, &draft("Four")).await.unwrap(), Changed::Gone);
    })
    .await;
}

#[tokio::test]
async fn sightings_add_up_and_the_latest_stay() {
    on_each(async |database| {
        let store = database.open().await;
        let shop = WidgetId::from("shop");
        store.create_widget(&shop, &draft("Shop")).await.unwrap();
        let note = async |widget: &str, origin: String, seen: Seen| {
            store.note_sightings(&HashMap::from([((widget.into(), origin), seen)])).await.unwrap();
        };
        note("shop", "https://shop.example".into(), seen(5_000, 2)).await;
        note("shop", "https://shop.example".into(), seen(4_000, 3)).await;
        note("gone", "https://shop.example".into(), seen(0, 1)).await;
        let known = store.sightings(&shop).await.unwrap();
        assert_eq!(known, [("https://shop.example".into(), Seen { loads: 5, ..seen(5_000, 0) })]);
        assert_eq!(store.last_seen().await.unwrap(), HashMap::from([(shop.clone(), NOW.plus_millis(5_000))]));

        let many = (0..300).map(|n| ((shop.clone(), format!("https://a{n}.example")), seen(n, 1)));
        store.note_sightings(&many.collect()).await.unwrap();
        let known = store.sightings(&shop).await.unwrap();
        assert_eq!((known.len(), known[0].0.as_str()), (200, "https://shop.example"));
        assert_eq!(known[1].0, "https://a299.example");
        store.delete_widget(&shop).await.unwrap();
        assert_eq!(store.sightings(&shop).await.unwrap(), []);
    })
    .await;
}
