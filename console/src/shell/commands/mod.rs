//! What can be done from the keyboard: commands that the shown page offers and those that are there everywhere, run by a
//! key of their own or picked from the palette.

mod everywhere;
mod palette;
mod shortcuts;

pub use everywhere::offer_everywhere;

use crate::live::preferences;
use crate::parts::icon::Icon;
use leptos::ev;
use leptos::prelude::*;
use palette::PaletteDialog;
use shortcuts::ShortcutsDialog;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// Something that can be done.
#[derive(Clone)]
pub struct Command {
    /// What, in the agent's language.
    pub name: String,
    /// Its icon.
    pub sign: Icon,
    /// The key that does it where nothing is being typed, as [`KeyboardEvent.key`] names it.
    ///
    /// [`KeyboardEvent.key`]: https://developer.mozilla.org/docs/Web/API/KeyboardEvent/key
    pub key: Option<&'static str>,
    /// Does it.
    pub run: Run,
}

/// What a command does. It outlives the view that lists it, and so it may not hold anything that goes with a view.
pub type Run = Arc<dyn Fn() + Send + Sync>;

/// Equal if they look alike: what they run is the same then, too.
impl PartialEq for Command {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, self.sign, self.key) == (&other.name, other.sign, other.key)
    }
}

/// Which window is open over the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    Nothing,
    Palette,
    Shortcuts,
}

/// Everything that can be done now. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Commands {
    offered: RwSignal<Vec<(u32, Signal<Vec<Command>>)>>,
    count: StoredValue<u32>,
    shown: RwSignal<Shown>,
    /// Whether single keys do something.
    keys: RwSignal<bool>,
}

impl Commands {
    fn new() -> Self {
        Self {
            offered: RwSignal::default(),
            count: StoredValue::new(0),
            shown: RwSignal::new(Shown::Nothing),
            keys: RwSignal::new(preferences::uses_keys()),
        }
    }

    /// Offers commands for as long as the view stands that calls this. What came last comes first.
    pub fn offer(self, commands: impl Fn() -> Vec<Command> + Send + Sync + 'static) {
        let number = self.count.try_update_value(|count| {
            *count += 1;
            *count
        });
        let number = number.unwrap_or_default();
        let commands = Signal::derive(commands);
        self.offered.update(|offered| offered.insert(0, (number, commands)));
        on_cleanup(move || {
            let _ = self.offered.try_update(|offered| offered.retain(|(known, _)| *known != number));
        });
    }

    /// All commands, those of the shown page first.
    fn all(self) -> Vec<Command> {
        self.offered.with(|offered| offered.iter().flat_map(|(_, commands)| commands.get()).collect())
    }

    /// Opens the list of keys.
    pub fn show_shortcuts(self) {
        self.shown.set(Shown::Shortcuts);
    }

    fn close(self) {
        self.shown.set(Shown::Nothing);
    }

    fn use_keys(self, on: bool) {
        preferences::set_uses_keys(on);
        self.keys.set(on);
    }

    fn pressed(self, event: &ev::KeyboardEvent) {
        if event.is_composing() || event.default_prevented() {
            return;
        }
        let has_modifier = event.ctrl_key() || event.meta_key();
        if has_modifier && !event.shift_key() && !event.alt_key() && event.key().eq_ignore_ascii_case("k") {
            event.prevent_default();
            // A window that must be answered stays.
            if self.shown.get_untracked() == Shown::Palette {
                self.close();
            } else if !is_there("dialog[open]") {
                self.shown.set(Shown::Palette);
            }
            return;
        }
        if has_modifier || event.alt_key() || !self.keys.get_untracked() || is_typing(event) || is_covered() {
            return;
        }
        let key = event.key();
        if let Some(command) =
            untrack(|| self.all()).into_iter().find(|command| command.key == Some(key.as_str()))
        {
            event.prevent_default();
            (command.run)();
        }
    }
}

/// Something that takes the keys for itself has the focus.
fn is_typing(event: &ev::KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let selector = "input, textarea, select, [contenteditable], dialog, [popover], [role=listbox]";
    target.is_some_and(|target| target.closest(selector).ok().flatten().is_some())
}

/// A window or a menu is open over the page.
fn is_covered() -> bool {
    is_there("dialog[open], :popover-open")
}

fn is_there(selector: &str) -> bool {
    document().query_selector(selector).is_ok_and(|found| found.is_some())
}

/// Makes the place where commands are offered, and hears the keys. Once for the whole console.
pub fn provide_commands() -> Commands {
    let commands = Commands::new();
    provide_context(commands);
    let keys = window_event_listener(ev::keydown, move |event| commands.pressed(&event));
    on_cleanup(move || keys.remove());
    commands
}

/// Where commands are offered.
pub fn use_commands() -> Commands {
    expect_context()
}

/// The palette and the list of keys, while one of them is open.
#[component]
pub fn CommandWindows() -> impl IntoView {
    let commands = use_commands();
    move || match commands.shown.get() {
        Shown::Nothing => ().into_any(),
        Shown::Palette => view! { <PaletteDialog commands=commands /> }.into_any(),
        Shown::Shortcuts => view! { <ShortcutsDialog commands=commands /> }.into_any(),
    }
}
