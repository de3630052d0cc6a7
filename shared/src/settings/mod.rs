//! Everything that an admin can set for a widget. Stored as JSON; a setting that an older version hasn't written takes
//! its default. The console edits it, the server renders from it; the widget itself gets only what [`crate::boot`] says.

mod faults;
mod fields;

pub use self::faults::{SettingFault, Wrong};
pub use self::fields::{FieldOption, FormField, has_own_label};
use crate::color::Color;
use crate::ids::QueueId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Texts by language (BCP 47 tag out of [`LANGUAGES`]).
pub type ByLang = BTreeMap<String, String>;

/// The languages that every text of the widget is complete in.
pub const LANGUAGES: [&str; 4] = ["en", "ru", "pl", "ar"];
/// The languages that are written from right to left.
pub const RIGHT_TO_LEFT: [&str; 1] = ["ar"];
/// The texts that an admin may replace, by their keys in the widget's locale files.
pub const TEXTS: [&str; 9] = [
    "launcher",
    "teaser",
    "greeting",
    "greeting_note",
    "waiting",
    "closed_title",
    "closed_note",
    "left_note",
    "peek_note",
];
/// Longest replaced text in characters.
pub const TEXT_CHARS: usize = 500;
/// Most sites of a widget.
pub const SITES_MAX: usize = 100;
/// Most invitations of a widget.
pub const INVITATIONS_MAX: usize = 20;
/// The background of the panel in the light and in the dark scheme, as in the style sheet's tokens.
pub const PANEL: [Color; 2] = [Color::new(0xff, 0xff, 0xff), Color::new(0x14, 0x1b, 0x1a)];

/// All settings of a widget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WidgetSettings {
    /// Languages that visitors may get, the first for those who understand none of them. Empty means all.
    pub languages: Vec<String>,
    /// How it looks.
    pub look: Look,
    /// Replaced texts: by language, then by key out of [`TEXTS`].
    pub texts: BTreeMap<String, ByLang>,
    /// What it can do.
    pub chat: Chat,
    /// What is asked before a conversation begins. One of the fields is the topic.
    #[serde(deserialize_with = "fields::with_topic")]
    pub before: Vec<FormField>,
    /// What is asked when the office is closed; all of it is required. One of the fields is the topic.
    #[serde(deserialize_with = "fields::with_topic")]
    pub closed: Vec<FormField>,
    /// When to speak to a visitor first.
    pub invitations: Vec<Invitation>,
}

/// How the widget looks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Look {
    /// In the light scheme.
    pub light: Palette,
    /// In the dark scheme.
    pub dark: Palette,
    /// Which scheme.
    pub scheme: Scheme,
    /// On which side of the page.
    pub side: Side,
    /// Distance from that side in pixels, 0 to 200.
    pub offset_x: u16,
    /// Distance from the bottom in pixels, 0 to 200.
    pub offset_y: u16,
    /// Shape of the launcher.
    pub shape: Shape,
    /// What the launcher shows.
    pub icon: Icon,
    /// How large launcher and panel are.
    pub size: Size,
    /// The owner's logo at the top of the panel: id of an uploaded picture.
    pub logo: Option<String>,
    /// Whether agents' photos are shown.
    pub photos: bool,
    /// Whether a line at the bottom says what made the chat.
    pub powered_by: bool,
}

/// Two colors that stand upon each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Palette {
    /// The owner's color: launcher, head, buttons, own bubbles.
    pub brand: Color,
    /// What stands on it.
    pub on_brand: Color,
}

macro_rules! choice {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$variant_doc])* $variant),* }
    )*};
}

