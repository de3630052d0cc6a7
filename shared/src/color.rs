//! Colors and whether they can be read upon each other (WCAG 2.2, "relative luminance" and "contrast ratio").

use core::fmt;
use core::str::FromStr;
use serde::{Deserialize, Serialize};

/// An opaque sRGB color, written as `#0f6f66`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Color {
    /// 0 to 255.
    pub red: u8,
    /// 0 to 255.
    pub green: u8,
    /// 0 to 255.
    pub blue: u8,
}

/// Text on its background (WCAG 2.2, 1.4.3).
pub const TEXT_CONTRAST: f64 = 4.5;
/// Icons, borders and other parts that must be seen (WCAG 2.2, 1.4.11).
pub const PART_CONTRAST: f64 = 3.0;

impl Color {
    /// From its three parts.
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// The ratio between 1 and 21 in which two colors differ in brightness.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The nearest color, lighter or darker but of the same hue, that differs from every one of `others` by at least
    /// `ratio`; `None` if there is none.
    pub fn adjusted(self, others: &[Self], ratio: f64) -> Option<Self> {
        self.nearest(|color| others.iter().all(|other| color.contrast(*other) >= ratio))
    }

    /// The nearest color, lighter or darker but of the same hue, that is good; `None` if there is none.
    pub fn nearest(self, is_good: impl Fn(Self) -> bool) -> Option<Self> {
        let [black, white] = [Self::new(0, 0, 0), Self::new(u8::MAX, u8::MAX, u8::MAX)];
        (0..=u8::MAX)
            .flat_map(|share| [self.mixed(black, share), self.mixed(white, share)])
            .find(|color| is_good(*color))
    }

    /// With a share of another color, in 255ths, as a see-through layer of it over this one looks.
    pub fn mixed(self, other: Self, share: u8) -> Self {
        let share = u16::from(share);
        let mix = |part: u8, other: u8| -> u8 {
            let (part, other) = (u16::from(part), u16::from(other));
            u8::try_from((part * (255 - share) + other * share) / 255).unwrap_or(u8::MAX)
        };
        Self::new(mix(self.red, other.red), mix(self.green, other.green), mix(self.blue, other.blue))
    }

    /// How bright it is: 0 for black to 1 for white.
    pub fn luminance(self) -> f64 {
        let part = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(self.red) + 0.7152 * part(self.green) + 0.0722 * part(self.blue)
    }
}

impl FromStr for Color {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const HELP: &str = "write a color as # and six hexadecimal digits, such as #0f6f66";
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6).ok_or(HELP)?;
        let part = |at: usize| {
            let part =
                digits.get(at..at + 2).filter(|part| part.bytes().all(|byte| byte.is_ascii_hexdigit()));
            part.and_then(|part| u8::from_str_radix(part, 16).ok()).ok_or(HELP)
        };
        Ok(Self::new(part(0)?, part(2)?, part(4)?))
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl TryFrom<String> for Color {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Color> for String {
    fn from(color: Color) -> Self {
        color.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WHITE: Color = Color::new(255, 255, 255);
    const BLACK: Color = Color::new(0, 0, 0);

    #[test]
    fn contrast_is_the_one_that_wcag_defines() {
        assert!((BLACK.contrast(WHITE) - 21.0).abs() < 1e-9);
        // The best known grey: #767676 passes upon white, #777777 doesn't.
        assert!(Color::new(0x76, 0x76, 0x76).contrast(WHITE) >= TEXT_CONTRAST);
        assert!(Color::new(0x77, 0x77, 0x77).contrast(WHITE) < TEXT_CONTRAST);
    }

    #[test]
    fn colors_are_written_as_they_are_read() {
        assert_eq!("#0F6f66".parse::<Color>().unwrap().to_string(), "#0f6f66");
        for bad in ["", "0f6f66", "#0f6f6", "#0f6f666", "#+f6f66", "#żf6f6", "red"] {
            assert!(bad.parse::<Color>().is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn there_is_always_something_to_suggest_against_one_color(a: [u8; 3], b: [u8; 3]) {
            let (a, b) = (Color::new(a[0], a[1], a[2]), Color::new(b[0], b[1], b[2]));
            let suggested = a.adjusted(&[b], TEXT_CONTRAST).unwrap();
            prop_assert!(suggested.contrast(b) >= TEXT_CONTRAST);
        }
    }
}
