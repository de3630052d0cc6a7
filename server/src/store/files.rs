//! Files that were sent or are about to be; what is in them is kept elsewhere.

use super::{Result, Store};
use crate::domain::conversation::Actor;
use shared::file::{FileCard, Thumbnail};
use shared::ids::{ClientId, ConversationId, FileId, RoomId, VisitorId};
use shared::time::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// A file that isn't sent within this time is taken away, in milliseconds: a day.
pub const UNSENT_MILLIS: i64 = 24 * 60 * 60 * 1_000;
/// It is taken away this much later than it can be sent, so that the two never meet: an hour.
const GRACE_MILLIS: i64 = 60 * 60 * 1_000;
/// Files of one visitor are counted over this time, in milliseconds: a day.
const DAY_MILLIS: i64 = 24 * 60 * 60 * 1_000;
/// How many are taken away in one go.
const SWEPT: i64 = 500;

const COLUMNS: &str =
    "id, conversation, room, sender, name, kind, bytes, thumbnail_width, thumbnail_height, message";

/// A file as it is known to the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// What everyone who sees it knows of it.
    pub card: FileCard,
    /// Where it is.
    pub holder: Holder,
    /// `visitor` or an agent's id.
    pub sender: String,
    /// Whether a message holds it, or is about to.
    pub is_sent: bool,
}

/// Where a file is: whoever may see that may see the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// In a conversation.
    Conversation(ConversationId),
    /// In a room of the staff chat.
    Room(RoomId),
}

impl Holder {
    fn conversation(&self) -> Option<&str> {
        match self {
            Self::Conversation(id) => Some(id.as_str()),
            Self::Room(_) => None,
        }
    }

    fn room(&self) -> Option<&str> {
        match self {
            Self::Conversation(_) => None,
            Self::Room(id) => Some(id.as_str()),
        }
    }
}

impl Store {
    /// Makes a file known; with a `quota` only as long as this visitor's files of the last day stay below so many bytes in
    /// sum. False if they wouldn't.
    pub async fn add_file(
        &self,
        file: &StoredFile,
        quota: Option<(&VisitorId, u64)>,
        now: Timestamp,
    ) -> Result<bool> {
        let sql = "insert into files (id, conversation, room, sender, name, kind, bytes, thumbnail_width, thumbnail_height, created_at) \
             select $1, $2, $13, $3, $4, $5, $6, $7, $8, $9 where $6 + (select cast(coalesce(sum(f.bytes), 0) as bigint) \
             from files f join conversations c on c.id = f.conversation \
             where c.visitor = $10 and f.sender = 'visitor' and f.created_at > $11) <= $12";
        let thumbnail = file.card.thumbnail;
        let inserted = sqlx::query(sql)
            .bind(file.card.id.as_str())
            .bind(file.holder.conversation())
            .bind(&file.sender)
            .bind(&file.card.name)
            .bind(&file.card.kind)
            .bind(number(file.card.bytes))
            .bind(thumbnail.map(|size| i64::from(size.width)))
            .bind(thumbnail.map(|size| i64::from(size.height)))
            .bind(now.0)
            .bind(quota.map_or("", |(visitor, _)| visitor.as_str()))
            .bind(now.plus_millis(-DAY_MILLIS).0)
            .bind(quota.map_or(i64::MAX, |(_, bytes)| number(bytes)))
            .bind(file.holder.room())
            .execute(self.writing())
            .await?;
        Ok(inserted.rows_affected() > 0)
    }

