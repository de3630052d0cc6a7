//! What is over is passed on, and goes on with somebody else.

use super::*;

/// Where it stands, in which queue, who has it and who is in it.
fn stands(conversation: &Conversation) -> (Stage, &str, Option<&str>, Vec<&str>) {
    let present = conversation.staff.present.iter().map(|card| card.id.as_str()).collect();
    let owner = conversation.owner.as_ref().map(|card| card.id.as_str());
    (conversation.stage, conversation.queue.as_str(), owner, present)
}

#[test]
fn it_goes_on_with_whom_it_is_given_to_alone() {
    let had = after(waiting(), &[(member("anna"), Command::Take)]);
    let both = after(had, &[(member("anna"), invite("clara")), (stranger("clara"), Command::Join)]);
    let ended = after(both, &[(visitor("v"), end())]);
    let put_away = after(ended.clone(), &[(member("anna"), archive())]);
    let missed = after(waiting(), &[(visitor("v"), end()), (overseer("maria"), archive())]);
    for (before, actor) in [
        (&ended, stranger("anna")),
        (&put_away, stranger("anna")),
        (&put_away, stranger("clara")),
        (&put_away, overseer("maria")),
        (&missed, overseer("maria")),
    ] {
        let given = after(before.clone(), &[(actor.clone(), hand_to("boris"))]);
        assert_eq!(stands(&given), (Stage::Active, "q", Some("boris"), vec!["boris"]), "{actor:?}");
        assert_eq!((given.archived_at, given.ended_at), (None, None));
        let queued = after(before.clone(), &[(actor.clone(), hand_to_queue("support"))]);
        assert_eq!(stands(&queued), (Stage::Waiting, "support", None, vec![]), "{actor:?}");
    }
    let kept = after(put_away, &[(overseer("maria"), hand_to("clara"))]);
    assert_eq!(stands(&kept), (Stage::Active, "q", Some("clara"), vec!["clara"]), "who was a guest has it");
}

#[test]
fn only_who_may_take_it_up_again_passes_it_on() {
    let had = after(waiting(), &[(member("anna"), Command::Take)]);
    let ended = after(had.clone(), &[(visitor("v"), end())]);
    for (conversation, actor, refusal) in [
        (&ended, member("boris"), Refusal::AlreadyTaken(agent("anna"))),
        (&ended, stranger("boris"), Refusal::NotFound),
        (&ended, visitor("v"), Refusal::Forbidden),
        (&ended, Actor::System, Refusal::Forbidden),
        (&had, stranger("anna"), Refusal::Forbidden),
        (&had, overseer("maria"), Refusal::Forbidden),
        (&waiting(), member("anna"), Refusal::Forbidden),
    ] {
        assert_eq!(conversation.decide(&actor, &hand_to("boris")), Err(refusal), "{actor:?}");
    }
}
