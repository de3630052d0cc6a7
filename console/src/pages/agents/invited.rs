//! The one-time link with which an agent sets a password, shown this once.

use crate::pages::mail::{MailMissing, MailNote};
use crate::parts::copy::CodeToCopy;
use crate::parts::dialog::Dialog;
use crate::place::Place;
use crate::text::{fill, t};
use leptos::prelude::*;
use shared::mail::Mailed;
use shared::staff::Invited;

/// Shows the link.
#[component]
pub fn InvitedDialog(
    /// Who, and the link.
    invited: Invited,
    /// Closes the dialog.
    close: Callback<()>,
) -> impl IntoView {
    let Invited { agent, link, mailed } = invited;
    let on_its_way = match mailed {
        Mailed::NotSetUp => None,
        Mailed::Queued => Some(fill("agent.mailed", &[("email", &agent.set.email)])),
        Mailed::TooMany => Some(t("agent.mailed_enough")),
        Mailed::NoAddress => Some(t("agent.no_address")),
    };
    let on_its_way = match on_its_way {
        Some(words) => view! { <MailNote>{words}</MailNote> }.into_any(),
        None => view! { <MailMissing /> }.into_any(),
    };
    view! {
        <Dialog title=fill("agent.link_title", &[("name", &agent.set.name)]) on_cancel=close>
            <p class="soft">{t("agent.link_note")}</p>
            <CodeToCopy label=t("agent.link") code=Signal::stored(link) />
            {on_its_way}
            <div class="dialog-actions">
                <a class="button" href=Place::Agent(agent.id).path() on:click=move |_| close.run(())>{t("agent.open")}</a>
                <button type="button" class="button primary" on:click=move |_| close.run(())>{t("action.close")}</button>
            </div>
        </Dialog>
    }
}
