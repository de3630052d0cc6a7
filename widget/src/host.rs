//! Talk with the loader in the page around the iframe. Both sides check where a message comes from and what it looks
//! like; neither takes more from the other than what stands here.

use crate::dom;
use crate::state::Event;
use crate::wire;
use js_sys::{Array, JSON, Object};
use shared::people::{Detail, Page};
use shared::rules::{ATTRIBUTE_CHARS, ATTRIBUTES_MAX, PAGE_CHARS, cut};
use shared::visitor::Identity;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = parent)]
    static PARENT: JsValue;
    #[wasm_bindgen(js_namespace = parent, js_name = postMessage, catch)]
    fn post_message(message: &JsValue, origin: &str) -> Result<(), JsValue>;
}

/// What the loader says. What concerns the form and the looks is heard by our first script (`public/widget/start.js`).
pub enum Told {
    /// Whether the panel is open.
    Shown(bool),
    /// Where on the site the visitor is.
    Page(Page),
    /// Who the visitor is, as far as there is a proof of it.
    Identity(Option<Identity>),
    /// What the site tells of the visitor.
    Attributes(Vec<Detail>),
    /// What is to stand in the composer.
    Prefill(String),
    /// The visitor allows to store things.
    Consent,
    /// Forget the visitor.
    Reset,
}

/// The page around the iframe.
pub struct Host {
    origin: String,
}

impl Host {
    /// The loader writes its origin into the fragment of the iframe's address. A wrong one only makes us mute and deaf:
    /// who may embed us is settled by the document's `frame-ancestors`.
    pub fn find() -> Self {
        Self { origin: dom::root_attribute("data-host").unwrap_or_default() }
    }

    /// Hands over what the loader says from now on, and asks it to say where things stand.
    pub fn listen(&self, told: impl Fn(Told) + 'static) {
        let origin = self.origin.clone();
        dom::listen(&dom::window(), "message", move |event| {
            if PARENT.with(|parent| dom::property(&event, "source") == *parent)
                && dom::text_property(&event, "origin").as_ref() == Some(&origin)
                && let Some(what) = read(&dom::property(&event, "data"))
            {
                told(what);
            }
        });
        self.post("live", &JsValue::TRUE);
    }

    /// Says how many messages the visitor has not looked at.
    pub fn post_unread(&self, count: usize) {
        self.post("unread", &JsValue::from_f64(f64::from(u32::try_from(count).unwrap_or(u32::MAX))));
    }

    /// Says what happened.
    pub fn post_event(&self, event: &Event) {
        self.post("event", &JSON::parse(&wire::event(event)).unwrap_or_default());
    }

    /// Asks for a new proof of who the visitor is.
    pub fn ask_identity(&self) {
        self.post("token", &JsValue::TRUE);
    }

    fn post(&self, key: &str, value: &JsValue) {
        let message = Object::new();
        dom::set_property(&message, "frontdesk", &key.into());
        dom::set_property(&message, "value", value);
        if !self.origin.is_empty() {
            let _ = post_message(&message, &self.origin);
        }
    }
}

fn read(data: &JsValue) -> Option<Told> {
    let value = dom::property(data, "value");
    let text = |name: &str| Some(cut(&dom::text_property(&value, name)?, PAGE_CHARS).to_owned());
    Some(match dom::text_property(data, "frontdesk")?.as_str() {
        "shown" => Told::Shown(value.as_bool()?),
        "page" => Told::Page(Page {
            url: text("url")?,
            title: text("title")?,
            referrer: text("referrer")?,
            visit: text("visit").unwrap_or_default(),
        }),
        "identify" => {
            let given = |name| text(name).unwrap_or_default();
            Told::Identity(match (dom::text_property(&value, "token"), text("hash")) {
                (Some(token), _) => Some(Identity::Jwt { token }),
                (None, Some(hash)) => {
                    let (name, email) = (given("name"), given("email"));
                    Some(Identity::Hmac { user: given("user"), hash, name, email })
                }
                (None, None) => None,
            })
        }
        "attributes" => {
            let part = |pair: &JsValue, index| {
                Some(cut(&dom::text_property(pair, index)?, ATTRIBUTE_CHARS).to_owned())
            };
            let detail = |pair: JsValue| Some(Detail { label: part(&pair, "0")?, value: part(&pair, "1")? });
            let list: Array = value.dyn_into().ok()?;
            Told::Attributes(list.iter().filter_map(detail).take(ATTRIBUTES_MAX).collect())
        }
        "prefill" => Told::Prefill(value.as_string()?),
        "consent" if value.is_truthy() => Told::Consent,
        "reset" => Told::Reset,
        _ => return None,
    })
}
