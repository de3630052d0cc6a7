//! Web push on this device: <https://w3c.github.io/push-api/>. What touches the service worker stands in
//! `console-start.js`, which may name its address.

use super::api::push as api;
use super::notify::{self, Permission};
use crate::text;
use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use serde::Deserialize;
use shared::push::PushSubscription;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// How it stands with this device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// It is told of news.
    On,
    /// It isn't.
    Off,
    /// The agent or the browser said no to notifications.
    Denied,
    /// The browser can't.
    Missing,
    /// Browser, push service or server didn't do their part.
    Failed,
}

/// A subscription as browsers write it.
#[derive(Deserialize)]
struct Subscription {
    endpoint: String,
    keys: Keys,
}

#[derive(Deserialize)]
struct Keys {
    p256dh: String,
    auth: String,
}

/// How it stands now.
pub async fn device() -> Device {
    if support().is_none() {
        return Device::Missing;
    }
    if notify::permission() == Permission::Denied {
        return Device::Denied;
    }
    let is_on_here = call("isOn", &[]).await.is_some_and(|answer| answer.is_truthy());
    match api::offer().await {
        Ok(offer) if offer.on && is_on_here => Device::On,
        Ok(_) => Device::Off,
        Err(_) => Device::Failed,
    }
}

/// Lets this device be told of news. To be called out of a click, as the browser may ask.
pub async fn start() -> Device {
    if support().is_none() {
        return Device::Missing;
    }
    if notify::ask().await != Permission::Granted {
        return Device::Denied;
    }
    let Ok(offer) = api::offer().await else { return Device::Failed };
    let made = call("start", &[JsValue::from_str(&offer.key)]).await;
    let made = made.and_then(|made| serde_json::from_str::<Subscription>(&made.as_string()?).ok());
    let Some(Subscription { endpoint, keys }) = made else { return Device::Failed };
    let set = PushSubscription { endpoint, p256dh: keys.p256dh, auth: keys.auth, lang: text::language() };
    match api::subscribe(&set).await {
        Ok(()) => Device::On,
        Err(_) => {
            // Neither half without the other.
            call("stop", &[]).await;
            Device::Failed
        }
    }
}

/// Lets this device be told nothing more.
pub async fn stop() -> Device {
    let is_off = api::unsubscribe().await.is_ok();
    call("stop", &[]).await;
    if is_off { Device::Off } else { Device::Failed }
}

/// The path that a click on a notification leads to, once there is one.
pub fn opened() -> RwSignal<Option<String>> {
    let path = RwSignal::new(None);
    let listener = window_event_listener_untyped("frontdesk-open", move |event| {
        let detail = Reflect::get(&event, &JsValue::from_str("detail")).ok();
        if let Some(to) = detail.and_then(|detail| detail.as_string()) {
            let _ = path.try_set(Some(to));
        }
    });
    on_cleanup(move || listener.remove());
    path
}

fn support() -> Option<JsValue> {
    let found = Reflect::get(&window(), &JsValue::from_str("frontdeskPush")).ok()?;
    (!found.is_undefined()).then_some(found)
}

/// What a function of `console-start.js` resolves to; `None` if it fails.
async fn call(name: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let support = support()?;
    let function: Function = Reflect::get(&support, &JsValue::from_str(name)).ok()?.dyn_into().ok()?;
    let arguments = arguments.iter().collect::<js_sys::Array>();
    let promise: Promise = Reflect::apply(&function, &support, &arguments).ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()
}
