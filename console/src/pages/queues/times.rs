//! How long an offer rings, and what becomes of a conversation that nobody takes.

use super::QueueEditor;
use super::page::Choices;
use crate::parts::choice::SwitchInput;
use crate::parts::inputs::NumberInput;
use crate::text::t;
use leptos::prelude::*;
use shared::ids::QueueId;
use shared::queue::{ACCEPT_MAX_SECONDS, ACCEPT_MIN_SECONDS, LATER_MAX_SECONDS, Overflow};

/// A minute, in seconds.
const MINUTE: u32 = 60;

/// The times.
#[component]
pub fn Times(
    /// The queue under change.
    editor: QueueEditor,
    /// Where conversations can go.
    choices: Choices,
) -> impl IntoView {
    let accept = editor.bind(
        "settings.accept_seconds",
        |set| Some(set.settings.accept_seconds),
        |set, seconds: Option<u32>| set.settings.accept_seconds = seconds.unwrap_or(0),
    );
    let away = editor.bind(
        "settings.away_when_silent",
        |set| set.settings.away_when_silent,
        |set, on| set.settings.away_when_silent = on,
    );
    let ticket = editor.bind(
        "settings.ticket_after_seconds",
        |set| set.settings.ticket_after_seconds.map(|seconds| seconds.div_ceil(MINUTE)),
        |set, minutes: Option<u32>| {
            set.settings.ticket_after_seconds = minutes.map(|minutes| minutes.saturating_mul(MINUTE));
        },
    );
    view! {
        <NumberInput
            bound=accept
            label=t("queue.accept")
            hint=t("queue.accept_note")
            unit=t("queue.seconds")
            min=ACCEPT_MIN_SECONDS
            max=ACCEPT_MAX_SECONDS
        />
        <SwitchInput bound=away label=t("queue.away") hint=t("queue.away_note") />
        <OverflowFields editor=editor choices=choices />
        <NumberInput
            bound=ticket
            label=t("queue.ticket_after")
            hint=t("queue.ticket_after_note")
            unit=t("queue.minutes")
            min=1
            max={LATER_MAX_SECONDS / MINUTE}
        />
    }
}

#[component]
fn OverflowFields(editor: QueueEditor, choices: Choices) -> impl IntoView {
    let own = editor.edited.with_untracked(|edited| edited.saved.id.clone());
    let chosen = editor.read(|set| set.settings.overflow.as_ref().map(|overflow| overflow.queue.clone()));
    let choose = move |event| {
        let id: String = event_target_value(&event);
        editor.change(|set| {
            let after_seconds =
                set.settings.overflow.as_ref().map_or(5 * MINUTE, |overflow| overflow.after_seconds);
            set.settings.overflow =
                (!id.is_empty()).then_some(Overflow { queue: QueueId(id), after_seconds });
        });
    };
    let after = editor.bind(
        "settings.overflow.after_seconds",
        |set| set.settings.overflow.as_ref().map(|overflow| overflow.after_seconds.div_ceil(MINUTE)),
        |set, minutes: Option<u32>| {
            if let Some(overflow) = &mut set.settings.overflow {
                overflow.after_seconds = minutes.unwrap_or(0).saturating_mul(MINUTE);
            }
        },
    );
    let fault = editor.fault("settings.overflow.queue");
    let options = choices.queues.with_value(|queues| {
        queues
            .iter()
            .filter(|queue| queue.id != own)
            .map(|queue| (queue.id.clone(), queue.set.name.clone()))
            .collect::<Vec<_>>()
    });
    let option = move |(id, name): (QueueId, String)| {
        let value = id.to_string();
        let is_it = move || chosen.with(|chosen| chosen.as_ref() == Some(&id));
        view! { <option value=value prop:selected=is_it>{name}</option> }
    };
    view! {
        <div class="pair">
            <div class="field">
                <label for="settings.overflow.queue">{t("queue.overflow")}</label>
                <select
                    id="settings.overflow.queue"
                    class="input"
                    aria-describedby="settings.overflow.queue-hint settings.overflow.queue-error"
                    on:change=choose
                >
                    <option value="" prop:selected=move || chosen.with(Option::is_none)>{t("queue.no_overflow")}</option>
                    {options.into_iter().map(option).collect_view()}
                </select>
                <p class="hint" id="settings.overflow.queue-hint">{t("queue.overflow_note")}</p>
                <p class="field-error" id="settings.overflow.queue-error">{move || fault.get()}</p>
            </div>
            {move || chosen.with(Option::is_some).then(|| view! {
                <NumberInput bound=after label=t("queue.overflow_after") unit=t("queue.minutes") min=1 max={LATER_MAX_SECONDS / MINUTE} />
            })}
        </div>
    }
}
