//! What goes out: commands to the server, and waiting commands into the storage.

use super::json::quote;
use super::{CODES, RATINGS};
use shared::people::Page;
use shared::sync::Pending;
use shared::timeline::Receipts;
use shared::visitor::VisitorCommand;

/// A command as its frame.
pub fn command(command: &VisitorCommand) -> String {
    match command {
        VisitorCommand::Hello { widget, token } => {
            let frame = Frame::new("hello").text("widget", widget.as_str());
            match token {
                Some(token) => frame.text("token", token),
                None => frame.raw("token", "null"),
            }
        }
        VisitorCommand::Open { id, queue, name, email, page } => Frame::new("open")
            .text("id", id.as_str())
            .text("queue", queue.as_str())
            .text("name", name)
            .text("email", email)
            .page(page),
        VisitorCommand::Send { conversation, id, text } => Frame::new("send")
            .text("conversation", conversation.as_str())
            .text("id", id.as_str())
            .text("text", text),
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
            Frame::new("resume").text("conversation", conversation.as_str()).raw("after", &after.to_string())
        }
        VisitorCommand::Moved { page } => Frame::new("moved").page(page),
        VisitorCommand::Pong => return "\"pong\"".into(),
    }
    .end()
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

    fn page(mut self, page: &Page) -> Self {
        self.key("page");
        self.0.push('{');
        let mut page =
            self.text("url", &page.url).text("title", &page.title).text("referrer", &page.referrer);
        page.0.push('}');
        page
    }

    fn receipts(self, receipts: Receipts) -> Self {
        let (delivered, read) = (receipts.delivered.to_string(), receipts.read.to_string());
        self.raw("receipts", &["{\"delivered\":", &delivered, ",\"read\":", &read, "}"].concat())
    }

    fn end(mut self) -> String {
        self.0.push_str("}}");
        self.0
    }
}
