//! What can be done with a conversation: beside its name, or in the menu there.

use super::Looking;
use super::commands;
use super::mailing::MailDialog;
use super::passing::{HandOnDialog, Passing, PassingDialog};
use super::shelving::{DeleteDialog, archive, unarchive};
use crate::live::api::desk::transcript_path;
use crate::parts::dialog::Dialog;
use crate::parts::icon::{Icon, icon};
use crate::place::Place;
use crate::shell::commands::use_commands;
use crate::state::Conversation;
use crate::text::{language, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::agent::AgentCommand;
use shared::ids::{AgentId, ClientId, ConversationId};
use shared::people::Role;
use shared::timeline::Stage;

/// What the agent may do with a conversation now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Part {
    /// It waits.
    Asked {
        /// It rings at this agent, so it can be declined.
        rings: bool,
        /// A wish to take it is on its way.
        taking: bool,
    },
    /// A colleague asks this agent in.
    Invited {
        /// A wish to come in is on its way.
        joining: bool,
    },
    /// This agent is in it.
    In {
        /// This agent has it; a guest can only go.
        has_it: bool,
        /// A wish to end it is on its way.
        ending: bool,
    },
    /// A colleague has it, and this agent only reads.
    Outside {
        /// This agent looks after its queue and may take it over.
        oversees: bool,
        /// A wish to take it over is on its way.
        taking: bool,
    },
    /// It is over.
    Over {
        /// This agent was in it.
        was_in: bool,
        /// It stands in the archive.
        archived: bool,
    },
}

impl Part {
    fn of(it: &Conversation, me: Option<&AgentId>) -> Self {
        let summary = &it.item.summary;
        match summary.stage {
            Stage::Waiting => Self::Asked {
                rings: it.item.offer.is_some(),
                taking: it.is_wished(|wish| matches!(wish, AgentCommand::Take { .. })),
            },
            Stage::Active if it.is_invited(me) => {
                Self::Invited { joining: it.is_wished(|wish| matches!(wish, AgentCommand::Join { .. })) }
            }
            Stage::Active if !it.is_present(me) => Self::Outside {
                oversees: it.looked_up,
                taking: it.is_wished(|wish| matches!(wish, AgentCommand::Take { .. })),
            },
            Stage::Active => Self::In {
                has_it: summary.owner.as_ref() == me,
                ending: it.is_wished(|wish| {
                    matches!(wish, AgentCommand::End { .. } | AgentCommand::DealWith { .. })
                }),
            },
            Stage::Ended => Self::Over { was_in: it.is_present(me), archived: summary.archived_at.is_some() },
        }
    }
}

/// What needs a word before it is done.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Asking {
    Nothing,
    End,
    Leave,
    Delete,
    Mail(String),
    Pass(Passing),
    HandOn,
}

