//! Every visible text, in the visitor's language, as the server's document brought it.

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
        self.get(key).replace("{}", value)
    }

    /// The text for a number: the key with the language's plural category at its end, with the number for `{}`.
    pub fn count(self, key: &'static str, number: usize) -> String {
        let locales = js_sys::Array::of1(&self.lang.into());
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let category = Intl::PluralRules::new(&locales, &js_sys::Object::new()).select(f64::from(number));
        let key = [key, "_", &String::from(category)].concat();
        self.find(&key).unwrap_or_default().replace("{}", &number.to_string())
    }

    fn find(self, key: &str) -> Option<&'static str> {
        self.texts.iter().find(|(name, _)| name == key).map(|(_, text)| text.as_str())
    }
}
