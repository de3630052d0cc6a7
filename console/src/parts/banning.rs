//! The window in which somebody is banned: whom, for how long, and why.

use crate::live::api::{Failure, bans};
use crate::parts::bound::Bound;
use crate::parts::choice::{Segments, SelectInput};
use crate::parts::dialog::Dialog;
use crate::parts::editing::fault_text;
use crate::parts::failure_text;
use crate::parts::field;
use crate::parts::inputs::TextInput;
use crate::parts::toast::Toast;
use crate::text::{fill, t};
use crate::workplace::use_workplace;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::bans::{Ban, BanDraft, Cover, VisitorBan, faults};
use shared::ids::ConversationId;
use shared::settings::SettingFault;

/// For how many hours one can ban, and what that is called.
const PERIODS: [(Option<u32>, &str); 5] = [
    (Some(1), "bans.hour"),
    (Some(24), "bans.day"),
    (Some(7 * 24), "bans.week"),
    (Some(30 * 24), "bans.month"),
    (None, "bans.for_ever"),
];

/// Who is to be banned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Whoever comes from what is typed in.
    Typed,
    /// The visitor of a conversation, who came from an address.
    Visitor(ConversationId, String),
}

/// Asks, bans, and says so.
#[component]
pub fn BanDialog(
    /// Who is to be banned.
    whom: Whom,
    /// Goes away.
    close: Callback<()>,
    /// It is done.
    #[prop(optional, into)]
    done: Option<Callback<Ban>>,
) -> impl IntoView {
    let workplace = use_workplace();
    let network = RwSignal::new(String::new());
    let reason = RwSignal::new(String::new());
    let hours = RwSignal::new(Some(24));
    let cover = RwSignal::new(Cover::Address);
    let wrong = RwSignal::new(Vec::<SettingFault>::new());
    let failure = RwSignal::new(None::<Failure>);
    let is_busy = RwSignal::new(false);
    let whom = StoredValue::new(whom);
    let answered = move |answer: Result<Ban, Failure>| {
        workplace.heed(&answer);
        is_busy.set(false);
        match answer {
            Ok(ban) => {
                close.run(());
                workplace.toasts.show(Toast::news(fill("bans.done", &[("network", &ban.network)])));
                if let Some(done) = done {
                    done.run(ban);
                }
            }
            Err(Failure::Faulty(faults)) => complain(wrong, faults),
            Err(other) => failure.set(Some(other)),
        }
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        failure.set(None);
        let (why, hours) = (reason.get_untracked(), hours.get_untracked());
        let known = faults(&why, hours);
        if !known.is_empty() {
            return complain(wrong, known);
        }
        is_busy.set(true);
        spawn_local(async move {
            answered(match whom.get_value() {
                Whom::Typed => {
                    let network = network.get_untracked();
                    bans::create(&BanDraft { network, reason: why, hours }).await
                }
                Whom::Visitor(id, _) => {
                    let cover = cover.get_untracked();
                    bans::ban_visitor(&id, &VisitorBan { cover, reason: why, hours }).await
                }
            });
        });
    };
    let bound = move |path: &'static str, text: RwSignal<String>| {
        let set = Callback::new(move |value| {
            wrong.update(|all| all.retain(|fault| fault.path != path));
            text.set(value);
        });
        let fault = Signal::derive(move || {
            wrong.with(|all| all.iter().find(|fault| fault.path == path).map(fault_text))
        });
        Bound::new(path, text, set, fault)
    };
    let who = whom.with_value(|whom| match whom {
        Whom::Typed => {
            view! { <TextInput bound=bound("network", network) label=t("bans.network") hint=t("bans.network_note") /> }
                .into_any()
        }
        Whom::Visitor(_, address) => {
            let options = vec![(Cover::Address, t("bans.address")), (Cover::Network, t("bans.around"))];
            view! {
                <p class="soft">{t("bans.note")}</p>
                <p><bdi><strong>{address.clone()}</strong></bdi></p>
                <Segments bound=Bound::free("cover", cover) label=t("bans.cover") options=options />
            }
            .into_any()
        }
    });
    let periods = PERIODS.map(|(hours, key)| (hours, t(key))).to_vec();
    view! {
        <Dialog title=t("bans.new") on_cancel=close>
            <form class="form" on:submit=submit novalidate>
                {who}
                <SelectInput bound=Bound::free("hours", hours) label=t("bans.period") options=periods />
                <TextInput bound=bound("reason", reason) label=t("bans.reason") hint=t("bans.reason_note") />
                {move || failure.get().map(|failure| view! { <p class="field-error" role="alert">{failure_text(&failure)}</p> })}
                <div class="dialog-actions">
                    <button type="button" class="button" on:click=move |_| close.run(())>{t("action.cancel")}</button>
                    <button type="submit" class="button danger" aria-disabled=move || is_busy.get().then_some("true")>
                        {t("bans.ban")}
                    </button>
                </div>
            </form>
        </Dialog>
    }
}

fn complain(wrong: RwSignal<Vec<SettingFault>>, faults: Vec<SettingFault>) {
    if let Some(first) = faults.first() {
        field::focus(&first.path);
    }
    wrong.set(faults);
}
