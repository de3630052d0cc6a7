//! Fields of forms: label, input, hint and error, tied together for those who listen.

use super::icon::{Icon, icon};
use crate::text::t;
use leptos::ev;
use leptos::prelude::*;

/// A field with its label and its error.
#[component]
pub fn Field(
    /// Unique on the page; also the field's name.
    id: &'static str,
    /// What is asked for.
    #[prop(into)]
    label: String,
    /// `email`, `text` and the like.
    kind: &'static str,
    /// The browser's name for what belongs here, so that it can fill it in.
    autocomplete: &'static str,
    /// What is typed.
    value: RwSignal<String>,
    /// What is wrong with it.
    error: RwSignal<Option<String>>,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                id=id
                name=id
                type=kind
                class="input"
                autocomplete=autocomplete
                autocapitalize="none"
                spellcheck="false"
                required
                dir="auto"
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=format!("{id}-error")
                prop:value=value
                on:input=move |event| {
                    value.set(event_target_value(&event));
                    error.set(None);
                }
            />
            <FieldError id=id error=error />
        </div>
    }
}

/// A field for a password, which can be shown, and which tells when capitals are locked.
#[component]
pub fn PasswordField(
    /// Unique on the page; also the field's name.
    id: &'static str,
    /// What is asked for.
    #[prop(into)]
    label: String,
    /// `current-password` or `new-password`.
    autocomplete: &'static str,
    /// What to know beforehand; may be empty.
    #[prop(optional, into)]
    hint: String,
    /// What is typed.
    value: RwSignal<String>,
    /// What is wrong with it.
    error: RwSignal<Option<String>>,
) -> impl IntoView {
    let is_shown = RwSignal::new(false);
    let is_locked = RwSignal::new(false);
    let watch_keys = move |event: ev::KeyboardEvent| is_locked.set(event.get_modifier_state("CapsLock"));
    let toggle_label = move || t(if is_shown.get() { "password.hide" } else { "password.show" });
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <div class="input-group">
                <input
                    id=id
                    name=id
                    type=move || if is_shown.get() { "text" } else { "password" }
                    class="input"
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    required
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    aria-describedby=format!("{id}-hint {id}-error")
                    prop:value=value
                    on:input=move |event| {
                        value.set(event_target_value(&event));
                        error.set(None);
                    }
                    on:keydown=watch_keys
                    on:keyup=watch_keys
                    on:blur=move |_| is_locked.set(false)
                />
                <button
                    type="button"
                    class="button quiet square small"
                    aria-label=toggle_label
                    aria-controls=id
                    on:click=move |_| is_shown.update(|shown| *shown = !*shown)
                >
                    {move || icon(if is_shown.get() { Icon::EyeOff } else { Icon::Eye })}
                </button>
            </div>
            <p class="hint" id=format!("{id}-hint")>
                {hint}
                {move || is_locked.get().then(|| view! { <span class="caution" role="status">{t("password.caps")}</span> })}
            </p>
            <FieldError id=id error=error />
        </div>
    }
}

#[component]
fn FieldError(id: &'static str, error: RwSignal<Option<String>>) -> impl IntoView {
    view! {
        <p class="field-error" id=format!("{id}-error") aria-live="polite">
            {move || error.get()}
        </p>
    }
}

/// Puts the focus on a field, such as the first wrong one.
pub fn focus(id: &str) {
    use wasm_bindgen::JsCast;
    if let Some(element) = document().get_element_by_id(id)
        && let Ok(element) = element.dyn_into::<web_sys::HtmlElement>()
    {
        let _ = element.focus();
    }
}

/// Whether the person is in this field.
pub fn has_focus(id: &str) -> bool {
    document().active_element().is_some_and(|element| element.id() == id)
}