/// The buttons at the head of a conversation.
#[component]
pub fn Actions(
    /// Which conversation.
    id: ConversationId,
) -> impl IntoView {
    let workplace = use_workplace();
    let looking = expect_context::<Looking>();
    let me = workplace.my_id();
    let part = workplace.follow(&id, move |it| Part::of(it, me.as_ref()));
    let may_delete = Memo::new(move |_| {
        workplace.session.with(|session| session.me().is_some_and(|me| me.role >= Role::Manager))
    });
    let asking = RwSignal::new(Asking::Nothing);
    let close = Callback::new(move |()| asking.set(Asking::Nothing));
    let id = StoredValue::new(id);
    let wish = move |make: fn(ConversationId, ClientId) -> AgentCommand| {
        Callback::new(move |()| workplace.wish(id.get_value(), make))
    };
    let email = workplace.follow(&id.get_value(), |it| it.item.visitor.email.clone());
    // Where there is no address there is nothing to mail to.
    let transcript = move || {
        let email = email.get().filter(|email| !email.is_empty());
        let ask = email.map(|email| Callback::new(move |()| asking.set(Asking::Mail(email.clone()))));
        view! {
            <TranscriptLink id=id.get_value() />
            {ask.map(|ask| view! { <MenuItem sign=Icon::Mail name=t("transcript.mail") run=ask /> })}
        }
    };
    use_commands().offer(move || {
        let Some(part) = part.get() else { return Vec::new() };
        commands::of(part, &id.get_value(), workplace, looking, asking)
    });
    let buttons = move || match part.get()? {
        Part::Asked { rings, taking } => {
            let take = wish(|conversation, id| AgentCommand::Take { conversation, id });
            let decline = wish(|conversation, id| AgentCommand::Decline { conversation, id });
            let buttons = view! {
                {rings.then(|| view! {
                    <button type="button" class="button" on:click=move |_| decline.run(())>{t("conversation.decline")}</button>
                })}
                <button
                    type="button"
                    class="button primary"
                    aria-disabled=taking.then_some("true")
                    on:click=move |_| if !taking { take.run(()) }
                >
                    {t(if taking { "conversation.taking" } else { "conversation.take" })}
                </button>
            };
            Some(buttons.into_any())
        }
        Part::Invited { joining } => {
            let join = wish(|conversation, id| AgentCommand::Join { conversation, id });
            let decline = wish(|conversation, id| AgentCommand::Decline { conversation, id });
            let buttons = view! {
                <button type="button" class="button" on:click=move |_| decline.run(())>{t("conversation.decline")}</button>
                <button
                    type="button"
                    class="button primary"
                    aria-disabled=joining.then_some("true")
                    on:click=move |_| if !joining { join.run(()) }
                >
                    {t("conversation.join")}
                </button>
            };
            Some(buttons.into_any())
        }
        Part::In { has_it, ending } => {
            let buttons = view! {
                {has_it.then(|| view! {
                    <button
                        type="button"
                        class="button"
                        aria-disabled=ending.then_some("true")
                        on:click=move |_| if !ending { asking.set(Asking::End) }
                    >
                        {icon(Icon::End)}
                        <span class="label">{t("conversation.end")}</span>
                    </button>
                })}
                <Menu>
                    {has_it.then(|| view! {
                        <MenuItem sign=Icon::Forth name=t("conversation.transfer") run=Callback::new(move |()| asking.set(Asking::Pass(Passing::Transfer))) />
                    })}
                    <MenuItem sign=Icon::People name=t("conversation.invite") run=Callback::new(move |()| asking.set(Asking::Pass(Passing::Invite))) />
                    {has_it.then(|| {
                        let deal = wish(|conversation, id| AgentCommand::DealWith { conversation, id });
                        view! { <MenuItem sign=Icon::Check name=t("conversation.deal_with") run=deal /> }
                    })}
                    <TicketLink id=id.get_value() />
                    {transcript()}
                    <MenuItem sign=Icon::SignOut name=t("conversation.leave") run=Callback::new(move |()| asking.set(Asking::Leave)) />
                </Menu>
            };
            Some(buttons.into_any())
        }
        Part::Outside { oversees, taking } => oversees.then(|| {
            let take = wish(|conversation, id| AgentCommand::Take { conversation, id });
            view! {
                <button
                    type="button"
                    class="button"
                    title=t("conversation.take_over_note")
                    aria-disabled=taking.then_some("true")
                    on:click=move |_| if !taking { take.run(()) }
                >
                    {t("conversation.take_over")}
                </button>
            }
            .into_any()
        }),
        Part::Over { was_in, archived } => {
            let may_delete = may_delete.get();
            let put_away = move |()| archive(workplace, looking, id.get_value());
            let take_out = move |_| unarchive(workplace, id.get_value());
            let reopen = wish(|conversation, id| AgentCommand::Reopen { conversation, id });
            let deal = wish(|conversation, id| AgentCommand::DealWith { conversation, id });
            let buttons = view! {
                {was_in.then(|| view! {
                    <button type="button" class="button" on:click=move |_| reopen.run(())>{t("conversation.reopen")}</button>
                })}
                {(was_in && !archived).then(|| view! {
                    <button type="button" class="button primary" title=t("conversation.deal_with_note") on:click=move |_| deal.run(())>
                        {icon(Icon::Check)}
                        <span class="label">{t("conversation.deal_with")}</span>
                    </button>
                })}
                {archived.then(|| view! {
                    <button type="button" class="button" on:click=take_out>
                        {icon(Icon::Archive)}
                        <span class="label">{t("archive.take_out")}</span>
                    </button>
                })}
                <Menu>
                    <TicketLink id=id.get_value() />
                    {transcript()}
                    <MenuItem sign=Icon::Forth name=t("conversation.transfer") run=Callback::new(move |()| asking.set(Asking::HandOn)) />
                    {(!archived).then(|| view! {
                        <MenuItem sign=Icon::Archive name=t("archive.put") run=Callback::new(put_away) />
                    })}
                    {may_delete.then(|| view! {
                        <MenuItem sign=Icon::Trash name=t("delete.open") run=Callback::new(move |()| asking.set(Asking::Delete)) />
                    })}
                </Menu>
            };
            Some(buttons.into_any())
        }
    };
    let dialog = move || match asking.get() {
        Asking::Nothing => None,
        Asking::End => {
            let run = wish(|conversation, id| AgentCommand::End { conversation, id });
            Some(view! { <Confirm title="end.title" text="end.text" keep="end.cancel" go="end.confirm" close=close run=run /> }.into_any())
        }
        Asking::Leave => {
            let run = wish(|conversation, id| AgentCommand::Leave { conversation, id });
            Some(view! { <Confirm title="leaving.title" text="leaving.text" keep="leaving.stay" go="conversation.leave" close=close run=run /> }.into_any())
        }
        Asking::Mail(email) => {
            Some(view! { <MailDialog id=id.get_value() email=email close=close /> }.into_any())
        }
        Asking::HandOn => Some(view! { <HandOnDialog id=id.get_value() close=close /> }.into_any()),
        Asking::Delete => Some(view! { <DeleteDialog id=id.get_value() close=close /> }.into_any()),
        Asking::Pass(passing) => {
            Some(view! { <PassingDialog id=id.get_value() passing=passing close=close /> }.into_any())
        }
    };
    let me = workplace.my_id();
    let is_called = workplace.follow(&id.get_value(), move |it| it.is_mentioned(me.as_ref()));
    let heeded = move || {
        (is_called.get() == Some(true)).then(|| {
            let heed = wish(|conversation, id| AgentCommand::Heed { conversation, id });
            view! {
                <button type="button" class="button primary" title=t("note.heed_note") on:click=move |_| heed.run(())>
                    {icon(Icon::Check)}
                    <span class="label">{t("note.heed")}</span>
                </button>
            }
        })
    };
    view! {
        {heeded}
        {buttons}
        {dialog}
    }
}

