//! Fields for text and numbers that show a value kept elsewhere.

use super::bound::{Bound, notes};
use leptos::ev;
use leptos::html;
use leptos::prelude::*;

/// The direction in which a language is written.
fn direction(lang: &str) -> &'static str {
    match lang {
        "" => "auto",
        _ if shared::settings::RIGHT_TO_LEFT.contains(&lang) => "rtl",
        _ => "ltr",
    }
}

/// One line of text.
#[component]
pub fn TextInput(
    /// What it shows.
    bound: Bound<String>,
    /// What is asked for.
    #[prop(into)]
    label: String,
    /// What to know beforehand.
    #[prop(optional, into)]
    hint: String,
    /// What holds as long as it is empty.
    #[prop(optional, into)]
    placeholder: Signal<String>,
    /// The language of what is written; empty if it is none in particular.
    #[prop(optional)]
    lang: &'static str,
) -> impl IntoView {
    let id = bound.id();
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                id=id
                type="text"
                class="input"
                autocomplete="off"
                lang=(!lang.is_empty()).then_some(lang)
                dir=direction(lang)
                placeholder=placeholder
                aria-invalid=move || bound.fault.with(Option::is_some).then_some("true")
                aria-describedby=bound.described_by()
                prop:value=bound.value
                on:input=move |event| bound.set.run(event_target_value(&event))
            />
            {notes(bound, hint)}
        </div>
    }
}

/// Several lines of text.
#[component]
pub fn TextLines(
    /// What it shows.
    bound: Bound<String>,
    /// What is asked for.
    #[prop(into)]
    label: String,
    /// What to know beforehand.
    #[prop(optional, into)]
    hint: String,
    /// What holds as long as it is empty.
    #[prop(optional, into)]
    placeholder: Signal<String>,
    /// The language of what is written; empty if it is none in particular.
    #[prop(optional)]
    lang: &'static str,
) -> impl IntoView {
    let id = bound.id();
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <div class="grow" data-text=bound.value>
                <textarea
                    id=id
                    rows="2"
                    lang=(!lang.is_empty()).then_some(lang)
                    dir=direction(lang)
                    placeholder=placeholder
                    aria-invalid=move || bound.fault.with(Option::is_some).then_some("true")
                    aria-describedby=bound.described_by()
                    prop:value=bound.value
                    on:input=move |event| bound.set.run(event_target_value(&event))
                ></textarea>
            </div>
            {notes(bound, hint)}
        </div>
    }
}

/// A whole number, or nothing.
#[component]
pub fn NumberInput(
    /// What it shows.
    bound: Bound<Option<u32>>,
    /// What is asked for.
    #[prop(into)]
    label: String,
    /// What to know beforehand.
    #[prop(optional, into)]
    hint: String,
    /// What it counts, such as "px".
    #[prop(optional, into)]
    unit: String,
    /// The smallest.
    #[prop(optional)]
    min: u32,
    /// The largest.
    max: u32,
) -> impl IntoView {
    let id = bound.id();
    let input = NodeRef::<html::Input>::new();
    let shown = move || bound.value.get().map(|number| number.to_string()).unwrap_or_default();
    // What can't be read is no number: the last one that could is shown again.
    let restore = move |_: ev::FocusEvent| {
        if let Some(input) = input.get_untracked() {
            input.set_value(&shown());
        }
    };
    let change = move |event: ev::Event| {
        let text = event_target_value(&event);
        match text.trim().parse() {
            Ok(number) => bound.set.run(Some(number)),
            Err(_) if text.trim().is_empty() => bound.set.run(None),
            Err(_) => {}
        }
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <span class="with-unit">
                <input
                    id=id
                    node_ref=input
                    type="number"
                    inputmode="numeric"
                    class="input number"
                    min=min
                    max=max
                    aria-invalid=move || bound.fault.with(Option::is_some).then_some("true")
                    aria-describedby=bound.described_by()
                    prop:value=shown
                    on:input=change
                    on:blur=restore
                />
                {(!unit.is_empty()).then(|| view! { <span class="soft small">{unit}</span> })}
            </span>
            {notes(bound, hint)}
        </div>
    }
}
