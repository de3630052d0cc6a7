//! A ticket that an agent makes: by hand, or of a conversation, whose text it begins with. What is typed is kept until it is
//! made, whatever happens to page or session.

use super::filter::address;
use super::open::BackLink;
use super::pick::Pick;
use super::words::priority_name;
use super::{Staff, places};
use crate::live::api::{Failure, tickets as api};
use crate::live::clock;
use crate::live::storage::{self, Keep};
use crate::parts::field::focus;
use crate::parts::icon::{Icon, icon};
use crate::parts::loading::{Skeleton, Trouble};
use crate::parts::toast::Toast;
use crate::parts::{failure_text, problem_text};
use crate::place::Place;
use crate::text::{count, fill, language, t};
use crate::workplace::use_workplace;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};
use shared::ids::{ConversationId, QueueId};
use shared::problem::{Code, Field, Problem};
use shared::rules;
use shared::ticket::{NewTicketDraft, Priority, SUBJECT_CHARS, TICKET_CHARS, Ticket, TicketFilter, subject};

type Draft = RwSignal<NewTicketDraft>;

/// The pane with a new ticket.
#[component]
pub fn NewTicket(staff: Staff, filter: Memo<TicketFilter>, made: Callback<Ticket>) -> impl IntoView {
    let workplace = use_workplace();
    let conversation = use_query_map()
        .with_untracked(|query| query.get("conversation"))
        .map(|id| ConversationId::from(id.as_str()));
    let me = workplace.session.with_untracked(|session| session.me().map(|me| me.agent.id.0.clone()));
    // Of a contact's card come name and address.
    let query = use_location().query;
    let given = |name: &str| query.with_untracked(|query| query.get(name)).unwrap_or_default();
    let (name, email) = (given("name"), given("email"));
    let to = Some(format!("-to-{email}")).filter(|_| !email.is_empty());
    let of = conversation.as_ref().map(|id| format!("-{id}")).or(to).unwrap_or_default();
    let begun_for = StoredValue::new((name, email));
    let kept = StoredValue::new(format!("draft.{}.new-ticket{of}", me.unwrap_or_default()));
    let draft = RwSignal::new(None::<Result<NewTicketDraft, Failure>>);
    let conversation = StoredValue::new(conversation);
    let load = Callback::new(move |()| {
        if let Some(known) = storage::value(Keep::Always, &kept.get_value()) {
            return draft.set(Some(Ok(known)));
        }
        let mut empty = NewTicketDraft {
            id: clock::new_id(),
            conversation: None,
            queue: QueueId(String::new()),
            subject: String::new(),
            text: String::new(),
            name: begun_for.get_value().0,
            email: begun_for.get_value().1,
            priority: Priority::default(),
        };
        let Some(id) = conversation.get_value() else { return draft.set(Some(Ok(empty))) };
        draft.set(None);
        spawn_local(async move {
            let begun = api::begin(&id, &language()).await;
            workplace.heed(&begun);
            let _ = draft.try_set(Some(begun.map(|begun| {
                empty.conversation = Some(id);
                empty.queue = begun.queue;
                empty.subject = begun.subject;
                empty.text = begun.text;
                empty.name = begun.name;
                empty.email = begun.email;
                empty
            })));
        });
    });
    load.run(());
    let body = move || match draft.get() {
        None => view! { <Skeleton rows=4 /> }.into_any(),
        Some(Err(failure)) => view! { <Trouble failure=failure retry=load sign=Icon::Ticket /> }.into_any(),
        Some(Ok(begun)) => {
            view! { <Form begun=begun kept=kept staff=staff filter=filter made=made /> }.into_any()
        }
    };
    view! {
        <section class="reading" aria-labelledby="ticket-title">
            <header class="pane-head">
                <BackLink filter=filter />
                <h2 id="ticket-title" class="clip">{t("tickets.new")}</h2>
            </header>
            <div class="pane-body">{body}</div>
        </section>
    }
}

