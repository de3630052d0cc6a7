//! The document inside the iframe, made of a widget's settings: what a visitor needs for the first step is in it.

use super::fields::Words;
use super::words;
use crate::site::Derived;
use crate::store::widgets::Widget;
use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use minijinja::value::Serde;
use minijinja::{Value, context};
use sha2::{Digest, Sha256};
use shared::boot::{Boot, Can, Topic};
use shared::color::{Color, TEXT_CONTRAST};
use shared::ids::QueueId;
use shared::settings::{Look, Need, PANEL, Palette, Peek, RIGHT_TO_LEFT, Scheme, WidgetSettings};
use std::collections::BTreeMap;

const WHITE: Color = Color::new(0xff, 0xff, 0xff);
const BLACK: Color = Color::new(0, 0, 0);
/// What text in the brand's color stands on, as in the style sheet's tokens: the panel and a quiet area.
const LIGHT_GROUNDS: [Color; 2] = [PANEL[0], Color::new(0xea, 0xef, 0xed)];
const DARK_GROUNDS: [Color; 2] = [PANEL[1], Color::new(0x27, 0x33, 0x32)];

/// What topics say while they are closed.
pub type Notices = BTreeMap<QueueId, String>;

/// Which of its documents.
pub struct View<'a> {
    /// Language of the texts.
    pub lang: &'a str,
    /// The address of a script that plays the server, in a preview.
    pub line: Option<&'a str>,
    /// Light or dark.
    pub scheme: Scheme,
    /// Size in bytes of the largest file that may be sent.
    pub file_bytes: u64,
    /// What stands there while a topic is closed, for topics that say something of their own.
    pub notices: &'a Notices,
}

/// A rendered document.
pub struct Page {
    /// The document.
    pub html: String,
    /// The sources that allow its inline style sheets in a content policy.
    pub styles: String,
}

/// Renders the document of a widget.
///
/// # Errors
/// The template or a text is missing.
pub fn render(site: &Derived, widget: &Widget, topics: Vec<Topic>, view: &View<'_>) -> anyhow::Result<Page> {
    let mut texts = words::texts(site, widget, view.lang)?;
    if view.line.is_some() {
        texts.extend(words::samples(site, view.lang)?);
    }
    let notices = Closed::of(&topics, view.notices);
    let palette = palette(&widget.settings.look) + &notices.style;
    let all_closed = topics.iter().all(|topic| !topic.open);
    let boot = boot(widget, view.lang, topics, &texts);
    let json = safe_in_script(&serde_json::to_string(&boot).context("the boot data")?);
    let settings = &widget.settings;
    let words = Words { widget, lang: view.lang, texts: &texts };
    let mut before = words.fields(&settings.before, &boot.before);
    let mut closed = words.fields(&settings.closed, &boot.closed);
    // The topic is asked once, where the form has it that comes first. It stays there when a topic is picked for which
    // the other form stands, so that another one can still be picked.
    let (first, fields, form) = if all_closed {
        ("closed", &mut closed, &settings.closed)
    } else {
        ("before", &mut before, &settings.before)
    };
    let mut topic = words.topic(form);
    if all_closed && topic.need == Need::Optional {
        topic.need = Need::Required;
    }
    let head: Vec<_> = fields.drain(..topic.after).collect();
    let html = site.render(
        "widget",
        context! {
            lang => view.lang,
            dir => direction(view.lang),
            line => view.line.unwrap_or_default(),
            scheme => Value::from(Serde(view.scheme)),
            name => &widget.name,
            texts => &texts,
            topics => Value::from(Serde(&boot.topics)),
            only_notice => notices.only.unwrap_or_default(),
            notices => Value::from(Serde(&notices.many)),
            topic => Value::from(Serde(topic)),
            first,
            head => Value::from(Serde(head)),
            before => Value::from(Serde(before)),
            closed => Value::from(Serde(closed)),
            look => look(&settings.look),
            can => can(settings, view.file_bytes),
            boot_json => Value::from_safe_string(json),
            assets => site.assets(),
            style => Value::from_safe_string(site.widget_style().to_owned()),
            palette => Value::from_safe_string(palette.clone()),
        },
    )?;
    Ok(Page { html, styles: format!("{} {}", source(site.widget_style()), source(&palette)) })
}

/// The direction in which a language is written, as HTML says it.
pub fn direction(lang: &str) -> &'static str {
    if RIGHT_TO_LEFT.contains(&lang) { "rtl" } else { "ltr" }
}

fn boot(widget: &Widget, lang: &str, topics: Vec<Topic>, texts: &BTreeMap<String, String>) -> Boot {
    let chat = &widget.settings.chat;
    Boot {
        widget: widget.id.clone(),
        name: widget.name.clone(),
        lang: lang.into(),
        topics,
        before: widget.settings.before_specs(),
        closed: widget.settings.closed_specs(),
        can: Can {
            peek: chat.peek != Peek::Off,
            rate: chat.rating,
            sound: chat.sound,
            verified_only: chat.verified_only,
        },
        texts: texts.iter().map(|(key, text)| (key.clone(), text.clone())).collect(),
    }
}

