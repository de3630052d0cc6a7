//! The story of the product in three browsers: a visitor on the demo site and agents at the console, over real sockets,
//! with a real server, whatever happens on the way.
//!
//! `cargo test -p e2e --test story chromium::` runs it in one browser. What a failed test saw lies in
//! `target/e2e-artifacts`. With `FRONTDESK_SCREENS=1` pictures of every state are saved to `target/screens`.

mod beginning;
mod conversation;
mod disturbance;
mod scene;
mod screens;

use beginning::*;
use conversation::*;
use disturbance::*;

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
);
