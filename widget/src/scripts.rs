//! What our other scripts offer the app, and read of it (`public/widget/start.js`): it hangs on `window.frontdesk`.

use crate::dom;
use wasm_bindgen::prelude::*;
use web_sys::WebSocket;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = frontdesk)]
    static FRONTDESK: JsValue;
    /// Connects with the server, by whatever the network lets through: it behaves as a web socket.
    #[wasm_bindgen(js_namespace = frontdesk, catch)]
    pub fn connect() -> Result<WebSocket, JsValue>;
    /// Offers to leave a ticket for this topic.
    #[wasm_bindgen(js_namespace = frontdesk, js_name = closeTopic, catch)]
    pub fn close_topic(queue: &str) -> Result<(), JsValue>;
    /// Says what went wrong where no other place is for it.
    #[wasm_bindgen(js_namespace = frontdesk, catch)]
    pub fn snag(words: &str) -> Result<(), JsValue>;
    /// Tells those who can't see it.
    #[wasm_bindgen(js_namespace = frontdesk, catch)]
    pub fn tell(words: &str) -> Result<(), JsValue>;
    /// Tells those who can't see it of an agent's message, and lets those hear it who don't look.
    #[wasm_bindgen(js_namespace = frontdesk, catch)]
    pub fn ring(words: &str) -> Result<(), JsValue>;
}

/// Lets them read something of the app's.
pub fn share(name: &str, value: Option<String>) {
    FRONTDESK.with(|frontdesk| dom::set_property(frontdesk, name, &value.into()));
}
