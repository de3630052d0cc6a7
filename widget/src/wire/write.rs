//! What goes out: commands to the server, and waiting commands into the storage.

use super::json::quote;
use super::{CODES, RATINGS};
use crate::digits::digits;
use crate::state::Event;
use shared::file::{FileCard, Thumbnail};
use shared::form::Answer;
use shared::ids::{ClientId, QueueId};
use shared::people::{Detail, Page};
use shared::sync::Pending;
use shared::timeline::{Author, Receipts};
use shared::visitor::{Identity, VisitorCommand};

/// A command as its frame.
pub fn command(command: &VisitorCommand) -> String {
    match command {
        VisitorCommand::Hello { widget, token, identity } => {
            let frame = Frame::new("hello").text("widget", widget.as_str());
            let frame = match token {
                Some(token) => frame.text("token", token),
                None => frame.raw("token", "null"),
            };
            match identity {
                Some(identity) => frame.raw("identity", &proof(identity)),
                None => frame,
            }
        }
        VisitorCommand::Open { id, queue, answers, page } => request("open", id, queue, answers, page),
        VisitorCommand::Leave { id, queue, answers, page } => request("leave", id, queue, answers, page),
        VisitorCommand::MakeTicket { conversation, id } => {
            Frame::new("make_ticket").text("conversation", conversation.as_str()).text("id", id.as_str())
        }
        VisitorCommand::Send { conversation, id, text, files } => Frame::new("send")
            .text("conversation", conversation.as_str())
            .text("id", id.as_str())
            .text("text", text)
            .list("files", files, |file, out| quote(file.as_str(), out)),
        VisitorCommand::End { conversation, id } => {
            Frame::new("end").text("conversation", conversation.as_str()).text("id", id.as_str())
        }
        VisitorCommand::Rate { conversation, id, rating, comment } => Frame::new("rate")
            .text("conversation", conversation.as_str())
            .text("id", id.as_str())
            .text("rating", name_of(&RATINGS, rating))
            .text("comment", comment),
        VisitorCommand::Typing { conversation, text } => {
            Frame::new("typing").text("conversation", conversation.as_str()).text("text", text)
        }
        VisitorCommand::Seen { conversation, receipts } => {
            Frame::new("seen").text("conversation", conversation.as_str()).receipts(*receipts)
        }
        VisitorCommand::Resume { conversation, after } => {
            Frame::new("resume").text("conversation", conversation.as_str()).raw("after", &digits(*after))
        }
        VisitorCommand::Moved { page } => Frame::new("moved").page(page),
        VisitorCommand::Describe { attributes } => {
            Frame::new("describe").list("attributes", attributes, |Detail { label, value }, out| {
                pair([("label", label), ("value", value)], out);
            })
        }
        VisitorCommand::Pong => return "\"pong\"".into(),
    }
    .end()
}

fn request(name: &str, id: &ClientId, queue: &QueueId, answers: &[Answer], page: &Page) -> Frame {
    Frame::new(name).text("id", id.as_str()).text("queue", queue.as_str()).answers(answers).page(page)
}

/// A file's card, for the script that draws it.
pub fn file(card: &FileCard) -> String {
    let mut frame = Frame("{".into())
        .text("id", card.id.as_str())
        .text("name", &card.name)
        .text("kind", &card.kind)
        .raw("bytes", &digits(card.bytes));
    if let Some(Thumbnail { width, height }) = card.thumbnail {
        let (width, height) = (digits(width), digits(height));
        frame = frame.raw("thumbnail", &["{\"width\":", &width, ",\"height\":", &height, "}"].concat());
    }
    frame.0.push('}');
    frame.0
}

