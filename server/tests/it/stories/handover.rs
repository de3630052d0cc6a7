//! Conversations that pass from agent to agent: who sees them then, and who doesn't.

use super::team::{Deed, Team};
use shared::agent::{AgentCommand, AgentUpdate, Vanished};
use shared::problem::Code;
use shared::staff::Status;
use shared::timeline::{Fact, PublicFact, Receipts, StaffFact, Stage};
use shared::visitor::VisitorUpdate;

#[tokio::test]
async fn who_passes_it_on_to_a_colleague_sees_nothing_more_of_it() {
    let team = Team::new().await;
    let [anna_id, boris_id, clara_id] = &team.ids;
    let (mut anna, mut boris) = (team.come("anna").await, team.come("boris").await);
    let (mut visitor, conversation) = team.visitor(&mut [&mut anna, &mut boris]).await;
    anna.has(&conversation).await;
    boris.loses(&conversation).await;
    for (target, code) in
        [(clara_id, Code::NotThere), (&"nobody".into(), Code::NotFound), (anna_id, Code::Forbidden)]
    {
        anna.does(&conversation, Deed::GiveTo(target)).await;
        assert_eq!(anna.refused().await.code, code);
    }
    anna.does(&conversation, Deed::GiveTo(boris_id)).await;
    assert_eq!(anna.loses(&conversation).await, Vanished::GivenAway);
    let item = boris.sees(&conversation).await;
    assert_eq!((item.summary.stage, item.summary.owner.as_ref()), (Stage::Active, Some(boris_id)));
    visitor.write(&conversation, "for Boris alone").await;
    boris.records(|fact| matches!(fact, Fact::Public(PublicFact::Message { .. }))).await;
    anna.is_blind(&conversation).await;
    anna.take(&conversation).await;
    let late = anna.refused().await;
    assert_eq!((late.code, late.by.map(|card| card.name)), (Code::AlreadyTaken, Some("Boris".into())));
    assert_eq!(
        team.story(&conversation).await[3..],
        [
            "taken Anna",
            "joined Anna",
            "passed on by Anna to Boris",
            "taken Boris",
            "joined Boris",
            "left",
            "message for Boris alone",
        ]
    );
}

#[tokio::test]
async fn who_passes_it_on_to_a_queue_sees_nothing_more_of_it() {
    let team = Team::new().await;
    let boris_id = team.ids[1].clone();
    let support = team.server.queue("Support").await;
    team.arrange(&support, |draft| draft.members = vec![boris_id]).await;
    let (mut anna, mut boris) = (team.come("anna").await, team.come("boris").await);
    let (mut visitor, conversation) = team.visitor(&mut [&mut anna, &mut boris]).await;
    anna.has(&conversation).await;
    boris.loses(&conversation).await;
    anna.does(&conversation, Deed::GiveToQueue(&"gone".into())).await;
    assert_eq!(anna.refused().await.code, Code::NotFound);
    anna.does(&conversation, Deed::GiveToQueue(&support)).await;
    assert_eq!(anna.loses(&conversation).await, Vanished::GivenAway);
    let item = boris.sees(&conversation).await;
    assert_eq!((item.summary.stage, item.queue), (Stage::Waiting, support));
    visitor.stands_at(1, true).await;
    visitor.write(&conversation, "still here").await;
    anna.is_blind(&conversation).await;
    let story = team.story(&conversation).await;
    assert_eq!(
        story[5..],
        ["passed on by Anna to the queue Support", "left", "offered Boris by Everyone", "message still here"]
    );
}

