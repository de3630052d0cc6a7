//! The list of keys.

use super::{Command, Commands};
use crate::parts::bound::Bound;
use crate::parts::choice::SwitchInput;
use crate::parts::dialog::Dialog;
use crate::text::t;
use leptos::prelude::*;

/// Keys that aren't commands, with what they do.
const FIXED: [(&[&str], &str); 10] = [
    (&["Ctrl", "K"], "keys.palette"),
    (&["J", "↓"], "keys.next"),
    (&["K", "↑"], "keys.previous"),
    (&["X"], "keys.pick"),
    (&["Shift", "↓"], "keys.pick_range"),
    (&["Enter"], "keys.open"),
    (&["Esc"], "keys.back"),
    (&["/"], "keys.canned"),
    (&["@"], "keys.mention"),
    (&["Shift", "Enter"], "keys.line"),
];

/// Shows the keys that do something here, and lets single keys be switched off: who speaks to the machine, or whose hand
/// isn't steady, would set them off by chance (WCAG 2.2, success criterion 2.1.4).
#[component]
pub fn ShortcutsDialog(commands: Commands) -> impl IntoView {
    let close = Callback::new(move |()| commands.close());
    let keyed: Vec<Command> = untrack(|| commands.all()).into_iter().filter(|it| it.key.is_some()).collect();
    let line = |(keys, says): (Vec<String>, String)| {
        view! {
            <div class="key-line">
                <dt>{keys.into_iter().map(|key| view! { <kbd>{key}</kbd> }).collect_view()}</dt>
                <dd>{says}</dd>
            </div>
        }
    };
    let own = keyed.into_iter().map(|it| (vec![it.key.unwrap_or_default().to_uppercase()], it.name));
    let fixed = FIXED.map(|(keys, says)| (keys.iter().map(ToString::to_string).collect(), t(says)));
    let switch = Callback::new(move |on| commands.use_keys(on));
    let bound = Bound::new("single-keys", commands.keys, switch, Signal::stored(None::<String>));
    view! {
        <Dialog title=t("keys.title") on_cancel=close>
            <div class="keys-lists" tabindex="0" role="group" aria-label=t("keys.title")>
                <h3 class="section-title">{t("keys.here")}</h3>
                <dl class="key-lines">{own.map(line).collect_view()}</dl>
                <h3 class="section-title">{t("keys.everywhere")}</h3>
                <dl class="key-lines">{fixed.into_iter().map(line).collect_view()}</dl>
            </div>
            <SwitchInput bound=bound label=t("keys.single") hint=t("keys.single_note") />
            <div class="dialog-actions">
                <button type="button" class="button primary" on:click=move |_| close.run(())>{t("action.close")}</button>
            </div>
        </Dialog>
    }
}
