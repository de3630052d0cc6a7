//! Notifications of the system, for who looks elsewhere: <https://notifications.spec.whatwg.org/>.

use leptos::prelude::window;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationOptions, NotificationPermission};

/// Whether notifications can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// They are shown.
    Granted,
    /// Nobody has asked yet.
    Unasked,
    /// The agent or the browser said no. Only the browser's own settings change that.
    Denied,
    /// The browser has none.
    Missing,
}

/// How it is now.
pub fn permission() -> Permission {
    if !js_sys::Reflect::has(&window(), &JsValue::from_str("Notification")).unwrap_or(false) {
        return Permission::Missing;
    }
    match Notification::permission() {
        NotificationPermission::Granted => Permission::Granted,
        NotificationPermission::Denied => Permission::Denied,
        _ => Permission::Unasked,
    }
}

/// Lets the browser ask the agent. To be called out of a click.
pub async fn ask() -> Permission {
    if permission() == Permission::Unasked
        && let Ok(asking) = Notification::request_permission()
    {
        let _ = JsFuture::from(asking).await;
    }
    permission()
}

/// Shows a notification, in place of an earlier one about the same thing. A click leads back to this window, and to
/// `opened`. Browsers on phones show none from a page; there nothing happens.
pub fn show(about: &str, title: &str, body: &str, opened: impl Fn() + 'static) {
    if permission() != Permission::Granted {
        return;
    }
    let options = NotificationOptions::new();
    options.set_body(body);
    options.set_tag(about);
    // The console makes its own sound.
    options.set_silent(Some(true));
    if let Ok(notification) = Notification::new_with_options(title, &options) {
        let shown = notification.clone();
        let clicked = Closure::<dyn Fn()>::new(move || {
            let _ = window().focus();
            opened();
            shown.close();
        });
        let clicked: js_sys::Function = clicked.into_js_value().unchecked_into();
        notification.set_onclick(Some(&clicked));
    }
}
