//! The record of a conversation for people and programs: a header whose keys stay the same in every language, then what
//! happened. Made of public facts alone.

use super::conversation::Conversation;
use serde::{Serialize, Serializer};
use shared::file::FileCard;
use shared::people::AgentCard;
use shared::rules::one_line;
use shared::time::Timestamp;
use shared::timeline::{Author, PublicFact, Rating, Seq, Summary, VisitorEntry};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The texts of one language by their keys.
pub type Words = BTreeMap<String, String>;

/// A conversation as it is read afterwards. As JSON it is for programs; [`Self::text`] is for people and mails.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Transcript {
    /// What a program looks for first.
    pub header: Header,
    /// What happened, in order.
    pub entries: Vec<Line>,
    /// What the visitor filled in besides the name.
    pub details: Vec<Described>,
}

/// `Key: value` lines. Every value is on one line, so that nothing that a person writes can look like a key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Header(Vec<(Key, String)>);

/// The keys of the header. They are the same in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// The conversation's id.
    Conversation,
    /// The name at the top of the widget.
    Company,
    /// The topic's name when it was opened.
    Topic,
    /// The visitor's name, or `Guest` in the reader's language.
    Visitor,
    /// Whom it was given to in the end.
    Assigned,
    /// Who answered first.
    Accepted,
    /// When it was opened (RFC 3339, UTC).
    Start,
    /// When it ended.
    End,
    /// `good`, `fair` or `bad`.
    Rating,
}

impl Key {
    /// As it stands in the header.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Conversation => "Conversation",
            Self::Company => "Company",
            Self::Topic => "Topic",
            Self::Visitor => "Visitor",
            Self::Assigned => "Assigned operator",
            Self::Accepted => "Accepted operator",
            Self::Start => "Start",
            Self::End => "End",
            Self::Rating => "Rating",
        }
    }

    /// The key of its name in the reader's language.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Conversation => "conversation",
            Self::Company => "company",
            Self::Topic => "topic",
            Self::Visitor => "visitor",
            Self::Assigned => "assigned",
            Self::Accepted => "accepted",
            Self::Start => "start",
            Self::End => "end",
            Self::Rating => "rating",
        }
    }
}

impl Header {
    /// Its lines in order.
    pub fn lines(&self) -> impl Iterator<Item = (Key, &str)> {
        self.0.iter().map(|(key, value)| (*key, value.as_str()))
    }

    fn add(&mut self, key: Key, value: &str) {
        let value = one_line(value);
        if !value.is_empty() {
            self.0.push((key, value));
        }
    }
}

impl Serialize for Header {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.lines().map(|(key, value)| (key.name(), value)))
    }
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// Its position in the timeline; there may be holes.
    pub seq: Seq,
    /// When.
    pub at: Timestamp,
    /// Whose doing it was.
    pub by: Side,
    /// The person's name; empty for the system.
    pub name: String,
    /// Path of the agent's photo on the chat's origin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photo: Option<String>,
    /// What.
    #[serde(flatten)]
    pub what: Happening,
}

/// Which side did something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The visitor.
    Visitor,
    /// An agent.
    Agent,
    /// Nobody: it followed from a setting.
    System,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[expect(missing_docs, reason = "as in the facts of the timeline")]
pub enum Happening {
    Opened {
        topic: String,
    },
    Message {
        text: String,
        files: Vec<FileCard>,
    },
    Joined,
    Left,
    Ended,
    /// It goes on after its end.
    Reopened,
    Ticket {
        number: u32,
    },
    Rated {
        rating: Rating,
        comment: String,
    },
}

/// What the visitor filled in.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Described {
    /// What it is, in the reader's language or the owner's.
    pub label: String,
    /// What was filled in.
    pub value: String,
}

impl Transcript {
    /// The record of a conversation that came through the widget called `company`. `entries` are all of its entries, in
    /// order.
    pub fn new(conversation: &Conversation, company: &str, entries: &[VisitorEntry], words: &Words) -> Self {
        let visitor = match one_line(&conversation.card.name) {
            name if name.is_empty() => word(words, "guest").into(),
            name => name,
        };
        let mut summary = Summary::default();
        let mut lines = Vec::with_capacity(entries.len());
        for entry in entries {
            summary.apply(entry);
            let Some(fact) = &entry.fact else { continue };
            lines.push(line(entry, fact, &summary, &visitor));
        }
        let mut header = Header::default();
        header.add(Key::Conversation, conversation.id.as_str());
        header.add(Key::Company, company);
        header.add(Key::Topic, &conversation.topic);
        header.add(Key::Visitor, &visitor);
        header.add(Key::Assigned, conversation.owner.as_ref().map_or("", |owner| &owner.name));
        header.add(Key::Accepted, summary.agents.first().map_or("", |agent| &agent.name));
        header.add(Key::Start, &rfc3339(conversation.opened_at));
        header.add(Key::End, &conversation.ended_at.map(rfc3339).unwrap_or_default());
        header.add(Key::Rating, conversation.rating.map_or("", rating_name));
        Self { header, entries: lines, details: details(conversation, words) }
    }

