//! What becomes of what could not be sent: nothing that the visitor wrote is lost, and why it didn't go is known.

use super::*;

fn rated(acts: &[Act]) -> bool {
    said(acts).iter().any(|command| matches!(command, VisitorCommand::Rate { .. }))
}

#[test]
fn another_try_is_offered_only_where_it_may_help() {
    for (code, reason) in [
        (Code::Ended, Some("ended_since")),
        (Code::Forbidden, Some("barred_banned")),
        (Code::NotFound, Some("file_gone")),
        (Code::Invalid, None),
        (Code::Malformed, None),
        (Code::Conflict, None),
    ] {
        let mut state = chatting();
        state.send(id(7), "7".into(), Vec::new());
        state.apply(refused(Some(id(7)), code));
        assert_eq!(state.mark(&id(7)), (Mark::Failed(code), None));
        assert!(state.has_failed());
        assert_eq!(final_reason(code), reason, "{code:?}");
    }
}

#[test]
fn what_came_too_late_stands_in_the_composer_of_the_next_conversation() {
    let mut state = chatting();
    state.send(id(7), "too late".into(), Vec::new());
    state.send(id(8), String::new(), Vec::new());
    state.apply(events(vec![ended(4)]));
    for late in [7, 8] {
        state.apply(refused(Some(id(late)), Code::Ended));
    }
    let acts = state.dismiss();
    assert_eq!(
        acts,
        [
            Act::KeepDismissed(k("k1")),
            Act::DropPending(id(7)),
            Act::SaveText("too late".into()),
            Act::DropPending(id(8)),
        ],
        "and a message of files alone leaves no empty line"
    );
    assert_eq!(state.pending().count(), 0);
}

#[test]
fn a_rating_that_waits_outlives_the_conversation_it_is_about() {
    let mut state = chatting();
    state.apply(events(vec![ended(4)]));
    state.disconnected();
    state.rate(id(9), Rating::Good, "thanks".into());
    assert_eq!(state.dismiss(), [Act::KeepDismissed(k("k1"))]);
    assert!(rated(&state.apply(welcome("e1", Some(view("k1", 4))))));
    let fact = PublicFact::Rated { id: id(9), rating: Rating::Good, comment: "thanks".into() };
    state.apply(events(vec![entry(5, Some(fact))]));
    assert_eq!(state.pending().count(), 0);
}

#[test]
fn an_expired_session_gives_the_comment_of_a_rating_back() {
    for (comment, kept) in [("it was you who helped", true), ("", false)] {
        let mut state = chatting();
        state.apply(events(vec![ended(4)]));
        state.disconnected();
        state.rate(id(9), Rating::Good, comment.into());
        state.dismiss();
        let acts = state.apply(refused(None, Code::SessionExpired));
        assert_eq!(acts.contains(&Act::SaveText(comment.into())), kept);
        assert!(acts.contains(&Act::DropPending(id(9))));
    }
}
