//! A database of an earlier version is taken over with all that was set in it.

use super::*;
use server::store::tickets::Of;
use shared::ticket::TicketFilter;
use sqlx::any::AnyPoolOptions;
use sqlx::migrate::Migrator;
use std::borrow::Cow;

static MIGRATIONS: Migrator = sqlx::migrate!();

#[tokio::test]
async fn hours_that_were_set_before_queues_had_settings_stay() {
    on_each(async |database| {
        sqlx::any::install_default_drivers();
        let pool = AnyPoolOptions::new().max_connections(1).connect(&database.url).await.unwrap();
        let earlier = MIGRATIONS.iter().filter(|step| step.version < 7).cloned().collect::<Vec<_>>();
        let earlier = Migrator { migrations: Cow::Owned(earlier), ..Migrator::DEFAULT };
        earlier.run(&pool).await.unwrap();
        let json =
            r#"{"zone":"Europe/Warsaw","week":{"sat":["22:00-06:00"]},"exceptions":{"2026-12-25":[]}}"#;
        for (id, hours) in [("a", Some(json)), ("b", None)] {
            sqlx::query("insert into queues (id, name, position, hours) values ($1, $1, 1, $2)")
                .bind(id)
                .bind(hours)
                .execute(&pool)
                .await
                .unwrap();
        }
        pool.close().await;
        let queues = database.open().await.queues().await.unwrap();
        let hours: Vec<_> = queues.iter().map(|queue| queue.settings.hours.as_ref()).collect();
        assert_eq!(serde_json::to_string(&hours[0]).unwrap(), json);
        assert_eq!((hours[1], queues[1].is_open(NOW), queues[0].version), (None, true, 1));
        assert_eq!(queues[0].settings.rules, shared::queue::QueueSettings::default().rules);
    })
    .await;
}

#[tokio::test]
async fn tickets_that_were_left_before_they_were_worked_on_are_open_and_found() {
    on_each(async |database| {
        sqlx::any::install_default_drivers();
        let pool = AnyPoolOptions::new().max_connections(1).connect(&database.url).await.unwrap();
        let earlier = MIGRATIONS.iter().filter(|step| step.version < 9).cloned().collect::<Vec<_>>();
        let earlier = Migrator { migrations: Cow::Owned(earlier), ..Migrator::DEFAULT };
        earlier.run(&pool).await.unwrap();
        for sql in [
            "insert into queues (id, name, position) values ('sales', 'Sales', 1)",
            "insert into tickets (id, number, visitor, client_id, widget, queue, topic, card, body, page, created_at) \
             values ('t', 1, 'v', 'c', 'w', 'sales', 'Sales', '{\"name\":\"Ira\",\"email\":\"i@example.org\"}', 'Hi', '{}', 5)",
        ] {
            sqlx::query(sql).execute(&pool).await.unwrap();
        }
        pool.close().await;
        let store = database.open().await;
        let ticket = store.ticket(1).await.unwrap().unwrap().ticket;
        assert_eq!((ticket.status, ticket.priority), Default::default());
        assert_eq!((ticket.version, ticket.updated_at.0, ticket.assignee), (1, 5, None));
        for (text, found) in [("IRA", 1), ("i@example", 1), ("sales", 1), ("email", 0)] {
            let filter = TicketFilter { text: text.into(), ..TicketFilter::default() };
            let listed = store.tickets(Of::Everyone, &filter, &"me".into()).await.unwrap();
            assert_eq!(listed.len(), found, "{text}");
        }
    })
    .await;
}
