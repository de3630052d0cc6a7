//! Emoji with their names in the agent's language: a script that is fetched when they are wanted for the first time.

use super::badge::shell;
use super::storage::{self, Keep};
use crate::state::emoji::{Emoji, Group, used};
use crate::text::language;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// `import()`, which `console-start.js` lends: WebAssembly has no such thing of its own.
    #[wasm_bindgen(js_name = frontdeskImport, catch)]
    async fn import(address: &str) -> Result<JsValue, JsValue>;
}

/// All emoji by their kinds; `None` if they can't be fetched.
pub async fn all() -> Option<Vec<Group>> {
    let address = shell(&format!("emoji-{}", language()))?;
    let module = import(&address).await.ok()?;
    let kinds: Object = Reflect::get(&module, &"default".into()).ok()?.dyn_into().ok()?;
    let group = |entry: JsValue| {
        let entry: Array = entry.dyn_into().ok()?;
        let lines: Array = entry.get(1).dyn_into().ok()?;
        let all = lines.iter().filter_map(|line| Emoji::of(&line.as_string()?)).collect();
        Some(Group { kind: entry.get(0).as_string()?, all })
    };
    Object::entries(&kinds).iter().map(group).collect()
}

/// Those that were used lately in this browser.
pub fn recent() -> Vec<String> {
    storage::value(Keep::Always, "emoji").unwrap_or_default()
}

/// Remembers that one was used.
pub fn remember(sign: &str) {
    storage::keep_value(Keep::Always, "emoji", &used(&recent(), sign));
}
