//! Rooms of the staff chat, read. Whoever asks is named: nobody is shown a room that they are not in.

mod make;
mod write;

pub use make::NewGroup;
pub use write::{Act, Done, Outcome};

use super::conversations::from_json;
use super::{Result, Store};
use shared::ids::{AgentId, ClientId, RoomId};
use shared::people::AgentCard;
use shared::rules::PAGE_ENTRIES;
use shared::team::{Kind, Member, Room, TeamEntry, TeamFact, TeamPreview, preview};
use shared::time::Timestamp;
use shared::timeline::Seq;
use sqlx::Row;
use sqlx::any::AnyRow;
use std::collections::HashMap;

const ENTRY: &str = "select e.seq, e.at, e.sender, a.name, a.photo, e.client_id, e.fact from room_entries e join agents a on a.id = e.sender";

impl Store {
    /// All rooms of an agent, the last heard of first. A room for two in which nothing was said yet is only its maker's.
    pub async fn rooms_of(&self, agent: &AgentId) -> Result<Vec<Room>> {
        let mut rooms = self.rooms(agent, "").await?;
        rooms.sort_by(|one, other| (other.news_at(), &other.id).cmp(&(one.news_at(), &one.id)));
        Ok(rooms)
    }

    /// One room, as one of its members sees it; `None` if the agent isn't in it.
    pub async fn room_of(&self, agent: &AgentId, room: &RoomId) -> Result<Option<Room>> {
        Ok(self.rooms(agent, room.as_str()).await?.pop())
    }

    /// Those of an agent, or the one of this id.
    async fn rooms(&self, agent: &AgentId, id: &str) -> Result<Vec<Room>> {
        let mut members = self.members_beside(agent, id).await?;
        let sql = "select r.id, r.pair, r.name, r.made_at, r.last, \
             (select count(*) from room_entries u where u.room = r.id and u.seq > m.read_seq \
              and u.sender <> m.agent and u.kind = 'said') as unread, \
             p.at, p.sender, a.name, a.photo, p.fact \
             from room_members m join rooms r on r.id = m.room \
             left join room_entries p on p.room = r.id and p.seq = \
             (select max(q.seq) from room_entries q where q.room = r.id and q.kind in ('said', 'gone')) \
             left join agents a on a.id = p.sender \
             where m.agent = $1 and ((r.id = $2) or ($2 = '' and (r.pair is null or r.last > 0 or r.made_by = $1)))";
        let rows = sqlx::query(sql).bind(agent.as_str()).bind(id).fetch_all(self.reading()).await?;
        rows.iter()
            .map(|row| {
                let id = RoomId(row.try_get(0)?);
                let kind = kind_of(row.try_get::<Option<String>, _>(1)?.as_deref());
                Ok(Room {
                    members: members.remove(&id).unwrap_or_default(),
                    id,
                    kind,
                    name: row.try_get(2)?,
                    made_at: Timestamp(row.try_get(3)?),
                    last: seq(row, 4)?,
                    unread: seq(row, 5)?,
                    preview: preview_of(row)?,
                })
            })
            .collect()
    }

    async fn members_beside(&self, agent: &AgentId, id: &str) -> Result<HashMap<RoomId, Vec<Member>>> {
        let sql = "select m.room, m.agent, a.name, a.photo, a.deactivated_at, m.read_seq \
             from room_members m join agents a on a.id = m.agent \
             where m.room in (select room from room_members where agent = $1) and ($2 = '' or m.room = $2) \
             order by a.name, a.id";
        let rows = sqlx::query(sql).bind(agent.as_str()).bind(id).fetch_all(self.reading()).await?;
        let mut rooms: HashMap<RoomId, Vec<Member>> = HashMap::new();
        for row in &rows {
            let member = Member {
                card: card(row, 1)?,
                active: row.try_get::<Option<i64>, _>(4)?.is_none(),
                read: seq(row, 5)?,
            };
            rooms.entry(RoomId(row.try_get(0)?)).or_default().push(member);
        }
        Ok(rooms)
    }

    /// Who is in a room.
    pub async fn room_members(&self, room: &RoomId) -> Result<Vec<AgentId>> {
        let sql = "select agent from room_members where room = $1 order by agent";
        let ids: Vec<String> = sqlx::query_scalar(sql).bind(room.as_str()).fetch_all(self.reading()).await?;
        Ok(ids.into_iter().map(AgentId).collect())
    }

    /// The entries after one position up to another, at most [`PAGE_ENTRIES`].
    pub async fn room_entries(&self, room: &RoomId, after: Seq, to: Seq) -> Result<Vec<TeamEntry>> {
        let sql = format!("{ENTRY} where e.room = $1 and e.seq > $2 and e.seq <= $3 order by e.seq limit $4");
        sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(room.as_str())
            .bind(i64::from(after))
            .bind(i64::from(to))
            .bind(PAGE_ENTRIES as i64)
            .fetch_all(self.reading())
            .await?
            .iter()
            .map(entry)
            .collect()
    }
}

fn kind_of(pair: Option<&str>) -> Kind {
    if pair.is_some() { Kind::Pair } else { Kind::Group }
}

fn seq(row: &AnyRow, column: usize) -> Result<Seq> {
    Ok(Seq::try_from(row.try_get::<i64, _>(column)?).unwrap_or(Seq::MAX))
}

/// Id, name and photo, from a column on.
fn card(row: &AnyRow, first: usize) -> Result<AgentCard> {
    Ok(AgentCard {
        id: AgentId(row.try_get(first)?),
        name: row.try_get(first + 1)?,
        photo: row.try_get(first + 2)?,
    })
}

fn preview_of(row: &AnyRow) -> Result<Option<TeamPreview>> {
    let Some(at) = row.try_get::<Option<i64>, _>(6)? else { return Ok(None) };
    let text = match from_json(&row.try_get::<String, _>(10)?)? {
        TeamFact::Said { text, .. } => Some(preview(&text)),
        _ => None,
    };
    Ok(Some(TeamPreview { by: card(row, 7)?, text, at: Timestamp(at) }))
}

fn entry(row: &AnyRow) -> Result<TeamEntry> {
    Ok(TeamEntry {
        seq: seq(row, 0)?,
        at: Timestamp(row.try_get(1)?),
        by: card(row, 2)?,
        id: row.try_get::<Option<String>, _>(5)?.map(ClientId),
        fact: from_json(&row.try_get::<String, _>(6)?)?,
    })
}