    /// As plain text. What somebody wrote is indented from its second line on, so that it can't look like a line of ours.
    pub fn text(&self, words: &Words) -> String {
        let mut text = String::new();
        for (key, value) in self.header.lines() {
            text += &format!("{}: {value}\n", key.name());
        }
        text.push('\n');
        for line in &self.entries {
            let time = clock(line.at);
            // Writing to a string never fails.
            let _ = match &line.what {
                Happening::Message { text: said, files } => {
                    let files = files.iter().map(|file| named(file, words));
                    let said: Vec<_> = Some(said.replace('\n', "\n    "))
                        .into_iter()
                        .filter(|said| !said.is_empty())
                        .chain(files)
                        .collect();
                    writeln!(text, "[{time}] {}: {}", line.name, said.join("\n    "))
                }
                _ => writeln!(text, "[{time}] * {}", line.words(words).replace('\n', "\n    ")),
            };
        }
        if !self.details.is_empty() {
            text += &format!("\n{}\n", word(words, "details"));
        }
        for Described { label, value } in &self.details {
            text += &format!("{label}: {}\n", value.replace('\n', "\n    "));
        }
        text
    }
}

impl Line {
    /// What happened in a sentence; for a message what was said.
    pub fn words(&self, words: &Words) -> String {
        let say = |key, value: &str| word(words, key).replace("{}", value);
        match &self.what {
            Happening::Opened { topic } => say("opened", topic),
            Happening::Message { text, .. } => text.clone(),
            Happening::Joined => say("joined", &self.name),
            Happening::Left => say("left", &self.name),
            Happening::Ended if self.by == Side::System => say("ended_idle", ""),
            Happening::Ended => say("ended", &self.name),
            Happening::Reopened => say("reopened", &self.name),
            Happening::Ticket { number } => say("ticket", &number.to_string()),
            Happening::Rated { rating, comment } => {
                let rated = say("rated", word(words, rating_name(*rating)));
                if comment.is_empty() { rated } else { format!("{rated}\n{comment}") }
            }
        }
    }

    /// When it happened, as people read it.
    pub fn clock(&self) -> String {
        clock(self.at)
    }
}

/// A file in a line of its own.
pub fn named(file: &FileCard, words: &Words) -> String {
    word(words, "file").replace("{}", &file.name)
}

fn line(entry: &VisitorEntry, fact: &PublicFact, summary: &Summary, visitor: &str) -> Line {
    let (by, card, what) = match fact {
        PublicFact::Opened { topic } => (Side::Visitor, None, Happening::Opened { topic: topic.clone() }),
        PublicFact::Message { by, text, files, .. } => {
            let (side, card) = whose(by, summary);
            (side, card, Happening::Message { text: text.clone(), files: files.clone() })
        }
        PublicFact::Joined { agent } => (Side::Agent, Some(agent), Happening::Joined),
        PublicFact::Left { agent } => (Side::Agent, summary.agent(agent), Happening::Left),
        PublicFact::Ended { by, .. } => {
            let (side, card) = whose(by, summary);
            (side, card, Happening::Ended)
        }
        PublicFact::Reopened { by, .. } => {
            let (side, card) = whose(by, summary);
            (side, card, Happening::Reopened)
        }
        PublicFact::TicketMade { number, .. } => (Side::Visitor, None, Happening::Ticket { number: *number }),
        PublicFact::Rated { rating, comment, .. } => {
            (Side::Visitor, None, Happening::Rated { rating: *rating, comment: comment.clone() })
        }
    };
    let name = match by {
        Side::Visitor => visitor.into(),
        Side::Agent => card.map(|card| card.name.clone()).unwrap_or_default(),
        Side::System => String::new(),
    };
    let photo = card.and_then(|card| card.photo.clone());
    Line { seq: entry.seq, at: entry.at, by, name, photo, what }
}

fn whose<'a>(by: &Author, summary: &'a Summary) -> (Side, Option<&'a AgentCard>) {
    match by {
        Author::Visitor => (Side::Visitor, None),
        Author::Agent(agent) => (Side::Agent, summary.agent(agent)),
        Author::System => (Side::System, None),
    }
}

fn details(conversation: &Conversation, words: &Words) -> Vec<Described> {
    let card = &conversation.card;
    let known = [("email", &card.email), ("phone", &card.phone), ("employer", &card.company)];
    let known = known.into_iter().map(|(key, value)| (word(words, key).to_owned(), value.clone()));
    let asked = card.details.iter().map(|detail| (one_line(&detail.label), detail.value.clone()));
    known
        .chain(asked)
        .filter(|(_, value)| !value.is_empty())
        .map(|(label, value)| Described { label, value })
        .collect()
}

/// A text, or its key where it is missing.
fn word<'a>(words: &'a Words, key: &'a str) -> &'a str {
    words.get(key).map_or(key, String::as_str)
}

const fn rating_name(rating: Rating) -> &'static str {
    match rating {
        Rating::Bad => "bad",
        Rating::Fair => "fair",
        Rating::Good => "good",
    }
}

fn rfc3339(at: Timestamp) -> String {
    instant(at).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn clock(at: Timestamp) -> String {
    instant(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

fn instant(at: Timestamp) -> jiff::Timestamp {
    jiff::Timestamp::from_millisecond(at.0).unwrap_or_default()
}

#[cfg(test)]
mod tests;
