//! Fields for a choice: yes or no, one of a few, one of many.

use super::bound::{Bound, notes};
use leptos::prelude::*;

/// Yes or no.
#[component]
pub fn SwitchInput(
    /// What it shows.
    bound: Bound<bool>,
    /// What is switched.
    #[prop(into)]
    label: String,
    /// What to know beforehand.
    #[prop(optional, into)]
    hint: String,
) -> impl IntoView {
    let id = bound.id();
    view! {
        <div class="switch-field">
            <label class="switch">
                <span>{label}</span>
                <input
                    id=id
                    type="checkbox"
                    role="switch"
                    aria-describedby=bound.described_by()
                    prop:checked=bound.value
                    on:change=move |event| bound.set.run(event_target_checked(&event))
                />
            </label>
            {notes(bound, hint)}
        </div>
    }
}

/// One of a few, all in sight.
#[component]
pub fn Segments<T>(
    /// What it shows.
    bound: Bound<T>,
    /// What is chosen.
    #[prop(into)]
    label: String,
    /// What to know beforehand.
    #[prop(optional, into)]
    hint: String,
    /// All there is to choose from, with their names.
    options: Vec<(T, String)>,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let id = bound.id();
    let option = |(index, (value, name)): (usize, (T, String))| {
        view! {
            <label class="segment">
                <input
                    type="radio"
                    name=id.clone()
                    value=index
                    prop:checked=move || bound.value.get() == value
                    on:change=move |_| bound.set.run(value)
                />
                <span>{name}</span>
            </label>
        }
    };
    let options = options.into_iter().enumerate().map(option).collect_view();
    view! {
        <fieldset class="field" id=id.clone() aria-describedby=bound.described_by()>
            <legend>{label}</legend>
            <div class="segments">{options}</div>
            {notes(bound, hint)}
        </fieldset>
    }
}

/// One of many, in a list that unfolds.
#[component]
pub fn SelectInput<T>(
    /// What it shows.
    bound: Bound<T>,
    /// What is chosen.
    #[prop(into)]
    label: String,
    /// All there is to choose from, with their names.
    options: Vec<(T, String)>,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let id = bound.id();
    let values: Vec<T> = options.iter().map(|(value, _)| *value).collect();
    let choose = move |event| {
        let index: Option<usize> = event_target_value(&event).parse().ok();
        if let Some(value) = index.and_then(|index| values.get(index)) {
            bound.set.run(*value);
        }
    };
    let option = |(index, (value, name)): (usize, (T, String))| {
        view! { <option value=index prop:selected=move || bound.value.get() == value>{name}</option> }
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select id=id class="input" on:change=choose>
                {options.into_iter().enumerate().map(option).collect_view()}
            </select>
        </div>
    }
}
