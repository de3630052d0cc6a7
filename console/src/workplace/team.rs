//! The staff chat: what views read and do, and what its news bring about.

use super::Workplace;
use crate::live::storage::{self, Keep};
use crate::live::{clock, notify, preferences};
use crate::state::State;
use crate::state::team::{Chat, RoomOutboxes, TeamEffect};
use crate::text::{fill, t};
use leptos::prelude::*;
use shared::ids::{FileId, RoomId};
use shared::team::{Kind, TeamCommand};
use shared::timeline::Seq;
use std::time::Duration;

impl Workplace {
    /// Reads something of a room, without following its changes.
    pub fn read_room<T>(self, id: &RoomId, read: impl FnOnce(&Chat) -> T) -> Option<T> {
        self.state.with_untracked(|state| state.team.chats.get(id).map(read))
    }

    /// Something of a room that views follow; `None` if the agent isn't in it.
    pub fn follow_room<T: PartialEq + Send + Sync + 'static>(
        self,
        id: &RoomId,
        read: impl Fn(&Chat) -> T + Send + Sync + 'static,
    ) -> Memo<Option<T>> {
        let id = id.clone();
        Memo::new(move |_| self.state.with(|state| state.team.chats.get(&id).map(&read)))
    }

    /// Writes a message, with files that were uploaded before.
    pub fn say_in_room(self, room: &RoomId, text: String, files: Vec<FileId>) {
        let command = TeamCommand::Send { room: room.clone(), id: clock::new_id(), text, files };
        self.change(|state| state.wish_in_room(command));
    }

    /// Deletes a message of one's own.
    pub fn delete_in_room(self, room: &RoomId, seq: Seq) {
        let command = TeamCommand::Delete { room: room.clone(), id: clock::new_id(), seq };
        self.change(|state| state.wish_in_room(command));
    }

    /// Says that the agent types in a room, or has stopped.
    pub fn types_in_room(self, room: &RoomId, on: bool) {
        let command = TeamCommand::Typing { room: room.clone(), on };
        self.change(|state| state.wish_in_room(command));
    }

    pub(super) fn carry_out_for_team(self, effect: TeamEffect) {
        match effect {
            TeamEffect::FlushIn(room, millis) => set_timeout(
                move || self.change(|state| state.flush_room(&room).into_iter().collect()),
                Duration::from_millis(millis.into()),
            ),
            TeamEffect::Arrived(room) => self.colleague_wrote(&room),
        }
    }

    /// Draws the agent's attention to a room, unless they look at it.
    fn colleague_wrote(self, id: &RoomId) {
        let is_in_sight =
            self.attention.get_untracked() && self.room.with_untracked(|open| open.as_ref() == Some(id));
        if is_in_sight {
            return;
        }
        let news = self.read_room(id, |chat| {
            let preview = chat.room.preview.clone()?;
            let group = (chat.room.kind == Kind::Group).then(|| chat.room.name.clone());
            Some((preview.by.name, group, preview.text.unwrap_or_default()))
        });
        let Some((name, group, text)) = news.flatten() else { return };
        let words = match group {
            Some(group) => fill("announce.group", &[("name", &name), ("group", &group)]),
            None => fill("announce.colleague", &[("name", &name)]),
        };
        if !preferences::is_quiet() {
            preferences::sound().play();
            if !self.attention.get_untracked() && preferences::notifies() {
                let (sought, about) = (self.sought_room, id.clone());
                let body = if text.is_empty() { t("inbox.file") } else { text };
                notify::show(id.as_str(), &words, &body, move || sought.set(Some(about.clone())));
            }
        }
        self.announce(words);
    }

    /// Whatever room is on the screen and looked at is read.
    pub(super) fn watch_room(self) {
        Effect::new(move |_| {
            self.state.track();
            let Some(room) = self.room.get().filter(|_| self.attention.get()) else { return };
            let mut wishes = Vec::new();
            self.state.maybe_update(|state| {
                wishes = state.see_room(&room);
                !wishes.is_empty()
            });
            for wish in wishes {
                self.carry_out(wish);
            }
        });
        // Once the rooms are known, what was not sent before a reload goes on its way.
        let is_known = Memo::new(move |_| self.state.with(|state| state.team.is_known));
        Effect::new(move |was_known: Option<bool>| {
            let is_known = is_known.get();
            if is_known && was_known != Some(true) {
                self.restore_rooms();
            }
            is_known
        });
    }

    /// What the server has not recorded outlives a reload of this tab.
    pub(super) fn keep_rooms(self) {
        let Some(name) = self.rooms_kept_as() else { return };
        if !self.state.with_untracked(|state| state.team.is_known) {
            return;
        }
        let outboxes = self.state.with_untracked(State::room_outboxes);
        if outboxes.is_empty() && !self.has_kept_rooms.get_value() {
            return;
        }
        self.has_kept_rooms.set_value(!outboxes.is_empty());
        if outboxes.is_empty() {
            storage::keep_text(Keep::Tab, &name, "");
        } else {
            storage::keep_value(Keep::Tab, &name, &outboxes);
        }
    }

    fn restore_rooms(self) {
        let kept = self.rooms_kept_as().and_then(|name| storage::value::<RoomOutboxes>(Keep::Tab, &name));
        if let Some(outboxes) = kept {
            self.has_kept_rooms.set_value(true);
            self.change(|state| state.restore_rooms(outboxes));
        }
    }

    /// Signing out forgets all names that begin with `outbox.`.
    fn rooms_kept_as(self) -> Option<String> {
        self.my_id().map(|me| format!("outbox.team.{me}"))
    }
}
