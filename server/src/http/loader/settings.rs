//! The settings inside of a loader: only what it draws before the visitor has shown an intent, and only what isn't as by
//! default, for every page of every site pays for each byte.

use crate::http::widget::words;
use crate::site::Derived;
use crate::store::widgets::Widget;
use serde::{Serialize, Serializer};
use shared::color::Color;
use shared::ids::{QueueId, WidgetId};
use shared::settings::{Icon, Invitation, Scheme, Shape, Side, Size, Visits};
use std::collections::BTreeMap;

/// The distance from the page's edges that the loader has by itself, in pixels.
const OFFSET: u16 = 20;

/// Where a loader finds the rest.
pub struct Place {
    /// The address of the iframe's document.
    pub frame: String,
    /// Whether pages with it are looked at by visitors, and not by who arranges the widget.
    pub is_public: bool,
}

impl Place {
    /// The place of a widget's document.
    pub fn of(id: &WidgetId) -> Self {
        Self { frame: format!("/widget/{id}"), is_public: true }
    }
}

#[derive(Serialize)]
struct Settings<'a> {
    id: &'a str,
    frame: &'a str,
    more: &'a str,
    api: &'a str,
    /// What is fetched when the page is idle.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    asks: Vec<&'a str>,
    /// What is fetched once the visitor agrees.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    agreed: Vec<&'a str>,
    /// What draws an agent's invitation.
    #[serde(skip_serializing_if = "Option::is_none")]
    bubble: Option<&'a str>,
    light: [Color; 2],
    dark: [Color; 2],
    #[serde(skip_serializing_if = "is_default")]
    scheme: Scheme,
    #[serde(skip_serializing_if = "is_default")]
    side: Side,
    #[serde(skip_serializing_if = "is_usual")]
    x: u16,
    #[serde(skip_serializing_if = "is_usual")]
    y: u16,
    #[serde(skip_serializing_if = "is_default")]
    shape: Shape,
    #[serde(skip_serializing_if = "is_default")]
    icon: Icon,
    #[serde(skip_serializing_if = "is_default")]
    size: Size,
    texts: Texts<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    invitations: Vec<Spoken<'a>>,
}

/// Per language the launcher's text, the word for unread messages and, if it is set, the teaser.
struct Texts<'a>(Vec<(&'a str, Vec<String>)>);

impl Texts<'_> {
    fn has_teaser(&self) -> bool {
        self.0.iter().any(|(_, texts)| texts.len() > 2)
    }
}

/// In the order of the languages: the first is for who reads none of them.
impl Serialize for Texts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(lang, texts)| (lang, texts)))
    }
}

/// An invitation with the conditions that it has.
#[derive(Serialize)]
struct Spoken<'a> {
    id: &'a str,
    text: BTreeMap<&'a str, &'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    page: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scrolled: Option<u8>,
    #[serde(skip_serializing_if = "is_default")]
    leaving: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    visits: Option<u32>,
    #[serde(skip_serializing_if = "is_default")]
    staffed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    open: Option<&'a str>,
}

/// The settings as JSON that can stand in a script.
pub fn of(site: &Derived, widget: &Widget, place: &Place) -> anyhow::Result<String> {
    let look = &widget.settings.look;
    let languages = widget.settings.languages();
    let on = widget.settings.invitations.iter().filter(|invitation| invitation.on);
    let invitations: Vec<_> = on.map(|invitation| spoken(invitation, &languages)).collect();
    let texts = texts(site, widget, &languages)?;
    let speaks_first = texts.has_teaser() || !invitations.is_empty();
    let mut asks = Vec::new();
    let mut agreed = Vec::new();
    if speaks_first {
        asks.push(site.address("invite.js")?);
    }
    let shown = if place.is_public { widget.settings.chat.visits } else { Visits::Off };
    match shown {
        Visits::Off => {}
        Visits::Consented => agreed.push(site.address("visits.js")?),
        Visits::Always => asks.push(site.address("visits.js")?),
    }
    let bubble = if shown == Visits::Off { None } else { Some(site.address("invite.js")?) };
    let settings = Settings {
        id: widget.id.as_str(),
        frame: &place.frame,
        more: site.address("panel.js")?,
        api: site.address("api.js")?,
        asks,
        agreed,
        bubble,
        light: [look.light.brand, look.light.on_brand],
        dark: [look.dark.brand, look.dark.on_brand],
        scheme: look.scheme,
        side: look.side,
        x: look.offset_x,
        y: look.offset_y,
        shape: look.shape,
        icon: look.icon,
        size: look.size,
        texts,
        invitations,
    };
    Ok(serde_json::to_string(&settings)?)
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_usual(offset: &u16) -> bool {
    *offset == OFFSET
}

fn texts<'a>(site: &Derived, widget: &Widget, languages: &[&'a str]) -> anyhow::Result<Texts<'a>> {
    let of = |lang: &&'a str| {
        let texts = words::texts(site, widget, lang)?;
        let text = |key: &str| texts.get(key).cloned();
        let needed = ["launcher", "unread"].map(|key| text(key).unwrap_or_default());
        Ok((*lang, needed.into_iter().chain(text("teaser")).collect()))
    };
    languages.iter().map(of).collect::<anyhow::Result<_>>().map(Texts)
}

fn spoken<'a>(invitation: &'a Invitation, languages: &[&'a str]) -> Spoken<'a> {
    let text = |lang: &&'a str| Some((*lang, invitation.text.get(*lang)?.trim()));
    Spoken {
        id: &invitation.id,
        text: languages.iter().filter_map(text).filter(|(_, text)| !text.is_empty()).collect(),
        page: &invitation.page,
        seconds: invitation.seconds,
        scrolled: invitation.scrolled,
        leaving: invitation.leaving,
        visits: invitation.visits,
        staffed: invitation.staffed,
        open: invitation.open.as_ref().map(QueueId::as_str),
    }
}
