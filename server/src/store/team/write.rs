//! The one door through which a room changes. Each act takes the room's next position in the transaction that records
//! it, so that the order of positions is the order of commit.

use super::super::conversations::json;
use super::make::{active, join};
use super::{ENTRY, Result, Store, entry, kind_of, seq};
use crate::domain::team::{changes, too_many};
use crate::store::files::{claim_in_room, unclaim};
use shared::ids::{AgentId, ClientId, FileId, RoomId};
use shared::problem::{Code, Problem};
use shared::team::{Kind, MEMBERS_MAX, TeamEntry, TeamFact};
use shared::time::Timestamp;
use shared::timeline::Seq;
use sqlx::{AnyConnection, Row};

/// What a member wants to do in a room.
#[derive(Clone, Debug)]
pub enum Act {
    /// Write. Text and number of files are checked before.
    Say {
        /// The client's.
        id: ClientId,
        /// What.
        text: String,
        /// With these files.
        files: Vec<FileId>,
    },
    /// Delete what one has written oneself.
    Delete {
        /// The client's.
        id: ClientId,
        /// Which.
        seq: Seq,
    },
    /// Let others in.
    Add(Vec<AgentId>),
    /// Go out.
    Leave,
    /// Call it otherwise.
    Rename(String),
}

/// What came of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is recorded.
    Done(Box<Done>),
    /// The same was recorded before, as this.
    Repeated(Box<TeamEntry>),
    /// It is as they want it already.
    Nothing,
    /// It may not be; nothing is recorded.
    Refused(Problem),
}

/// Something that was recorded.
#[derive(Debug, PartialEq, Eq)]
pub struct Done {
    /// The new entry, the room's last.
    pub entry: TeamEntry,
    /// Who is in the room from now on.
    pub members: Vec<AgentId>,
    /// Who of them wasn't before.
    pub newcomers: Vec<AgentId>,
    /// Files that no message holds any more.
    pub orphans: Vec<FileId>,
}

/// What is to be recorded.
struct Fresh<'a> {
    id: Option<&'a ClientId>,
    kind: &'static str,
    fact: TeamFact,
    newcomers: Vec<AgentId>,
    orphans: Vec<FileId>,
}

impl<'a> Fresh<'a> {
    fn new(id: Option<&'a ClientId>, kind: &'static str, fact: TeamFact) -> Self {
        Self { id, kind, fact, newcomers: Vec::new(), orphans: Vec::new() }
    }
}

/// Who does something, where and when.
struct Scene<'a> {
    room: &'a RoomId,
    agent: &'a AgentId,
    kind: Kind,
    /// The position that is to be filled.
    seq: Seq,
    now: Timestamp,
}

impl Store {
    /// Does what a member wants, if they are one and may.
    pub async fn act_in_room(
        &self,
        room: &RoomId,
        agent: &AgentId,
        act: &Act,
        now: Timestamp,
    ) -> Result<Outcome> {
        let mut transaction = self.begin().await?;
        // Locks the room: whoever comes next waits here.
        let row = sqlx::query("update rooms set last = last + 1 where id = $1 returning last, pair")
            .bind(room.as_str())
            .fetch_optional(&mut *transaction)
            .await?;
        let Some(row) = row else { return Ok(not_found()) };
        let kind = kind_of(row.try_get::<Option<String>, _>(1)?.as_deref());
        let scene = Scene { room, agent, kind, seq: seq(&row, 0)?, now };
        let mut members = members(&mut transaction, room).await?;
        if !members.contains(agent) {
            return Ok(not_found());
        }
        let fresh = match scene.decide(&mut transaction, &members, act).await? {
            Ok(fresh) => fresh,
            Err(outcome) => return Ok(outcome),
        };
        let fact = json(&fresh.fact)?;
        insert(&mut transaction, (room, scene.seq), agent, fresh.id, (fresh.kind, &fact), now).await?;
        members.retain(|member| !(matches!(act, Act::Leave) && member == agent));
        members.extend(fresh.newcomers.iter().cloned());
        let entry = at(&mut transaction, room, scene.seq).await?.ok_or(sqlx::Error::RowNotFound)?;
        transaction.commit().await?;
        let done = Done { entry, members, newcomers: fresh.newcomers, orphans: fresh.orphans };
        Ok(Outcome::Done(Box::new(done)))
    }

