//! The chat on other people's pages: it looks the same whatever they do, obeys their policies, survives what they do to
//! their documents, and costs them nothing.
//!
//! `cargo test -p e2e --test host chromium::` runs it in one browser. What a failed test saw lies in
//! `target/e2e-artifacts`.

mod calls;
mod conversation;
mod desk;
mod figures;
mod invitations;
mod isolation;
mod language;
mod package;
mod placement;
mod policies;
mod scene;
mod site;
mod telling;
mod visits;

use calls::*;
use conversation::*;
use invitations::*;
use isolation::*;
use language::*;
use package::*;
use placement::*;
use policies::*;
use telling::*;
use visits::*;

e2e::in_all_engines!(
    looks_the_same_on_every_page,
    obeys_strict_policies,
    a_page_without_room_for_us_is_told,
    only_sites_of_the_widget_get_the_chat,
    one_launcher_wherever_the_tag_stands,
    the_first_of_two_widgets_stays,
    the_page_may_swap_what_it_likes,
    turbo_goes_from_page_to_page_and_the_chat_stays,
    calls_wait_in_line,
    events_are_told_and_faults_stay_the_pages,
    any_element_opens_and_gets_the_focus_back,
    a_double_click_opens_once_and_escape_closes,
    comes_and_goes_as_told,
    what_the_page_tells_reaches_the_agent,
    another_language_is_the_same_conversation,
    unread_messages_show_on_the_next_page,
    nothing_is_kept_without_consent,
    a_user_is_vouched_for_and_the_proof_renewed,
    all_conditions_of_an_invitation_must_hold,
    each_invitation_waits_for_its_moment,
    an_invitation_is_shown_once_per_choice,
    a_teaser_is_announced_and_dismissed_by_keyboard,
    visits_are_told_with_consent_alone,
    visits_are_told_and_nothing_is_kept_if_the_owner_may,
    examples_of_the_package_run,
);
