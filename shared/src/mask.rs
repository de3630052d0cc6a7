//! Card numbers in what a visitor is still typing are masked before they leave the page.

use std::borrow::Cow;

/// Digits of a card number, at least and at most (ISO/IEC 7812-1).
const DIGITS: core::ops::RangeInclusive<usize> = 13..=19;

/// The text with every card number's digits but the last four replaced by `•`. A card number is a run of 13 to 19 digits,
/// single blanks and hyphens between them allowed, whose check digit is right (Luhn's, ISO/IEC 7812-1, annex B).
pub fn card_numbers(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut masked = String::new();
    let mut kept = 0;
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = end_of_run(bytes, at);
        let digits: Vec<usize> = (at..end).filter(|&place| bytes[place].is_ascii_digit()).collect();
        if DIGITS.contains(&digits.len()) && has_right_check_digit(bytes, &digits) {
            let last_four = digits[digits.len() - 4];
            masked.push_str(&text[kept..at]);
            masked.extend(text[at..last_four].chars().map(|c| if c.is_ascii_digit() { '•' } else { c }));
            kept = last_four;
        }
        at = end;
    }
    if masked.is_empty() {
        return Cow::Borrowed(text);
    }
    masked.push_str(&text[kept..]);
    Cow::Owned(masked)
}

/// Where the digits that begin at `at` end, single blanks and hyphens between them included.
fn end_of_run(bytes: &[u8], at: usize) -> usize {
    let is_digit = |place: usize| bytes.get(place).is_some_and(u8::is_ascii_digit);
    let mut end = at + 1;
    while is_digit(end) || (matches!(bytes.get(end), Some(b' ' | b'-')) && is_digit(end + 1)) {
        end += 1;
    }
    end
}

fn has_right_check_digit(bytes: &[u8], digits: &[usize]) -> bool {
    let value = |(index, place): (usize, &usize)| {
        let digit = u32::from(bytes[*place] - b'0');
        if index % 2 == 0 { digit } else { digit / 5 + digit * 2 % 10 }
    };
    digits.iter().rev().enumerate().map(value).sum::<u32>().is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn card_numbers_are_masked_and_nothing_else() {
        for (text, masked) in [
            ("4111 1111 1111 1111", "•••• •••• •••• 1111"),
            ("my card: 4111-1111-1111-1111, thanks", "my card: ••••-••••-••••-1111, thanks"),
            ("378282246310005 ж 5555555555554444", "•••••••••••0005 ж ••••••••••••4444"),
            // A wrong check digit, too short, too long, two blanks: an order, a phone number, an amount.
            ("4111111111111112", "4111111111111112"),
            ("+48 22 123 45 67", "+48 22 123 45 67"),
            ("41111111111111111111", "41111111111111111111"),
            ("4111  1111  1111  1111", "4111  1111  1111  1111"),
            ("", ""),
        ] {
            assert_eq!(card_numbers(text), masked);
        }
    }

    proptest! {
        #[test]
        fn masking_keeps_the_length_and_the_rest(text in "[0-9 \\-aж]{0,60}") {
            let masked = card_numbers(&text);
            prop_assert_eq!(masked.chars().count(), text.chars().count());
            for (a, b) in masked.chars().zip(text.chars()) {
                prop_assert!(a == b || (a == '•' && b.is_ascii_digit()));
            }
            prop_assert_eq!(card_numbers(&masked), masked.clone());
        }
    }
}
