//! Nothing unsaved is left by accident: whatever leads away, a link or the browser's Back, the page stays until the agent
//! has said so.

use crate::parts::dialog::Dialog;
use crate::place::{Place, use_go, use_place};
use crate::text::t;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// The place with unsaved changes, and what throws them away.
pub type Unsaved = RwSignal<Option<(Place, Callback<()>)>>;

/// The place to show, which stays behind the address while somebody is asked; and where they want to go.
pub fn guarded_place() -> (Memo<Place>, RwSignal<Option<Place>>) {
    let unsaved = Unsaved::new(None);
    provide_context(unsaved);
    let wanted = use_place();
    let shown = RwSignal::new(wanted.get_untracked());
    let leaving = RwSignal::new(None::<Place>);
    Effect::new(move |_| {
        let wanted = wanted.get();
        let stays = unsaved.with_untracked(|unsaved| {
            unsaved.as_ref().is_some_and(|(place, _)| !place.is_about_the_same(&wanted))
        });
        if stays {
            leaving.set(Some(wanted));
        } else {
            leaving.set(None);
            shown.set(wanted);
        }
    });
    Effect::new(move |_| {
        // The dialog has thrown the changes away: the way is free.
        if unsaved.with(Option::is_none)
            && let Some(place) = leaving.get_untracked()
        {
            leaving.set(None);
            shown.set(place);
        }
    });
    ask_before_unload(unsaved);
    (Memo::new(move |_| shown.get()), leaving)
}

/// Closing the tab is asked about by the browser itself.
fn ask_before_unload(unsaved: Unsaved) {
    let ask = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
        if unsaved.try_with_untracked(Option::is_some) == Some(true) {
            event.prevent_default();
        }
    });
    let ask = ask.into_js_value();
    let listener: js_sys::Function = ask.unchecked_into();
    let _ = window().add_event_listener_with_callback("beforeunload", &listener);
    let listener = StoredValue::new_local(listener);
    on_cleanup(move || {
        if let Some(listener) = listener.try_get_value() {
            let _ = window().remove_event_listener_with_callback("beforeunload", &listener);
        }
    });
}

/// Asks whoever leaves.
#[component]
pub fn ConfirmLeave(
    /// What is shown.
    place: Memo<Place>,
    /// Where the agent wants to go.
    leaving: RwSignal<Option<Place>>,
) -> impl IntoView {
    let unsaved = use_unsaved();
    let go = StoredValue::new_local(use_go());
    let stay = Callback::new(move |()| {
        leaving.set(None);
        // The address goes back to what is shown.
        go.with_value(|go| go(&place.get_untracked()));
    });
    let discard = move |_| {
        if let Some((_, discard)) = unsaved.get_untracked() {
            discard.run(());
        }
    };
    move || {
        leaving.with(Option::is_some).then(|| {
            view! {
                <Dialog title=t("leave.title") on_cancel=stay>
                    <p class="soft">{t("leave.text")}</p>
                    <div class="dialog-actions">
                        <button type="button" class="button danger" on:click=discard>{t("leave.discard")}</button>
                        <button type="button" class="button primary" on:click=move |_| stay.run(())>{t("leave.stay")}</button>
                    </div>
                </Dialog>
            }
        })
    }
}

/// The unsaved changes of the page that asks.
pub fn use_unsaved() -> Unsaved {
    expect_context()
}
