//! What the server's own part in each state of a preview is. All else is played by the preview's line, which reads the
//! same word.

use shared::boot::Topic;
use shared::preview::State;
use shared::settings::{ByLang, Invitation, WidgetSettings};
use std::collections::BTreeMap;

/// Names of topics for an office that has few.
const SAMPLE_TOPICS: [&str; 3] = ["sample_topic_1", "sample_topic_2", "sample_topic_3"];
/// What speaks first where the owner has written nothing for it.
const SAMPLE_WORDS: &str = "sample_teaser";

/// The topics as a state has them: the office's own, and some more where it takes several.
pub fn topics(state: State, mut topics: Vec<Topic>, samples: &BTreeMap<String, String>) -> Vec<Topic> {
    for topic in &mut topics {
        topic.open = !matches!(state, State::Closed | State::Left);
    }
    match state {
        State::Form => topics.truncate(1),
        State::Topics => {
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

/// The settings as a state shows them: nothing speaks first unless that is what is to be seen, and nobody has to prove who
/// they are. Of the invitations the one of this id is shown, else the first, at once and whatever it waits for.
pub fn settings(
    state: State,
    mut settings: WidgetSettings,
    invitation: Option<&str>,
    samples: &BTreeMap<String, String>,
) -> WidgetSettings {
    settings.chat.verified_only = false;
    let languages: Vec<String> = settings.languages().into_iter().map(str::to_owned).collect();
    let sample = || -> ByLang {
        let words = samples.get(SAMPLE_WORDS).cloned().unwrap_or_default();
        languages.iter().map(|lang| (lang.clone(), words.clone())).collect()
    };
    let invitations = std::mem::take(&mut settings.invitations);
    if state == State::Invitation {
        let named = invitations.iter().find(|one| Some(one.id.as_str()) == invitation);
        let shown = named.or(invitations.first()).cloned().unwrap_or_default();
        let text = if is_empty(&shown.text) { sample() } else { shown.text };
        let id = if shown.id.is_empty() { "sample".into() } else { shown.id };
        settings.invitations.push(Invitation { id, text, on: true, ..Invitation::default() });
    }
    let mut teaser = ByLang::new();
    for (lang, texts) in &mut settings.texts {
        teaser.extend(texts.remove("teaser").map(|text| (lang.clone(), text)));
    }
    if state == State::Teaser {
        for (lang, text) in if is_empty(&teaser) { sample() } else { teaser } {
            settings.texts.entry(lang).or_default().insert("teaser".into(), text);
        }
    }
    settings
}

fn is_empty(texts: &ByLang) -> bool {
    texts.values().all(|text| text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> ByLang {
        ByLang::from([("en".to_owned(), text.to_owned())])
    }

    fn samples() -> BTreeMap<String, String> {
        BTreeMap::from([(SAMPLE_WORDS.to_owned(), "Questions?".to_owned())])
    }

    fn invitation(id: &str, text: &str) -> Invitation {
        Invitation {
            id: id.into(),
            text: words(text),
            page: "/prices".into(),
            seconds: Some(9),
            ..Default::default()
        }
    }

    /// What is said first in a state: invitations as `id: text`, and the teaser.
    fn said(state: State, set: WidgetSettings, id: Option<&str>) -> Vec<String> {
        let shown = settings(state, set, id, &samples());
        for one in &shown.invitations {
            let due =
                Invitation { id: one.id.clone(), text: one.text.clone(), on: true, ..Default::default() };
            assert_eq!(*one, due, "it waits for nothing");
        }
        let teaser = shown.texts.get("en").and_then(|texts| texts.get("teaser"));
        let invitations = shown.invitations.iter().map(|one| format!("{}: {}", one.id, one.text["en"]));
        invitations.chain(teaser.cloned()).collect()
    }

    #[test]
    fn nothing_speaks_first_but_where_it_is_to_be_seen() {
        let set = |invitations: &[Invitation], teaser: &str| WidgetSettings {
            languages: vec!["en".into()],
            invitations: invitations.to_vec(),
            texts: BTreeMap::from([("en".to_owned(), BTreeMap::from([("teaser".into(), teaser.into())]))]),
            ..WidgetSettings::default()
        };
        let two = [invitation("one", "First"), invitation("two", "Second")];
        for state in State::ALL.iter().filter(|state| !matches!(state, State::Invitation | State::Teaser)) {
            assert_eq!(said(*state, set(&two, "Hi"), None), [""; 0], "{state:?}");
        }
        assert_eq!(said(State::Teaser, set(&two, "Hi"), None), ["Hi"]);
        assert_eq!(said(State::Teaser, set(&two, " "), None), ["Questions?"]);
        assert_eq!(said(State::Invitation, set(&two, "Hi"), Some("two")), ["two: Second"]);
        assert_eq!(said(State::Invitation, set(&two, ""), Some("gone")), ["one: First"]);
        assert_eq!(said(State::Invitation, set(&[invitation("a", "")], ""), None), ["a: Questions?"]);
        assert_eq!(said(State::Invitation, set(&[], ""), None), ["sample: Questions?"]);
    }
}
