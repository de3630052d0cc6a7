//! A JSON text as a tree, for the protocol's needs: numbers are whole.

/// Deeper nesting than the protocol ever has is no frame of ours.
const MAX_DEPTH: u32 = 16;

/// A JSON value.
#[derive(Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`, and numbers with a fraction, which nobody sends.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Number(i64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object, in the order of the text.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads a whole text.
    pub fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader { rest: text };
        let value = reader.value(MAX_DEPTH)?;
        reader.rest.trim_ascii_start().is_empty().then_some(value)
    }

    /// The member of an object. Where there is none it is `null`, and everything that is read of that is empty: the
    /// server speaks the same version or a newer one, and need not be checked as it checks us.
    pub fn get(&self, name: &str) -> &Json {
        match self {
            Self::Object(members) => {
                members.iter().find(|(key, _)| key == name).map_or(&NULL, |(_, value)| value)
            }
            _ => &NULL,
        }
    }

    /// The member of an object, if it is a string.
    pub fn optional(&self, name: &str) -> Option<String> {
        match self.get(name) {
            Self::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// The member of an object that is a string; else empty.
    pub fn text(&self, name: &str) -> String {
        self.get(name).as_text().into()
    }

    /// The member of an object, if it is a number that fits.
    pub fn number<N: TryFrom<i64>>(&self, name: &str) -> Option<N> {
        match self.get(name) {
            Self::Number(number) => N::try_from(*number).ok(),
            _ => None,
        }
    }

    /// The member of an object that is a small whole number; else 0.
    pub fn whole(&self, name: &str) -> u32 {
        self.number(name).unwrap_or_default()
    }

    /// Whether the member of an object is `true`.
    pub fn is(&self, name: &str) -> bool {
        *self.get(name) == Self::Bool(true)
    }

    /// The items of the member of an object that is an array; else none.
    pub fn list(&self, name: &str) -> &[Json] {
        match self.get(name) {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// The string; else empty.
    pub fn as_text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            _ => "",
        }
    }

    /// An enum as serde writes it: its variant's name and what is in it.
    pub fn variant(&self) -> (&str, &Json) {
        match self {
            Self::Text(name) => (name, &NULL),
            Self::Object(members) => match members.as_slice() {
                [(name, value)] => (name, value),
                _ => ("", &NULL),
            },
            _ => ("", &NULL),
        }
    }
}

static NULL: Json = Json::Null;

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn value(&mut self, depth: u32) -> Option<Json> {
        let depth = depth.checked_sub(1)?;
        match self.peek()? {
            b'{' => {
                let mut members = Vec::new();
                self.items(b'}', |reader| {
                    let key = reader.string()?;
                    reader.expect(b':')?;
                    members.push((key, reader.value(depth)?));
                    Some(())
                })?;
                Some(Json::Object(members))
            }
            b'[' => {
                let mut items = Vec::new();
                self.items(b']', |reader| {
                    items.push(reader.value(depth)?);
                    Some(())
                })?;
                Some(Json::List(items))
            }
            b'"' => self.string().map(Json::Text),
            _ => self.word(),
        }
    }

    /// The first byte that is no blank.
    fn peek(&mut self) -> Option<u8> {
        self.rest = self.rest.trim_ascii_start();
        self.rest.bytes().next()
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        self.accept(byte).then_some(())
    }

    /// Only for bytes of ASCII, so that the text is never cut inside a character.
    fn accept(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        if found {
            self.rest = &self.rest[1..];
        }
        found
    }

    /// What stands between brackets, with commas between.
    fn items(&mut self, end: u8, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.rest = &self.rest[1..];
        if self.accept(end) {
            return Some(());
        }
        loop {
            item(self)?;
            if self.accept(end) {
                return Some(());
            }
            self.expect(b',')?;
        }
    }

    fn word(&mut self) -> Option<Json> {
        let end = self.rest.find([',', ']', '}', ' ', '\n', '\r', '\t']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        match word {
            "null" => Some(Json::Null),
            "true" => Some(Json::Bool(true)),
            "false" => Some(Json::Bool(false)),
            number => number.parse().ok().map(Json::Number),
        }
    }

    fn string(&mut self) -> Option<String> {
        self.expect(b'"')?;
        let mut text = String::new();
        loop {
            let end = self.rest.find(['"', '\\'])?;
            text.push_str(&self.rest[..end]);
            let quote = self.rest[end..].starts_with('"');
            self.rest = &self.rest[end + 1..];
            if quote {
                return Some(text);
            }
            text.push(self.escape()?);
        }
    }

    fn escape(&mut self) -> Option<char> {
        let kind = self.rest.bytes().next().filter(u8::is_ascii)?;
        self.rest = &self.rest[1..];
        Some(match kind {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => {
                let first = self.hex()?;
                if !(0xd800..0xdc00).contains(&first) {
                    return char::from_u32(first);
                }
                // Two halves of one character.
                self.rest = self.rest.strip_prefix("\\u")?;
                let second = self.hex()?.checked_sub(0xdc00).filter(|half| *half < 0x400)?;
                char::from_u32(0x10000 + ((first - 0xd800) << 10) + second)?
            }
            other => char::from(other),
        })
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.rest.get(..4)?;
        self.rest = &self.rest[4..];
        u32::from_str_radix(digits, 16).ok()
    }
}

/// Writes a JSON string.
pub fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\u{0}'..='\u{1f}' => {
                out.push_str("\\u00");
                out.extend(
                    [c as u32 >> 4, c as u32 & 15]
                        .into_iter()
                        .filter_map(|digit| char::from_digit(digit, 16)),
                );
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
