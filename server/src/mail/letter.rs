//! What is written in mails: each kind with what it needs, kept encrypted in the outbox until it is sent, and put into
//! words of its reader's language.

use super::compose::Letter;
use crate::config::Origin;
use crate::site::{self, Derived};
use serde::{Deserialize, Serialize};
use shared::time::Timestamp;

/// A mail before it is put into words.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// A link with which an agent sets a password. It works like one.
    AgentLink {
        /// Of the agent's languages one that we have.
        lang: String,
        /// The link.
        link: String,
        /// When it is worth nothing any more.
        until: Timestamp,
    },
    /// What an agent answers to a ticket. Nothing that anybody else wrote stands in it.
    TicketReply {
        /// The requester's language, or one that we have.
        lang: String,
        /// The ticket's number.
        number: u32,
        /// What the ticket is about.
        subject: String,
        /// The agent's name.
        agent: String,
        /// What the agent wrote.
        text: String,
        /// The names of the mails before it, the thread's own first.
        thread: Vec<String>,
    },
    /// What was said in a conversation, for its visitor.
    Transcript {
        /// The visitor's language, or one that we have.
        lang: String,
        /// The topic as the visitor picked it.
        topic: String,
        /// The transcript.
        text: String,
    },
    /// A mail to see whether mails arrive.
    Test {
        /// As above.
        lang: String,
    },
}

/// The first of the languages that mails are written in, or the first that there is.
pub fn language(wanted: &[String]) -> &'static str {
    let primary = |tag: &String| tag.split('-').next().unwrap_or_default().to_lowercase();
    let known = |tag: &String| site::LANGUAGES.into_iter().find(|known| *known == primary(tag));
    wanted.iter().find_map(known).unwrap_or(site::LANGUAGES[0])
}

impl Content {
    /// The mail in words. `here` is where browsers find this server.
    ///
    /// # Errors
    /// A text is missing from the site.
    pub fn written(&self, site: &Derived, here: &Origin) -> anyhow::Result<Letter> {
        let (Self::AgentLink { lang, .. }
        | Self::TicketReply { lang, .. }
        | Self::Transcript { lang, .. }
        | Self::Test { lang }) = self;
        let lang = language(std::slice::from_ref(lang));
        let texts = site.texts("mail", lang)?;
        let origin = here.as_str();
        let host = origin.split_once("://").map_or(origin, |(_, host)| host);
        let say = |key: &str| texts.get(key).map(|text| text.replace("{host}", host)).unwrap_or_default();
        let automatic = say("automatic");
        Ok(match self {
            Self::AgentLink { link, until, .. } => Letter {
                lang,
                author: None,
                subject: say("link_subject"),
                paragraphs: vec![say("link_text"), say("link_until").replace("{time}", &utc(*until))],
                button: Some((say("link_button"), link.clone())),
                notes: vec![say("link_unexpected"), automatic],
            },
            Self::TicketReply { number, subject, agent, text, .. } => Letter {
                lang,
                author: Some(agent.clone()),
                subject: format!("Re: [#{number}] {subject}"),
                paragraphs: text.split("\n\n").map(str::to_owned).collect(),
                button: None,
                notes: vec![
                    say("ticket_note").replace("{number}", &number.to_string()).replace("{name}", agent),
                ],
            },
            Self::Transcript { topic, text, .. } => Letter {
                lang,
                author: None,
                subject: say("transcript_subject").replace("{topic}", topic),
                paragraphs: std::iter::once(say("transcript_text"))
                    .chain(text.trim().split("\n\n").map(str::to_owned))
                    .collect(),
                button: None,
                notes: vec![automatic],
            },
            Self::Test { .. } => Letter {
                lang,
                author: None,
                subject: say("test_subject"),
                paragraphs: vec![say("test_text")],
                button: None,
                notes: vec![automatic],
            },
        })
    }
}

impl Content {
    /// The names of the mails that it follows, the first of the thread first.
    pub fn thread(&self) -> &[String] {
        match self {
            Self::TicketReply { thread, .. } => thread,
            Self::AgentLink { .. } | Self::Transcript { .. } | Self::Test { .. } => &[],
        }
    }
}

/// An instant for people of whom nobody knows where they are: `2026-11-21 12:00 UTC`.
fn utc(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.0).unwrap_or_default().strftime("%Y-%m-%d %H:%M UTC").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn the_first_language_that_we_have_is_spoken() {
        for (wanted, spoken) in [
            (vec![], "en"),
            (vec!["de", "pl-PL", "ru"], "pl"),
            (vec!["RU"], "ru"),
            (vec!["ar"], "en"),
            (vec![""], "en"),
        ] {
            let wanted: Vec<_> = wanted.into_iter().map(str::to_owned).collect();
            assert_eq!(language(&wanted), spoken, "{wanted:?}");
        }
    }

    #[test]
    fn every_language_says_everything() {
        let names = |text: &str| text.matches('{').count();
        let mut english = BTreeMap::new();
        for lang in site::LANGUAGES {
            let path = format!("{}/../public/locales/mail.{lang}.json", env!("CARGO_MANIFEST_DIR"));
            let texts: BTreeMap<String, String> =
                serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
            if lang == "en" {
                english = texts.clone();
            }
            assert_eq!(texts.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>(), "{lang}");
            for (key, text) in &texts {
                assert!(!text.trim().is_empty() && names(text) == names(&english[key]), "{lang}: {key}");
            }
        }
    }
}
