//! Whole numbers in digits. The standard library writes them by its machinery for formats, which nothing else here uses
//! and which weighs more than a kilobyte.

/// A number in decimal digits. One too large for an `i64`, which nothing here counts to, is the largest.
pub fn digits(number: impl TryInto<i64>) -> String {
    write(number.try_into().unwrap_or(i64::MAX))
}

fn write(number: i64) -> String {
    let mut text = String::new();
    let mut rest = number.unsigned_abs();
    loop {
        text.insert(0, char::from(b'0' + u8::try_from(rest % 10).unwrap_or_default()));
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        text.insert(0, '-');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn are_those_of_the_standard_library(number: i64) {
            prop_assert_eq!(digits(number), number.to_string());
        }
    }

    #[test]
    fn of_the_smallest_and_the_largest() {
        for number in [0, 9, 10, -1, i64::MIN, i64::MAX] {
            assert_eq!(digits(number), number.to_string());
        }
        assert_eq!(digits(u64::MAX), i64::MAX.to_string());
    }
}
