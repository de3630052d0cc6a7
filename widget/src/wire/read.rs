//! What comes in: frames of the server, the document's settings, and what an earlier page left in the storage.

use super::json::Json;
use super::{CODES, FAULTS, KINDS, RATINGS};
use crate::state::Saved;
use shared::boot::{Boot, Can};
use shared::file::{FileCard, Thumbnail};
use shared::form::{Answer, Fault, FieldFault, FieldKind, FieldSpec};
use shared::ids::{AgentId, ClientId, ConversationId, Epoch, FileId, QueueId, WidgetId};
use shared::people::{AgentCard, Page};
use shared::problem::{Code, Problem};
use shared::time::Timestamp;
use shared::timeline::{Author, Entry, PublicFact, Rating, Receipts, VisitorEntry};
use shared::visitor::{VisitorCommand, VisitorConversation, VisitorUpdate};

/// A frame of the server; `None` if this version doesn't know it.
pub fn update(text: &str) -> Option<VisitorUpdate> {
    let json = Json::parse(text)?;
    let (name, json) = json.variant();
    let conversation = ConversationId(json.text("conversation"));
    let id = ClientId(json.text("id"));
    Some(match name {
        "welcome" => VisitorUpdate::Welcome {
            epoch: Epoch(json.text("epoch")),
            now: Timestamp(json.number("now").unwrap_or_default()),
            token: json.optional("token"),
            conversation: match json.get("conversation") {
                Json::Null => None,
                there => Some(view(there)),
            },
        },
        "opened" => VisitorUpdate::Opened { id, conversation: view(json.get("conversation")) },
        "left" => VisitorUpdate::Left { id, number: json.whole("number") },
        "events" => VisitorUpdate::Events {
            conversation,
            events: all(json.list("events"), entry),
            last: json.whole("last"),
        },
        "receipts" => VisitorUpdate::Receipts { conversation, receipts: receipts(json.get("receipts")) },
        "typing" => {
            VisitorUpdate::Typing { conversation, agent: AgentId(json.text("agent")), on: json.is("on") }
        }
        "waiting" => VisitorUpdate::Waiting {
            conversation,
            place: json.whole("place"),
            staffed: json.is("staffed"),
            wait_millis: json.number("wait_millis"),
        },
        "refused" => VisitorUpdate::Refused {
            id: json.optional("id").map(ClientId),
            problem: problem(json.get("problem")),
        },
        "ping" => VisitorUpdate::Ping,
        "closing" => VisitorUpdate::Closing { retry_millis: json.whole("retry_millis") },
        _ => return None,
    })
}

/// A file's card, as the attachment tray has it; `None` if it has no id.
pub fn file_card(text: &str) -> Option<FileCard> {
    Json::parse(text).map(|json| file(&json)).filter(|card| !card.id.0.is_empty())
}

/// The settings in the document. Its name and the topics are left to what the document shows of them.
pub fn boot(text: &str) -> Option<Boot> {
    let json = Json::parse(text)?;
    let can = json.get("can");
    Some(Boot {
        widget: WidgetId(json.text("widget")),
        name: String::new(),
        lang: json.text("lang"),
        topics: Vec::new(),
        before: all(json.list("before"), field),
        closed: all(json.list("closed"), field),
        can: Can {
            peek: can.is("peek"),
            rate: can.is("rate"),
            sound: can.is("sound"),
            verified_only: can.is("verified_only"),
        },
        texts: all(json.list("texts"), |pair| match pair {
            Json::List(pair) => match pair.as_slice() {
                [key, text] => (key.as_text().into(), text.as_text().into()),
                _ => Default::default(),
            },
            _ => Default::default(),
        }),
    })
}

fn field(json: &Json) -> FieldSpec {
    FieldSpec {
        id: json.text("id"),
        kind: named(&KINDS, json.get("kind")).unwrap_or(FieldKind::Text),
        required: json.is("required"),
        options: all(json.list("options"), |option| option.as_text().into()),
    }
}

fn all<T>(items: &[Json], read: impl Fn(&Json) -> T) -> Vec<T> {
    let mut all = Vec::with_capacity(items.len());
    for item in items {
        all.push(read(item));
    }
    all
}

/// A waiting command as [`super::write_saved`] has written it.
pub fn saved(text: &str) -> Option<Saved> {
    let json = Json::parse(text)?;
    let (id, command) = command(json.get("command"))?;
    let failed = match json.get("failed") {
        Json::Null => None,
        name => Some(code(name)),
    };
    Some(Saved { id, command, failed })
}

