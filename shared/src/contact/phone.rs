//! Telephone numbers: kept as they are typed, compared by their digits.

/// Fewest digits of a number; emergency numbers have three.
const DIGITS_MIN: usize = 3;
/// Most digits of a number (ITU-T E.164).
const DIGITS_MAX: usize = 15;

/// The number without what is there for the eye: its digits, after a `+` if it names its country. `None` if it is no
/// number.
///
/// A number without its country stays without: nothing says which one it would be.
pub fn normal(text: &str) -> Option<String> {
    let text = text.trim();
    let international = text.strip_prefix('+').or_else(|| text.strip_prefix("00"));
    // "+49 (0)30": the zero is for those who call from inside.
    let rest = international.map_or_else(|| text.to_owned(), |rest| rest.replacen("(0)", "", 1));
    if !rest.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '\u{a0}' | '-' | '(' | ')' | '.' | '/'))
    {
        return None;
    }
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    let good = (DIGITS_MIN..=DIGITS_MAX).contains(&digits.len());
    good.then(|| if international.is_some() { format!("+{digits}") } else { digits })
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn numbers_are_told_from_what_is_none() {
        for (text, expected) in [
            (" +48 22 123-45-67 ", Some("+48221234567")),
            ("0048 (22) 1234567", Some("+48221234567")),
            ("+49 (0)30 12 34 56", Some("+4930123456")),
            ("030/12.34.56", Some("030123456")),
            ("112", Some("112")),
            ("12", None),
            ("+1234567890123456", None),
            ("call me", None),
            ("+48 22 x 7", None),
            ("48+22123", None),
            ("", None),
            ("+", None),
        ] {
            assert_eq!(normal(text).as_deref(), expected, "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_normal_number_stays_as_it_is(text in "\\+?[0-9 ()./-]{0,20}") {
            if let Some(once) = normal(&text).filter(|once| !once.starts_with("00")) {
                proptest::prop_assert_eq!(normal(&once), Some(once));
            }
        }
    }
}
