//! Quality values of content negotiation (RFC 9110, section 12.4.2).

use axum::http::{HeaderMap, header};

/// Whether a request takes an encoding such as `br`.
pub fn takes(request: &HeaderMap, encoding: &str) -> bool {
    let accepted =
        request.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let weight_of = |wanted: &str| {
        let mut elements = accepted.split(',').take(20).filter_map(weighed);
        elements.find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, weight)| weight)
    };
    weight_of(encoding).or_else(|| weight_of("*")).is_some_and(|weight| weight > 0)
}

/// One element of a header such as `br;q=0.5`: its value, and its weight from 0 to 1000. `None` if there is no value.
pub fn weighed(element: &str) -> Option<(&str, u16)> {
    let mut parts = element.split(';').map(str::trim);
    let value = parts.next().filter(|value| !value.is_empty())?;
    let quality = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    Some((value, quality.map_or(1000, thousandths)))
}

fn thousandths(quality: &str) -> u16 {
    let (whole, fraction) = quality.split_once('.').unwrap_or((quality, ""));
    let digits = format!("{fraction:0<3}");
    match (whole, digits.get(..3).and_then(|digits| digits.parse::<u16>().ok())) {
        ("0", Some(thousandths)) => thousandths,
        ("1", Some(_)) => 1000,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_thousandths() {
        for (element, expected) in [
            ("br", Some(("br", 1000))),
            (" gzip ; q=0.5", Some(("gzip", 500))),
            ("gzip;q=0", Some(("gzip", 0))),
            ("gzip;q=1.000", Some(("gzip", 1000))),
            ("gzip;q=0.123", Some(("gzip", 123))),
            ("gzip;q=x", Some(("gzip", 0))),
            ("gzip;q=0.ж", Some(("gzip", 0))),
            (";q=1", None),
        ] {
            assert_eq!(weighed(element), expected, "{element}");
        }
    }
}
