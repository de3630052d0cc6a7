//! The one-time link with which an agent sets a password, shown this once.

use crate::parts::copy::CodeToCopy;
use crate::parts::dialog::Dialog;
use crate::place::Place;
use crate::text::{fill, t};
use leptos::prelude::*;
use shared::staff::Invited;

/// Shows the link.
#[component]
pub fn InvitedDialog(
    /// Who, and the link.
    invited: Invited,
    /// Closes the dialog.
    close: Callback<()>,
) -> impl IntoView {
    let Invited { agent, link, .. } = invited;
    view! {
        <Dialog title=fill("agent.link_title", &[("name", &agent.set.name)]) on_cancel=close>
            <p class="soft">{t("agent.link_note")}</p>
            <CodeToCopy label=t("agent.link") code=Signal::stored(link) />
            <div class="dialog-actions">
                <a class="button" href=Place::Agent(agent.id).path() on:click=move |_| close.run(())>{t("agent.open")}</a>
                <button type="button" class="button primary" on:click=move |_| close.run(())>{t("action.close")}</button>
            </div>
        </Dialog>
    }
}
