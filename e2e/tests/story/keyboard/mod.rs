//! Visits by keyboard alone: every screen, layer and switch is reached, used and left again, and whatever happens meanwhile,
//! the focus is where one can go on.
//!
//! In Chromium and Firefox. In WebKit as it is tested here Tab passes by buttons unless the person has set it otherwise,
//! as in Safari.

mod conversation;
mod ending;
mod files;
mod forms;
mod lines;
mod panel;

use anyhow::Result;
use e2e::pages::{Console, Visit};

use crate::scene::Scene;
use conversation::*;
use ending::*;
use files::*;
use forms::*;
use lines::*;
use panel::*;

macro_rules! where_tab_reaches_buttons {
    ($($test:ident),* $(,)?) => {
        e2e::in_all_engines!(@ chromium Chromium $($test)*);
        e2e::in_all_engines!(@ firefox Firefox $($test)*);
    };
}

where_tab_reaches_buttons!(
    the_keyboard_alone_is_enough_for_a_conversation,
    the_keyboard_alone_is_enough_for_a_transcript,
    the_keyboard_alone_is_enough_for_a_ticket,
    whoever_opens_and_leaves_is_back_where_they_were,
    whoever_is_spoken_to_answers_or_declines_by_keyboard,
    a_chat_out_of_reach_is_asked_for_again_by_keyboard,
    a_chat_that_does_not_start_is_started_by_keyboard,
    a_topic_that_closes_meanwhile_keeps_the_focus,
    who_would_rather_not_wait_says_so_by_keyboard,
    a_cut_line_leaves_the_focus_alone,
    a_line_that_takes_its_time_ends_in_the_composer,
    a_restart_and_an_end_of_silence_keep_the_focus,
    what_was_refused_is_sent_or_discarded_by_keyboard,
    files_are_picked_stopped_and_sent_by_keyboard,
    whoever_has_read_further_up_comes_down_by_keyboard,
    an_end_by_the_agent_keeps_the_focus,
    earlier_conversations_are_read_by_keyboard,
    whoever_is_banned_can_leave,
    without_storage_nothing_changes_for_the_keyboard,
);

/// An agent, and a visitor who talks with them and has used nothing but keys.
async fn talk(scene: &mut Scene) -> Result<(Visit, Console)> {
    let anna = scene.agent("Anna").await?;
    let vera = scene.visitor().await?;
    vera.asks().await?;
    anna.sees_waiting("Vera").await?;
    anna.open("Vera").await?;
    anna.take().await?;
    anna.has("Vera").await?;
    vera.is_met_by("Anna").await?;
    vera.focus_is_on("#composer").await?;
    Ok((vera, anna))
}
