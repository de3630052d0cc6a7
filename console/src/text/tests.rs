//! The languages say the same things, and everything that the console says.

use super::replace;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

type Texts = BTreeMap<String, String>;

/// The grammatical numbers that a language tells apart for whole counts, with `other` for the rest (CLDR).
const LANGUAGES: [(&str, &[&str]); 3] = [
    ("en", &["one", "other"]),
    ("ru", &["one", "few", "many", "other"]),
    ("pl", &["one", "few", "many", "other"]),
];
const FORMS: [&str; 4] = ["one", "few", "many", "other"];

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn texts(lang: &str) -> Texts {
    let file = top().join(format!("../public/locales/console.{lang}.json"));
    serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

/// A key without its grammatical number, if that is what its last part is.
fn without_form(key: &str) -> (&str, Option<&str>) {
    match key.rsplit_once('.') {
        Some((stem, form)) if FORMS.contains(&form) => (stem, Some(form)),
        _ => (key, None),
    }
}

fn names(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

#[test]
fn every_language_has_every_text_in_every_form() {
    let english = texts("en");
    let stems: BTreeSet<&str> = english.keys().map(|key| without_form(key).0).collect();
    for (lang, forms) in LANGUAGES {
        let here = texts(lang);
        assert_eq!(here.keys().map(|key| without_form(key).0).collect::<BTreeSet<_>>(), stems, "{lang}");
        let counted = here.keys().filter_map(|key| without_form(key).1.map(|_| without_form(key).0));
        for stem in counted {
            for form in forms {
                assert!(here.contains_key(&format!("{stem}.{form}")), "{lang}: {stem}.{form}");
            }
        }
        for (key, text) in &here {
            assert!(!text.trim().is_empty(), "{lang}: {key}");
            let model = english.get(key).or_else(|| english.get(&format!("{}.other", without_form(key).0)));
            assert_eq!(names(text), names(model.unwrap()), "{lang}: {key}");
        }
    }
}

/// Every string in the source that looks like a key of a known group is one, and every key is used.
#[test]
fn the_source_and_the_texts_know_the_same_keys() {
    let english = texts("en");
    let groups: BTreeSet<&str> = english.keys().filter_map(|key| key.split('.').next()).collect();
    let mut source = String::new();
    read_sources(&top().join("src"), &mut source);
    let used: BTreeSet<&str> = source
        .split('"')
        .filter(|text| {
            text.split_once('.').is_some_and(|(group, rest)| groups.contains(group) && !rest.is_empty())
        })
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'.' | b'_')))
        .collect();
    for key in &used {
        let is_known = english.keys().any(|known| known == key || known.starts_with(&format!("{key}.")));
        assert!(is_known, "no text for {key}");
    }
    for known in english.keys() {
        let is_used = used.iter().any(|key| known == key || known.starts_with(&format!("{key}.")));
        // Themes are named by their words.
        assert!(is_used || known.starts_with("theme."), "{known} is never said");
    }
}

fn read_sources(folder: &Path, all: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_sources(&path, all);
        } else if path.file_name().is_some_and(|name| name != "tests.rs") {
            all.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn names_are_replaced_and_values_are_not_searched() {
    for (text, expected) in [
        ("", ""),
        ("plain", "plain"),
        ("{name} and {topic}", "{topic} and T"),
        ("{unknown} {name}", "{unknown} {topic}"),
        ("open { brace", "open { brace"),
    ] {
        assert_eq!(replace(text, &[("name", "{topic}"), ("topic", "T")]), expected, "{text}");
    }
}
