//! Which sites may embed a widget: patterns such as `https://shop.example`, `https://*.shop.example` and `*`.

use std::fmt;
use std::str::FromStr;
use url::Url;

/// A site, or a family of sites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SitePattern {
    /// Every site.
    Any,
    /// One origin.
    One(String),
    /// All hosts below one, of one scheme and port.
    Below {
        /// `https://`
        scheme: String,
        /// `.shop.example` and, if it isn't the usual one, `:` with the port.
        end: String,
    },
}

impl SitePattern {
    /// Whether pages of this origin belong to the site.
    pub fn covers(&self, origin: &str) -> bool {
        match self {
            Self::Any => true,
            Self::One(site) => site == origin,
            Self::Below { scheme, end } => origin
                .strip_prefix(scheme.as_str())
                .and_then(|host| host.strip_suffix(end.as_str()))
                .is_some_and(|name| !name.is_empty()),
        }
    }
}

impl FromStr for SitePattern {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const HELP: &str = "write a site as https://shop.example, https://*.shop.example or *";
        if text == "*" {
            return Ok(Self::Any);
        }
        let (plain, is_family) = match text.split_once("://*.") {
            Some((scheme, rest)) => (format!("{scheme}://{rest}"), true),
            None => (text.to_owned(), false),
        };
        let origin = origin_of(&plain).ok_or(HELP)?;
        let only_origin = Url::parse(&plain).is_ok_and(|url| {
            url.path() == "/"
                && url.query().is_none()
                && url.fragment().is_none()
                && url.username().is_empty()
                && url.password().is_none()
        });
        // What a content policy would read as more than one source is no host.
        if !only_origin || origin.contains(['*', ';', ',', '\'', ' ']) {
            return Err(HELP);
        }
        match origin.split_once("://") {
            Some((scheme, host)) if is_family => {
                Ok(Self::Below { scheme: format!("{scheme}://"), end: format!(".{host}") })
            }
            _ => Ok(Self::One(origin)),
        }
    }
}

/// As a content policy's source, and as it is stored.
impl fmt::Display for SitePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("*"),
            Self::One(origin) => f.write_str(origin),
            Self::Below { scheme, end } => write!(f, "{scheme}*{end}"),
        }
    }
}

/// The origin of an http or https address.
pub fn origin_of(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(pattern: &str, origin: &str) -> bool {
        pattern.parse::<SitePattern>().unwrap().covers(origin)
    }

    #[test]
    fn a_site_is_its_origin_and_nothing_else() {
        assert!(covers("https://shop.example", "https://shop.example"));
        assert!(covers("https://SHOP.example:443/", "https://shop.example"));
        for other in
            ["http://shop.example", "https://shop.example:8443", "https://a.shop.example", "null", ""]
        {
            assert!(!covers("https://shop.example", other), "{other}");
        }
    }

    #[test]
    fn a_family_is_what_is_below() {
        assert!(covers("https://*.shop.example", "https://a.b.shop.example"));
        for other in [
            "https://shop.example",
            "https://.shop.example",
            "https://eshop.example",
            "http://a.shop.example",
        ] {
            assert!(!covers("https://*.shop.example", other), "{other}");
        }
        assert!(covers("http://*.localhost:3000", "http://a.localhost:3000"));
    }

    #[test]
    fn what_would_break_out_of_a_policy_is_no_site() {
        for bad in [
            "shop.example",
            "https://",
            "https://a.example; script-src *",
            "https://a.example https://b.example",
            "https://a.example,https://b.example",
            "https://a.*.example",
            "https://**.example",
            "https://a.example/path",
            "https://a.example?x",
            "https://u@a.example",
            "javascript:alert(1)",
            "'self'",
            "https://*",
        ] {
            assert!(bad.parse::<SitePattern>().is_err(), "{bad}");
        }
    }

    #[test]
    fn patterns_are_written_as_they_are_read() {
        for text in ["*", "https://shop.example", "https://*.shop.example", "http://*.localhost:3000"] {
            assert_eq!(text.parse::<SitePattern>().unwrap().to_string(), text);
        }
    }
}
