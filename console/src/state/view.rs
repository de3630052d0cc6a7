//! What the inbox's pane shows besides the inbox itself: sections, words and filters, as they stand in the address.

use form_urlencoded::{Serializer, parse};
use shared::ids::{AgentId, QueueId, WidgetId};
use shared::search::{Shelf, Wanted};
use shared::time::Timestamp;
use shared::timeline::Rating;

/// A part of all conversations that one can look at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tab {
    /// What is the agent's now.
    #[default]
    Inbox,
    /// All that the agent is in, or was in at the end.
    Mine,
    /// Those of the agent's queues.
    Team,
    /// All that the agent may see.
    All,
    /// Those that are over and not archived.
    Ended,
    /// Those that are archived.
    Archive,
}

impl Tab {
    /// All of them in their order.
    pub const ALL: [Self; 6] = [Self::Inbox, Self::Mine, Self::Team, Self::All, Self::Ended, Self::Archive];

    /// Its word in addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Mine => "mine",
            Self::Team => "team",
            Self::All => "all",
            Self::Ended => "ended",
            Self::Archive => "archive",
        }
    }
}

/// Something by which what is looked at is narrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Filter {
    /// In a queue.
    Queue,
    /// Of an agent.
    Agent,
    /// With a tag.
    Tag,
    /// Through a widget.
    Channel,
    /// From a day on.
    From,
    /// Up to a day.
    To,
    /// With a verdict.
    Rating,
    /// That nobody answered.
    Missed,
}

impl Filter {
    /// All of them in their order.
    pub const ALL: [Self; 8] = [
        Self::Queue,
        Self::Agent,
        Self::Tag,
        Self::Channel,
        Self::From,
        Self::To,
        Self::Rating,
        Self::Missed,
    ];
}

/// What is looked at. Of what isn't given, anything will do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// Where.
    pub tab: Tab,
    /// The words that are looked for.
    pub text: String,
    /// In which queue.
    pub queue: Option<QueueId>,
    /// Of which agent.
    pub agent: Option<AgentId>,
    /// With which tag; empty for any.
    pub tag: String,
    /// Through which widget.
    pub channel: Option<WidgetId>,
    /// From this day on, as `2026-11-26`.
    pub from: String,
    /// Up to this day and with it.
    pub to: String,
    /// The visitor's verdict.
    pub rating: Option<Rating>,
    /// Only what nobody answered.
    pub missed: bool,
}

const RATINGS: [(Rating, &str); 3] = [(Rating::Good, "good"), (Rating::Fair, "fair"), (Rating::Bad, "bad")];

impl View {
    /// Reads an address's query, with or without its question mark. What makes no sense is left out.
    pub fn of(query: &str) -> Self {
        let mut view = Self::default();
        for (key, value) in parse(query.trim_start_matches('?').as_bytes()) {
            match key.as_ref() {
                "in" => {
                    view.tab = Tab::ALL.into_iter().find(|tab| tab.word() == value).unwrap_or_default();
                }
                "q" => view.text = value.into_owned(),
                "queue" if !value.is_empty() => view.queue = Some(value.as_ref().into()),
                "agent" if !value.is_empty() => view.agent = Some(value.as_ref().into()),
                "tag" => view.tag = value.into_owned(),
                "channel" if !value.is_empty() => view.channel = Some(value.as_ref().into()),
                "from" if date(&value).is_some() => view.from = value.into_owned(),
                "to" if date(&value).is_some() => view.to = value.into_owned(),
                "rating" => view.rating = rating_of(&value),
                "missed" => view.missed = value == "yes",
                _ => {}
            }
        }
        view
    }

    /// The query with its question mark; empty for the inbox itself.
    pub fn query(&self) -> String {
        let mut query = Serializer::new(String::new());
        let mut put = |key: &str, value: &str| {
            if !value.is_empty() {
                query.append_pair(key, value);
            }
        };
        put("in", if self.tab == Tab::Inbox { "" } else { self.tab.word() });
        put("q", &self.text);
        put("queue", self.queue.as_ref().map_or("", QueueId::as_str));
        put("agent", self.agent.as_ref().map_or("", AgentId::as_str));
        put("tag", &self.tag);
        put("channel", self.channel.as_ref().map_or("", WidgetId::as_str));
        put("from", &self.from);
        put("to", &self.to);
        put("rating", self.rating.map_or("", rating_word));
        put("missed", if self.missed { "yes" } else { "" });
        let query = query.finish();
        if query.is_empty() { query } else { format!("?{query}") }
    }

    /// Whether it is the inbox itself, which needs no asking.
    pub fn is_inbox(&self) -> bool {
        self.tab == Tab::Inbox && self.text.trim().is_empty() && self.filters() == 0
    }

    /// How many filters are set.
    pub fn filters(&self) -> usize {
        self.set().count()
    }

    /// The filters that are set, in their order.
    pub fn set(&self) -> impl Iterator<Item = Filter> {
        Filter::ALL.into_iter().filter(move |filter| match filter {
            Filter::Queue => self.queue.is_some(),
            Filter::Agent => self.agent.is_some(),
            Filter::Tag => !self.tag.is_empty(),
            Filter::Channel => self.channel.is_some(),
            Filter::From => !self.from.is_empty(),
            Filter::To => !self.to.is_empty(),
            Filter::Rating => self.rating.is_some(),
            Filter::Missed => self.missed,
        })
    }

    /// The same with one filter less.
    pub fn without(mut self, filter: Filter) -> Self {
        match filter {
            Filter::Queue => self.queue = None,
            Filter::Agent => self.agent = None,
            Filter::Tag => self.tag.clear(),
            Filter::Channel => self.channel = None,
            Filter::From => self.from.clear(),
            Filter::To => self.to.clear(),
            Filter::Rating => self.rating = None,
            Filter::Missed => self.missed = false,
        }
        self
    }