choice! {
    /// Light or dark.
    Scheme {
        /// As the visitor's device says.
        #[default]
        Auto,
        /// Always light.
        Light,
        /// Always dark.
        Dark,
    }
    /// A side of the page, by the direction in which the page is read.
    Side {
        /// Where lines end.
        #[default]
        End,
        /// Where lines begin.
        Start,
    }
    /// Shape of the launcher.
    Shape {
        /// A circle; with a text a pill.
        #[default]
        Round,
        /// A square with rounded corners.
        Square,
    }
    /// What the launcher shows.
    Icon {
        /// A speech bubble.
        #[default]
        Bubble,
        /// A question mark.
        Question,
        /// A headset.
        Headset,
        /// A waving hand.
        Wave,
        /// The text `launcher` beside a speech bubble.
        Text,
    }
    /// How large launcher and panel are.
    Size {
        /// Launcher 52 px, panel 352 px wide.
        Small,
        /// Launcher 60 px, panel 384 px wide.
        #[default]
        Medium,
        /// Launcher 68 px, panel 424 px wide.
        Large,
    }
    /// Whether agents see what the visitor types before it is sent.
    Peek {
        /// They see only that something is typed.
        Off,
        /// They do.
        #[default]
        On,
        /// They do, and the widget says so.
        Disclosed,
    }
    /// Whether agents see who is on the site.
    Visits {
        /// They don't.
        #[default]
        Off,
        /// Those who have agreed, as the page says.
        Consented,
        /// All whom the owner has a legal ground for; nothing is stored at theirs without consent.
        Always,
    }
    /// Whether a field is asked.
    Need {
        /// It isn't.
        Off,
        /// It may be left empty.
        #[default]
        Optional,
        /// It must be filled in.
        Required,
    }
}

/// What the widget can do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Chat {
    /// Whether a new message makes a sound; the visitor can turn it off.
    pub sound: bool,
    /// Whether a rating is asked for at the end.
    pub rating: bool,
    /// Whether the visitor may send files.
    pub files: bool,
    /// Whether agents see what is typed.
    pub peek: Peek,
    /// Whether the visitor may download the transcript.
    pub transcript: bool,
    /// Whether the visitor sees earlier conversations.
    pub history: bool,
    /// Seconds without activity until a conversation is closed, 60 to 604,800.
    pub idle_seconds: u32,
    /// Whether only visitors may write whom the site vouches for.
    pub verified_only: bool,
    /// Whether agents see who is on the site before a conversation.
    pub visits: Visits,
}

/// A message that speaks to a visitor first. All conditions that are set must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Invitation {
    /// Unique within the widget: 1 to 32 of `a-z 0-9 _`. Who has declined it isn't asked again.
    pub id: String,
    /// Whether it is shown at all.
    pub on: bool,
    /// What it says by language.
    pub text: ByLang,
    /// The page's address holds this; `*` stands for anything. Empty means every page.
    pub page: String,
    /// Seconds on the page.
    pub seconds: Option<u32>,
    /// How far the page was scrolled, in percent.
    pub scrolled: Option<u8>,
    /// The pointer leaves the page at its top.
    pub leaving: bool,
    /// Visits of the site so far, this one included. Counted only with the visitor's consent.
    pub visits: Option<u32>,
    /// Only while somebody is there to answer; if `open` names a topic, in that one.
    pub staffed: bool,
    /// Only while this topic is open. If it is taken away, the invitation isn't shown any more.
    pub open: Option<QueueId>,
}

impl Default for Look {
    fn default() -> Self {
        let white = PANEL[0];
        Self {
            light: Palette { brand: Color::new(0x0f, 0x6f, 0x66), on_brand: white },
            dark: Palette { brand: Color::new(0x3f, 0xb8, 0xa8), on_brand: Color::new(0x06, 0x1a, 0x17) },
            scheme: Scheme::default(),
            side: Side::default(),
            offset_x: 20,
            offset_y: 20,
            shape: Shape::default(),
            icon: Icon::default(),
            size: Size::default(),
            logo: None,
            photos: true,
            powered_by: true,
        }
    }
}

impl Default for Chat {
    fn default() -> Self {
        Self {
            sound: true,
            rating: true,
            files: true,
            peek: Peek::default(),
            transcript: true,
            history: true,
            idle_seconds: 3_600,
            verified_only: false,
            visits: Visits::default(),
        }
    }
}

impl Default for WidgetSettings {
    fn default() -> Self {
        Self {
            languages: Vec::new(),
            look: Look::default(),
            texts: BTreeMap::new(),
            chat: Chat::default(),
            before: fields::before(),
            closed: fields::closed(),
            invitations: Vec::new(),
        }
    }
}

impl WidgetSettings {
    /// The languages that visitors may get, never empty.
    pub fn languages(&self) -> Vec<&str> {
        if self.languages.is_empty() {
            LANGUAGES.to_vec()
        } else {
            self.languages.iter().map(String::as_str).collect()
        }
    }
}
