//! What the chat can do.

use super::Part;
use super::editor::{Editor, use_editor};
use super::identity::Secret;
use crate::parts::bound::Bound;
use crate::parts::choice::{Segments, SelectInput, SwitchInput};
use crate::text::{count, t};
use leptos::prelude::*;
use shared::settings::{Chat as ChatSettings, Peek, Visits};

/// Times after which a silent conversation is closed, in minutes.
const IDLE_MINUTES: [u32; 9] = [5, 10, 15, 30, 60, 180, 720, 1_440, 10_080];

/// The chapter.
#[component]
pub fn Chat() -> impl IntoView {
    let editor = use_editor();
    let sound = switch(editor, "chat.sound", |chat| chat.sound, |chat, on| chat.sound = on);
    let rating = switch(editor, "chat.rating", |chat| chat.rating, |chat, on| chat.rating = on);
    let files = switch(editor, "chat.files", |chat| chat.files, |chat, on| chat.files = on);
    let transcript =
        switch(editor, "chat.transcript", |chat| chat.transcript, |chat, on| chat.transcript = on);
    let history = switch(editor, "chat.history", |chat| chat.history, |chat, on| chat.history = on);
    let verified =
        switch(editor, "chat.verified_only", |chat| chat.verified_only, |chat, on| chat.verified_only = on);
    let peek =
        editor.bind("chat.peek", |set| set.settings.chat.peek, |set, peek| set.settings.chat.peek = peek);
    let visits = editor.bind(
        "chat.visits",
        |set| set.settings.chat.visits,
        |set, visits| set.settings.chat.visits = visits,
    );
    view! {
        <Part title=t("abilities.visitors")>
            <SwitchInput bound=files label=t("abilities.files") hint=t("abilities.files_note") />
            <SwitchInput bound=sound label=t("abilities.sound") hint=t("abilities.sound_note") />
            <SwitchInput bound=rating label=t("abilities.rating") hint=t("abilities.rating_note") />
            <SwitchInput bound=transcript label=t("abilities.transcript") hint=t("abilities.transcript_note") />
            <SwitchInput bound=history label=t("abilities.history") hint=t("abilities.history_note") />
        </Part>
        <Part title=t("abilities.peek") note=t("abilities.peek_note")>
            <Segments bound=peek label=t("abilities.peek_label") options=vec![
                (Peek::Off, t("abilities.peek_off")),
                (Peek::On, t("abilities.peek_on")),
                (Peek::Disclosed, t("abilities.peek_disclosed")),
            ] />
        </Part>
        <Part title=t("abilities.visits") note=t("abilities.visits_note")>
            <Segments bound=visits label=t("abilities.visits_label") hint=t("abilities.visits_hint") options=vec![
                (Visits::Off, t("abilities.visits_off")),
                (Visits::Consented, t("abilities.visits_consented")),
                (Visits::Always, t("abilities.visits_always")),
            ] />
        </Part>
        <Part title=t("abilities.silence") note=t("abilities.silence_note")>
            <Idle />
        </Part>
        <Part title=t("abilities.identity") note=t("abilities.identity_note")>
            <SwitchInput bound=verified label=t("abilities.verified_only") hint=t("abilities.verified_only_note") />
            <Secret />
        </Part>
    }
}

/// After how long a silent conversation is closed. A time that was set elsewhere is offered too.
#[component]
fn Idle() -> impl IntoView {
    let editor = use_editor();
    let idle = editor.bind(
        "chat.idle_seconds",
        |set| set.settings.chat.idle_seconds,
        |set, seconds| set.settings.chat.idle_seconds = seconds,
    );
    let mut seconds: Vec<u32> = IDLE_MINUTES.iter().map(|minutes| minutes * 60).collect();
    let present = idle.value.get_untracked();
    if !seconds.contains(&present) {
        seconds.push(present);
        seconds.sort_unstable();
    }
    let options = seconds.into_iter().map(|seconds| (seconds, span(seconds))).collect();
    view! { <SelectInput bound=idle label=t("abilities.idle") options=options /> }
}

/// A span in the largest whole unit.
fn span(seconds: u32) -> String {
    let (key, size) = match seconds {
        _ if seconds.is_multiple_of(86_400) => ("time.days", 86_400),
        _ if seconds.is_multiple_of(3_600) => ("time.hours", 3_600),
        _ if seconds.is_multiple_of(60) => ("time.minutes", 60),
        _ => ("time.seconds", 1),
    };
    count(key, (seconds / size) as usize)
}

fn switch(
    editor: Editor,
    anchor: &'static str,
    read: fn(&ChatSettings) -> bool,
    write: fn(&mut ChatSettings, bool),
) -> Bound<bool> {
    editor.bind(anchor, move |set| read(&set.settings.chat), move |set, on| write(&mut set.settings.chat, on))
}
