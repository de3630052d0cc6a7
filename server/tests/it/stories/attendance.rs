//! Who of the staff is there: by choice, by doing something, and by a connection that lives.

use super::people::Agent;
use super::team::{Team, arrange, pass, story};
use crate::databases::on_each;
use crate::support::{PASSWORD, START, TestServer};
use server::domain::presence::{GRACE_MILLIS, IDLE_MILLIS};
use server::store::people::{Made, NewAgent, Queues};
use shared::agent::{AgentCommand, Vanished};
use shared::people::Role;
use shared::queue::Rule;
use shared::rules::AGENT_SILENCE_MILLIS;
use shared::staff::{AwayReason, Presence, Status};

#[tokio::test]
async fn who_does_nothing_for_long_is_away_until_they_do() {
    let team = Team::new().await;
    let mut anna = team.come("anna").await;
    assert_eq!(anna.stands().await, (Status::Online, None));
    pass(&team.server, &mut [&mut anna], &mut [], IDLE_MILLIS).await;
    assert_eq!(anna.stands().await, (Status::Online, Some(AwayReason::Idle)));
    assert_eq!(team.presence(0).await, Presence::Away);
    anna.socket.say(&AgentCommand::Stirred).await;
    assert_eq!(anna.stands().await, (Status::Online, None));
    assert_eq!(team.presence(0).await, Presence::Online);
}

#[tokio::test]
async fn a_choice_holds_on_all_devices_and_for_the_next_time() {
    let team = Team::new().await;
    let mut desk = team.come("anna").await;
    let mut phone = Agent::come_back(&team.server, desk.cookie.clone()).await;
    assert_eq!((desk.stands().await, phone.stands().await), ((Status::Online, None), (Status::Online, None)));
    desk.chooses(Status::Invisible).await;
    assert_eq!(phone.stands().await, (Status::Invisible, None));
    assert_eq!(team.presence(0).await, Presence::Offline);
    let staff = team.server.app.live.desk.staff().await;
    assert_eq!(staff[&team.ids[0]].true_presence, Presence::Away, "admins are told");
    assert_eq!(desk.chooses(Status::Invisible).await, None, "answered also if nothing changes");
    drop((desk, phone));
    let mut again = team.come("anna").await;
    assert_eq!(again.stands().await, (Status::Invisible, None));
}

#[tokio::test]
async fn a_dead_network_is_noticed_within_thirty_seconds_and_what_rang_there_rings_elsewhere() {
    let team = Team::new().await;
    team.arrange(&team.sales, |draft| {
        draft.settings.rules = vec![Rule::RoundRobin];
        draft.settings.accept_seconds = 600;
    })
    .await;
    let (mut anna, mut boris) = (team.come("anna").await, team.come("boris").await);
    let (mut visitor, conversation) = team.visitor(&mut [&mut anna]).await;
    // Anna's cable is cut: nothing is heard of her any more.
    pass(&team.server, &mut [&mut boris], &mut [&mut visitor], AGENT_SILENCE_MILLIS - 1).await;
    assert_eq!(team.presence(0).await, Presence::Online);
    pass(&team.server, &mut [&mut boris], &mut [&mut visitor], 1).await;
    assert_eq!(anna.socket.hung_up().await, None);
    gone(&team.server, 1).await;
    pass(&team.server, &mut [&mut boris], &mut [&mut visitor], GRACE_MILLIS).await;
    const { assert!(AGENT_SILENCE_MILLIS + GRACE_MILLIS <= 30_000) };
    assert_eq!(team.presence(0).await, Presence::Offline);
    boris.sees(&conversation).await;
    assert_eq!(team.story(&conversation).await[3..], ["offered Boris by RoundRobin for 600s"]);
}

