//! Which canned responses the picker offers, in which order and language. Pure.

use shared::agent::InboxItem;
use shared::canned::Canned;
use shared::canned::variables::{Filled, fill};
use shared::ids::{CannedId, QueueId};
use shared::settings::LANGUAGES;
use std::collections::BTreeSet;

/// A line of the picker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Which one it is.
    pub id: CannedId,
    /// What it is called.
    pub title: String,
    /// What is typed to find it; may be empty.
    pub shortcut: String,
    /// The language of the text.
    pub lang: &'static str,
    /// What it says, its variables not yet filled in.
    pub text: String,
}

/// What the agent is looking for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Typed by the agent.
    pub text: String,
    /// The tab; `None` for all.
    pub category: Option<String>,
    /// Preferred language.
    pub lang: String,
}

/// What fits, the best first. Each is offered in the wanted language, or in another if it isn't written in that.
pub fn choices(all: &[Canned], queue: &QueueId, wanted: &Wanted) -> Vec<Choice> {
    let sought = wanted.text.trim().to_lowercase();
    let words: Vec<&str> = sought.split_whitespace().collect();
    let mut found: Vec<(u8, Choice)> = all
        .iter()
        .filter(|canned| canned.set.is_for(queue))
        .filter(|canned| wanted.category.as_ref().is_none_or(|category| *category == canned.set.category))
        .filter_map(|canned| {
            let choice = choice(canned, &wanted.lang)?;
            rank(&choice, &sought, &words).map(|rank| (rank, choice))
        })
        .collect();
    // Stable: within a rank they stay by category and title.
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, choice)| choice).collect()
}

fn choice(canned: &Canned, lang: &str) -> Option<Choice> {
    let in_order = LANGUAGES.into_iter().filter(|tag| *tag == lang).chain(LANGUAGES);
    let (lang, text) = in_order.filter_map(|tag| Some((tag, canned.set.texts.get(tag)?))).next()?;
    Some(Choice {
        id: canned.id.clone(),
        title: canned.set.title.clone(),
        shortcut: canned.set.shortcut.clone(),
        lang,
        text: text.clone(),
    })
}

/// How well it fits, 0 being best; `None` if a word is nowhere in it.
fn rank(choice: &Choice, sought: &str, words: &[&str]) -> Option<u8> {
    let title = choice.title.to_lowercase();
    let is_in = |text: &str| words.iter().all(|word| text.contains(word));
    Some(match () {
        () if words.is_empty() || choice.shortcut == sought => 0,
        () if choice.shortcut.starts_with(sought) => 1,
        () if title.starts_with(sought) => 2,
        () if is_in(&title) => 3,
        () if is_in(&format!("{title}\n{}\n{}", choice.shortcut, choice.text.to_lowercase())) => 4,
        () => return None,
    })
}

/// The tabs beside the one for all: categories that a conversation's queue has something in.
pub fn categories(all: &[Canned], queue: &QueueId) -> Vec<String> {
    let named =
        all.iter().filter(|canned| canned.set.is_for(queue)).map(|canned| canned.set.category.clone());
    named.filter(|category| !category.is_empty()).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The languages in which something is written for a conversation's queue.
pub fn languages(all: &[Canned], queue: &QueueId) -> Vec<&'static str> {
    let is_written =
        |lang: &str| all.iter().any(|one| one.set.is_for(queue) && one.set.texts.contains_key(lang));
    LANGUAGES.into_iter().filter(|lang| is_written(lang)).collect()
}

/// The language to begin with: the visitor's, else the agent's own, else any.
pub fn language(written: &[&'static str], visitor: &str, own: &str) -> String {
    let visitor = visitor.split('-').next().unwrap_or_default();
    let wanted = [visitor, own].into_iter().find(|lang| written.contains(lang));
    wanted.or_else(|| written.first().copied()).unwrap_or(own).to_owned()
}

/// A response's text for a conversation; `agent` is who answers.
pub fn filled(text: &str, item: &InboxItem, agent: &str) -> Filled {
    fill(text, |name| {
        let value = match name {
            "visitor_name" => &item.visitor.name,
            "visitor_email" => &item.visitor.email,
            "visitor_company" => &item.visitor.company,
            "agent_name" => agent,
            "topic" => &item.topic,
            "page_title" => &item.page.title,
            "page_url" => &item.page.url,
            _ => return None,
        };
        Some(value.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::canned::CannedDraft;

    fn canned(title: &str, shortcut: &str, category: &str, texts: &[(&str, &str)]) -> Canned {
        let texts = texts.iter().map(|(lang, text)| ((*lang).to_owned(), (*text).to_owned())).collect();
        let set = CannedDraft {
            title: title.into(),
            shortcut: shortcut.into(),
            category: category.into(),
            queues: None,
            texts,
        };
        Canned { id: title.into(), version: 1, set }
    }

    fn all() -> Vec<Canned> {
        let mut sales = canned("Prices", "price", "Sales", &[("en", "See our hours page")]);
        sales.set.queues = Some(["sales".into()].into());
        vec![
            canned("Goodbye", "bye", "", &[("en", "Bye!"), ("pl", "Do widzenia!")]),
            canned("Hello", "hi", "", &[("en", "Hello!")]),
            canned("Hours", "", "General", &[("pl", "Od 9 do 17"), ("en", "9 to 5")]),
            sales,
        ]
    }

    fn titles(queue: &str, wanted: &Wanted) -> Vec<String> {
        choices(&all(), &queue.into(), wanted).into_iter().map(|choice| choice.title).collect()
    }

    #[test]
    fn the_best_comes_first() {
        let wanted = |text: &str| Wanted { text: text.into(), lang: "en".into(), ..Wanted::default() };
        for (text, expected) in [
            ("", &["Goodbye", "Hello", "Hours", "Prices"][..]),
            ("h", &["Hello", "Hours", "Prices"]),
            ("HOURS", &["Hours", "Prices"]),
            ("page hours", &["Prices"]),
            ("bye", &["Goodbye"]),
            ("nothing", &[]),
        ] {
            assert_eq!(titles("sales", &wanted(text)), expected, "{text}");
        }
        assert_eq!(titles("support", &wanted("price")), [""; 0], "it is for another queue");
        let general = Wanted { category: Some("General".into()), ..wanted("") };
        assert_eq!(titles("sales", &general), ["Hours"]);
        assert_eq!(categories(&all(), &"sales".into()), ["General", "Sales"]);
        assert_eq!(categories(&all(), &"support".into()), ["General"]);
    }

    #[test]
    fn each_is_offered_in_the_wanted_language_or_in_what_there_is() {
        let wanted = Wanted { lang: "pl".into(), ..Wanted::default() };
        let langs: Vec<_> =
            choices(&all(), &"sales".into(), &wanted).iter().map(|choice| choice.lang).collect();
        assert_eq!(langs, ["pl", "en", "pl", "en"]);
        let written = languages(&all(), &"sales".into());
        assert_eq!(written, ["en", "pl"]);
        for (visitor, own, expected) in
            [("pl-PL", "en", "pl"), ("de", "pl", "pl"), ("de", "ru", "en"), ("", "en", "en")]
        {
            assert_eq!(language(&written, visitor, own), expected, "{visitor} {own}");
        }
        assert_eq!(language(&[], "pl", "ru"), "ru");
    }
}
