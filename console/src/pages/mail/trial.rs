//! A mail to oneself, by what stands on the screen, saved or not.

use super::{MailEditor, trouble_text};
use crate::live::api::{Failure, mail as api};
use crate::parts::failure_text;
use crate::parts::icon::{Icon, icon};
use crate::text::{fill, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::mail::MailTest;

/// The button, and what came of it.
#[component]
pub fn Trial(
    /// The settings under change.
    editor: MailEditor,
) -> impl IntoView {
    let workplace = use_workplace();
    let outcome = RwSignal::new(None::<Result<MailTest, Failure>>);
    let is_busy = RwSignal::new(false);
    let send = move |_| {
        if is_busy.get_untracked() || !editor.check() {
            return;
        }
        is_busy.set(true);
        outcome.set(None);
        let (change, sent) =
            editor.edited.with_untracked(|edited| (edited.saved.change(&edited.set), edited.set.clone()));
        spawn_local(async move {
            let answer = api::test(&change).await;
            if is_busy.try_set(false).is_some() {
                return;
            }
            workplace.heed(&answer);
            match answer {
                Err(Failure::Faulty(faults)) => editor.refused(faults, sent),
                answer => outcome.set(Some(answer)),
            }
        });
    };
    let told = move || outcome.get().map(|outcome| view! { <Told outcome=outcome /> });
    view! {
        <div class="actions">
            <button type="button" class="button" aria-disabled=move || is_busy.get().then_some("true") on:click=send>
                {icon(Icon::Send)}
                {move || t(if is_busy.get() { "mail.sending_trial" } else { "mail.send_trial" })}
            </button>
        </div>
        <div class="trial-outcome" aria-live="polite">{told}</div>
    }
}

#[component]
fn Told(outcome: Result<MailTest, Failure>) -> impl IntoView {
    match outcome {
        Ok(MailTest { to, trouble: None, answer }) => view! {
            <div class="verdict good">
                {icon(Icon::Check)}
                <div>
                    <p>{fill("mail.trial_taken", &[("email", &to)])}</p>
                    <Answer answer=answer />
                </div>
            </div>
        }
        .into_any(),
        Ok(MailTest { trouble: Some(trouble), answer, .. }) => view! {
            <div class="verdict bad">
                {icon(Icon::Alert)}
                <div>
                    <p>{trouble_text(trouble)}</p>
                    <Answer answer=answer />
                </div>
            </div>
        }
        .into_any(),
        Err(failure) => view! {
            <div class="verdict bad">{icon(Icon::Alert)}<p>{failure_text(&failure)}</p></div>
        }
        .into_any(),
    }
}

/// The server's own words, if it had any.
#[component]
pub fn Answer(
    /// The words.
    answer: String,
) -> impl IntoView {
    (!answer.is_empty())
        .then(|| view! { <p class="server-words small"><bdi lang="en" dir="ltr">{answer}</bdi></p> })
}
