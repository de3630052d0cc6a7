//! The cookie that carries the session's token.
//!
//! Its name begins with `__Host-`, so browsers take it only encrypted and for this host alone. On one's own machine,
//! over plain HTTP, WebKit doesn't take such a cookie; there, and only there, a plain one goes beside it.

use super::session::LIFETIME_MILLIS;
use crate::config::Config;
use axum::http::{HeaderMap, header};
use axum::response::AppendHeaders;
use std::iter;

const NAME: &str = "__Host-session";
const LOCAL_NAME: &str = "session";
/// A token is 256 bits in hexadecimal.
const TOKEN_CHARS: usize = 64;

type SetCookies = AppendHeaders<Vec<(header::HeaderName, String)>>;

/// Headers that give the browser a token.
pub fn set(config: &Config, token: &str) -> SetCookies {
    cookies(config, token, LIFETIME_MILLIS / 1_000)
}

/// Headers that take the token away.
pub fn clear(config: &Config) -> SetCookies {
    cookies(config, "", 0)
}

/// The token that came with a request, if it looks like one.
pub fn read<'a>(config: &Config, headers: &'a HeaderMap) -> Option<&'a str> {
    let named = |name: &str| {
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(key, value)| *key == name && is_token(value))
            .map(|(_, value)| value)
    };
    named(NAME).or_else(|| config.is_local_http().then(|| named(LOCAL_NAME)).flatten())
}

fn is_token(value: &str) -> bool {
    value.len() == TOKEN_CHARS && value.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn cookies(config: &Config, value: &str, seconds: i64) -> SetCookies {
    let rest = format!("Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict");
    let local = config.is_local_http().then(|| format!("{LOCAL_NAME}={value}; {rest}"));
    let cookies = iter::once(format!("{NAME}={value}; {rest}; Secure")).chain(local);
    AppendHeaders(cookies.map(|cookie| (header::SET_COOKIE, cookie)).collect())
}
