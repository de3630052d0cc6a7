//! A value that a field on the screen shows and changes, wherever it is kept.

use leptos::prelude::*;

/// One value behind one field.
pub struct Bound<T: Send + Sync + 'static> {
    /// The field's id on the page.
    id: StoredValue<String>,
    /// The value.
    pub value: Signal<T>,
    /// Changes it.
    pub set: Callback<T>,
    /// What is wrong with it, in words.
    pub fault: Signal<Option<String>>,
}

impl<T: Send + Sync + 'static> Clone for Bound<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Bound<T> {}

impl<T: Clone + Send + Sync + 'static> Bound<T> {
    /// A value that belongs to a view alone, and that is never wrong.
    pub fn free(id: impl Into<String>, signal: RwSignal<T>) -> Self {
        let set = Callback::new(move |value| signal.set(value));
        Self::new(id, signal, set, Signal::stored(None::<String>))
    }
}

impl<T: Send + Sync + 'static> Bound<T> {
    /// A value under an id that is unique on the page.
    pub fn new(
        id: impl Into<String>,
        value: impl Into<Signal<T>>,
        set: Callback<T>,
        fault: impl Into<Signal<Option<String>>>,
    ) -> Self {
        Self { id: StoredValue::new(id.into()), value: value.into(), set, fault: fault.into() }
    }

    /// The field's id.
    pub fn id(&self) -> String {
        self.id.get_value()
    }

    /// What describes the field, for those who listen.
    pub fn described_by(&self) -> String {
        let id = self.id();
        format!("{id}-hint {id}-error")
    }
}

/// Hint and fault below a field.
pub fn notes<T: Send + Sync + 'static>(bound: Bound<T>, hint: String) -> impl IntoView {
    let id = bound.id();
    view! {
        <p class="hint" id=format!("{id}-hint")>{hint}</p>
        <p class="field-error" id=format!("{id}-error") aria-live="polite">{move || bound.fault.get()}</p>
    }
}
