//! Card numbers in what a visitor is still typing are masked before they leave the page.

use crate::rules;

/// A card number has at least this many digits (ISO/IEC 7812-1), and some have up to nineteen.
const CARD_DIGITS: usize = 13;
/// Of a number that is still being typed, and may become a card's, fewer digits than this are shown.
const TYPED_DIGITS: usize = 7;

/// What may be shown of a text that is being typed: `•` stands for each digit of a number that is long enough for a
/// card's, whether its check digit is right or not, for others may stand beside it. Of a number at the end of the text
/// nobody knows how it goes on, so it is masked from the seventh digit on; if it is no card's it comes to light with the
/// first letter after it. So whoever sees each step of the typing sees at most six digits of a card number, the first.
///
/// A number after a `+` is a telephone number, which has twelve digits or is masked as well.
pub fn card_numbers(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(char::is_numeric) {
        let (before, number) = rest.split_at(start);
        let end = number.find(|c: char| !c.is_numeric() && !is_between(c)).unwrap_or(number.len());
        let (number, after) = number.split_at(end);
        let is_being_typed = after.is_empty() && !before.ends_with('+');
        let enough = if is_being_typed { TYPED_DIGITS } else { CARD_DIGITS };
        let is_masked = number.chars().filter(|c| c.is_numeric()).count() >= enough;
        shown.push_str(before);
        for c in number.chars() {
            shown.push(if is_masked && c.is_numeric() { '•' } else { c });
        }
        rest = after;
    }
    shown.push_str(rest);
    shown
}

/// Whether people put it between the digits of one number: blanks of every kind, line ends, dots, brackets, dashes.
fn is_between(c: char) -> bool {
    rules::is_invisible(c) || matches!(c, '-' | '.' | '(' | ')' | '\u{2010}'..='\u{2015}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn numbers_that_may_be_a_cards_are_masked_and_nothing_else() {
        for (text, masked) in [
            ("4111 1111 1111 1111", "•••• •••• •••• ••••"),
            ("my card: 4111-1111-1111-1111, thanks", "my card: ••••-••••-••••-••••, thanks"),
            ("378282246310005 ж 5555555555554444", "••••••••••••••• ж ••••••••••••••••"),
            // With others beside it: its date, its code, a line's number.
            ("4111 1111 1111 1111 12/27", "•••• •••• •••• •••• ••/27"),
            ("4111 1111 1111 1111 123 ok", "•••• •••• •••• •••• ••• ok"),
            ("1 4111111111111111 ok", "• •••••••••••••••• ok"),
            ("41111111111111111111 ok", "•••••••••••••••••••• ok"),
            // However it is divided.
            ("4111.1111.1111.1111 ok", "••••.••••.••••.•••• ok"),
            ("4111\u{a0}1111\u{202f}1111\u{2009}1111 ok", "••••\u{a0}••••\u{202f}••••\u{2009}•••• ok"),
            ("4111\n1111\r\n1111\n1111\nok", "••••\n••••\r\n••••\n••••\nok"),
            ("4111  1111 - 1111\u{2013}(1111) ok", "••••  •••• - ••••\u{2013}(••••) ok"),
            ("4111\u{200b}1111\u{200b}1111\u{200b}1111 ok", "••••\u{200b}••••\u{200b}••••\u{200b}•••• ok"),
            // In other digits.
            ("٤١١١ ١١١١ ١١١١ ١١١١ ok", "•••• •••• •••• •••• ok"),
            ("４１１１１１１１１１１１１１１１ ok", "•••••••••••••••• ok"),
            // Not yet a whole one.
            ("4111 11", "4111 11"),
            ("4111 111", "•••• •••"),
            ("4111 1111 1111 1", "•••• •••• •••• •"),
            ("4111 1111 ", "•••• •••• "),
            // An order, dates and telephone numbers.
            ("order 100012345", "order •••••••••"),
            ("order 100012345 is late", "order 100012345 is late"),
            ("+48 (22) 123-45-67", "+48 (22) 123-45-67"),
            ("+4111111111111111", "+••••••••••••••••"),
            ("22 123 45 67, please", "22 123 45 67, please"),
            ("12.05.2026 or 13.05.2026, at 10:30", "12.05.2026 or 13.05.2026, at 10:30"),
            ("", ""),
        ] {
            assert_eq!(card_numbers(text), masked);
        }
    }

    /// A card number as people write it: its digits, some of them apart.
    fn card() -> impl Strategy<Value = String> {
        let separator = "[ \\-.\u{a0}\u{202f}\n]{0,2}";
        let digit = ("[0-9]|[٠-٩]", separator);
        prop::collection::vec(digit, 13..=19).prop_map(|digits| {
            digits.into_iter().flat_map(|(digit, separator)| [digit, separator]).collect::<String>()
        })
    }

    /// Which digits of the card were shown, by their place among the characters, after each character was typed.
    fn shown(before: &str, card: &str, after: &str, around: &str) -> BTreeSet<usize> {
        let place = before.chars().count();
        let typed: Vec<char> = [before, card, after].concat().chars().collect();
        let mut shown = BTreeSet::new();
        for end in 0..=typed.len() {
            let text: String = typed[..end].iter().collect::<String>() + around;
            let peek: Vec<char> = card_numbers(&text).chars().collect();
            let digits = (place..place + card.chars().count()).filter(|at| *at < end);
            shown.extend(digits.filter(|at| peek[*at].is_numeric()));
        }
        shown
    }

    proptest! {
        #[test]
        fn masking_keeps_the_length_and_the_rest(text in "[0-9 \\-.+aж٣]{0,60}") {
            let masked = card_numbers(&text);
            prop_assert_eq!(masked.chars().count(), text.chars().count());
            for (a, b) in masked.chars().zip(text.chars()) {
                prop_assert!(a == b || (a == '•' && b.is_numeric()));
            }
            prop_assert_eq!(card_numbers(&masked), masked.clone());
        }

        #[test]
        fn of_a_card_that_is_typed_the_first_six_digits_are_all_that_is_ever_seen(
            before in "[a-zж:, ]{0,8}|[0-9 ]{0,8}",
            card in card(),
            after in "[a-zж,/0-9 ]{0,12}",
        ) {
            prop_assert!(shown(&before, &card, &after, "").len() <= 6);
        }

        #[test]
        fn of_a_card_that_is_typed_into_a_text_or_after_a_plus_never_enough_is_seen(
            before in "[a-zж ]{0,8}\\+?",
            card in card(),
            around in "[a-zж][a-z0-9 ]{0,12}|",
        ) {
            prop_assert!(shown(&before, &card, "", &around).len() < CARD_DIGITS);
        }
    }
}
