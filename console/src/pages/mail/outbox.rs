//! What wasn't sent: mails that wait, and those that were given up, to be tried again or thrown away.

use super::trial::Answer;
use super::trouble_text;
use crate::live::api::{Failure, mail as api};
use crate::parts::dialog::Dialog;
use crate::parts::editing::Part;
use crate::parts::failure_text;
use crate::parts::icon::{Icon, icon};
use crate::parts::loading::{Skeleton, Trouble};
use crate::parts::toast::Toast;
use crate::text::{count, date_and_time, fill, t};
use crate::workplace::{Workplace, use_workplace};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::mail::{MailState, OUTBOX_PAGE, Outbox, OutboxMail};
use std::time::Duration;

/// Mails come and go by themselves: the list is read anew this often while it is looked at.
const REFRESH: Duration = Duration::from_secs(5);

/// Handles to what is shown; cheap to copy.
#[derive(Clone, Copy)]
struct Shown {
    outbox: RwSignal<Option<Result<Outbox, Failure>>>,
    /// Mails that were asked for besides the newest.
    older: RwSignal<Vec<OutboxMail>>,
    /// Whether there may be still older ones.
    has_more: RwSignal<bool>,
    /// The mail that is about to be thrown away.
    asked: RwSignal<Option<OutboxMail>>,
    workplace: Workplace,
}

impl Shown {
    fn load(self) {
        spawn_local(async move {
            let answer = api::outbox(None).await;
            self.workplace.heed(&answer);
            // A list that is on the screen stays there when the network goes.
            let keeps = answer.is_err()
                && self.outbox.try_with_untracked(|known| matches!(known, Some(Ok(_)))) == Some(true);
            if keeps {
                return;
            }
            if let Ok(outbox) = &answer
                && self.older.try_with_untracked(Vec::is_empty) == Some(true)
            {
                let _ = self.has_more.try_set(outbox.mails.len() == OUTBOX_PAGE);
            }
            let _ = self.outbox.try_set(Some(answer));
        });
    }

    fn load_older(self) {
        let last = self.mails().last().map(|mail| mail.id.clone());
        spawn_local(async move {
            match api::outbox(last.as_deref()).await {
                Ok(outbox) => {
                    let _ = self.has_more.try_set(outbox.mails.len() == OUTBOX_PAGE);
                    let _ = self.older.try_update(|older| older.extend(outbox.mails));
                }
                Err(failure) => self.complain(&failure),
            }
        });
    }

    /// What is on the screen, each once.
    fn mails(self) -> Vec<OutboxMail> {
        let newest = self.outbox.with(|outbox| match outbox {
            Some(Ok(outbox)) => outbox.mails.clone(),
            _ => Vec::new(),
        });
        let last = newest.last().map(|mail| mail.id.clone());
        let older =
            self.older.get().into_iter().filter(|mail| last.as_ref().is_none_or(|last| mail.id < *last));
        newest.iter().cloned().chain(older).collect()
    }

    /// Does something with mails, and looks what became of them.
    fn act(self, request: impl Future<Output = Result<(), Failure>> + 'static, done: String) {
        spawn_local(async move {
            match request.await {
                Ok(()) => self.workplace.toasts.show(Toast::news(done)),
                Err(failure) => self.complain(&failure),
            }
            let _ = self.older.try_set(Vec::new());
            self.load();
        });
    }

    fn complain(self, failure: &Failure) {
        self.workplace.toasts.show(Toast::trouble(failure_text(failure)));
    }
}

/// The state of the outbox.
#[component]
pub fn OutboxPart(
    /// Of the settings: new ones let everything be tried at once.
    version: Memo<u32>,
) -> impl IntoView {
    let shown = Shown {
        outbox: RwSignal::new(None),
        older: RwSignal::new(Vec::new()),
        has_more: RwSignal::new(false),
        asked: RwSignal::new(None),
        workplace: use_workplace(),
    };
    Effect::new(move |_| {
        version.track();
        shown.load();
    });
    let look = move || {
        if shown.workplace.attention.get_untracked() {
            shown.load();
        }
    };
    if let Ok(timer) = set_interval_with_handle(look, REFRESH) {
        on_cleanup(move || timer.clear());
    }
    let is_listed = Memo::new(move |_| shown.outbox.with(|outbox| matches!(outbox, Some(Ok(_)))));
    let body = move || {
        if is_listed.get() {
            return view! { <List shown=shown /> }.into_any();
        }
        match shown.outbox.get() {
            Some(Err(failure)) => {
                let retry = Callback::new(move |()| {
                    shown.outbox.set(None);
                    shown.load();
                });
                view! { <Trouble failure=failure retry=retry /> }.into_any()
            }
            _ => view! { <Skeleton rows=2 /> }.into_any(),
        }
    };
    view! {
        <Part title=t("outbox.title") note=t("outbox.note")>{body}</Part>
        {move || shown.asked.get().map(|mail| view! { <ConfirmDiscard shown=shown mail=mail /> })}
    }
}

