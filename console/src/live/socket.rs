//! One WebSocket: frames in and out as the shared types, and its end.

use leptos::prelude::window;
use shared::agent::{AgentCommand, AgentUpdate};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{CloseEvent, MessageEvent, WebSocket};

/// What comes from a socket.
pub enum Heard {
    /// A frame. One that this console doesn't understand is not passed on.
    Update(AgentUpdate),
    /// The connection is over; nothing more comes.
    Closed,
}

/// An open or opening connection; dropping it hangs up without a word.
pub struct Socket {
    socket: WebSocket,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_close: Closure<dyn FnMut(CloseEvent)>,
}

impl Socket {
    /// Begins to connect; `None` where the browser refuses outright.
    pub fn open(hear: impl Fn(Heard) + 'static) -> Option<Self> {
        let location = window().location();
        let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
        let url = format!("{scheme}://{}/api/agent/socket", location.host().ok()?);
        let socket = WebSocket::new(&url).ok()?;
        let hear = Rc::new(hear);

        let on_message = Closure::new({
            let hear = Rc::clone(&hear);
            move |event: MessageEvent| {
                let text = event.data().as_string().unwrap_or_default();
                if let Ok(update) = serde_json::from_str(&text) {
                    hear(Heard::Update(update));
                }
            }
        });
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        // Whatever error there is, a close follows it.
        let on_close = Closure::new(move |_: CloseEvent| hear(Heard::Closed));
        socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        Some(Self { socket, _on_message: on_message, _on_close: on_close })
    }

    /// Sends a command. What is lost with a dying connection is found out after the next Welcome.
    pub fn say(&self, command: &AgentCommand) {
        if self.socket.ready_state() == WebSocket::OPEN
            && let Ok(text) = serde_json::to_string(command)
        {
            let _ = self.socket.send_with_str(&text);
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        let _ = self.socket.close();
    }
}
