//! Who is offered what waits, one after the other, and what becomes of it that nobody takes.

use super::people::{Agent, Visitor};
use super::team::{Deed, Team, pass};
use shared::agent::Vanished;
use shared::queue::{Overflow, Rule};
use shared::staff::{AwayReason, Presence, Status};
use shared::timeline::{Fact, OfferRule, PublicFact};

const TEN_SECONDS: i64 = 10_000;

#[tokio::test]
async fn what_nobody_answers_goes_from_one_to_the_next_and_becomes_a_ticket_at_last() {
    let team = Team::new().await;
    let [anna_id, boris_id, _] = team.ids.clone();
    team.arrange(&team.sales, |draft| {
        draft.members = vec![anna_id.clone(), boris_id];
        draft.settings.rules = vec![Rule::Agent { agent: anna_id }, Rule::FewestConversations];
        draft.settings.accept_seconds = 10;
        draft.settings.ticket_after_seconds = Some(40);
        draft.settings.ticket_subject = "From {queue}".into();
    })
    .await;
    let (mut anna, mut boris) = (team.come("anna").await, team.come("boris").await);
    let mut visitor = Visitor::come(&team.server).await;
    let conversation = visitor.ask(&team.sales).await;
    let offer = anna.sees(&conversation).await.offer.expect("it rings at hers");
    assert_eq!(offer.rule, OfferRule::Agent);
    assert_eq!(offer.until.map(|until| until.millis_since(offer.at)), Some(TEN_SECONDS));
    visitor.write(&conversation, "My parcel is late").await;

    let mut ten_seconds = async |anna: &mut Agent, boris: &mut Agent| {
        pass(&team.server, &mut [anna, boris], &mut [&mut visitor], TEN_SECONDS).await;
    };
    ten_seconds(&mut anna, &mut boris).await;
    assert_eq!(anna.loses(&conversation).await, Vanished::NotAnswered);
    assert_eq!(boris.sees(&conversation).await.offer.unwrap().rule, OfferRule::FewestConversations);
    ten_seconds(&mut anna, &mut boris).await;
    assert_eq!(boris.loses(&conversation).await, Vanished::NotAnswered);
    anna.sees(&conversation).await;
    ten_seconds(&mut anna, &mut boris).await;
    assert_eq!(anna.loses(&conversation).await, Vanished::NotAnswered);
    boris.sees(&conversation).await;
    ten_seconds(&mut anna, &mut boris).await;
    assert_eq!(boris.loses(&conversation).await, Vanished::Ended);
    assert_eq!(
        team.story(&conversation).await,
        [
            "opened",
            "offered Anna by Agent for 10s",
            "message My parcel is late",
            "not answered Anna",
            "offered Boris by FewestConversations for 10s",
            "not answered Boris",
            "offered Anna by Agent for 10s",
            "not answered Anna",
            "offered Boris by FewestConversations for 10s",
            "ticket 1",
        ]
    );
    let tickets = crate::support::all_tickets(&team.server.app.store).await;
    assert_eq!((tickets[0].subject.as_str(), tickets[0].text.as_str()), ("From Sales", "My parcel is late"));
}

#[tokio::test]
async fn what_nobody_takes_in_one_queue_goes_on_in_another() {
    let team = Team::new().await;
    let [anna_id, boris_id, _] = team.ids.clone();
    let support = team.server.queue("Support").await;
    team.arrange(&support, |draft| draft.members = vec![boris_id]).await;
    team.arrange(&team.sales, |draft| {
        draft.members = vec![anna_id];
        draft.settings.accept_seconds = 60;
        draft.settings.overflow = Some(Overflow { queue: support.clone(), after_seconds: 10 });
    })
    .await;
    let (mut anna, mut boris) = (team.come("anna").await, team.come("boris").await);
    let (mut visitor, conversation) = team.visitor(&mut [&mut anna]).await;
    pass(&team.server, &mut [&mut anna, &mut boris], &mut [&mut visitor], TEN_SECONDS).await;
    assert_eq!(anna.loses(&conversation).await, Vanished::NotYours);
    assert_eq!(boris.sees(&conversation).await.queue, support);
    anna.is_blind(&conversation).await;
    boris.has(&conversation).await;
    assert_eq!(
        team.story(&conversation).await,
        [
            "opened",
            "offered Anna by Everyone",
            "message Hello",
            "overflowed to Support",
            "offered Boris by Everyone",
            "taken Boris",
            "joined Boris",
        ]
    );
}

