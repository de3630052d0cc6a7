//! Talk with the loader in the page around the iframe. Both sides check where a message comes from and what it looks
//! like; neither takes more from the other than what stands here.

use crate::dom;
use js_sys::{Object, Reflect};
use shared::people::Page;
use shared::rules::{PAGE_CHARS, cut};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::MessageEvent;

/// What the loader says.
pub enum Told {
    /// Whether the panel is open.
    Shown(bool),
    /// Where on the site the visitor is.
    Page(Page),
}

/// The page around the iframe.
pub struct Host {
    origin: String,
}

impl Host {
    /// The loader writes its origin into the fragment of the iframe's address. A wrong one only makes us mute and deaf:
    /// who may embed us is settled by the document's `frame-ancestors`.
    pub fn find() -> Self {
        Self {
            origin: dom::document()
                .document_element()
                .and_then(|root| root.get_attribute("data-host"))
                .unwrap_or_default(),
        }
    }

    /// Hands over what the loader says from now on, and asks it to say where things stand.
    pub fn listen(&self, told: impl Fn(Told) + 'static) {
        let origin = self.origin.clone();
        dom::listen(&dom::window(), "message", move |event| {
            let Some(message) = event.dyn_ref::<MessageEvent>() else { return };
            let parent = dom::window().parent().ok().flatten().map(JsValue::from);
            if parent.is_some()
                && message.source().map(JsValue::from) == parent
                && message.origin() == origin
                && let Some(what) = read(&message.data())
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

    fn post(&self, key: &str, value: &JsValue) {
        let message = Object::new();
        let _ = Reflect::set(&message, &"frontdesk".into(), &key.into());
        let _ = Reflect::set(&message, &"value".into(), value);
        if let Ok(Some(parent)) = dom::window().parent()
            && !self.origin.is_empty()
        {
            let _ = parent.post_message(&message, &self.origin);
        }
    }
}

fn read(data: &JsValue) -> Option<Told> {
    let field = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).ok();
    let text = |of: &JsValue, name: &str| Some(cut(&field(of, name)?.as_string()?, PAGE_CHARS).to_owned());
    let value = field(data, "value")?;
    match field(data, "frontdesk")?.as_string()?.as_str() {
        "shown" => Some(Told::Shown(value.as_bool()?)),
        "page" => Some(Told::Page(Page {
            url: text(&value, "url")?,
            title: text(&value, "title")?,
            referrer: text(&value, "referrer")?,
        })),
        _ => None,
    }
}