#[tokio::test]
async fn a_colleague_who_is_away_comes_in_and_goes_again() {
    let team = Team::new().await;
    let (mut anna, mut boris) = (team.come("anna").await, team.come("boris").await);
    boris.chooses(Status::Away).await;
    let (mut visitor, conversation) = team.visitor(&mut [&mut anna]).await;
    anna.has(&conversation).await;
    boris.does(&conversation, Deed::Join).await;
    assert_eq!(boris.refused().await.code, Code::AlreadyTaken, "he isn't asked yet");
    anna.does(&conversation, Deed::Invite(&team.ids[1])).await;
    let item = boris.sees(&conversation).await;
    assert_eq!((&item.summary.invited[..], item.offer), (&team.ids[1..2], None));
    visitor.write(&conversation, "are you two?").await;
    boris.records(|fact| matches!(fact, Fact::Public(PublicFact::Message { .. }))).await;
    boris.does(&conversation, Deed::Join).await;
    boris.records(|fact| matches!(fact, Fact::Public(PublicFact::Joined { .. }))).await;
    boris.socket.say(&AgentCommand::Typing { conversation: conversation.clone(), on: true }).await;
    let typing = visitor
        .until(|update| match update {
            VisitorUpdate::Typing { agent, .. } => Some(agent),
            _ => None,
        })
        .await;
    assert_eq!(typing, team.ids[1]);
    let receipts = Receipts { delivered: 7, read: 7 };
    boris.socket.say(&AgentCommand::Seen { conversation: conversation.clone(), receipts }).await;
    let seen = anna
        .until(|update| match update {
            AgentUpdate::Receipts { staff, .. } => Some(staff),
            _ => None,
        })
        .await;
    assert_eq!(seen, receipts, "read by one is read by the staff");
    boris.does(&conversation, Deed::Leave).await;
    assert_eq!(boris.loses(&conversation).await, Vanished::GivenAway);
    anna.records(|fact| matches!(fact, Fact::Public(PublicFact::Left { .. }))).await;
    visitor.write(&conversation, "only you").await;
    boris.does(&conversation, Deed::Leave).await;
    assert_eq!(boris.refused().await.code, Code::AlreadyTaken);

    anna.does(&conversation, Deed::Invite(&team.ids[1])).await;
    boris.sees(&conversation).await;
    boris.does(&conversation, Deed::Decline).await;
    assert_eq!(boris.loses(&conversation).await, Vanished::Declined);
    anna.records(|fact| matches!(fact, Fact::Staff(StaffFact::Declined { .. }))).await;
    boris.is_blind(&conversation).await;
}

#[tokio::test]
async fn who_has_it_may_go_out_and_the_next_one_has_it_and_after_the_last_it_waits_again() {
    let team = Team::new().await;
    let (mut anna, mut boris) = (team.come("anna").await, team.come("boris").await);
    let (mut visitor, conversation) = team.visitor(&mut [&mut anna, &mut boris]).await;
    anna.has(&conversation).await;
    boris.loses(&conversation).await;
    anna.does(&conversation, Deed::Invite(&team.ids[1])).await;
    boris.sees(&conversation).await;
    boris.does(&conversation, Deed::Join).await;
    boris.records(|fact| matches!(fact, Fact::Public(PublicFact::Joined { .. }))).await;
    anna.does(&conversation, Deed::Leave).await;
    assert_eq!(anna.loses(&conversation).await, Vanished::GivenAway);
    boris.records(|fact| matches!(fact, Fact::Staff(StaffFact::Taken { .. }))).await;
    boris.write(&conversation, "now I").await;
    boris.does(&conversation, Deed::Leave).await;
    assert_eq!(boris.loses(&conversation).await, Vanished::GivenAway);
    visitor.stands_at(1, true).await;
    anna.sees(&conversation).await;
    boris.sees(&conversation).await;
    let story = team.story(&conversation).await;
    assert_eq!(
        story[5..],
        [
            "invited Boris by Anna",
            "joined Boris",
            "left",
            "taken Boris",
            "message now I",
            "left",
            "offered Anna+Boris by Everyone",
        ]
    );
}

#[tokio::test]
async fn it_goes_on_after_its_end_unless_the_visitor_has_begun_another() {
    let team = Team::new().await;
    let mut anna = team.come("anna").await;
    let (mut visitor, conversation) = team.visitor(&mut [&mut anna]).await;
    anna.has(&conversation).await;
    anna.does(&conversation, Deed::End).await;
    anna.records(|fact| matches!(fact, Fact::Public(PublicFact::Ended { .. }))).await;
    anna.does(&conversation, Deed::Reopen).await;
    anna.records(|fact| matches!(fact, Fact::Public(PublicFact::Reopened { .. }))).await;
    visitor.write(&conversation, "one thing more").await;
    anna.records(|fact| matches!(fact, Fact::Public(PublicFact::Message { .. }))).await;
    anna.does(&conversation, Deed::DealWith).await;
    assert_eq!(anna.loses(&conversation).await, Vanished::DealtWith);
    anna.does(&conversation, Deed::Reopen).await;
    assert_eq!(anna.sees(&conversation).await.summary.stage, Stage::Active, "also when it was dealt with");
    anna.does(&conversation, Deed::DealWith).await;
    anna.loses(&conversation).await;
    let next = visitor.ask(&team.sales).await;
    assert_ne!(next, conversation);
    anna.does(&conversation, Deed::Reopen).await;
    assert_eq!(anna.refused().await.code, Code::Ended);
}