fn look(look: &Look) -> Value {
    let logo = look.logo.as_ref().map(|id| format!("/pictures/{id}")).unwrap_or_default();
    context! {
        side => Value::from(Serde(look.side)),
        logo,
        photos => look.photos,
        powered_by => look.powered_by,
    }
}

fn can(settings: &WidgetSettings, file_bytes: u64) -> Value {
    let chat = &settings.chat;
    context! {
        files => chat.files,
        file_bytes,
        peek_disclosed => chat.peek == Peek::Disclosed,
        transcript => chat.transcript,
        history => chat.history,
        sound => chat.sound,
        rating => chat.rating,
    }
}

/// The owner's colors for both schemes; the style sheet decides which of them is used.
fn palette(look: &Look) -> String {
    let [light, dark] = [(look.light, LIGHT_GROUNDS), (look.dark, DARK_GROUNDS)].map(|(palette, grounds)| {
        let Palette { brand, on_brand } = palette;
        let ink = brand.adjusted(&grounds, TEXT_CONTRAST).unwrap_or(brand);
        let shade = if on_brand.luminance() > brand.luminance() { BLACK } else { WHITE };
        [brand, on_brand, ink, shade]
    });
    let names = ["--brand", "--on-brand", "--brand-ink", "--shade"];
    let pairs = names.iter().zip(light.iter().zip(dark));
    let declared = pairs.map(|(name, (light, dark))| format!("{name}:light-dark({light},{dark})"));
    format!(":root{{{}}}", declared.collect::<Vec<_>>().join(";"))
}

fn source(style: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(style)))
}

/// The notices of closed topics.
#[derive(Default)]
struct Closed<'a> {
    /// The only topic's, in place of the widget's own.
    only: Option<&'a str>,
    /// Those of several topics by their ids.
    many: Vec<(&'a str, &'a str)>,
    /// Shows of them the picked topic's, so that no script has to.
    style: String,
}

impl<'a> Closed<'a> {
    fn of(topics: &[Topic], notices: &'a Notices) -> Self {
        if let [topic] = topics {
            return Self { only: notices.get(&topic.id).map(String::as_str), ..Self::default() };
        }
        let is_plain =
            |id: &str| id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        let many: Vec<_> = topics
            .iter()
            .filter_map(|topic| notices.get_key_value(&topic.id))
            .map(|(id, notice)| (id.as_str(), notice.as_str()))
            .filter(|(id, _)| is_plain(id))
            .collect();
        let mut style = String::new();
        if !many.is_empty() {
            style.push_str(".closed-notice [data-topic]{display:none}");
        }
        for (id, _) in &many {
            let picked = format!(
                "#form:has([name=topic] [value=\"{id}\"]:checked,[name=topic][value=\"{id}\"]:checked) .closed-notice"
            );
            style.push_str(&format!(
                "{picked} p{{display:none}}{picked} [data-topic=\"{id}\"]{{display:block}}"
            ));
        }
        Self { only: None, many, style }
    }
}

/// JSON that can't end the script element it stands in, nor be read as anything else there.
fn safe_in_script(json: &str) -> String {
    let mut safe = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        match c {
            '<' => safe.push_str("\\u003c"),
            '>' => safe.push_str("\\u003e"),
            '&' => safe.push_str("\\u0026"),
            '\u{2028}' => safe.push_str("\\u2028"),
            '\u{2029}' => safe.push_str("\\u2029"),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topics(ids: &[&str]) -> Vec<Topic> {
        ids.iter().map(|id| Topic { id: (*id).into(), name: "T".into(), open: false }).collect()
    }

    #[test]
    fn the_picked_topic_says_why_it_is_closed() {
        let notices: Notices = [("a".into(), "Back at 9".into()), ("b\"]{}*".into(), "x".into())].into();
        let none = Closed::of(&topics(&["c", "d"]), &notices);
        assert_eq!(
            (none.only, none.many.len(), none.style.as_str()),
            (None, 0, ""),
            "nothing is paid for it"
        );
        let one = Closed::of(&topics(&["a"]), &notices);
        assert_eq!((one.only, one.many.len(), one.style.as_str()), (Some("Back at 9"), 0, ""));
        let two = Closed::of(&topics(&["a", "c", "b\"]{}*"]), &notices);
        assert_eq!((two.only, two.many), (None, vec![("a", "Back at 9")]), "no id can end the style sheet");
        assert!(two.style.contains(r#"[name=topic][value="a"]:checked) .closed-notice p{display:none}"#));
    }

    #[test]
    fn json_stays_inside_its_script() {
        let json = serde_json::to_string("</script><!-- & \u{2028}").unwrap();
        let safe = safe_in_script(&json);
        assert!(!safe.contains(['<', '>', '&', '\u{2028}']));
        assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), "</script><!-- & \u{2028}");
    }
}