#[component]
fn List(shown: Shown) -> impl IntoView {
    let counts = Memo::new(move |_| {
        shown.outbox.with(|outbox| match outbox {
            Some(Ok(outbox)) => [outbox.waiting, outbox.dead, outbox.sent],
            _ => [0; 3],
        })
    });
    let said = move || {
        let [waiting, dead, sent] = counts.get().map(|number| number as usize);
        [count("outbox.waiting", waiting), count("outbox.dead", dead), count("outbox.sent", sent)].join(" · ")
    };
    let retry_all = move |_| shown.act(async { api::retry_all().await }, t("outbox.retried"));
    let mails = Memo::new(move |_| shown.mails());
    view! {
        <p class="soft small outbox-counts" role="status">{said}</p>
        {move || (counts.get()[1] > 1).then(|| view! {
            <div class="actions">
                <button type="button" class="button" on:click=retry_all>{t("outbox.retry_all")}</button>
            </div>
        })}
        <ul class="sessions">
            // Whatever changes of a mail, its line is drawn anew.
            <For
                each=move || mails.get()
                key=|mail| (mail.id.clone(), mail.attempts, mail.state as u8)
                let(mail)
            >
                <li><Line shown=shown mail=mail /></li>
            </For>
        </ul>
        {move || mails.with(Vec::is_empty).then(|| view! {
            <p class="with-icon soft small">{icon(Icon::Check)}<span>{t("outbox.empty")}</span></p>
        })}
        {move || shown.has_more.get().then(|| view! {
            <p class="centered">
                <button type="button" class="button quiet small" on:click=move |_| shown.load_older()>{t("outbox.older")}</button>
            </p>
        })}
    }
}

#[component]
fn Line(shown: Shown, mail: OutboxMail) -> impl IntoView {
    let is_dead = mail.state == MailState::Dead;
    let state = match mail.state {
        MailState::Dead => t("outbox.given_up"),
        MailState::Waiting if mail.attempts == 0 => t("outbox.new"),
        MailState::Waiting => fill("outbox.next", &[("time", &date_and_time(mail.due_at))]),
        MailState::Sending | MailState::Sent => t("outbox.sending"),
    };
    let name = |key: &str| fill(key, &[("email", &mail.to)]);
    let (retry_label, discard_label) = (name("outbox.retry_one"), name("outbox.discard_one"));
    let (id, whole) = (mail.id.clone(), mail.clone());
    let retry = move |_| {
        let id = id.clone();
        shown.act(async move { api::retry(&id).await }, t("outbox.retried"));
    };
    let about = format!(
        "{} · {}",
        fill("outbox.written", &[("time", &date_and_time(mail.created_at))]),
        count("outbox.attempts", mail.attempts as usize),
    );
    view! {
        <div class="session mail" data-state=if is_dead { "dead" } else { "waiting" }>
            <div class="session-main">
                <p class="session-name"><bdi>{mail.to}</bdi><span class="chip" class:warn=is_dead>{state}</span></p>
                <p class="small" dir="auto">{mail.subject}</p>
                {mail.trouble.map(|trouble| view! { <p class="small trouble">{trouble_text(trouble)}</p> })}
                <Answer answer=mail.answer />
                <p class="soft small">{about}</p>
            </div>
            {is_dead.then(|| view! {
                <div class="actions">
                    <button type="button" class="button small" aria-label=retry_label on:click=retry>{t("outbox.retry")}</button>
                    <button
                        type="button"
                        class="button quiet square small"
                        aria-label=discard_label
                        on:click=move |_| shown.asked.set(Some(whole.clone()))
                    >
                        {icon(Icon::Trash)}
                    </button>
                </div>
            })}
        </div>
    }
}

#[component]
fn ConfirmDiscard(shown: Shown, mail: OutboxMail) -> impl IntoView {
    let cancel = Callback::new(move |()| shown.asked.set(None));
    let id = mail.id;
    let discard = move |_| {
        let id = id.clone();
        shown.asked.set(None);
        shown.act(async move { api::discard(&id).await }, t("outbox.discarded"));
    };
    view! {
        <Dialog title=fill("outbox.discard_title", &[("email", &mail.to)]) on_cancel=cancel>
            <p class="soft">{t("outbox.discard_text")}</p>
            <div class="dialog-actions">
                <button type="button" class="button" on:click=move |_| cancel.run(())>{t("action.cancel")}</button>
                <button type="button" class="button danger" on:click=discard>{t("outbox.discard")}</button>
            </div>
        </Dialog>
    }
}