    /// Notes how far a member has read. False if that is known, or they are no member.
    pub async fn read_room(&self, room: &RoomId, agent: &AgentId, seq: Seq) -> Result<bool> {
        let sql = "update room_members set read_seq = $3 where room = $1 and agent = $2 and read_seq < $3 \
                   and $3 <= (select last from rooms where id = $1)";
        let query = sqlx::query(sql).bind(room.as_str()).bind(agent.as_str()).bind(i64::from(seq));
        Ok(query.execute(self.writing()).await?.rows_affected() > 0)
    }
}

impl Scene<'_> {
    /// What is to be recorded, or why nothing is.
    async fn decide<'a>(
        &self,
        connection: &mut AnyConnection,
        members: &[AgentId],
        act: &'a Act,
    ) -> Result<std::result::Result<Fresh<'a>, Outcome>> {
        if let Act::Say { id, .. } | Act::Delete { id, .. } = act
            && let Some(known) = self.known(connection, id).await?
        {
            return Ok(Err(repeated(act, known)));
        }
        match act {
            Act::Say { id, text, files } => {
                let sender = self.agent.as_str();
                let Some(files) = claim_in_room(connection, self.room, sender, id, files, self.now).await?
                else {
                    return Ok(Err(refused(Code::NotFound, "a file isn't there, or was sent before")));
                };
                Ok(Ok(Fresh::new(Some(id), "said", TeamFact::Said { text: text.clone(), files })))
            }
            Act::Delete { id, seq } => self.delete(connection, id, *seq).await,
            _ if changes(self.kind).is_err() => {
                Ok(Err(Outcome::Refused(changes(self.kind).expect_err("it was refused"))))
            }
            Act::Add(agents) => self.add(connection, members, agents).await,
            Act::Leave => {
                sqlx::query("delete from room_members where room = $1 and agent = $2")
                    .bind(self.room.as_str())
                    .bind(self.agent.as_str())
                    .execute(connection)
                    .await?;
                Ok(Ok(Fresh::new(None, "left", TeamFact::Left)))
            }
            Act::Rename(name) => {
                let sql = "update rooms set name = $2 where id = $1 and name <> $2";
                let query = sqlx::query(sql).bind(self.room.as_str()).bind(name);
                if query.execute(connection).await?.rows_affected() == 0 {
                    return Ok(Err(Outcome::Nothing));
                }
                Ok(Ok(Fresh::new(None, "renamed", TeamFact::Renamed { name: name.clone() })))
            }
        }
    }

    /// The entry that the same client's command has made before.
    async fn known(&self, connection: &mut AnyConnection, id: &ClientId) -> Result<Option<TeamEntry>> {
        let sql = format!("{ENTRY} where e.client_id = $1 and e.room = $2 and e.sender = $3");
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.as_str());
        let query = query.bind(self.room.as_str()).bind(self.agent.as_str());
        query.fetch_optional(connection).await?.as_ref().map(entry).transpose()
    }

    /// Empties a message: what stood in it is gone for good.
    async fn delete<'a>(
        &self,
        connection: &mut AnyConnection,
        id: &'a ClientId,
        seq: Seq,
    ) -> Result<std::result::Result<Fresh<'a>, Outcome>> {
        let Some(target) = at(connection, self.room, seq).await? else { return Ok(Err(not_found())) };
        if target.by.id != *self.agent {
            return Ok(Err(refused(Code::Forbidden, "somebody else has written it")));
        }
        let files: Vec<FileId> = match target.fact {
            TeamFact::Said { files, .. } => files.into_iter().map(|file| file.id).collect(),
            TeamFact::Gone => return Ok(Err(Outcome::Nothing)),
            _ => return Ok(Err(refused(Code::Forbidden, "this is no message"))),
        };
        sqlx::query("update room_entries set kind = 'gone', fact = $3 where room = $1 and seq = $2")
            .bind(self.room.as_str())
            .bind(i64::from(seq))
            .bind(json(&TeamFact::Gone)?)
            .execute(&mut *connection)
            .await?;
        unclaim(connection, &files).await?;
        Ok(Ok(Fresh { orphans: files, ..Fresh::new(Some(id), "deleted", TeamFact::Deleted { seq }) }))
    }

    async fn add<'a>(
        &self,
        connection: &mut AnyConnection,
        members: &[AgentId],
        agents: &[AgentId],
    ) -> Result<std::result::Result<Fresh<'a>, Outcome>> {
        let mut added = Vec::new();
        for agent in agents.iter().filter(|agent| !members.contains(agent)) {
            let Some(card) = active(connection, agent).await? else {
                return Ok(Err(refused(Code::NotFound, "somebody can't be written to")));
            };
            if join(connection, self.room, agent, i64::from(self.seq)).await? {
                added.push(card);
            }
        }
        if members.len() + added.len() > MEMBERS_MAX {
            return Ok(Err(Outcome::Refused(too_many())));
        }
        if added.is_empty() {
            return Ok(Err(Outcome::Nothing));
        }
        let newcomers = added.iter().map(|card| card.id.clone()).collect();
        Ok(Ok(Fresh { newcomers, ..Fresh::new(None, "added", TeamFact::Added { agents: added }) }))
    }
}

