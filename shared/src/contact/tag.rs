//! Tags: words with a colour that sort contacts.

use crate::ids::TagId;
use serde::{Deserialize, Serialize};

/// Longest name of a tag in characters.
pub const TAG_CHARS: usize = 40;

/// The colours that a tag may have; each has a tint for light and one for dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TagColor {
    /// Grey.
    #[default]
    Slate,
    /// Red.
    Red,
    /// Orange.
    Amber,
    /// Green.
    Green,
    /// Between green and blue.
    Teal,
    /// Blue.
    Blue,
    /// Violet.
    Violet,
    /// Pink.
    Pink,
}

impl TagColor {
    /// All of them in the order in which new tags get them.
    pub const ALL: [Self; 8] =
        [Self::Teal, Self::Amber, Self::Blue, Self::Pink, Self::Green, Self::Violet, Self::Red, Self::Slate];

    /// Its word in the database and in the console's styles.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Slate => "slate",
            Self::Red => "red",
            Self::Amber => "amber",
            Self::Green => "green",
            Self::Teal => "teal",
            Self::Blue => "blue",
            Self::Violet => "violet",
            Self::Pink => "pink",
        }
    }

    /// The colour of a word; grey for one that is none.
    pub fn of(word: &str) -> Self {
        Self::ALL.into_iter().find(|color| color.word() == word).unwrap_or_default()
    }
}

/// A tag as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagCard {
    /// Its name.
    pub name: String,
    /// Its colour.
    pub color: TagColor,
}

/// A line of `GET /api/agent/contact-tags`, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// Its id.
    pub id: TagId,
    /// Its name.
    pub name: String,
    /// Its colour.
    pub color: TagColor,
    /// How many contacts have it.
    pub contacts: u32,
}

/// `PUT /api/admin/contact-tags/{id}`: another name or colour. A name that another tag has is refused: see [`TagMerge`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TagChange {
    /// 1 to [`TAG_CHARS`] characters.
    pub name: String,
    /// The colour.
    pub color: TagColor,
}

/// `POST /api/admin/contact-tags/{id}/merge`: whoever has this tag has another one instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TagMerge {
    /// The one that stays.
    pub into: TagId,
}

#[cfg(test)]
mod tests {
    use super::TagColor;

    #[test]
    fn a_colour_is_found_by_its_word() {
        for color in TagColor::ALL {
            assert_eq!(TagColor::of(color.word()), color);
        }
        assert_eq!(TagColor::of("beige"), TagColor::Slate);
    }
}
