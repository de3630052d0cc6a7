//! What a preview shows: every state that a visitor can come into.

use serde::{Deserialize, Serialize};
use shared::boot::Topic;
use shared::settings::WidgetSettings;
use std::collections::BTreeMap;

/// Names of topics for an office that has few.
const SAMPLE_TOPICS: [&str; 3] = ["sample_topic_1", "sample_topic_2", "sample_topic_3"];

/// A state of the widget. What isn't decided here is played by the preview's line, which reads the same word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Closed, as visitors find it.
    Launcher,
    /// Closed, with the teaser beside it.
    Teaser,
    /// Closed, with a message that nobody has read yet.
    Unread,
    /// The first screen.
    #[default]
    #[serde(alias = "start")]
    Greeting,
    /// Several topics to pick from, one of them closed.
    Topics,
    /// The form alone.
    Form,
    /// In line.
    Waiting,
    /// With an agent.
    Conversation,
    /// One agent goes, another one comes.
    AgentChanges,
    /// Over, to be rated.
    Ended,
    /// After hours.
    Closed,
    /// A ticket was left.
    Left,
    /// Over after a long silence.
    Inactive,
    /// The visitor is banned.
    Banned,
    /// The connection is lost.
    Offline,
    /// The server restarts.
    Restarting,
    /// The browser blocks storage.
    Blocked,
    /// The browser can't run the app.
    Broken,
}

impl State {
    /// Whether the panel is open.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Launcher | Self::Teaser | Self::Unread)
    }

    /// The topics as this state has them: the office's own, and some more where it takes several.
    pub fn topics(self, mut topics: Vec<Topic>, samples: &BTreeMap<String, String>) -> Vec<Topic> {
        for topic in &mut topics {
            topic.open = !matches!(self, Self::Closed | Self::Left);
        }
        match self {
            Self::Form => topics.truncate(1),
            Self::Topics => {
                let missing = SAMPLE_TOPICS.len().saturating_sub(topics.len());
                let more = SAMPLE_TOPICS.iter().filter_map(|key| Some((*key, samples.get(*key)?)));
                topics.extend(more.take(missing).map(|(key, name)| Topic {
                    id: key.into(),
                    name: name.clone(),
                    open: true,
                }));
                if let Some(last) = topics.last_mut() {
                    last.open = false;
                }
            }
            _ => {}
        }
        topics
    }

    /// The settings as this state shows them: nothing speaks first unless that is what is to be seen, and nobody has to
    /// prove who they are.
    pub fn settings(
        self,
        mut settings: WidgetSettings,
        samples: &BTreeMap<String, String>,
    ) -> WidgetSettings {
        settings.invitations.clear();
        settings.chat.verified_only = false;
        let has_teaser = settings
            .texts
            .values()
            .any(|texts| texts.get("teaser").is_some_and(|text| !text.trim().is_empty()));
        if self != Self::Teaser {
            for texts in settings.texts.values_mut() {
                texts.remove("teaser");
            }
        } else if !has_teaser && let Some(sample) = samples.get("sample_teaser") {
            for lang in settings.languages().into_iter().map(str::to_owned).collect::<Vec<_>>() {
                settings.texts.entry(lang).or_default().insert("teaser".into(), sample.clone());
            }
        }
        settings
    }
}
