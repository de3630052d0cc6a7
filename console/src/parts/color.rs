//! A field for a colour: the browser's picker, and the six digits for those who have them at hand.

use super::bound::Bound;
use crate::text::t;
use leptos::prelude::*;
use shared::color::Color;

/// A colour.
#[component]
pub fn ColorInput(
    /// What it shows.
    bound: Bound<Color>,
    /// Which colour.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let id = bound.id();
    let picker_id = format!("{id}-picker");
    let typed = RwSignal::new(bound.value.get_untracked().to_string());
    let is_malformed = RwSignal::new(false);
    // Whoever types is not corrected; whatever else changes the colour is shown.
    Effect::new(move |_| {
        let color = bound.value.get();
        if typed.with_untracked(|typed| typed.parse() != Ok(color)) {
            typed.set(color.to_string());
            is_malformed.set(false);
        }
    });
    let change = move |text: String| {
        let color: Result<Color, _> = format!("#{}", text.trim().trim_start_matches('#')).parse();
        typed.set(text);
        is_malformed.set(color.is_err());
        if let Ok(color) = color {
            bound.set.run(color);
        }
    };
    let restore = move |_| {
        typed.set(bound.value.get_untracked().to_string());
        is_malformed.set(false);
    };
    let error = move || is_malformed.get().then(|| t("faults.color")).or_else(|| bound.fault.get());
    let invalid = move || (is_malformed.get() || bound.fault.with(Option::is_some)).then_some("true");
    view! {
        <div class="field">
            <label for=id.clone()>{label.clone()}</label>
            <span class="color">
                <input
                    id=picker_id
                    type="color"
                    class="color-picker"
                    aria-label=label
                    prop:value=move || bound.value.get().to_string()
                    on:input=move |event| change(event_target_value(&event))
                />
                <input
                    id=id.clone()
                    type="text"
                    class="input color-digits"
                    autocomplete="off"
                    spellcheck="false"
                    dir="ltr"
                    maxlength="7"
                    aria-invalid=invalid
                    aria-describedby=format!("{id}-error")
                    prop:value=typed
                    on:input=move |event| change(event_target_value(&event))
                    on:blur=restore
                />
            </span>
            <p class="field-error" id=format!("{id}-error") aria-live="polite">{error}</p>
        </div>
    }
}