#[tokio::test]
async fn who_lets_an_offer_pass_is_away_where_the_queue_wants_that_and_back_by_choice() {
    let team = Team::new().await;
    team.arrange(&team.sales, |draft| {
        draft.settings.rules = vec![Rule::RoundRobin];
        draft.settings.accept_seconds = 10;
        draft.settings.away_when_silent = true;
    })
    .await;
    let mut anna = team.come("anna").await;
    assert_eq!(anna.stands().await, (Status::Online, None));
    let (mut visitor, conversation) = team.visitor(&mut [&mut anna]).await;
    pass(&team.server, &mut [&mut anna], &mut [&mut visitor], TEN_SECONDS).await;
    assert_eq!(anna.stands().await, (Status::Online, Some(AwayReason::Silent)));
    assert_eq!(anna.loses(&conversation).await, Vanished::NotAnswered);
    assert_eq!(team.presence(0).await, Presence::Away);
    visitor.stands_at(1, false).await;
    // Whatever else she does.
    anna.socket.say(&shared::agent::AgentCommand::Stirred).await;
    assert_eq!(anna.chooses(Status::Online).await, None);
    anna.sees(&conversation).await;
    visitor.stands_at(1, true).await;
    let told = ["opened", "offered Anna by RoundRobin for 10s", "message Hello", "not answered Anna"];
    let then = ["told to wait at 1", "offered Anna by RoundRobin for 10s"];
    assert_eq!(team.story(&conversation).await, [told.as_slice(), &then].concat());
}

#[tokio::test]
async fn what_one_declines_is_the_next_ones_at_once() {
    let team = Team::new().await;
    team.arrange(&team.sales, |draft| draft.settings.rules = vec![Rule::RoundRobin]).await;
    let (mut anna, mut boris) = (team.come("anna").await, team.come("boris").await);
    let (_visitor, conversation) = team.visitor(&mut [&mut anna]).await;
    boris.does(&conversation, Deed::Decline).await;
    assert_eq!(boris.refused().await.code, shared::problem::Code::NotFound, "nobody has asked him");
    anna.does(&conversation, Deed::Decline).await;
    assert_eq!(anna.loses(&conversation).await, Vanished::Declined);
    boris.sees(&conversation).await;
    let story = team.story(&conversation).await;
    assert_eq!(story[3..], ["declined Anna", "offered Boris by RoundRobin for 60s"]);
}

#[tokio::test]
async fn what_was_not_dealt_with_comes_back_to_the_same_agent() {
    let team = Team::new().await;
    let (mut anna, mut boris) = (team.come("anna").await, team.come("boris").await);
    let (mut visitor, first) = team.visitor(&mut [&mut anna, &mut boris]).await;
    boris.has(&first).await;
    boris.does(&first, Deed::End).await;
    boris.records(|fact| matches!(fact, Fact::Public(PublicFact::Ended { .. }))).await;
    let second = visitor.ask(&team.sales).await;
    assert_eq!(boris.sees(&second).await.offer.unwrap().rule, OfferRule::Unfinished);
    boris.has(&second).await;
    assert_eq!(team.story(&second).await[1], "offered Boris by Unfinished for 60s");
    boris.does(&second, Deed::DealWith).await;
    assert_eq!(boris.loses(&second).await, Vanished::DealtWith);
    let third = visitor.ask(&team.sales).await;
    anna.sees(&third).await;
    assert_eq!(team.story(&third).await[1], "offered Anna+Boris by Everyone", "as if they were new");
}
