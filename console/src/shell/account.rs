//! The account's menu: who is signed in, status, photo, devices, notifications, language, theme, and the way out.

use super::commands::use_commands;
use super::devices::DevicesDialog;
use super::guard::use_unsaved;
use super::notifications::NotificationsDialog;
use super::status::{StatusChoice, StatusMark};
use crate::Language;
use crate::live::api::desk;
use crate::live::preferences::{self, Contrast, Theme};
use crate::parts::avatar::Avatar;
use crate::parts::bound::Bound;
use crate::parts::choice::Segments;
use crate::parts::icon::{Icon, icon};
use crate::parts::photo::PhotoDialog;
use crate::parts::toast::Toast;
use crate::place::{Place, use_go};
use crate::text::{self, LANGUAGES, t};
use crate::workplace::{Session, use_workplace};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::rest::Me;

/// The button with the agent's mark, and the menu behind it.
#[component]
pub fn AccountMenu() -> impl IntoView {
    let workplace = use_workplace();
    let me = Memo::new(move |_| workplace.session.with(|session| session.me().cloned()));
    let name = move || me.get().map(|me| me.agent.name).unwrap_or_default();
    let email = move || me.get().map(|me| me.email);
    let photo = move || me.get().and_then(|me| me.agent.photo);
    let is_choosing = RwSignal::new(false);
    let shows_devices = RwSignal::new(false);
    let shows_notifications = RwSignal::new(false);
    // The session knows the new photo at once; colleagues and visitors learn it with their next frame.
    let took = Callback::new(move |new: Me| {
        workplace.session.update(|session| {
            if let Session::Active(me) | Session::Expired(me) = session {
                me.agent.photo = new.agent.photo;
            }
        });
    });
    let unsaved = use_unsaved();
    let commands = use_commands();
    let go = use_go();
    // Whoever has something unsaved is led away from it first, which asks.
    let sign_out = move |_| match unsaved.with_untracked(Option::is_some) {
        true => go(&Place::Inbox),
        false => workplace.sign_out(),
    };
    view! {
        <button type="button" class="button quiet square account-button" popovertarget="account" aria-label=t("account.open")>
            {move || view! { <Avatar name=name() photo=photo() /> }}
            <StatusMark />
        </button>
        <div id="account" class="menu" popover="auto" role="group" aria-label=t("account.title")>
            <div class="menu-who">
                {move || view! { <Avatar name=name() photo=photo() /> }}
                <span>
                    <span class="menu-name"><bdi>{name}</bdi></span>
                    <span class="soft small"><bdi>{email}</bdi></span>
                </span>
            </div>
            <StatusChoice />
            <button type="button" class="button wide" on:click=move |_| is_choosing.set(true)>
                {icon(Icon::Photo)}
                {t("photo.title")}
            </button>
            <button type="button" class="button wide" on:click=move |_| shows_devices.set(true)>
                {icon(Icon::Device)}
                {t("devices.title")}
            </button>
            <button type="button" class="button wide" on:click=move |_| shows_notifications.set(true)>
                {icon(Icon::Bell)}
                {t("notify.title")}
            </button>
            <button type="button" class="button wide" popovertarget="account" popovertargetaction="hide" on:click=move |_| commands.show_shortcuts()>
                {icon(Icon::Keys)}
                {t("keys.title")}
            </button>
            <LanguageChoice />
            <ThemeChoice />
            <ContrastChoice />
            <button type="button" class="button wide" on:click=sign_out>
                {icon(Icon::SignOut)}
                {t("account.sign_out")}
            </button>
        </div>
        {move || shows_devices.get().then(|| view! { <DevicesDialog is_shown=shows_devices /> })}
        {move || shows_notifications.get().then(|| view! { <NotificationsDialog is_shown=shows_notifications /> })}
        {move || is_choosing.get().then(|| view! {
            <PhotoDialog name=Signal::derive(name) photo=Signal::derive(photo) path=desk::PHOTO.into() took=took close=Callback::new(move |()| is_choosing.set(false)) />
        })}
    }
}

#[component]
fn LanguageChoice() -> impl IntoView {
    let workplace = use_workplace();
    let Language(language) = expect_context();
    let choose = move |event: ev::Event| {
        let lang = event_target_value(&event);
        spawn_local(async move {
            if text::load(&lang).await.is_err() {
                return workplace.toasts.show(Toast::trouble(t("problem.unreachable")));
            }
            preferences::set_language(&lang);
            language.set(text::language());
        });
    };
    let present = text::language();
    let option = |(tag, name): (&'static str, &'static str)| {
        let selected = tag == present;
        view! { <option value=tag lang=tag selected=selected>{name}</option> }
    };
    view! {
        <div class="field">
            <label for="language">{t("account.language")}</label>
            <select id="language" class="input" on:change=choose>
                {LANGUAGES.into_iter().map(option).collect_view()}
            </select>
        </div>
    }
}

#[component]
fn ThemeChoice() -> impl IntoView {
    let chosen = Theme::chosen();
    let option = |theme: Theme| {
        view! {
            <label class="segment">
                <input
                    type="radio"
                    name="theme"
                    value=theme.word()
                    checked=theme == chosen
                    on:change=move |_| theme.choose()
                />
                <span>{t(&format!("theme.{}", theme.word()))}</span>
            </label>
        }
    };
    view! {
        <fieldset class="field">
            <legend>{t("account.theme")}</legend>
            <div class="segments">{Theme::ALL.into_iter().map(option).collect_view()}</div>
        </fieldset>
    }
}

#[component]
fn ContrastChoice() -> impl IntoView {
    let chosen = RwSignal::new(Contrast::chosen());
    let choose = Callback::new(move |contrast: Contrast| {
        contrast.choose();
        chosen.set(contrast);
    });
    let bound = Bound::new("contrast", chosen, choose, Signal::stored(None::<String>));
    let options = vec![(Contrast::System, t("contrast.system")), (Contrast::High, t("contrast.high"))];
    view! { <Segments bound=bound label=t("contrast.title") options=options /> }
}