/// A menu behind three dots.
#[component]
fn Menu(
    /// Its items.
    children: Children,
) -> impl IntoView {
    view! {
        <button type="button" class="button quiet square" popovertarget="conversation-menu" aria-label=t("conversation.more")>
            {icon(Icon::More)}
        </button>
        <div id="conversation-menu" class="menu actions-menu" popover="auto" role="group" aria-label=t("conversation.more")>
            {children()}
        </div>
    }
}

#[component]
fn MenuItem(
    /// Its icon.
    sign: Icon,
    /// What it does, in words.
    name: String,
    /// Does it.
    run: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="button quiet wide"
            popovertarget="conversation-menu"
            popovertargetaction="hide"
            on:click=move |_| run.run(())
        >
            {icon(sign)}
            {name}
        </button>
    }
}

/// Begins a ticket with what was said, in a tab of its own.
#[component]
fn TicketLink(
    /// Which conversation.
    id: ConversationId,
) -> impl IntoView {
    let href = format!("{}?conversation={id}", Place::NewTicket.path());
    view! {
        <a class="button quiet wide" href=href target="_blank" rel="noopener">
            {icon(Icon::Ticket)}
            {t("conversation.ticket")}
            <span class="unseen">{t("panel.new_tab")}</span>
        </a>
    }
}

/// The transcript as a page that stands alone, to be kept or printed.
#[component]
fn TranscriptLink(
    /// Which conversation.
    id: ConversationId,
) -> impl IntoView {
    view! {
        <a class="button quiet wide" href=transcript_path(&id, &language()) download="" rel="external">
            {icon(Icon::Download)}
            {t("transcript.download")}
        </a>
    }
}

#[component]
fn Confirm(
    /// Key of the heading.
    title: &'static str,
    /// Key of what will happen.
    text: &'static str,
    /// Key of the way back.
    keep: &'static str,
    /// Key of the way on.
    go: &'static str,
    /// Leaves everything as it is.
    close: Callback<()>,
    /// Does it.
    run: Callback<()>,
) -> impl IntoView {
    let confirm = move |_| {
        close.run(());
        run.run(());
    };
    view! {
        <Dialog title=t(title) on_cancel=close>
            <p class="soft">{t(text)}</p>
            <div class="dialog-actions">
                <button type="button" class="button" on:click=move |_| close.run(())>{t(keep)}</button>
                <button type="button" class="button danger" on:click=confirm>{t(go)}</button>
            </div>
        </Dialog>
    }
}
