//! Where agents' browsers hear of news while Frontdesk is closed there. Each belongs to a session and ends with it.

use super::{Result, Store};
use shared::ids::{AgentId, QueueId};
use shared::push::PushSubscription;
use shared::time::Timestamp;
use sqlx::Row;

/// A device that wants to hear of news.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscribed {
    /// The hash of its session's token.
    pub session: String,
    /// Whose it is.
    pub agent: AgentId,
    /// Its address at the push service.
    pub endpoint: String,
    /// Its public key.
    pub p256dh: String,
    /// Its secret.
    pub auth: String,
    /// The language in which it is told.
    pub lang: String,
}

impl Store {
    /// Lets a device hear of news from now on, in place of what it said before.
    pub async fn subscribe(
        &self,
        session: &str,
        agent: &AgentId,
        set: &PushSubscription,
        now: Timestamp,
    ) -> Result<()> {
        let mut transaction = self.begin().await?;
        // A browser has one address whoever signs in.
        sqlx::query("delete from push_subscriptions where session = $1 or endpoint = $2")
            .bind(session)
            .bind(&set.endpoint)
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "insert into push_subscriptions (session, agent, endpoint, p256dh, auth, lang, created_at) \
             values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(session)
        .bind(agent.as_str())
        .bind(&set.endpoint)
        .bind(&set.p256dh)
        .bind(&set.auth)
        .bind(&set.lang)
        .bind(now.0)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await
    }

    /// Lets a device hear nothing any more.
    pub async fn unsubscribe(&self, session: &str) -> Result<()> {
        let sql = "delete from push_subscriptions where session = $1";
        sqlx::query(sql).bind(session).execute(self.writing()).await.map(drop)
    }

    /// Puts another key in the place of one that can't be read, and forgets the devices that know the old one.
    pub async fn replace_push_key(&self, name: &str, sealed: &str) -> Result<()> {
        let mut transaction = self.begin().await?;
        sqlx::query("update settings set value = $2 where name = $1")
            .bind(name)
            .bind(sealed)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("delete from push_subscriptions").execute(&mut *transaction).await?;
        transaction.commit().await
    }

    /// Whether a device hears of news.
    pub async fn is_subscribed(&self, session: &str) -> Result<bool> {
        let sql = "select count(*) from push_subscriptions where session = $1";
        let count: i64 = sqlx::query_scalar(sql).bind(session).fetch_one(self.reading()).await?;
        Ok(count > 0)
    }

    /// The devices of some agents, of those who may sign in and didn't choose to be invisible.
    pub async fn subscriptions(&self, agents: &[AgentId], now: Timestamp) -> Result<Vec<Subscribed>> {
        let mut all = Vec::new();
        for agent in agents {
            let rows = sqlx::query(
                "select p.session, p.endpoint, p.p256dh, p.auth, p.lang from push_subscriptions p \
                 join sessions s on s.token_hash = p.session join agents a on a.id = p.agent \
                 where p.agent = $1 and s.expires_at > $2 and a.status <> 'invisible' and a.deactivated_at is null",
            )
            .bind(agent.as_str())
            .bind(now.0)
            .fetch_all(self.reading())
            .await?;
            for row in rows {
                all.push(Subscribed {
                    session: row.try_get(0)?,
                    agent: agent.clone(),
                    endpoint: row.try_get(1)?,
                    p256dh: row.try_get(2)?,
                    auth: row.try_get(3)?,
                    lang: row.try_get(4)?,
                });
            }
        }
        Ok(all)
    }

    /// The members of a queue.
    pub async fn members_of(&self, queue: &QueueId) -> Result<Vec<AgentId>> {
        let sql = "select agent from queue_members where queue = $1 order by position";
        let ids: Vec<String> = sqlx::query_scalar(sql).bind(queue.as_str()).fetch_all(self.reading()).await?;
        Ok(ids.into_iter().map(AgentId).collect())
    }
}