    /// The same place without words and filters.
    pub fn cleared(&self) -> Self {
        Self { tab: self.tab, ..Self::default() }
    }

    /// What the server is asked. `midnight` gives the instant at which a day of year, month and number begins here;
    /// days past the end of a month count on.
    pub fn wanted(&self, midnight: impl Fn(u32, u32, u32) -> Timestamp) -> Wanted {
        Wanted {
            text: self.text.clone(),
            section: match self.tab {
                Tab::Inbox | Tab::All => Shelf::All,
                Tab::Mine => Shelf::Mine,
                Tab::Team => Shelf::Team,
                Tab::Ended => Shelf::Ended,
                Tab::Archive => Shelf::Archive,
            },
            queue: self.queue.clone(),
            agent: self.agent.clone(),
            tag: self.tag.clone(),
            channel: self.channel.clone(),
            from: date(&self.from).map(|(year, month, day)| midnight(year, month, day)),
            to: date(&self.to).map(|(year, month, day)| midnight(year, month, day + 1)),
            rating: self.rating,
            missed: self.missed,
            before: None,
        }
    }
}

/// The query with which the server is asked.
pub fn asked(wanted: &Wanted) -> String {
    let mut query = Serializer::new(String::new());
    let section = match wanted.section {
        Shelf::All => "all",
        Shelf::Mine => "mine",
        Shelf::Team => "team",
        Shelf::Ended => "ended",
        Shelf::Archive => "archive",
    };
    query.append_pair("section", section);
    let mut put = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            query.append_pair(key, &value);
        }
    };
    put("text", Some(wanted.text.clone()).filter(|text| !text.is_empty()));
    put("queue", wanted.queue.as_ref().map(ToString::to_string));
    put("agent", wanted.agent.as_ref().map(ToString::to_string));
    put("tag", Some(wanted.tag.clone()).filter(|tag| !tag.is_empty()));
    put("channel", wanted.channel.as_ref().map(ToString::to_string));
    put("from", wanted.from.map(|at| at.0.to_string()));
    put("to", wanted.to.map(|at| at.0.to_string()));
    put("rating", wanted.rating.map(|rating| rating_word(rating).into()));
    put("missed", wanted.missed.then(|| "true".into()));
    put("before", wanted.before.map(|number| number.to_string()));
    query.finish()
}

/// A verdict's word in addresses.
pub fn rating_word(rating: Rating) -> &'static str {
    RATINGS.iter().find(|(known, _)| *known == rating).map_or("", |(_, word)| word)
}

/// The verdict of a word.
pub fn rating_of(word: &str) -> Option<Rating> {
    RATINGS.iter().find(|(_, known)| *known == word).map(|(rating, _)| *rating)
}

/// Year, month and day of `2026-11-26`.
fn date(text: &str) -> Option<(u32, u32, u32)> {
    let mut parts = text.split('-');
    let mut number = |digits: usize| {
        let part = parts.next().filter(|part| part.len() == digits)?;
        part.parse::<u32>().ok()
    };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    let is_day = (1..=12).contains(&month) && (1..=31).contains(&day);
    (is_day && parts.next().is_none()).then_some((year, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_is_looked_at() {
        let full = View {
            tab: Tab::Archive,
            text: "Где заказ & co?".into(),
            queue: Some("q-1".into()),
            agent: Some("a-1".into()),
            tag: "late & parcel".into(),
            channel: Some("w-1".into()),
            from: "2026-11-01".into(),
            to: "2026-11-26".into(),
            rating: Some(Rating::Bad),
            missed: true,
        };
        assert_eq!(View::of(&full.query()), full);
        assert_eq!((full.filters(), full.cleared().query()), (8, "?in=archive".into()));
        for (query, view) in [
            ("", View::default()),
            ("?in=other&x=1", View::default()),
            ("in=all&q=a%20b+c", View { tab: Tab::All, text: "a b c".into(), ..View::default() }),
            ("?from=2026-13-01&to=yesterday&rating=great&queue=&missed=1", View::default()),
            ("?in=ended&tag=%D1%81&channel=", View { tab: Tab::Ended, tag: "с".into(), ..View::default() }),
            ("?rating=good", View { rating: Some(Rating::Good), ..View::default() }),
        ] {
            assert_eq!(View::of(query), view, "{query}");
        }
        let emptied = full.set().fold(full.clone(), View::without);
        assert_eq!(emptied, View { text: full.text.clone(), ..full.cleared() });
        assert!(View::default().is_inbox() && View::default().query().is_empty());
        assert!(!View { text: "a".into(), ..View::default() }.is_inbox());
    }

    #[test]
    fn what_the_server_is_asked() {
        let view = View {
            text: "late parcel".into(),
            from: "2026-11-01".into(),
            to: "2026-11-30".into(),
            missed: true,
            tag: "a b".into(),
            channel: Some("w".into()),
            ..View::default()
        };
        let midnight = |year, month, day| Timestamp(i64::from(year * 10_000 + month * 100 + day));
        let wanted = view.wanted(midnight);
        assert_eq!(
            asked(&Wanted { before: Some(7), ..wanted }),
            "section=all&text=late+parcel&tag=a+b&channel=w&from=20261101&to=20261131&missed=true&before=7"
        );
        assert_eq!(asked(&View { tab: Tab::Ended, ..View::default() }.wanted(midnight)), "section=ended");
        assert_eq!(asked(&View { tab: Tab::Team, ..View::default() }.wanted(midnight)), "section=team");
    }
}
