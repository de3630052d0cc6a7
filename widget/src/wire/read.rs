//! What comes in: frames of the server, the document's settings, and what an earlier page left in the storage.

use super::json::Json;
use super::{CODES, FIELDS, RATINGS};
use crate::state::Saved;
use shared::boot::{Boot, Topic};
use shared::ids::{AgentId, ClientId, ConversationId, Epoch, QueueId, WidgetId};
use shared::people::{AgentCard, Page};
use shared::problem::{Code, Problem};
use shared::time::Timestamp;
use shared::timeline::{Author, Entry, PublicFact, Rating, Receipts, VisitorEntry};
use shared::visitor::{VisitorCommand, VisitorConversation, VisitorUpdate};

/// A frame of the server; `None` if this version doesn't know it.
pub fn update(text: &str) -> Option<VisitorUpdate> {
    let json = Json::parse(text)?;
    let (name, json) = json.variant()?;
    let conversation = || json.text("conversation").map(ConversationId);
    Some(match name {
        "welcome" => VisitorUpdate::Welcome {
            epoch: Epoch(json.text("epoch")?),
            now: Timestamp(json.number("now")?),
            token: json.text("token"),
            conversation: match json.get("conversation")? {
                Json::Null => None,
                there => Some(view(there)?),
            },
        },
        "opened" => VisitorUpdate::Opened {
            id: ClientId(json.text("id")?),
            conversation: view(json.get("conversation")?)?,
        },
        "events" => VisitorUpdate::Events {
            conversation: conversation()?,
            events: json.list("events")?.iter().map(entry).collect::<Option<_>>()?,
            last: json.number("last")?,
        },
        "receipts" => VisitorUpdate::Receipts {
            conversation: conversation()?,
            receipts: receipts(json.get("receipts")?)?,
        },
        "typing" => VisitorUpdate::Typing {
            conversation: conversation()?,
            agent: AgentId(json.text("agent")?),
            on: json.bool("on")?,
        },
        "waiting" => VisitorUpdate::Waiting {
            conversation: conversation()?,
            place: json.number("place")?,
            staffed: json.bool("staffed")?,
        },
        "refused" => VisitorUpdate::Refused {
            id: json.text("id").map(ClientId),
            problem: problem(json.get("problem")?)?,
        },
        "ping" => VisitorUpdate::Ping,
        "closing" => VisitorUpdate::Closing { retry_millis: json.number("retry_millis")? },
        _ => return None,
    })
}

/// The settings in the document.
pub fn boot(text: &str) -> Option<Boot> {
    let json = Json::parse(text)?;
    let topic = |json: &Json| Some(Topic { id: QueueId(json.text("id")?), name: json.text("name")? });
    let pair = |json: &Json| match json {
        Json::List(pair) => match pair.as_slice() {
            [Json::Text(key), Json::Text(text)] => Some((key.clone(), text.clone())),
            _ => None,
        },
        _ => None,
    };
    Some(Boot {
        widget: WidgetId(json.text("widget")?),
        name: json.text("name")?,
        lang: json.text("lang")?,
        topics: json.list("topics")?.iter().map(topic).collect::<Option<_>>()?,
        texts: json.list("texts")?.iter().map(pair).collect::<Option<_>>()?,
    })
}

/// A waiting command as [`super::saved`] has written it.
pub fn saved(text: &str) -> Option<Saved> {
    let json = Json::parse(text)?;
    let (id, command) = command(json.get("command")?)?;
    let failed = match json.get("failed")? {
        Json::Text(name) => Some(code(name)?),
        _ => None,
    };
    Some(Saved { id, command, failed })
}

/// Those commands that wait for an acknowledgement.
fn command(json: &Json) -> Option<(ClientId, VisitorCommand)> {
    let (name, json) = json.variant()?;
    let id = ClientId(json.text("id")?);
    let conversation = || json.text("conversation").map(ConversationId);
    let command = match name {
        "open" => VisitorCommand::Open {
            id: id.clone(),
            queue: QueueId(json.text("queue")?),
            name: json.text("name")?,
            email: json.text("email")?,
            page: page(json.get("page")?)?,
        },
        "send" => {
            VisitorCommand::Send { conversation: conversation()?, id: id.clone(), text: json.text("text")? }
        }
        "end" => VisitorCommand::End { conversation: conversation()?, id: id.clone() },
        "rate" => VisitorCommand::Rate {
            conversation: conversation()?,
            id: id.clone(),
            rating: rating(json.get("rating")?)?,
            comment: json.text("comment")?,
        },
        _ => return None,
    };
    Some((id, command))
}

fn page(json: &Json) -> Option<Page> {
    Some(Page { url: json.text("url")?, title: json.text("title")?, referrer: json.text("referrer")? })
}

fn view(json: &Json) -> Option<VisitorConversation> {
    Some(VisitorConversation {
        id: ConversationId(json.text("id")?),
        topic: json.text("topic")?,
        last: json.number("last")?,
        staff: receipts(json.get("staff")?)?,
        visitor: receipts(json.get("visitor")?)?,
    })
}

fn receipts(json: &Json) -> Option<Receipts> {
    Some(Receipts { delivered: json.number("delivered")?, read: json.number("read")? })
}

fn entry(json: &Json) -> Option<VisitorEntry> {
    let fact = match json.get("fact")? {
        Json::Null => None,
        there => Some(fact(there)?),
    };
    Some(Entry { seq: json.number("seq")?, at: Timestamp(json.number("at")?), fact })
}

fn fact(json: &Json) -> Option<PublicFact> {
    let (name, json) = json.variant()?;
    let id = || json.text("id").map(ClientId);
    Some(match name {
        "opened" => PublicFact::Opened { topic: json.text("topic")? },
        "message" => PublicFact::Message { id: id()?, by: author(json)?, text: json.text("text")? },
        "joined" => PublicFact::Joined { agent: card(json.get("agent")?)? },
        "left" => PublicFact::Left { agent: AgentId(json.text("agent")?) },
        "ended" => PublicFact::Ended { id: id()?, by: author(json)? },
        "rated" => {
            let rating = rating(json.get("rating")?)?;
            PublicFact::Rated { id: id()?, rating, comment: json.text("comment")? }
        }
        _ => return None,
    })
}

fn author(json: &Json) -> Option<Author> {
    match json.get("by")?.variant()? {
        ("visitor", _) => Some(Author::Visitor),
        ("agent", id) => Some(Author::Agent(AgentId(id.as_text()?.into()))),
        _ => None,
    }
}

fn card(json: &Json) -> Option<AgentCard> {
    Some(AgentCard { id: AgentId(json.text("id")?), name: json.text("name")?, photo: None })
}

fn rating(json: &Json) -> Option<Rating> {
    named(&RATINGS, json.as_text()?)
}

fn problem(json: &Json) -> Option<Problem> {
    Some(Problem {
        // A kind of refusal that this version doesn't know is no reason to go on waiting.
        code: code(&json.text("code")?).unwrap_or(Code::Malformed),
        detail: json.text("detail").unwrap_or_default(),
        field: json.text("field").and_then(|name| named(&FIELDS, &name)),
        by: json.get("by").and_then(card),
        retry_after: json.number("retry_after"),
    })
}

fn code(name: &str) -> Option<Code> {
    named(&CODES, name)
}

fn named<T: Copy>(names: &[(&str, T)], name: &str) -> Option<T> {
    names.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
}
