//! What runs by itself: the clock, attention, receipts, and the tab's badge.

use super::{Session, Workplace};
use crate::live::badge;
use crate::parts::visitor_name;
use crate::state::Effect as Wish;
use leptos::ev;
use leptos::prelude::*;
use shared::agent::AgentCommand;
use shared::staff::AwayReason;
use shared::time::Timestamp;
use std::time::Duration;
use web_sys::VisibilityState;

const TICK: Duration = Duration::from_secs(1);
/// The server hears at most this often that the agent does something, in milliseconds.
const STIR_MILLIS: i64 = 60_000;

impl Workplace {
    /// Starts everything that runs by itself.
    pub(super) fn watch(self) {
        self.watch_time();
        self.watch_attention();
        self.watch_reading();
        self.watch_room();
        self.watch_badge();
        self.watch_stirring();
    }

    fn watch_time(self) {
        set_interval(
            move || {
                self.now.set(self.server_time());
                self.check_silence();
            },
            TICK,
        );
    }

    fn watch_attention(self) {
        let look = move || {
            let is_there = document().visibility_state() == VisibilityState::Visible
                && document().has_focus().unwrap_or(true);
            if self.attention.get_untracked() != is_there {
                self.attention.set(is_there);
            }
        };
        look();
        window_event_listener(ev::focus, move |_| look());
        window_event_listener(ev::blur, move |_| look());
        window_event_listener_untyped("visibilitychange", move |_| {
            look();
            self.hurry();
        });
        window_event_listener(ev::online, move |_| self.hurry());
    }

    /// Whatever the agent has on the screen and looks at is read.
    fn watch_reading(self) {
        Effect::new(move |_| {
            self.state.track();
            let on_screen = self.open.get().filter(|_| self.attention.get());
            let mut wishes: Vec<Wish> = Vec::new();
            self.state.maybe_update(|state| {
                wishes = state.see(on_screen.as_ref());
                !wishes.is_empty()
            });
            for wish in wishes {
                self.carry_out(wish);
            }
        });
    }

    /// Whoever does something in this window is there. The server is told at most once a minute, as it counts in
    /// minutes too.
    fn watch_stirring(self) {
        let told_at = StoredValue::new(None::<Timestamp>);
        let stir = move || {
            let now = self.now.get_untracked();
            let is_news = told_at.get_value().is_none_or(|told_at| now.millis_since(told_at) >= STIR_MILLIS);
            // Back from having been idle: at once.
            let is_idle = self.state.with_untracked(|state| {
                state.standing.is_some_and(|standing| standing.away == Some(AwayReason::Idle))
            });
            if (is_news || is_idle) && self.state.with_untracked(|state| state.connected) {
                told_at.set_value(Some(now));
                self.change(|state| state.wish(AgentCommand::Stirred));
            }
        };
        for event in ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] {
            window_event_listener_untyped(event, move |_| stir());
        }
    }

    fn watch_badge(self) {
        let unread = Memo::new(move |_| self.state.with(|state| state.total_unread() + state.team.unread()));
        let title = Memo::new(move |_| {
            let open = self.open.get();
            let name = self.state.with(|state| {
                let conversation = state.conversations.get(open.as_ref()?)?;
                Some(visitor_name(&conversation.item.visitor))
            });
            name.map_or_else(|| "Frontdesk".to_string(), |name| format!("{name} – Frontdesk"))
        });
        Effect::new(move |_| {
            let is_signed_in =
                self.session.with(|session| matches!(session, Session::Active(_) | Session::Expired(_)));
            badge::show(if is_signed_in { unread.get() } else { 0 }, &title.get());
        });
    }
}
