//! Two tickets about the same thing become one: which is the other, and is it the right one.

use super::filter::address;
use super::open::Opened;
use crate::live::api::{Failure, tickets as api};
use crate::parts::dialog::Dialog;
use crate::parts::icon::{Icon, icon};
use crate::parts::toast::Toast;
use crate::parts::{failure_text, visitor_name};
use crate::place::Place;
use crate::text::{fill, t};
use crate::workplace::use_workplace;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::problem::Code;
use shared::ticket::{Ticket, TicketFilter};

/// What is known of the other ticket.
#[derive(Clone, Debug, PartialEq)]
enum Other {
    /// No number yet, or one that is looked for.
    None,
    /// It can be merged into this one.
    Found(Box<Ticket>),
    /// Not into this one, and why.
    Not(String),
}

/// Asks for the other ticket, shows it, and merges.
#[component]
pub fn MergeDialog(opened: Opened, filter: Memo<TicketFilter>, close: Callback<()>) -> impl IntoView {
    let workplace = use_workplace();
    let navigate = StoredValue::new_local(use_navigate());
    let typed = RwSignal::new(String::new());
    let other = RwSignal::new(Other::None);
    let is_busy = RwSignal::new(false);
    let look = move |text: String| {
        typed.set(text.clone());
        other.set(Other::None);
        let number = text.trim().trim_start_matches('#').parse::<u32>();
        match number {
            Ok(number) if number == opened.number => other.set(Other::Not(t("problem.same_ticket"))),
            Ok(number) => spawn_local(async move {
                let answer = api::ticket(number).await;
                workplace.heed(&answer);
                // Another number was typed meanwhile.
                if typed.try_get_untracked() != Some(text) {
                    return;
                }
                other.set(match answer {
                    Ok(page) if page.ticket.merged_into.is_some() => Other::Not(t("tickets.merged_itself")),
                    Ok(page) => Other::Found(Box::new(page.ticket)),
                    Err(Failure::Refused(problem)) if problem.code == Code::NotFound => {
                        Other::Not(t("tickets.no_such"))
                    }
                    Err(failure) => Other::Not(failure_text(&failure)),
                });
            }),
            Err(_) => {}
        }
    };
    let merge = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Other::Found(ticket) = other.get_untracked() else { return };
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        spawn_local(async move {
            let answer = api::merge(opened.number, ticket.number).await;
            if is_busy.try_set(false).is_some() {
                return;
            }
            workplace.heed(&answer);
            match answer {
                Ok(page) => {
                    let numbers = [opened.number, page.ticket.number].map(|number| number.to_string());
                    let told = fill("tickets.merged", &[("from", &numbers[0]), ("to", &numbers[1])]);
                    workplace.toasts.show(Toast::news(told));
                    close.run(());
                    let place = Place::Tickets(Some(page.ticket.number));
                    let path = address(&place, &filter.get_untracked());
                    let options = NavigateOptions { resolve: false, scroll: false, ..Default::default() };
                    navigate.with_value(|navigate| navigate(&path, options));
                }
                Err(failure) => other.set(Other::Not(failure_text(&failure))),
            }
        });
    };
    let fault = move || match other.get() {
        Other::Not(why) => Some(why),
        Other::None | Other::Found(_) => None,
    };
    let found = move || match other.get() {
        Other::Found(ticket) => Some(ticket),
        Other::None | Other::Not(_) => None,
    };
    view! {
        <Dialog title=fill("tickets.merge_title", &[("number", &opened.number.to_string())]) on_cancel=close>
            <p class="soft small">{t("tickets.merge_text")}</p>
            <form class="form" on:submit=merge novalidate>
                <div class="field">
                    <label for="merge-into">{t("tickets.merge_into")}</label>
                    <input
                        id="merge-into"
                        class="input number"
                        inputmode="numeric"
                        autocomplete="off"
                        autofocus
                        aria-describedby="merge-error"
                        aria-invalid=move || fault().map(|_| "true")
                        prop:value=typed
                        on:input=move |event| look(event_target_value(&event))
                    />
                    <p class="field-error" id="merge-error" aria-live="polite">{fault}</p>
                </div>
                <div role="status">
                    {move || found().map(|ticket| {
                        let about = if ticket.subject.is_empty() { ticket.topic } else { ticket.subject };
                        view! {
                            <p class="kept with-icon">
                                {icon(Icon::Ticket)}
                                <span><strong><bdi>{format!("#{}", ticket.number)}</bdi>" "<bdi>{about}</bdi></strong>" · "<bdi>{visitor_name(&ticket.visitor)}</bdi></span>
                            </p>
                        }
                    })}
                </div>
                <div class="dialog-actions">
                    <button type="button" class="button" on:click=move |_| close.run(())>{t("action.cancel")}</button>
                    <button type="submit" class="button primary" aria-disabled=move || (found().is_none() || is_busy.get()).then_some("true")>{t("tickets.merge")}</button>
                </div>
            </form>
        </Dialog>
    }
}
