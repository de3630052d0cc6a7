//! Contacts looked up to pick one of them.

use crate::live::api::{Failure, contacts as api};
use crate::parts::failure_text;
use crate::parts::icon::{Icon, icon};
use crate::text::t;
use crate::workplace::use_workplace;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::contact::{ContactLine, ContactsWanted, SOUGHT_CHARS};
use shared::ids::ContactId;
use std::time::Duration;

/// What is typed is looked for once nothing more is typed for so long.
const TYPED: Duration = Duration::from_millis(300);
/// So many are shown; whoever looks for another one types more.
const SHOWN: usize = 8;

/// A field, and what fits below it.
#[component]
pub fn ContactSearch(
    /// One that isn't to be found.
    #[prop(optional_no_strip)]
    except: Option<ContactId>,
    /// What is done with the one that is picked.
    pick: Callback<ContactLine>,
) -> impl IntoView {
    let workplace = use_workplace();
    let found = RwSignal::new(None::<Result<Vec<ContactLine>, Failure>>);
    let question = StoredValue::new(0_u32);
    let except = StoredValue::new(except);
    let look = move |text: String| {
        let turn = question.try_update_value(|question| {
            *question += 1;
            *question
        });
        spawn_local(async move {
            let answer = api::list(&ContactsWanted { text, ..ContactsWanted::default() }).await;
            workplace.heed(&answer);
            if question.try_get_value() != turn {
                return;
            }
            found.set(Some(answer.map(|page| {
                let is_other =
                    |line: &ContactLine| except.with_value(|except| except.as_ref() != Some(&line.id));
                page.lines.into_iter().filter(is_other).take(SHOWN).collect()
            })));
        });
    };
    look(String::new());
    let typing = StoredValue::new(None::<TimeoutHandle>);
    let typed = move |event| {
        let text = event_target_value(&event);
        if let Some(earlier) = typing.get_value() {
            earlier.clear();
        }
        typing.set_value(set_timeout_with_handle(move || look(text), TYPED).ok());
    };
    on_cleanup(move || {
        if let Some(timer) = typing.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    });
    let line = move |line: ContactLine| {
        let about: Vec<String> = [&line.company, &line.email, &line.phone]
            .into_iter()
            .filter(|text| !text.is_empty())
            .cloned()
            .collect();
        let name = line.name.clone();
        view! {
            <li>
                <button type="button" class="choice" on:click=move |_| pick.run(line.clone())>
                    <span class="choice-sign">{icon(Icon::Contact)}</span>
                    <span class="choice-main">
                        <span class="choice-name" dir="auto">{name}</span>
                        <span class="soft small" dir="auto">{about.join(" · ")}</span>
                    </span>
                </button>
            </li>
        }
    };
    let body = move || match found.get() {
        None => view! { <p class="soft small" role="status">{t("app.loading")}</p> }.into_any(),
        Some(Err(failure)) => {
            view! { <p class="field-error" role="alert">{failure_text(&failure)}</p> }.into_any()
        }
        Some(Ok(lines)) if lines.is_empty() => {
            view! { <p class="soft small" role="status">{t("contacts.none_found")}</p> }.into_any()
        }
        Some(Ok(lines)) => {
            view! { <ul class="choices-list" role="list">{lines.into_iter().map(line).collect_view()}</ul> }
                .into_any()
        }
    };
    view! {
        <div class="field">
            <label for="contact-search">{t("contacts.search")}</label>
            <input id="contact-search" type="search" class="input" dir="auto" autocomplete="off" maxlength=SOUGHT_CHARS on:input=typed />
        </div>
        <div class="passing-lists">{body}</div>
    }
}