#[component]
fn Form(
    begun: NewTicketDraft,
    kept: StoredValue<String>,
    staff: Staff,
    filter: Memo<TicketFilter>,
    made: Callback<Ticket>,
) -> impl IntoView {
    let workplace = use_workplace();
    let navigate = StoredValue::new_local(use_navigate());
    let conversation = begun.conversation.clone();
    let draft = Draft::new(begun);
    let wrong = RwSignal::new(None::<(Option<Field>, String)>);
    let is_busy = RwSignal::new(false);
    // The first queue, until another is chosen.
    Effect::new(move |_| {
        let first = staff.with(|staff| staff.queues.first().map(|queue| queue.id.clone()));
        if let Some(first) = first
            && draft.with_untracked(|draft| draft.queue.as_str().is_empty())
        {
            draft.update(|draft| draft.queue = first);
        }
    });
    let change = move |change: &dyn Fn(&mut NewTicketDraft)| {
        draft.update(|draft| change(draft));
        draft.with_untracked(|draft| storage::keep_value(Keep::Always, &kept.get_value(), draft));
        wrong.set(None);
    };
    let value = move |read: fn(&NewTicketDraft) -> &str| {
        Signal::derive(move || draft.with(|draft| read(draft).to_owned()))
    };
    let fault = move |field: Field| {
        move || {
            wrong.with(|wrong| {
                wrong.as_ref().filter(|(at, _)| *at == Some(field)).map(|(_, text)| text.clone())
            })
        }
    };
    let is_wrong = move |field: Field| move || fault(field)().map(|_| "true");
    let complain = move |problem: &Problem| {
        wrong.set(Some((problem.field, said(problem))));
        if let Some(id) = problem.field.and_then(id_of) {
            focus(id);
        }
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        let wanted = draft.get_untracked();
        if let Err(problem) = checked(&wanted) {
            return complain(&problem);
        }
        is_busy.set(true);
        spawn_local(async move {
            let answer = api::make(&wanted).await;
            if is_busy.try_set(false).is_some() {
                return;
            }
            workplace.heed(&answer);
            match answer {
                Ok(page) => {
                    storage::keep_text(Keep::Always, &kept.get_value(), "");
                    let number = page.ticket.number;
                    workplace
                        .toasts
                        .show(Toast::news(fill("tickets.made", &[("number", &number.to_string())])));
                    made.run(page.ticket);
                    let path = address(&Place::Tickets(Some(number)), &filter.get_untracked());
                    let options = NavigateOptions {
                        resolve: false,
                        scroll: false,
                        replace: true,
                        ..Default::default()
                    };
                    navigate.with_value(|navigate| navigate(&path, options));
                }
                Err(Failure::Refused(problem)) => {
                    // Something else was made under this id, in another tab: this one is another ticket.
                    if problem.code == Code::Conflict {
                        change(&|draft| draft.id = clock::new_id());
                    }
                    complain(&problem);
                }
                Err(failure) => wrong.set(Some((None, failure_text(&failure)))),
            }
        });
    };
    let priorities: Vec<_> =
        Priority::ALL.into_iter().map(|one| (one.name().to_owned(), priority_name(one))).collect();
    let text = value(|draft| &draft.text);
    view! {
        <form class="ticket form" on:submit=submit novalidate>
            {conversation.map(|id| view! {
                <p class="kept with-icon">{icon(Icon::Chats)}<span>{t("tickets.from_conversation")}" "<a href=Place::Conversation(id).path()>{t("tickets.conversation")}</a></span></p>
            })}
            <div class="field">
                <label for="new-subject">{t("tickets.subject")}</label>
                <input id="new-subject" class="input" dir="auto" maxlength=SUBJECT_CHARS aria-describedby="new-subject-error"
                    aria-invalid=is_wrong(Field::Subject) prop:value=value(|draft| &draft.subject)
                    on:input=move |event| { let text = event_target_value(&event); change(&|draft| draft.subject.clone_from(&text)); } />
                <p class="field-error" id="new-subject-error" aria-live="polite">{fault(Field::Subject)}</p>
            </div>
            <div class="controls">
                <Pick id="new-queue" label=t("tickets.queue") value=value(|draft| draft.queue.as_str())
                    options=Signal::derive(move || staff.with(places))
                    choose=Callback::new(move |word: String| change(&|draft| draft.queue = word.as_str().into())) />
                <Pick id="new-priority" label=t("tickets.priority") value=value(|draft| draft.priority.name())
                    options=Signal::stored(priorities)
                    choose=Callback::new(move |word: String| change(&|draft| {
                        draft.priority = Priority::ALL.into_iter().find(|one| one.name() == word).unwrap_or_default();
                    })) />
            </div>
            <div class="pair">
                <div class="field">
                    <label for="new-name">{t("tickets.requester")}</label>
                    <input id="new-name" class="input" dir="auto" autocomplete="off" aria-describedby="new-name-error"
                        aria-invalid=is_wrong(Field::Name) prop:value=value(|draft| &draft.name)
                        on:input=move |event| { let text = event_target_value(&event); change(&|draft| draft.name.clone_from(&text)); } />
                    <p class="field-error" id="new-name-error" aria-live="polite">{fault(Field::Name)}</p>
                </div>
                <div class="field">
                    <label for="new-email">{t("tickets.requester_email")}</label>
                    <input id="new-email" type="email" class="input" dir="auto" autocomplete="off" aria-describedby="new-email-hint new-email-error"
                        aria-invalid=is_wrong(Field::Email) prop:value=value(|draft| &draft.email)
                        on:input=move |event| { let text = event_target_value(&event); change(&|draft| draft.email.clone_from(&text)); } />
                    <p class="hint" id="new-email-hint">{t("tickets.requester_email_note")}</p>
                    <p class="field-error" id="new-email-error" aria-live="polite">{fault(Field::Email)}</p>
                </div>
            </div>
            <div class="field">
                <label for="new-text">{t("tickets.text")}</label>
                <div class="grow tall" data-text=text>
                    <textarea id="new-text" rows="8" dir="auto" aria-describedby="new-text-error" aria-invalid=is_wrong(Field::Text) prop:value=text
                        on:input=move |event| { let text = event_target_value(&event); change(&|draft| draft.text.clone_from(&text)); }
                    ></textarea>
                </div>
                <p class="field-error" id="new-text-error" aria-live="polite">{fault(Field::Text)}</p>
            </div>
            {move || wrong.get().filter(|(field, _)| field.and_then(id_of).is_none()).map(|(_, text)| view! { <p class="field-error" role="alert">{text}</p> })}
            <div class="actions">
                <button type="submit" class="button primary" aria-disabled=move || is_busy.get().then_some("true")>{t("tickets.make")}</button>
            </div>
        </form>
    }
}

/// The same checks that the server makes.
fn checked(draft: &NewTicketDraft) -> Result<(), Problem> {
    subject(&draft.subject)?;
    rules::name(&draft.name)?;
    if !draft.email.trim().is_empty() {
        rules::email(&draft.email)?;
    }
    rules::written(&draft.text, TICKET_CHARS)?;
    Ok(())
}

/// The field on the page that something is wrong with.
fn id_of(field: Field) -> Option<&'static str> {
    match field {
        Field::Subject => Some("new-subject"),
        Field::Name => Some("new-name"),
        Field::Email => Some("new-email"),
        Field::Text => Some("new-text"),
        _ => None,
    }
}

fn said(problem: &Problem) -> String {
    match problem.field {
        Some(Field::Text) if problem.code == Code::Invalid => count("tickets.text_length", TICKET_CHARS),
        _ => problem_text(problem),
    }
}