/// Those commands that wait for an acknowledgement.
fn command(json: &Json) -> Option<(ClientId, VisitorCommand)> {
    let (name, json) = json.variant();
    let id = ClientId(json.text("id"));
    let wanted = id.clone();
    let conversation = ConversationId(json.text("conversation"));
    let command = match name {
        "open" | "leave" => {
            let queue = QueueId(json.text("queue"));
            let (answers, page) = (all(json.list("answers"), answer), page(json.get("page")));
            match name {
                "open" => VisitorCommand::Open { id, queue, answers, page },
                _ => VisitorCommand::Leave { id, queue, answers, page },
            }
        }
        "make_ticket" => VisitorCommand::MakeTicket { conversation, id },
        "send" => VisitorCommand::Send {
            conversation,
            id,
            text: json.text("text"),
            files: all(json.list("files"), |file| FileId(file.as_text().into())),
        },
        "end" => VisitorCommand::End { conversation, id },
        "rate" => VisitorCommand::Rate {
            conversation,
            id,
            rating: rating(json.get("rating")),
            comment: json.text("comment"),
        },
        _ => return None,
    };
    Some((wanted, command))
}

fn answer(json: &Json) -> Answer {
    Answer { field: json.text("field"), value: json.text("value") }
}

fn page(json: &Json) -> Page {
    Page {
        url: json.text("url"),
        title: json.text("title"),
        referrer: json.text("referrer"),
        visit: json.text("visit"),
    }
}

fn view(json: &Json) -> VisitorConversation {
    VisitorConversation {
        id: ConversationId(json.text("id")),
        topic: json.text("topic"),
        last: json.whole("last"),
        staff: receipts(json.get("staff")),
        visitor: receipts(json.get("visitor")),
    }
}

fn receipts(json: &Json) -> Receipts {
    Receipts { delivered: json.whole("delivered"), read: json.whole("read") }
}

fn entry(json: &Json) -> VisitorEntry {
    let at = Timestamp(json.number("at").unwrap_or_default());
    Entry { seq: json.whole("seq"), at, fact: fact(json.get("fact")) }
}

/// `None` also for a fact that this version doesn't know: the timeline stays dense.
fn fact(json: &Json) -> Option<PublicFact> {
    let (name, json) = json.variant();
    let id = ClientId(json.text("id"));
    Some(match name {
        "opened" => PublicFact::Opened { topic: json.text("topic") },
        "message" => PublicFact::Message {
            id,
            by: author(json),
            text: json.text("text"),
            files: all(json.list("files"), file),
        },
        "joined" => PublicFact::Joined { agent: card(json.get("agent")) },
        "left" => PublicFact::Left { agent: AgentId(json.text("agent")) },
        "ended" => PublicFact::Ended { id, by: author(json) },
        "reopened" => PublicFact::Reopened { id, by: author(json) },
        "ticket_made" => PublicFact::TicketMade { id, number: json.whole("number") },
        "rated" => {
            PublicFact::Rated { id, rating: rating(json.get("rating")), comment: json.text("comment") }
        }
        _ => return None,
    })
}

fn author(json: &Json) -> Author {
    match json.get("by").variant() {
        ("visitor", _) => Author::Visitor,
        ("agent", id) => Author::Agent(AgentId(id.as_text().into())),
        _ => Author::System,
    }
}

fn card(json: &Json) -> AgentCard {
    AgentCard { id: AgentId(json.text("id")), name: json.text("name"), photo: json.optional("photo") }
}

fn file(json: &Json) -> FileCard {
    let thumbnail = json.get("thumbnail");
    let side = |name| thumbnail.number(name);
    FileCard {
        id: FileId(json.text("id")),
        name: json.text("name"),
        kind: json.text("kind"),
        bytes: json.number("bytes").unwrap_or_default(),
        thumbnail: side("width").zip(side("height")).map(|(width, height)| Thumbnail { width, height }),
    }
}

fn rating(json: &Json) -> Rating {
    named(&RATINGS, json).unwrap_or(Rating::Fair)
}

/// What is for developers and agents stays out.
fn problem(json: &Json) -> Problem {
    Problem {
        fields: all(json.list("fields"), |json| FieldFault {
            field: json.text("field"),
            fault: named(&FAULTS, json.get("fault")).unwrap_or(Fault::NotOption),
        }),
        retry_after: json.number("retry_after"),
        ..Problem::new(code(json.get("code")), "")
    }
}

/// A kind of refusal that this version doesn't know is no reason to go on waiting.
fn code(json: &Json) -> Code {
    named(&CODES, json).unwrap_or(Code::Malformed)
}

fn named<T: Copy>(names: &[(&str, T)], name: &Json) -> Option<T> {
    let name = name.as_text();
    names.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
}
