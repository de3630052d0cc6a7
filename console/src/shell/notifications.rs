//! How this browser draws the agent's attention: sound, notifications of the system, and not at all.

use crate::live::notify::{self, Permission};
use crate::live::preferences;
use crate::live::push::{self, Device};
use crate::live::sound::Sound;
use crate::parts::bound::Bound;
use crate::parts::choice::{SelectInput, SwitchInput};
use crate::parts::dialog::Dialog;
use crate::text::t;
use crate::workplace::use_workplace;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The window in which it is chosen. What is chosen holds at once.
#[component]
pub fn NotificationsDialog(
    /// Whether it is open.
    is_shown: RwSignal<bool>,
) -> impl IntoView {
    let close = Callback::new(move |()| is_shown.set(false));
    view! {
        <Dialog title=t("notify.title") on_cancel=close>
            <p class="soft small">{t("notify.note")}</p>
            <SoundChoice />
            <SystemSwitch />
            <ClosedSwitch />
            <QuietSwitch />
            <div class="dialog-actions">
                <button type="button" class="button primary" on:click=move |_| close.run(())>{t("action.close")}</button>
            </div>
        </Dialog>
    }
}

#[component]
fn SoundChoice() -> impl IntoView {
    let chosen = RwSignal::new(preferences::sound());
    let choose = Callback::new(move |sound: Sound| {
        preferences::set_sound(sound);
        chosen.set(sound);
        sound.play();
    });
    let name = |sound| match sound {
        Sound::Silence => t("notify.silence"),
        Sound::Bell => t("notify.bell"),
        Sound::Knock => t("notify.knock"),
        Sound::Drop => t("notify.drop"),
    };
    let options = Sound::ALL.map(|sound| (sound, name(sound))).to_vec();
    let bound = Bound::new("sound", chosen, choose, Signal::stored(None::<String>));
    view! { <SelectInput bound=bound label=t("account.sound") options=options /> }
}

/// Only what the browser allows can be switched on.
#[component]
fn SystemSwitch() -> impl IntoView {
    let permission = RwSignal::new(notify::permission());
    let wanted = RwSignal::new(preferences::notifies());
    let is_on = Memo::new(move |_| wanted.get() && permission.get() == Permission::Granted);
    let switch = Callback::new(move |on: bool| {
        preferences::set_notifies(on);
        wanted.set(on);
        if on {
            spawn_local(async move {
                let answer = notify::ask().await;
                if answer == Permission::Granted {
                    notify::show("frontdesk", &t("notify.on"), &t("notify.on_note"), || {});
                }
                let _ = permission.try_set(answer);
                // A switch that the browser has refused goes back.
                let _ = wanted.try_set(answer == Permission::Granted);
                preferences::set_notifies(answer == Permission::Granted);
            });
        }
    });
    let refused = move || match permission.get() {
        Permission::Denied => Some(t("notify.denied")),
        Permission::Missing => Some(t("notify.missing")),
        Permission::Granted | Permission::Unasked => None,
    };
    let bound = Bound::new("notifications", is_on, switch, Signal::derive(refused));
    view! { <SwitchInput bound=bound label=t("notify.system") hint=t("notify.system_note") /> }
}

/// News while no page is open, on this device.
#[component]
fn ClosedSwitch() -> impl IntoView {
    let workplace = use_workplace();
    let device = RwSignal::new(None::<Device>);
    let is_on = Memo::new(move |_| device.get() == Some(Device::On));
    // Shows where the switch is going while the browser and its push service are asked.
    let wanted = RwSignal::new(None::<bool>);
    spawn_local(async move {
        let found = push::device().await;
        let _ = device.try_set(Some(found));
    });
    let switch = Callback::new(move |on: bool| {
        if wanted.get_untracked().is_some() {
            return;
        }
        wanted.set(Some(on));
        spawn_local(async move {
            let found = if on { push::start().await } else { push::stop().await };
            let _ = device.try_set(Some(found));
            let _ = wanted.try_set(None);
            if found == Device::Failed {
                workplace.announce(t("notify.closed_failed"));
            }
        });
    });
    let fault = move || match device.get() {
        Some(Device::Missing) => Some(t("notify.closed_missing")),
        Some(Device::Denied) => Some(t("notify.denied")),
        Some(Device::Failed) => Some(t("notify.closed_failed")),
        Some(Device::On | Device::Off) | None => None,
    };
    let shown = Memo::new(move |_| wanted.get().unwrap_or(is_on.get()));
    let bound = Bound::new("closed", shown, switch, Signal::derive(fault));
    view! { <SwitchInput bound=bound label=t("notify.closed") hint=t("notify.closed_note") /> }
}

#[component]
fn QuietSwitch() -> impl IntoView {
    let is_quiet = RwSignal::new(preferences::is_quiet());
    let switch = Callback::new(move |on| {
        preferences::set_quiet(on);
        is_quiet.set(on);
    });
    let bound = Bound::new("quiet", is_quiet, switch, Signal::stored(None::<String>));
    view! { <SwitchInput bound=bound label=t("notify.quiet") hint=t("notify.quiet_note") /> }
}