    /// One file.
    pub async fn file(&self, id: &FileId) -> Result<Option<StoredFile>> {
        let sql = format!("select {COLUMNS} from files where id = $1");
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.as_str());
        query.fetch_optional(self.reading()).await?.as_ref().map(file_from).transpose()
    }

    /// Gives files to a message that is about to be sent: all of them or none. They are the actor's own, of this
    /// conversation, and in no other message; the same message may ask again. `None` if one of them is not.
    pub async fn claim_files(
        &self,
        actor: &Actor,
        conversation: &ConversationId,
        message: &ClientId,
        files: &[FileId],
        now: Timestamp,
    ) -> Result<Option<Vec<FileCard>>> {
        let (owner, owned) = match actor {
            Actor::Visitor(visitor) => {
                (visitor.as_str(), "conversation in (select id from conversations where visitor = $6)")
            }
            Actor::Agent { card, .. } => (card.id.as_str(), "sender = $6"),
            Actor::System => return Ok(None),
        };
        let sql = format!(
            "update files set message = $4 where id = $1 and conversation = $2 and sender = $3 \
             and (message = $4 or (message is null and created_at > $5)) and {owned} returning {COLUMNS}"
        );
        let mut transaction = self.begin().await?;
        let mut cards = Vec::with_capacity(files.len());
        for file in files {
            let row = sqlx::query(sqlx::AssertSqlSafe(sql.clone()))
                .bind(file.as_str())
                .bind(conversation.as_str())
                .bind(actor.sender())
                .bind(message.as_str())
                .bind(now.plus_millis(-UNSENT_MILLIS).0)
                .bind(owner)
                .fetch_optional(&mut *transaction)
                .await?;
            match row {
                Some(row) => cards.push(file_from(&row)?.card),
                None => {
                    transaction.rollback().await?;
                    return Ok(None);
                }
            }
        }
        transaction.commit().await?;
        Ok(Some(cards))
    }

    /// Files that no message holds although they had time to be sent. Those that one holds are not asked about again.
    pub async fn unsent_files(&self, now: Timestamp) -> Result<Vec<FileId>> {
        let before = now.plus_millis(-UNSENT_MILLIS - GRACE_MILLIS).0;
        // A message may have been refused after it was given its files, so the timeline has the last word.
        sqlx::query(
            "update files set sent = 1 where sent = 0 and created_at < $1 and exists (select 1 from events e \
             where e.client_id = files.message and e.conversation = files.conversation and e.sender = files.sender \
             and e.fact like '%\"' || files.id || '\"%' union all select 1 from room_entries e \
             where e.client_id = files.message and e.room = files.room and e.sender = files.sender \
             and e.fact like '%\"' || files.id || '\"%')",
        )
        .bind(before)
        .execute(self.writing())
        .await?;
        let sql = "select id from files where sent = 0 and created_at < $1 order by created_at limit $2";
        let ids: Vec<String> =
            sqlx::query_scalar(sql).bind(before).bind(SWEPT).fetch_all(self.reading()).await?;
        Ok(ids.into_iter().map(FileId).collect())
    }

    /// Forgets a file.
    pub async fn remove_file(&self, id: &FileId) -> Result<()> {
        let sql = "delete from files where id = $1";
        sqlx::query(sql).bind(id.as_str()).execute(self.writing()).await.map(drop)
    }
}

/// Gives files to a message in a room, as [`Store::claim_files`] does in a conversation.
pub(super) async fn claim_in_room(
    connection: &mut AnyConnection,
    room: &RoomId,
    sender: &str,
    message: &ClientId,
    files: &[FileId],
    now: Timestamp,
) -> Result<Option<Vec<FileCard>>> {
    let sql = format!(
        "update files set message = $4 where id = $1 and room = $2 and sender = $3 \
         and (message = $4 or (message is null and created_at > $5)) returning {COLUMNS}"
    );
    let mut cards = Vec::with_capacity(files.len());
    for file in files {
        let row = sqlx::query(sqlx::AssertSqlSafe(sql.clone()))
            .bind(file.as_str())
            .bind(room.as_str())
            .bind(sender)
            .bind(message.as_str())
            .bind(now.plus_millis(-UNSENT_MILLIS).0)
            .fetch_optional(&mut *connection)
            .await?;
        match row {
            Some(row) => cards.push(file_from(&row)?.card),
            None => return Ok(None),
        }
    }
    Ok(Some(cards))
}

/// Takes files from the message that held them: they are as good as never sent, and go with those.
pub(super) async fn unclaim(connection: &mut AnyConnection, files: &[FileId]) -> Result<()> {
    for file in files {
        sqlx::query("update files set message = null, sent = 0, created_at = 0 where id = $1")
            .bind(file.as_str())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

fn file_from(row: &AnyRow) -> Result<StoredFile> {
    let width = row.try_get::<Option<i64>, _>("thumbnail_width")?;
    let height = row.try_get::<Option<i64>, _>("thumbnail_height")?;
    let short = |pixels: i64| u16::try_from(pixels).unwrap_or(u16::MAX);
    Ok(StoredFile {
        card: FileCard {
            id: FileId(row.try_get("id")?),
            name: row.try_get("name")?,
            kind: row.try_get("kind")?,
            bytes: u64::try_from(row.try_get::<i64, _>("bytes")?).unwrap_or_default(),
            thumbnail: width
                .zip(height)
                .map(|(width, height)| Thumbnail { width: short(width), height: short(height) }),
        },
        holder: match row.try_get::<Option<String>, _>("room")? {
            Some(room) => Holder::Room(RoomId(room)),
            None => Holder::Conversation(ConversationId(row.try_get("conversation")?)),
        },
        sender: row.try_get("sender")?,
        is_sent: row.try_get::<Option<String>, _>("message")?.is_some(),
    })
}

fn number(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
