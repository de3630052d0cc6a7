//! What comes in: frames of the server, the document's settings, and what an earlier page left in the storage.

use super::json::Json;
use super::{CODES, FAULTS, FIELDS, KINDS, RATINGS};
use crate::state::Saved;
use shared::boot::{Boot, Can, Topic};
use shared::file::{FileCard, Thumbnail};
use shared::form::{Answer, Fault, FieldFault, FieldSpec};
use shared::ids::{AgentId, ClientId, ConversationId, Epoch, FileId, QueueId, WidgetId};
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
        "left" => VisitorUpdate::Left { id: ClientId(json.text("id")?), number: json.number("number")? },
        "events" => VisitorUpdate::Events {
            conversation: conversation()?,
            events: all(json.list("events")?, entry)?,
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
            wait_millis: json.number("wait_millis"),
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

/// A file's card, as the attachment tray has it.
pub fn file_card(text: &str) -> Option<FileCard> {
    file(&Json::parse(text)?)
}

/// The settings in the document.
pub fn boot(text: &str) -> Option<Boot> {
    let json = Json::parse(text)?;
    let can = json.get("can")?;
    let topic = |json: &Json| {
        Some(Topic { id: QueueId(json.text("id")?), name: json.text("name")?, open: json.bool("open")? })
    };
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
        topics: all(json.list("topics")?, topic)?,
        before: all(json.list("before")?, field)?,
        closed: all(json.list("closed")?, field)?,
        can: Can {
            peek: can.bool("peek")?,
            rate: can.bool("rate")?,
            sound: can.bool("sound")?,
            verified_only: can.bool("verified_only")?,
        },
        texts: all(json.list("texts")?, pair)?,
    })
}

fn field(json: &Json) -> Option<FieldSpec> {
    Some(FieldSpec {
        id: json.text("id")?,
        kind: named(&KINDS, json.get("kind")?.as_text()?)?,
        required: json.bool("required")?,
        options: all(json.some("options"), |option| option.as_text().map(String::from))?,
    })
}

/// Reads every item; `None` if one of them can't be read.
fn all<T>(items: &[Json], read: impl Fn(&Json) -> Option<T>) -> Option<Vec<T>> {
    items.iter().map(read).collect()
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
        "open" | "leave" => {
            let (id, queue) = (id.clone(), QueueId(json.text("queue")?));
            let (answers, page) = (all(json.list("answers")?, answer)?, page(json.get("page")?)?);
            match name {
                "open" => VisitorCommand::Open { id, queue, answers, page },
                _ => VisitorCommand::Leave { id, queue, answers, page },
            }
        }
        "make_ticket" => VisitorCommand::MakeTicket { conversation: conversation()?, id: id.clone() },
        "send" => VisitorCommand::Send {
            conversation: conversation()?,
            id: id.clone(),
            text: json.text("text")?,
            files: all(json.some("files"), |file| Some(FileId(file.as_text()?.into())))?,
        },
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

fn answer(json: &Json) -> Option<Answer> {
    Some(Answer { field: json.text("field")?, value: json.text("value")? })
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
        "message" => PublicFact::Message {
            id: id()?,
            by: author(json)?,
            text: json.text("text")?,
            files: all(json.some("files"), file)?,
        },
        "joined" => PublicFact::Joined { agent: card(json.get("agent")?)? },
        "left" => PublicFact::Left { agent: AgentId(json.text("agent")?) },
        "ended" => PublicFact::Ended { id: id()?, by: author(json)? },
        "ticket_made" => PublicFact::TicketMade { id: id()?, number: json.number("number")? },
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
        ("system", _) => Some(Author::System),
        ("agent", id) => Some(Author::Agent(AgentId(id.as_text()?.into()))),
        _ => None,
    }
}

fn card(json: &Json) -> Option<AgentCard> {
    Some(AgentCard { id: AgentId(json.text("id")?), name: json.text("name")?, photo: json.text("photo") })
}

fn file(json: &Json) -> Option<FileCard> {
    let size = |json: &Json| Some(Thumbnail { width: json.number("width")?, height: json.number("height")? });
    Some(FileCard {
        id: FileId(json.text("id")?),
        name: json.text("name")?,
        kind: json.text("kind")?,
        bytes: json.number("bytes")?,
        thumbnail: json.get("thumbnail").and_then(size),
    })
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
        // A fault that this version doesn't know is still one.
        fields: json.some("fields").iter().filter_map(fault).collect(),
        by: json.get("by").and_then(card),
        retry_after: json.number("retry_after"),
    })
}

fn fault(json: &Json) -> Option<FieldFault> {
    let fault = named(&FAULTS, json.get("fault")?.as_text()?).unwrap_or(Fault::NotOption);
    Some(FieldFault { field: json.text("field")?, fault })
}

fn code(name: &str) -> Option<Code> {
    named(&CODES, name)
}

fn named<T: Copy>(names: &[(&str, T)], name: &str) -> Option<T> {
    names.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
}
