//! Every visible text, in the visitor's language, as the server's document brought it.

use crate::digits::digits;
use js_sys::Intl;

/// The texts; cheap to pass around.
#[derive(Clone, Copy)]
pub struct Texts {
    lang: &'static str,
    texts: &'static [(String, String)],
}

impl Texts {
    /// Keeps the texts for as long as the page lives.
    pub fn new(lang: String, texts: Vec<(String, String)>) -> Self {
        Self { lang: lang.leak(), texts: texts.leak() }
    }

    /// The language of the texts.
    pub fn lang(self) -> &'static str {
        self.lang
    }

    /// The text of a key; the key itself if the locale file has none, which a test rules out.
    pub fn get(self, key: &'static str) -> &'static str {
        self.find(key).unwrap_or(key)
    }

    /// The text of a key with something put in place of `{}`.
    pub fn with(self, key: &'static str, value: &str) -> String {
        fill(self.get(key), value)
    }

    /// The text for a number: the key with the language's plural category at its end, with the number for `{}`.
    pub fn count(self, key: &'static str, number: usize) -> String {
        let locales = js_sys::Array::of1(&self.lang.into());
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let category = Intl::PluralRules::new(&locales, &js_sys::Object::new()).select(f64::from(number));
        let key = [key, "_", &String::from(category)].concat();
        fill(self.find(&key).unwrap_or_default(), &digits(number))
    }

    fn find(self, key: &str) -> Option<&'static str> {
        self.texts.iter().find(|(name, _)| name == key).map(|(_, text)| text.as_str())
    }
}

/// Puts a value in place of a text's `{}`. There is at most one, and no other bracket, which a test sees to: to look for
/// one character takes a kilobyte less than to look for two.
fn fill(text: &str, value: &str) -> String {
    match text.split_once('{') {
        Some((before, after)) => [before, value, after.get(1..).unwrap_or_default()].concat(),
        None => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::fill;
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs;
    use std::path::Path;

    const PLURALS: [&str; 6] = ["_zero", "_one", "_two", "_few", "_many", "_other"];

    fn texts(lang: &str) -> BTreeMap<String, String> {
        let path = format!("{}/../public/locales/widget.{lang}.json", env!("CARGO_MANIFEST_DIR"));
        serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
    }

    /// The key without its plural category, if it is one of several.
    fn stem<'k>(key: &'k str, texts: &BTreeMap<String, String>) -> &'k str {
        let stem = PLURALS.iter().find_map(|plural| key.strip_suffix(plural));
        stem.filter(|stem| texts.contains_key(&format!("{stem}_other"))).unwrap_or(key)
    }

    fn read_all(folder: &Path, into: &mut String) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read_all(&path, into);
            } else {
                into.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }

    #[test]
    fn every_language_has_every_text_and_every_plural() {
        let english = texts("en");
        let stems = |texts: &BTreeMap<String, String>| -> BTreeSet<String> {
            texts.keys().map(|key| stem(key, texts).to_owned()).collect()
        };
        let slavic = &["_one", "_few", "_many", "_other"][..];
        for (lang, plurals) in
            [("en", &["_one", "_other"][..]), ("pl", slavic), ("ru", slavic), ("ar", &PLURALS)]
        {
            let texts = texts(lang);
            assert_eq!(stems(&texts), stems(&english), "{lang}");
            for (key, text) in &texts {
                assert!(!text.trim().is_empty(), "{lang}: {key}");
                assert_eq!(fill(text, "1"), text.replace("{}", "1"), "{lang}: {key}");
                let stem = stem(key, &texts);
                if stem == key {
                    assert_eq!(text.contains("{}"), english[key].contains("{}"), "{lang}: {key}");
                } else {
                    // A language may well say one and two without a digit.
                    let there = |plural: &&str| texts.contains_key(&format!("{stem}{plural}"));
                    assert!(texts[&format!("{stem}_other")].contains("{}"), "{lang}: {key}");
                    assert!(plurals.iter().all(there), "{lang}: {key}");
                }
            }
        }
    }

    #[test]
    fn texts_and_their_uses_match() {
        let top = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut code = String::new();
        read_all(&top.join("src"), &mut code);
        let page = fs::read_to_string(top.join("../public/pages/widget.html")).unwrap();
        let english = texts("en");
        let known: BTreeSet<&str> = english.keys().map(|key| stem(key, &english)).collect();
        // Our other scripts and the server's own part of the document use texts too.
        let mut others = String::new();
        for folder in ["../public/widget", "../server/src/http", "../shared/src"] {
            read_all(&top.join(folder), &mut others);
        }
        for key in &known {
            let quoted = |quote: char, text: &str| text.contains(&format!("{quote}{key}{quote}"));
            let in_page = page.contains(&format!("texts.{key} ")) || quoted('\'', &page);
            let used = quoted('"', &code) || quoted('"', &others) || quoted('\'', &others) || in_page;
            assert!(used, "{key} is used nowhere");
        }
        let in_page = page.split("texts.").skip(1).filter_map(|rest| rest.split([' ', '}']).next());
        let in_code = ["get(\"", "with(\"", "count(\""]
            .into_iter()
            .flat_map(|call| code.split(call).skip(1).filter_map(|rest| rest.split('"').next()))
            .filter(|key| !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '_'));
        // What else is asked for with a function called `get`: members of frames.
        let others = texts_of_frames(&code);
        for key in in_page.chain(in_code.filter(|key| !others.contains(key))) {
            assert!(known.contains(key), "no text for {key}");
        }
    }

    #[test]
    fn what_the_extras_say_is_whole_and_used() {
        let public = Path::new(env!("CARGO_MANIFEST_DIR")).join("../public");
        let texts = |lang: &str| -> BTreeMap<String, String> {
            let path = public.join(format!("locales/extras.{lang}.json"));
            serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
        };
        let english = texts("en");
        for lang in ["pl", "ru", "ar"] {
            let texts = texts(lang);
            assert!(texts.keys().eq(english.keys()), "{lang}");
            for (key, text) in &texts {
                assert!(!text.trim().is_empty(), "{lang}: {key}");
                assert_eq!(text.contains("{}"), english[key].contains("{}"), "{lang}: {key}");
            }
        }
        let mut code = String::new();
        read_all(&public.join("widget"), &mut code);
        for key in english.keys() {
            assert!(code.contains(&format!("'{key}'")), "{key} is used nowhere");
        }
        let known = self::texts("en");
        let asked = [" text('", "(text('"].into_iter().flat_map(|call| code.split(call).skip(1));
        for key in asked.filter_map(|rest| rest.split('\'').next()) {
            assert!(english.contains_key(key) || known.contains_key(key), "no text for {key}");
        }
    }

    fn texts_of_frames(code: &str) -> BTreeSet<&str> {
        code.split("json.get(\"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
    }
}