#[tokio::test]
async fn what_a_lost_agent_has_goes_back_to_its_queue_and_what_a_reload_has_stays() {
    let team = Team::new().await;
    team.arrange(&team.sales, |draft| draft.settings.accept_seconds = 30).await;
    let (mut anna, mut boris) = (team.come("anna").await, team.come("boris").await);
    let (mut visitor, conversation) = team.visitor(&mut [&mut anna, &mut boris]).await;
    anna.has(&conversation).await;
    assert!(matches!(boris.loses(&conversation).await, Vanished::TakenBy(_)));
    let cookie = anna.cookie.clone();
    drop(anna);
    gone(&team.server, 1).await;
    pass(&team.server, &mut [&mut boris], &mut [&mut visitor], GRACE_MILLIS).await;
    pass(&team.server, &mut [&mut boris], &mut [&mut visitor], 29_000).await;
    let anna = Agent::come_back(&team.server, cookie).await;
    assert_eq!(anna.inbox[0].summary.owner.as_ref(), Some(&team.ids[0]), "in time");
    drop(anna);
    gone(&team.server, 1).await;
    pass(&team.server, &mut [&mut boris], &mut [&mut visitor], GRACE_MILLIS).await;
    pass(&team.server, &mut [&mut boris], &mut [&mut visitor], 30_000).await;
    boris.sees(&conversation).await;
    visitor.stands_at(1, true).await;
    assert_eq!(team.story(&conversation).await[5..], ["left", "offered Boris by Everyone"]);
}

#[tokio::test]
async fn who_was_made_a_moment_ago_by_a_command_serves_their_queues_at_once() {
    let team = Team::new().await;
    let (_visitor, conversation) = team.visitor(&mut []).await;
    let (store, entropy) = (&team.server.app.store, &team.server.app.entropy);
    let hash = server::http::auth::password::hash(PASSWORD, entropy.bytes()).unwrap();
    let dora = NewAgent {
        id: &"dora".into(),
        email: "dora@example.com",
        name: "Dora",
        role: Role::Agent,
        password_hash: Some(&hash),
        now: START,
    };
    // Behind the server's back, as another process does it.
    assert_eq!(store.create_agent(&dora, Queues::All).await.unwrap(), Made::Done);
    let mut dora = team.come("dora").await;
    dora.sees(&conversation).await;
}

#[tokio::test]
async fn who_is_logged_out_by_force_is_gone_at_once() {
    let team = Team::new().await;
    let mut desk = team.come("anna").await;
    let mut phone = Agent::come_back(&team.server, desk.cookie.clone()).await;
    team.server.app.live.sign_out_agent(&team.ids[0]);
    assert_eq!(desk.socket.hung_up().await, Some(4401));
    assert_eq!(phone.socket.hung_up().await, Some(4401));
    assert_eq!(team.presence(0).await, Presence::Offline);
}

#[tokio::test]
async fn a_restart_forgets_neither_who_waits_nor_who_was_asked_nor_who_has_what() {
    on_each(async |database| {
        let team = Team::of(TestServer::on(database).await).await;
        team.arrange(&team.sales, |draft| {
            draft.settings.rules = vec![Rule::RoundRobin];
            draft.settings.accept_seconds = 10;
        })
        .await;
        let mut anna = team.come("anna").await;
        let (_first, held) = team.visitor(&mut [&mut anna]).await;
        anna.has(&held).await;
        let (mut second, waits) = team.visitor(&mut [&mut anna]).await;
        let mut boris = team.come("boris").await;
        pass(&team.server, &mut [&mut anna, &mut boris], &mut [&mut second], 10_000).await;
        assert_eq!(anna.loses(&waits).await, Vanished::NotAnswered);
        boris.sees(&waits).await;
        let (anna_id, sales) = (team.ids[0].clone(), team.sales.clone());
        team.server.stop().await;

        let server = TestServer::on(database).await;
        assert_eq!(server.app.live.desk.staff().await[&anna_id].conversations, 1);
        arrange(&server, &sales, |draft| draft.settings.accept_seconds = 20).await;
        let mut anna = Agent::come(&server, "anna@example.com").await;
        let mut clara = Agent::come(&server, "clara@example.com").await;
        assert_eq!(anna.inbox.len(), 2, "what is hers, and as nobody else was there, what waits");
        // Now that somebody is there who was never asked, it isn't Anna's turn again.
        pass(&server, &mut [&mut anna, &mut clara], &mut [], 20_000).await;
        clara.sees(&waits).await;
        let story = story(&server, &waits).await;
        let asked: Vec<&String> = story.iter().filter(|words| words.starts_with("offered")).collect();
        assert_eq!(asked.last().unwrap().as_str(), "offered Clara by RoundRobin for 20s");
    })
    .await;
}

/// Waits until so many connections of agents are left.
async fn gone(server: &TestServer, left: usize) {
    while server.app.live.hub.connections().1 > left {
        tokio::task::yield_now().await;
    }
    // An answer from the desk proves that it has heard of what came before.
    server.app.live.desk.staffed().await;
}
