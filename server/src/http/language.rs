//! Which of our languages a person reads best.

use shared::settings::LANGUAGES;

/// The language that `lang=` asks for if it is one of `ours`, else the best of an `Accept-Language` header (RFC 9110,
/// 12.5.4), else the first of ours.
pub fn pick<'a>(ours: &[&'a str], wanted: Option<&str>, accepted: Option<&str>) -> &'a str {
    let known = |tag: &str| {
        let language = tag.split('-').next()?;
        ours.iter().copied().find(|ours| ours.eq_ignore_ascii_case(language))
    };
    wanted
        .and_then(known)
        .or_else(|| by_preference(accepted?).into_iter().find_map(known))
        .or_else(|| ours.first().copied())
        .unwrap_or("en")
}

/// The language that a widget speaks, as its connection says behind the question mark of its address (`lang=pl`), else
/// the first choice of its browser. Empty if neither is a language that a widget can speak.
pub fn spoken(query: Option<&str>, browser: &str) -> String {
    let wanted = query.unwrap_or_default().split('&').find_map(|pair| pair.strip_prefix("lang="));
    pick(&[&[""], &LANGUAGES[..]].concat(), wanted, Some(browser)).to_owned()
}

/// The first choice of an `Accept-Language` header as a tag, whether it is ours or not.
pub fn first(accepted: &str) -> Option<&str> {
    let is_tag = |tag: &&str| {
        (2..=35).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    by_preference(accepted).into_iter().find(is_tag)
}

/// The tags of the header, most wanted first; those with quality 0 are refused.
fn by_preference(header: &str) -> Vec<&str> {
    let mut tags: Vec<(&str, u16)> = header.split(',').take(20).filter_map(super::weight::weighed).collect();
    tags.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    tags.into_iter().filter(|(_, weight)| *weight > 0).map(|(tag, _)| tag).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_of_ours_is_picked() {
        for (wanted, accepted, picked) in [
            (None, None, "en"),
            (None, Some("pl-PL,pl;q=0.9,en;q=0.8"), "pl"),
            (None, Some("de-DE,de;q=0.9,ru;q=0.5,en;q=0.4"), "ru"),
            (None, Some("en;q=0.1,pl;q=0.2"), "pl"),
            (None, Some("pl;q=0,fr"), "en"),
            (None, Some("*"), "en"),
            (None, Some(";;;,=,q=9"), "en"),
            (Some("ru-RU"), Some("pl"), "ru"),
            (Some("xx"), Some("pl"), "pl"),
            (Some("<script>"), None, "en"),
        ] {
            assert_eq!(pick(&["en", "ru", "pl"], wanted, accepted), picked, "{wanted:?} {accepted:?}");
        }
        assert_eq!(pick(&["pl", "ar"], Some("ru"), Some("en")), "pl", "the owner's first");
        assert_eq!(pick(&["pl", "ar"], Some("ar-EG"), None), "ar");
    }

    #[test]
    fn a_widget_speaks_the_language_of_its_document() {
        for (query, browser, lang) in [
            (Some("lang=pl"), "ru-RU", "pl"),
            (Some("x=1&lang=ar"), "", "ar"),
            (Some("lang=xx"), "ru-RU", "ru"),
            (Some("lang="), "de", ""),
            (None, "en-GB", "en"),
            (None, "", ""),
        ] {
            assert_eq!(spoken(query, browser), lang, "{query:?} {browser:?}");
        }
    }

    #[test]
    fn the_first_choice_is_a_tag_or_nothing() {
        assert_eq!(first("de-DE,de;q=0.9"), Some("de-DE"));
        assert_eq!(first("en;q=0.5, pl"), Some("pl"));
        assert_eq!(first("<img src=x>"), None);
        assert_eq!(first(""), None);
    }
}
