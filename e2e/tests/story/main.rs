//! The story of the product in three browsers: a visitor on the demo site and agents at the console, over real sockets,
//! with a real server, whatever happens on the way.
//!
//! `cargo test -p e2e --test story chromium::` runs it in one browser. What a failed test saw lies in
//! `target/e2e-artifacts`. With `FRONTDESK_SCREENS=1` pictures of every state are saved to `target/screens`.

mod beginning;
mod conversation;
mod disturbance;
mod extras;
mod fields;
mod files;
mod input;
mod keyboard;
mod looks;
mod previews;
mod scene;
mod screens;
mod ticket;

use beginning::*;
use conversation::*;
use disturbance::*;
use extras::*;
use fields::*;
use files::*;
use input::*;
use previews::every_state_can_be_looked_at_before_saving;
use ticket::*;

e2e::in_all_engines!(
    nothing_is_loaded_or_stored_before_intent,
    what_is_typed_before_the_app_is_there_is_kept,
    a_conversation_goes_from_first_click_to_rating,
    exactly_one_of_two_agents_has_it,
    the_owner_chooses_a_password_and_signs_out,
    reload_other_page_and_second_tab_go_on,
    a_message_survives_a_reload_right_after_enter,
    a_cut_cable_loses_nothing,
    a_silent_and_a_slow_cable_lose_nothing,
    a_killed_server_loses_nothing,
    every_state_can_be_looked_at_before_saving,
    a_ticket_is_left_after_hours,
    a_topic_that_closes_meanwhile_keeps_what_was_typed,
    who_would_rather_not_wait_leaves_a_ticket,
    card_numbers_are_masked_before_they_leave,
    a_strange_message_is_kept_or_refused_with_a_word,
    a_double_click_does_everything_once,
    an_emoji_is_found_and_put_in_by_keyboard,
    a_file_that_does_not_get_through_says_why,
    a_file_is_known_by_its_content_and_can_be_stopped,
    every_kind_of_field_is_checked_kept_and_told,
    a_chat_out_of_reach_says_so_and_comes_when_asked_again,
    a_refused_message_is_sent_again_or_given_up,
    earlier_conversations_are_there_to_read,
    the_sound_stays_off,
    the_transcript_can_be_kept,
);
