//! Outgoing mail: the server, whom mails come from, a try, and what wasn't sent.

mod fields;
mod note;
mod outbox;
mod trial;

pub use note::{MailMissing, MailNote};

use crate::live::api::mail as api;
use crate::parts::editing::{Door, Editor, Part, SettingsPage};
use crate::parts::icon::{Icon, icon};
use crate::parts::loading::page_of;
use crate::place::Place;
use crate::state::mail::Mail;
use crate::text::t;
use fields::{SenderFields, ServerFields};
use leptos::prelude::*;
use outbox::OutboxPart;
use shared::mail::Trouble;
use trial::Trial;

/// Handles to the mail settings under change.
type MailEditor = Editor<Mail>;

/// The page.
#[component]
pub fn MailPage() -> impl IntoView {
    page_of(
        || async { api::settings().await.map(Mail::from) },
        heading,
        |mail| view! { <Open mail=mail /> }.into_any(),
    )
}

#[component]
fn Open(mail: Mail) -> impl IntoView {
    let door = Door {
        read: Box::new(|_: &Mail| Box::pin(async { api::settings().await.map(Mail::from) })),
        write: Box::new(|mail: &Mail, form| {
            let change = mail.change(&form);
            Box::pin(async move { api::save(&change).await.map(Mail::from) })
        }),
    };
    let editor: MailEditor = Editor::open(mail, Place::Mail, door);
    let version = Memo::new(move |_| editor.edited.with(|edited| edited.saved.version));
    let not_set_up = move || {
        (version.get() == 0).then(|| view! {
            <div class="kept"><p class="with-icon">{icon(Icon::Mail)}<span>{t("mail.not_set_up")}</span></p></div>
        })
    };
    view! {
        <SettingsPage editor=editor name=setting_name head=heading() notice=not_set_up.into_any()>
            <Part title=t("mail.server") note=t("mail.server_note")>
                <ServerFields editor=editor />
            </Part>
            <Part title=t("mail.sender") note=t("mail.sender_note")>
                <SenderFields editor=editor />
            </Part>
            <Part title=t("mail.trial") note=t("mail.trial_note")>
                <Trial editor=editor />
            </Part>
            <OutboxPart version=version />
        </SettingsPage>
    }
}

fn heading() -> AnyView {
    view! { <h1 id="page-title">{t("mail.title")}</h1> }.into_any()
}

/// What the setting at a path is called.
fn setting_name(path: &str) -> String {
    t(match path.strip_prefix("draft.").unwrap_or(path) {
        "host" => "mail.host",
        "port" => "mail.port",
        "encryption" => "mail.encryption",
        "unprotected" => "mail.unprotected",
        "user" => "mail.user",
        "password" => "mail.password",
        "hello_name" => "mail.hello",
        "sender_name" => "mail.sender_name",
        _ => "mail.sender_address",
    })
}

/// What was in the way of a mail, in words.
fn trouble_text(trouble: Trouble) -> String {
    t(match trouble {
        Trouble::Unreachable => "mail.unreachable",
        Trouble::ForbiddenAddress => "mail.forbidden_address",
        Trouble::Certificate => "mail.certificate",
        Trouble::NoStarttls => "mail.no_starttls",
        Trouble::NoAuthentication => "mail.no_authentication",
        Trouble::Credentials => "mail.credentials",
        Trouble::Later => "mail.later",
        Trouble::Refused => "mail.refused",
        Trouble::BrokeOff => "mail.broke_off",
        Trouble::Unclear => "mail.unclear",
        Trouble::NoSense => "mail.no_sense",
        Trouble::Address => "mail.address",
        Trouble::Key => "mail.key",
        Trouble::Outdated => "mail.outdated",
    })
}
