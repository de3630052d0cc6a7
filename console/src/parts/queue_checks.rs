//! Some of the queues, to be ticked.

use crate::text::t;
use leptos::prelude::*;
use shared::ids::QueueId;
use shared::rest::Queue;

/// A tick for each queue.
#[component]
pub fn QueueChecks(
    /// Id on the page; the path of what is set.
    path: &'static str,
    /// What is chosen.
    #[prop(into)]
    label: String,
    /// All that there are.
    queues: StoredValue<Vec<Queue>>,
    /// Those that are ticked.
    #[prop(into)]
    chosen: Signal<Vec<QueueId>>,
    /// What shall be ticked.
    set: Callback<Vec<QueueId>>,
    /// What is wrong with it, in words.
    fault: Signal<Option<String>>,
) -> impl IntoView {
    let check = move |queue: &Queue| {
        let (id, wanted) = (queue.id.clone(), queue.id.clone());
        let switch = move |on: bool| {
            let mut all = chosen.get_untracked();
            all.retain(|known| *known != id);
            if on {
                all.push(id.clone());
            }
            set.run(all);
        };
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || chosen.with(|chosen| chosen.contains(&wanted))
                    on:change=move |event| switch(event_target_checked(&event))
                />
                <span dir="auto">{queue.set.name.clone()}</span>
            </label>
        }
    };
    view! {
        <fieldset class="group" id=path tabindex="-1">
            <legend>{label}</legend>
            <div class="checks">{queues.with_value(|queues| queues.iter().map(check).collect_view())}</div>
            {queues.with_value(Vec::is_empty).then(|| view! { <p class="soft small">{t("queues.none")}</p> })}
            <p class="field-error">{move || fault.get()}</p>
        </fieldset>
    }
}
