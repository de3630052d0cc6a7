//! Where an agent answers a ticket, or notes something down for colleagues. What stands here is kept until it is sent.

use super::open::Opened;
use crate::live::api::{Failure, tickets as api};
use crate::live::clock;
use crate::live::storage::{self, Keep};
use crate::parts::bound::Bound;
use crate::parts::choice::Segments;
use crate::parts::failure_text;
use crate::parts::icon::{Icon, icon};
use crate::place::Place;
use crate::text::{count, fill, t};
use crate::workplace::use_workplace;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::ids::ClientId;
use shared::people::Role;
use shared::problem::{Code, Field};
use shared::rules;
use shared::ticket::{ENTRY_CHARS, NewTicketEntry, Saying, Status, Unmailable};

/// Whom it is for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Mode {
    Reply,
    Note,
}

/// The composer of an open ticket.
#[component]
pub fn Composer(opened: Opened) -> impl IntoView {
    let workplace = use_workplace();
    let me = workplace.session.with_untracked(|session| session.me().cloned());
    let my_id = me.as_ref().map(|me| me.agent.id.0.clone()).unwrap_or_default();
    let may_arrange = me.is_some_and(|me| me.role >= Role::Manager);
    let draft = StoredValue::new(format!("draft.{my_id}.ticket-{}", opened.number));
    let text = RwSignal::new(storage::text(Keep::Always, &draft.get_value()).unwrap_or_default());
    let unmailable = opened.read(|page| page.unmailable);
    let address = opened.read(|page| page.ticket.visitor.email.clone());
    let first = if unmailable.get_untracked().is_none() { Mode::Reply } else { Mode::Note };
    let mode = RwSignal::new(first);
    let is_busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    // What may have been sent without an answer is sent again under the id that it had.
    let pending = StoredValue::new(None::<(Saying, ClientId)>);
    let keep = move |value: String| {
        storage::keep_text(Keep::Always, &draft.get_value(), &value);
        text.set(value);
        failed.set(None);
    };
    let is_barred = Memo::new(move |_| mode.get() == Mode::Reply && unmailable.get().is_some());
    let over = Memo::new(move |_| text.with(|text| text.chars().count()).saturating_sub(ENTRY_CHARS));
    let is_sendable = Memo::new(move |_| {
        !is_busy.get() && !is_barred.get() && text.with(|text| rules::written(text, ENTRY_CHARS).is_ok())
    });
    let send = move |then: Status| {
        if !is_sendable.get_untracked() {
            return;
        }
        let text = text.get_untracked();
        let entry = match mode.get_untracked() {
            Mode::Reply => Saying::Reply { text, then },
            Mode::Note => Saying::Note { text },
        };
        let known = pending.get_value().filter(|(before, _)| *before == entry).map(|(_, id)| id);
        let id = known.unwrap_or_else(clock::new_id);
        pending.set_value(Some((entry.clone(), id.clone())));
        is_busy.set(true);
        failed.set(None);
        spawn_local(async move {
            let answer = api::say(opened.number, &NewTicketEntry { id, entry }).await;
            if is_busy.try_set(false).is_some() {
                return;
            }
            workplace.heed(&answer);
            match answer {
                Ok(page) => {
                    pending.set_value(None);
                    keep(String::new());
                    workplace.announce(t("tickets.sent"));
                    opened.set(Ok(page));
                }
                Err(failure) => {
                    failed.set(Some(said_in_vain(&failure)));
                    if matches!(&failure, Failure::Refused(problem) if matches!(problem.code, Code::Merged | Code::NotFound))
                    {
                        opened.complain(failure);
                    }
                }
            }
        });
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let is_send =
            event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) && !event.is_composing();
        if is_send {
            event.prevent_default();
            send(Status::Pending);
        }
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        send(Status::Pending);
    };
    let options = vec![(Mode::Reply, t("tickets.mode_reply")), (Mode::Note, t("tickets.mode_note"))];
    let reason = move || match (mode.get(), unmailable.get()) {
        (Mode::Note, _) => t("tickets.note_hint").into_any(),
        (Mode::Reply, None) => fill("tickets.reply_hint", &[("email", &address.get())]).into_any(),
        (Mode::Reply, Some(Unmailable::NoAddress)) => t("tickets.no_address").into_any(),
        (Mode::Reply, Some(Unmailable::NotSetUp)) => view! {
            {t("tickets.no_mail")}
            {may_arrange.then(|| view! { " "<a href=Place::Mail.path()>{t("mail.set_up")}</a> })}
        }
        .into_any(),
    };
    let barred = move || (!is_sendable.get()).then_some("true");
    let hint = move || t(if mode.get() == Mode::Note { "tickets.note_place" } else { "tickets.reply_place" });
    view! {
        <form class="ticket-composer" class:noting=move || mode.get() == Mode::Note on:submit=submit>
            <Segments bound=Bound::free("composer-mode", mode) label=t("tickets.mode") options=options />
            <p class="small soft" id="composer-reason">{reason}</p>
            <label class="unseen" for="ticket-text">{hint}</label>
            <div class="grow" data-text=move || text.get()>
                <textarea
                    id="ticket-text"
                    rows="2"
                    dir="auto"
                    placeholder=hint
                    disabled=is_barred
                    aria-describedby="composer-reason"
                    aria-invalid=move || (over.get() > 0).then_some("true")
                    prop:value=text
                    on:input=move |event| keep(event_target_value(&event))
                    on:keydown=on_key
                ></textarea>
            </div>
            {move || failed.get().map(|failed| view! { <p class="field-error" role="alert">{failed}</p> })}
            <div class="actions">
                <span class="small soft keys">{move || if over.get() > 0 { count("composer.over", over.get()) } else { t("tickets.keys") }}</span>
                {move || (mode.get() == Mode::Reply).then(|| view! {
                    <button type="button" class="button" aria-disabled=barred on:click=move |_| send(Status::Solved)>{t("tickets.send_and_solve")}</button>
                })}
                <button type="submit" class="button primary" aria-disabled=barred>
                    {icon(Icon::Send)}
                    {move || t(if mode.get() == Mode::Note { "tickets.add_note" } else { "tickets.send" })}
                </button>
            </div>
        </form>
    }
}

/// Why what was written wasn't sent. It stays where it was written.
fn said_in_vain(failure: &Failure) -> String {
    match failure {
        Failure::Refused(problem) if problem.code == Code::Invalid && problem.field == Some(Field::Email) => {
            t("tickets.no_address")
        }
        Failure::Refused(problem) if problem.code == Code::TooMany => t("tickets.too_many_mails"),
        failure => failure_text(failure),
    }
}