/// The answer to a command whose id came before.
fn repeated(act: &Act, known: TeamEntry) -> Outcome {
    let is_same = match (act, &known.fact) {
        (Act::Say { text, files, .. }, TeamFact::Said { text: before, files: with }) => {
            text == before && files.iter().eq(with.iter().map(|file| &file.id))
        }
        // Deleted since.
        (Act::Say { .. }, TeamFact::Gone) => true,
        (Act::Delete { seq, .. }, TeamFact::Deleted { seq: before }) => seq == before,
        _ => false,
    };
    if is_same {
        Outcome::Repeated(Box::new(known))
    } else {
        refused(Code::Conflict, "this id came before with another content")
    }
}

/// The same words for what isn't there and what isn't theirs.
fn not_found() -> Outcome {
    refused(Code::NotFound, "there is no such room")
}

fn refused(code: Code, detail: &str) -> Outcome {
    Outcome::Refused(Problem::new(code, detail))
}

async fn members(connection: &mut AnyConnection, room: &RoomId) -> Result<Vec<AgentId>> {
    let sql = "select agent from room_members where room = $1 order by agent";
    let ids: Vec<String> = sqlx::query_scalar(sql).bind(room.as_str()).fetch_all(connection).await?;
    Ok(ids.into_iter().map(AgentId).collect())
}

async fn at(connection: &mut AnyConnection, room: &RoomId, seq: Seq) -> Result<Option<TeamEntry>> {
    let sql = format!("{ENTRY} where e.room = $1 and e.seq = $2");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(room.as_str()).bind(i64::from(seq));
    query.fetch_optional(connection).await?.as_ref().map(entry).transpose()
}

/// Fills a position.
pub(super) async fn insert(
    connection: &mut AnyConnection,
    (room, seq): (&RoomId, Seq),
    sender: &AgentId,
    id: Option<&ClientId>,
    (kind, fact): (&str, &str),
    now: Timestamp,
) -> Result<()> {
    sqlx::query(
        "insert into room_entries (room, seq, at, sender, client_id, kind, fact) values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(room.as_str())
    .bind(i64::from(seq))
    .bind(now.0)
    .bind(sender.as_str())
    .bind(id.map(ClientId::as_str))
    .bind(kind)
    .bind(fact)
    .execute(connection)
    .await
    .map(drop)
}
