//! What is on its way to the server, or was refused there.

use crate::parts::icon::{Icon, icon};
use crate::parts::links::linked;
use crate::parts::problem_text;
use crate::state::Unsent;
use crate::text::{count, fill, t};
use leptos::prelude::*;
use shared::ids::ClientId;
use shared::problem::Problem;

/// A message that the server has not recorded.
#[component]
pub fn UnsentBubble(
    unsent: Unsent,
    /// Tries it again.
    retry: Callback<ClientId>,
    /// Throws it away.
    discard: Callback<ClientId>,
) -> impl IntoView {
    let meta = match unsent.failed {
        None => view! {
            <p class="meta"><span class="tick" data-state="sending">{icon(Icon::Clock)}{t("message.sending")}</span></p>
        }
        .into_any(),
        Some(code) => {
            let (again, away) = (unsent.id.clone(), unsent.id);
            view! {
                <div class="meta failed" role="alert">
                    <span class="tick" data-state="failed">{icon(Icon::Alert)}</span>
                    <span>{fill("message.failed", &[("why", &problem_text(&Problem::new(code, "")))])}</span>
                    <button type="button" class="link" on:click=move |_| retry.run(again.clone())>
                        {t("message.retry")}
                    </button>
                    <button type="button" class="link" on:click=move |_| discard.run(away.clone())>
                        {t("message.discard")}
                    </button>
                </div>
            }
            .into_any()
        }
    };
    view! {
        <div class="message ours first last unsent" class:noted=unsent.is_note>
            {(!unsent.text.is_empty()).then(|| view! { <div class="bubble"><p dir="auto">{linked(&unsent.text)}</p></div> })}
            {(unsent.files > 0).then(|| view! { <p class="bubble with-icon">{icon(Icon::Clip)}{count("files.count", unsent.files)}</p> })}
            {meta}
        </div>
    }
}
