//! Where something is mailed: what becomes of it.

use crate::parts::icon::{Icon, icon};
use crate::place::Place;
use crate::text::t;
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::people::Role;

/// Whether and to whom something is mailed, in a few words.
#[component]
pub fn MailNote(
    /// The words, or what stands for them.
    children: Children,
) -> impl IntoView {
    view! { <p class="with-icon small">{icon(Icon::Mail)}<span>{children()}</span></p> }
}

/// That it isn't mailed as long as mail isn't set up, with the way to the settings for whoever may go there.
#[component]
pub fn MailMissing() -> impl IntoView {
    let workplace = use_workplace();
    let may_arrange =
        workplace.session.with_untracked(|session| session.me().is_some_and(|me| me.role >= Role::Manager));
    view! {
        <MailNote>
            {t("mail.missing")}
            {may_arrange.then(|| view! {
                " "<a href=Place::Mail.path()>{t("mail.set_up")}</a>
            })}
        </MailNote>
    }
}
