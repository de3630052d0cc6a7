//! From bytes to text. Spreadsheets write whatever their system is set to, and few say which.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// So much of a file is looked at for zeros, in bytes.
const LOOKED_AT: usize = 2_048;

/// The text with the name of its encoding. `None` if it is none.
pub fn text(bytes: &[u8]) -> Option<(Cow<'_, str>, &'static str)> {
    let (encoding, mark) = match Encoding::for_bom(bytes) {
        Some(marked) => marked,
        None => (guess(bytes), 0),
    };
    let (text, had_errors) = encoding.decode_without_bom_handling(&bytes[mark..]);
    (!had_errors).then(|| (text, encoding.name()))
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if let Some(wide) = wide(bytes) {
        return wide;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// UTF-16 without a mark: of two bytes of what a table is made of, one is zero.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let looked_at = &bytes[..bytes.len().min(LOOKED_AT)];
    let zeros = |rest| looked_at.iter().skip(rest).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let many = looked_at.len() / 8;
    if odd > many && even * 8 < odd {
        Some(UTF_16LE)
    } else if even > many && odd * 8 < even {
        Some(UTF_16BE)
    } else {
        None
    }
}
