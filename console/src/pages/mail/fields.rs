//! The mail server and whom mails come from.

use super::MailEditor;
use crate::parts::bound::{Bound, notes};
use crate::parts::choice::{Segments, SwitchInput};
use crate::parts::inputs::{NumberInput, TextInput};
use crate::text::t;
use leptos::prelude::*;
use shared::mail::{Encryption, MailDraft, is_this_machine};

/// The highest port.
const PORT_MAX: u32 = 65_535;

/// A line of text of the settings.
fn line(
    editor: MailEditor,
    path: &'static str,
    read: fn(&MailDraft) -> &String,
    write: fn(&mut MailDraft) -> &mut String,
) -> Bound<String> {
    editor.bind(path, move |form| read(&form.draft).clone(), move |form, text| *write(&mut form.draft) = text)
}

/// Where it is, how the way there is protected, and who we are to it.
#[component]
pub fn ServerFields(
    /// The settings under change.
    editor: MailEditor,
) -> impl IntoView {
    let host = line(editor, "host", |set| &set.host, |set| &mut set.host);
    let user = line(editor, "user", |set| &set.user, |set| &mut set.user);
    let hello = line(editor, "hello_name", |set| &set.hello_name, |set| &mut set.hello_name);
    let port = editor.bind(
        "port",
        |form| Some(form.draft.port),
        |form, port: Option<u32>| form.draft.port = port.unwrap_or(0),
    );
    let encryption = editor.bind(
        "encryption",
        |form| form.draft.encryption,
        |form, encryption: Encryption| {
            // A port that is usual for one way is wrong for another.
            if form.draft.port == form.draft.encryption.usual_port() {
                form.draft.port = encryption.usual_port();
            }
            form.draft.encryption = encryption;
        },
    );
    let unprotected = editor.bind(
        "unprotected",
        |form| form.draft.unprotected,
        |form, unprotected| form.draft.unprotected = unprotected,
    );
    let is_open =
        editor.read(|form| form.draft.encryption == Encryption::None && !is_this_machine(&form.draft.host));
    let ways = vec![
        (Encryption::Tls, t("mail.tls")),
        (Encryption::Starttls, t("mail.starttls")),
        (Encryption::None, t("mail.no_encryption")),
    ];
    view! {
        <div class="pair">
            <TextInput bound=host label=t("mail.host") hint=t("mail.host_note") />
            <NumberInput bound=port label=t("mail.port") hint=t("mail.port_note") min=1 max=PORT_MAX />
        </div>
        <Segments bound=encryption label=t("mail.encryption") hint=t("mail.encryption_note") options=ways />
        {move || is_open.get().then(|| view! {
            <SwitchInput bound=unprotected label=t("mail.unprotected") hint=t("mail.unprotected_note") />
        })}
        <div class="pair">
            <TextInput bound=user label=t("mail.user") hint=t("mail.user_note") />
            <PasswordInput editor=editor />
        </div>
        <TextInput bound=hello label=t("mail.hello") hint=t("mail.hello_note") />
    }
}

/// A new password. The one that is kept is never shown.
#[component]
fn PasswordInput(editor: MailEditor) -> impl IntoView {
    let bound =
        editor.bind("password", |form| form.password.clone(), |form, password| form.password = password);
    let is_kept = Memo::new(move |_| editor.edited.with(|edited| edited.saved.has_password));
    let hint = move || t(if is_kept.get() { "mail.password_kept" } else { "mail.password_note" });
    view! {
        <div class="field">
            <label for="password">{t("mail.password")}</label>
            <input
                id="password"
                type="password"
                class="input"
                // No password of this site: the browser is neither to fill it in nor to offer to keep it.
                autocomplete="new-password"
                placeholder=move || if is_kept.get() { "••••••••" } else { "" }
                aria-invalid=move || bound.fault.with(Option::is_some).then_some("true")
                aria-describedby=format!("{} password-kept", bound.described_by())
                prop:value=bound.value
                on:input=move |event| bound.set.run(event_target_value(&event))
            />
            <p class="hint" id="password-kept">{hint}</p>
            {notes(bound, String::new())}
        </div>
    }
}

/// Whom mails come from.
#[component]
pub fn SenderFields(
    /// The settings under change.
    editor: MailEditor,
) -> impl IntoView {
    let name = line(editor, "sender_name", |set| &set.sender_name, |set| &mut set.sender_name);
    let address = line(editor, "sender_address", |set| &set.sender_address, |set| &mut set.sender_address);
    view! {
        <div class="pair">
            <TextInput bound=name label=t("mail.sender_name") hint=t("mail.sender_name_note") />
            <TextInput bound=address label=t("mail.sender_address") hint=t("mail.sender_address_note") />
        </div>
    }
}
