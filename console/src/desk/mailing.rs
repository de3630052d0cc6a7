//! A conversation's transcript, mailed to the visitor.

use crate::live::api::{Failure, desk};
use crate::parts::dialog::Dialog;
use crate::parts::failure_text;
use crate::parts::toast::Toast;
use crate::place::Place;
use crate::text::{fill, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::ids::ConversationId;
use shared::people::Role;
use shared::problem::Code;

/// Shows where it goes, and sends it there.
#[component]
pub fn MailDialog(
    /// Which conversation.
    id: ConversationId,
    /// The visitor's address.
    email: String,
    /// Closes the dialog.
    close: Callback<()>,
) -> impl IntoView {
    let workplace = use_workplace();
    let failure = RwSignal::new(None::<Failure>);
    let is_busy = RwSignal::new(false);
    let may_set_up =
        workplace.session.with_untracked(|session| session.me().is_some_and(|me| me.role >= Role::Manager));
    let is_missing = move || {
        failure.with(
            |failure| matches!(failure, Some(Failure::Refused(problem)) if problem.code == Code::NoMail),
        )
    };
    let (id, address) = (StoredValue::new(id), StoredValue::new(email.clone()));
    let send = move |_| {
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = desk::mail_transcript(&id.get_value(), &address.get_value()).await;
            workplace.heed(&answer);
            let _ = is_busy.try_set(false);
            match answer {
                Ok(()) => {
                    close.run(());
                    let news = fill("transcript.mailed", &[("email", &address.get_value())]);
                    workplace.toasts.show(Toast::news(news));
                }
                Err(refused) => drop(failure.try_set(Some(refused))),
            }
        });
    };
    view! {
        <Dialog title=t("transcript.mail_title") on_cancel=close>
            <p class="soft">{t("transcript.mail_text")}</p>
            <p><bdi><strong>{email}</strong></bdi></p>
            {move || failure.get().map(|failure| view! { <p class="field-error" role="alert">{failure_text(&failure)}</p> })}
            {move || (is_missing() && may_set_up).then(|| view! {
                <p><a href=Place::Mail.path()>{t("mail.set_up")}</a></p>
            })}
            <div class="dialog-actions">
                <button type="button" class="button" on:click=move |_| close.run(())>{t("action.cancel")}</button>
                <button
                    type="button"
                    class="button primary"
                    aria-disabled=move || is_busy.get().then_some("true")
                    on:click=send
                >
                    {t("transcript.mail_send")}
                </button>
            </div>
        </Dialog>
    }
}
