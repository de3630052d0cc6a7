//! What agents are told while they have no page open: a visitor waits and nobody is there, a visitor writes to whoever has
//! the conversation, a colleague writes or calls them to a note. Noted where it happens, told by a task of its own: nobody waits for push services.

use crate::App;
use crate::domain::conversation::Conversation;
use crate::push;
use crate::store::team::Done;
use futures_util::StreamExt;
use shared::ids::{AgentId, ConversationId, QueueId, RoomId};
use shared::push::PushNews;
use shared::team::{Kind, TeamFact, preview};
use shared::timeline::{AgentEntry, Author, Fact, PublicFact, Seq, StaffFact, Stage};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;

/// Calls that wait at most; whoever floods us must not fill our memory.
const WAITING_MAX: usize = 10_000;
/// So many are told at a time.
const AT_A_TIME: usize = 16;

/// What is yet to be told.
#[derive(Default)]
pub struct Calls {
    waiting: Mutex<Vec<Call>>,
    news: Notify,
}

/// Something to be told.
#[derive(Clone, Debug)]
enum Call {
    /// A visitor waits in a queue.
    Waits { conversation: ConversationId, queue: QueueId, name: String, topic: String },
    /// A visitor has written to an agent.
    Wrote { conversation: ConversationId, agent: AgentId, name: String, text: String },
    /// A colleague calls others to a note, which may have been taken back by the time they are told.
    Called { conversation: ConversationId, note: Seq, agents: Vec<AgentId>, name: String },
    /// A colleague has written to others.
    Colleague { room: RoomId, others: Vec<AgentId>, name: String, text: String },
}

impl Calls {
    /// Something was recorded in a conversation.
    pub fn note(&self, conversation: &Conversation, entries: &[AgentEntry]) {
        let name = || conversation.card.name.clone();
        for entry in entries {
            match (&entry.fact, &conversation.owner) {
                (Fact::Public(PublicFact::Message { by: Author::Visitor, text, .. }), Some(owner)) => {
                    self.add(Call::Wrote {
                        conversation: conversation.id.clone(),
                        agent: owner.id.clone(),
                        name: name(),
                        text: preview(text),
                    });
                }
                (Fact::Staff(StaffFact::Note { mentions, .. }), _) if !mentions.is_empty() => {
                    self.add(Call::Called {
                        conversation: conversation.id.clone(),
                        note: entry.seq,
                        agents: mentions.clone(),
                        name: name(),
                    });
                }
                (Fact::Public(PublicFact::Opened { topic }), None)
                    if conversation.stage == Stage::Waiting =>
                {
                    self.add(Call::Waits {
                        conversation: conversation.id.clone(),
                        queue: conversation.queue.clone(),
                        name: name(),
                        topic: topic.clone(),
                    });
                }
                _ => {}
            }
        }
    }

    /// Something was recorded in a room.
    pub fn note_room(&self, room: &RoomId, done: &Done) {
        if let TeamFact::Said { text, .. } = &done.entry.fact {
            let by = &done.entry.by;
            let others = done.members.iter().filter(|member| **member != by.id).cloned().collect();
            let (room, name) = (room.clone(), by.name.clone());
            self.add(Call::Colleague { room, others, name, text: preview(text) });
        }
    }

    fn add(&self, call: Call) {
        {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            if waiting.len() >= WAITING_MAX {
                return;
            }
            waiting.push(call);
        }
        self.news.notify_one();
    }

    fn take(&self) -> Vec<Call> {
        std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Tells what is to be told, as it comes. Ends when the task is dropped.
pub async fn keep_calling(app: Arc<App>) {
    loop {
        call(&app).await;
        app.live.calls.news.notified().await;
    }
}

/// Tells what is to be told by now.
pub async fn call(app: &App) {
    // One push service that is slow mustn't hold up the others.
    futures_util::stream::iter(app.live.calls.take())
        .for_each_concurrent(AT_A_TIME, async |call| {
            if let Err(error) = tell(app, call).await {
                tracing::warn!(%error, "somebody was not told by web push");
            }
        })
        .await;
}

async fn tell(app: &App, call: Call) -> crate::store::Result<()> {
    match call {
        Call::Waits { conversation, queue, name, topic } => {
            // Whoever is there is asked by the desk.
            if !app.live.desk.staffed().await.contains(&queue) {
                let members = app.store.members_of(&queue).await?;
                let about = conversation.to_string();
                let path = format!("/console/c/{conversation}");
                push::tell(app, &members, &about, |lang| {
                    let name = named(app, lang, &name);
                    let title = fill(app, lang, "announce.waiting", &[("name", &name), ("topic", &topic)])?;
                    Some(PushNews { title, body: String::new(), path: path.clone(), tag: about.clone() })
                })
                .await;
            }
        }
        Call::Wrote { conversation, agent, name, text } => {
            let about = conversation.to_string();
            let path = format!("/console/c/{conversation}");
            push::tell(app, &[agent], &about, |lang| {
                let name = named(app, lang, &name);
                let title = fill(app, lang, "announce.message", &[("name", &name)])?;
                Some(PushNews { title, body: text.clone(), path: path.clone(), tag: about.clone() })
            })
            .await;
        }
        Call::Called { conversation, note, agents, name } => {
            let found = app.store.note_at(&conversation, note).await?;
            let Some(note) = found.filter(|note| !note.text.is_empty()) else { return Ok(()) };
            let text = format!("{}: {}", note.by.name, preview(&note.text));
            let about = conversation.to_string();
            let path = format!("/console/c/{conversation}");
            push::tell(app, &agents, &about, |lang| {
                let title = fill(app, lang, "announce.note", &[("name", &named(app, lang, &name))])?;
                Some(PushNews { title, body: text.clone(), path: path.clone(), tag: about.clone() })
            })
            .await;
        }
        Call::Colleague { room, others, name, text } => {
            let Some(one) = others.first() else { return Ok(()) };
            let shown = app.store.room_of(one, &room).await?;
            let group = shown.filter(|shown| shown.kind == Kind::Group).map(|shown| shown.name);
            let about = room.to_string();
            let path = format!("/console/team/{room}");
            push::tell(app, &others, &about, |lang| {
                let title = match &group {
                    Some(group) => fill(app, lang, "announce.group", &[("name", &name), ("group", group)])?,
                    None => fill(app, lang, "announce.colleague", &[("name", &name)])?,
                };
                Some(PushNews { title, body: text.clone(), path: path.clone(), tag: about.clone() })
            })
            .await;
        }
    }
    Ok(())
}

/// What a visitor is called: the given name, or "Guest" in the language.
fn named(app: &App, lang: &str, name: &str) -> String {
    if name.is_empty() { fill(app, lang, "visitor.guest", &[]).unwrap_or_default() } else { name.into() }
}

/// A text of the console's; `None` if the site hasn't got it.
fn fill(app: &App, lang: &str, key: &str, values: &[(&str, &str)]) -> Option<String> {
    let site = app.site.derived().ok()?;
    let text = site.texts("console", lang).ok()?.get(key)?;
    Some(values.iter().fold(text.clone(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value)))
}
