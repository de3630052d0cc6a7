//! Speaking to a visitor first: what to say, whether it has arrived, and taking it back.

use super::say;
use crate::live::clock;
use crate::parts::problem_text;
use crate::text::{count, fill, t};
use crate::workplace::{LinkState, use_workplace};
use leptos::ev;
use leptos::prelude::*;
use shared::problem::{Code, Problem};
use shared::rules;
use shared::visits::{INVITATION_CHARS, Stands, Visit, VisitId, VisitsCommand};
use std::sync::Arc;

/// The form, as long as the visitor can be spoken to.
#[component]
pub fn Invitation(id: VisitId, visit: Memo<Option<Arc<Visit>>>) -> impl IntoView {
    let workplace = use_workplace();
    let text = RwSignal::new(t("visitors.text_default"));
    let wrong = RwSignal::new(None::<String>);
    let is_busy = RwSignal::new(false);
    let stands = Memo::new(move |_| {
        let visit = visit.get()?;
        let invited = visit.invitation.as_ref()?;
        Some((workplace.my_id().as_ref() == Some(&invited.by.id), invited.stands))
    });
    let is_free = Memo::new(move |_| {
        visit.with(|visit| {
            visit.as_ref().is_some_and(|visit| visit.conversation.is_none() && visit.invitation.is_none())
        })
    });
    let can_take_back = Memo::new(move |_| stands.get() == Some((true, Stands::Sent)));
    // The change itself is the acknowledgement.
    Effect::new(move |before| {
        let now = (stands.get(), is_free.get());
        if before != Some(now) {
            is_busy.set(false);
        }
        now
    });
    Effect::new(move |_| {
        if workplace.link.get() != LinkState::Online && is_busy.get_untracked() {
            is_busy.set(false);
            wrong.set(Some(t("problem.unreachable")));
        }
    });
    let refused = Memo::new(move |_| workplace.state.with(|state| state.visits.refused.clone()));
    Effect::new(move |before: Option<()>| {
        let refused = refused.get();
        if before.is_some()
            && let Some((_, problem)) = refused.filter(|(visit, _)| *visit == id)
        {
            is_busy.set(false);
            wrong.set(Some(refusal(&problem)));
        }
    });
    let tell = move |command: VisitsCommand| {
        if is_busy.get_untracked() {
            return;
        }
        if workplace.link.get_untracked() != LinkState::Online {
            return wrong.set(Some(t("problem.unreachable")));
        }
        wrong.set(None);
        is_busy.set(true);
        // The same refusal twice is news each time.
        workplace.state.update(|state| state.visits.refused = None);
        say(workplace, command);
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let said = text.get_untracked();
        match rules::written(&said, INVITATION_CHARS) {
            Ok(said) => tell(VisitsCommand::Invite { visit: id, id: clock::new_id(), text: said }),
            Err(problem) => wrong.set(Some(refusal(&problem))),
        }
    };
    view! {
        // It stays, hidden, so that nothing typed is lost if a colleague takes their words back.
        <form class="form" on:submit=submit novalidate hidden=move || !is_free.get()>
            <div class="field">
                <label for="visit-text">{t("visitors.text")}</label>
                <div class="grow" data-text=text>
                    <textarea
                        id="visit-text"
                        rows="2"
                        dir="auto"
                        aria-describedby="visit-text-hint visit-text-error"
                        aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                        prop:value=text
                        on:input=move |event| { wrong.set(None); text.set(event_target_value(&event)); }
                    ></textarea>
                </div>
                <p class="hint" id="visit-text-hint">{t("visitors.text_note")}</p>
            </div>
            <div class="actions">
                <button type="submit" class="button primary" aria-disabled=move || is_busy.get().then_some("true")>{t("visitors.start")}</button>
            </div>
        </form>
        <p class="field-error" id="visit-text-error" aria-live="polite">{move || wrong.get()}</p>
        {move || can_take_back.get().then(|| view! {
            <p>
                <button
                    type="button"
                    class="button"
                    aria-disabled=move || is_busy.get().then_some("true")
                    on:click=move |_| tell(VisitsCommand::TakeBack { visit: id })
                >
                    {t("visitors.take_back")}
                </button>
            </p>
        })}
    }
}

fn refusal(problem: &Problem) -> String {
    match (problem.code, &problem.by) {
        (Code::AlreadyTaken, Some(by)) => fill("visitors.taken", &[("name", &by.name)]),
        (Code::InUse, _) => t("visitors.talks"),
        (Code::NotFound, _) => t("visitors.left"),
        (Code::Ended, _) => t("visitors.is_seen"),
        (Code::Invalid, _) => count("visitors.text_length", INVITATION_CHARS),
        _ => problem_text(problem),
    }
}