/// An event for the page around: `{"name":…,"detail":{…}}`.
pub fn event(event: &Event) -> String {
    match event {
        Event::ChatStarted { topic } => Frame::event("chatStarted").text("topic", topic),
        Event::ChatEnded { by } => Frame::event("chatEnded").text(
            "by",
            match by {
                Author::Visitor => "visitor",
                Author::Agent(_) => "agent",
                Author::System => "system",
            },
        ),
        Event::MessageSent => Frame::event("messageSent"),
        Event::MessageReceived { text } => Frame::event("messageReceived").text("text", text),
        Event::AgentJoined { name } => Frame::event("agentJoined").text("name", name),
        Event::AgentLeft { name } => Frame::event("agentLeft").text("name", name),
        Event::Queue { place, wait_millis, staffed } => {
            let wait = wait_millis.map_or("null".into(), |millis| digits(millis / 1_000));
            Frame::event("queue")
                .raw("position", &digits(*place))
                .raw("waitSeconds", &wait)
                .raw("staffed", if *staffed { "true" } else { "false" })
        }
        Event::PrechatSubmitted => Frame::event("prechatSubmitted"),
        Event::OfflineSubmitted { number } => {
            Frame::event("offlineSubmitted").raw("number", &digits(*number))
        }
        Event::Rated { rating } => Frame::event("rated").text("rating", name_of(&RATINGS, rating)),
        Event::Error { code } => Frame::event("error").text("code", name_of(&CODES, code)),
    }
    .end()
}

fn proof(identity: &Identity) -> String {
    match identity {
        Identity::Hmac { user, hash, name, email } => {
            Frame::new("hmac").text("user", user).text("hash", hash).text("name", name).text("email", email)
        }
        Identity::Jwt { token } => Frame::new("jwt").text("token", token),
    }
    .end()
}

/// An object of two texts.
fn pair(members: [(&str, &str); 2], out: &mut String) {
    for (separator, (key, value)) in ['{', ','].into_iter().zip(members) {
        out.push(separator);
        quote(key, out);
        out.push(':');
        quote(value, out);
    }
    out.push('}');
}

/// A waiting command for the storage.
pub fn saved(pending: &Pending<VisitorCommand>) -> String {
    let failed = pending.failed.as_ref().map(|code| name_of(&CODES, code)).unwrap_or_default();
    let failed = if failed.is_empty() { "null".into() } else { ["\"", failed, "\""].concat() };
    ["{\"failed\":", &failed, ",\"command\":", &command(&pending.command), "}"].concat()
}

fn name_of<T: PartialEq>(names: &[(&'static str, T)], value: &T) -> &'static str {
    names.iter().find(|(_, known)| known == value).map_or("", |(name, _)| name)
}

/// `{"name":{…}}` in the making.
struct Frame(String);

impl Frame {
    fn new(name: &str) -> Self {
        Self(["{\"", name, "\":{"].concat())
    }

    fn event(name: &str) -> Self {
        Self(["{\"name\":\"", name, "\",\"detail\":{"].concat())
    }

    fn key(&mut self, key: &str) {
        if !self.0.ends_with('{') {
            self.0.push(',');
        }
        quote(key, &mut self.0);
        self.0.push(':');
    }

    fn text(mut self, key: &str, value: &str) -> Self {
        self.key(key);
        quote(value, &mut self.0);
        self
    }

    fn raw(mut self, key: &str, value: &str) -> Self {
        self.key(key);
        self.0.push_str(value);
        self
    }

    fn list<T>(mut self, key: &str, items: &[T], write: impl Fn(&T, &mut String)) -> Self {
        self.key(key);
        self.0.push('[');
        for (place, item) in items.iter().enumerate() {
            if place > 0 {
                self.0.push(',');
            }
            write(item, &mut self.0);
        }
        self.0.push(']');
        self
    }

    fn answers(self, answers: &[Answer]) -> Self {
        self.list("answers", answers, |Answer { field, value }, out| {
            pair([("field", field), ("value", value)], out);
        })
    }

    fn page(mut self, page: &Page) -> Self {
        self.key("page");
        self.0.push('{');
        let mut frame =
            self.text("url", &page.url).text("title", &page.title).text("referrer", &page.referrer);
        if !page.visit.is_empty() {
            frame = frame.text("visit", &page.visit);
        }
        frame.0.push('}');
        frame
    }

    fn receipts(self, receipts: Receipts) -> Self {
        let (delivered, read) = (digits(receipts.delivered), digits(receipts.read));
        self.raw("receipts", &["{\"delivered\":", &delivered, ",\"read\":", &read, "}"].concat())
    }

    fn end(mut self) -> String {
        self.0.push_str("}}");
        self.0
    }
}
