//! Where something would be mailed: that it isn't, as long as mail isn't set up.

use crate::parts::icon::{Icon, icon};
use crate::place::Place;
use crate::text::t;
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::people::Role;

/// Says so, with the way to the settings for whoever may go there.
#[component]
pub fn MailMissing() -> impl IntoView {
    let workplace = use_workplace();
    let may_arrange =
        workplace.session.with_untracked(|session| session.me().is_some_and(|me| me.role >= Role::Manager));
    view! {
        <p class="with-icon small">
            {icon(Icon::Mail)}
            <span>
                {t("mail.missing")}
                {may_arrange.then(|| view! {
                    " "<a href=Place::Mail.path()>{t("mail.set_up")}</a>
                })}
            </span>
        </p>
    }
}
