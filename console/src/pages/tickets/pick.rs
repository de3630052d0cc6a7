//! A choice out of a list that may still be on its way.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// One of many, by a word for each. What is shown is what is kept elsewhere: another choice shows once it is kept.
#[component]
pub fn Pick(
    /// Unique on the page.
    id: &'static str,
    /// What is chosen.
    #[prop(into)]
    label: String,
    /// The word of what is kept.
    #[prop(into)]
    value: Signal<String>,
    /// The words of all there is to choose from, with their names.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// Whether nothing can be chosen now.
    #[prop(optional, into)]
    is_fixed: Signal<bool>,
    /// Chooses.
    choose: Callback<String>,
) -> impl IntoView {
    let change = move |event: leptos::ev::Event| {
        let wanted = event_target_value(&event);
        let select = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlSelectElement>().ok());
        if let Some(select) = select {
            select.set_value(&value.get_untracked());
        }
        choose.run(wanted);
    };
    let option = move |(word, name): (String, String)| {
        let own = word.clone();
        view! { <option value=word prop:selected=move || value.with(|value| *value == own)>{name}</option> }
    };
    view! {
        <div class="field pick">
            <label for=id>{label}</label>
            <select id=id class="input" disabled=is_fixed on:change=change>
                {move || options.get().into_iter().map(option).collect_view()}
            </select>
        </div>
    }
}
