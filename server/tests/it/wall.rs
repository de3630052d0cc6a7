//! The wall: what goes on in the queues, for who looks after them.

use crate::stories::people::{Agent, Visitor, furnish};
use crate::support::{START, TestServer};
use hyper::Method;
use shared::agent::{AgentCommand, AgentUpdate};
use shared::people::Role;
use shared::problem::Code;
use shared::staff::{AgentDraft, Presence, Status};
use shared::wall::{Wall, WallCommand};

impl Agent {
    async fn wall(&mut self) -> Wall {
        self.until(|update| match update {
            AgentUpdate::Wall(wall) => Some(*wall),
            _ => None,
        })
        .await
    }

    /// Looks anew until the wall is as wanted.
    async fn wall_with(&mut self, wanted: impl Fn(&Wall) -> bool) -> Wall {
        loop {
            self.watch_wall().await;
            let wall = self.wall().await;
            if wanted(&wall) {
                return wall;
            }
        }
    }

    async fn watch_wall(&mut self) {
        self.socket.say(&AgentCommand::Wall(WallCommand::Watch)).await;
    }
}

/// Two queues, Anna and Boris for both, and a manager who looks at the wall.
async fn office() -> (TestServer, [shared::ids::QueueId; 2], Agent) {
    let server = TestServer::start().await;
    let support = server.queue("Support").await;
    let sales = furnish(&server).await;
    let cookie = server.signed_in(Role::Manager).await;
    let mut manager = Agent::come_back(&server, cookie).await;
    // Not one who is offered something.
    manager.socket.say(&AgentCommand::SetStatus { status: Status::Invisible }).await;
    manager.watch_wall().await;
    (server, [sales, support], manager)
}

#[tokio::test]
async fn it_shows_what_goes_on_and_goes_on_by_itself() {
    let (server, [sales, support], mut manager) = office().await;
    let wall = manager.wall_with(|wall| !wall.agents.is_empty()).await;
    let names = |wall: &Wall| wall.queues.iter().map(|queue| queue.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&wall), ["Support", "Sales"]);
    assert!(wall.queues.iter().all(|queue| queue.open && queue.waiting == 0 && queue.present == 0));

    let mut anna = Agent::come(&server, "anna@example.com").await;
    let mut ira = Visitor::come(&server).await;
    let came_at = server.app.clock.now();
    let conversation = ira.ask(&sales).await;
    anna.sees(&conversation).await;
    let wall = manager.wall_with(|wall| !wall.waiting.is_empty() && wall.waiting[0].offered > 0).await;
    let line = wall.queues.iter().find(|queue| queue.id == sales).unwrap();
    assert_eq!((line.waiting, line.since, line.present), (1, Some(came_at), 1));
    assert_eq!((&wall.waiting[0].conversation, &wall.waiting[0].queue), (&conversation, &sales));
    let of_anna = |wall: &Wall| wall.agents.iter().find(|agent| agent.agent.name == "Anna").cloned().unwrap();
    assert_eq!((of_anna(&wall).presence, of_anna(&wall).conversations), (Presence::Online, 0));
    assert!(of_anna(&wall).since.is_some_and(|since| since >= START));
    assert!(wall.agents.iter().all(|agent| agent.agent.name != "Boris"), "who isn't there is not shown");

    anna.take(&conversation).await;
    let wall = manager.wall_with(|wall| wall.waiting.is_empty() && of_anna(wall).conversations == 1).await;
    let active = |id| wall.queues.iter().find(|queue| queue.id == id).map(|queue| queue.active);
    assert_eq!((active(sales), active(support)), (Some(1), Some(0)));

    // What follows is told by itself.
    server.clock.advance(500);
    anna.socket.say(&AgentCommand::SetStatus { status: Status::Away }).await;
    anna.until(|update| matches!(update, AgentUpdate::Status { status: Status::Away, .. }).then_some(()))
        .await;
    server.clock.advance(500);
    let away = manager.wall().await;
    assert_eq!(of_anna(&away).presence, Presence::Away);
    assert!(of_anna(&away).since > of_anna(&wall).since);
}

#[tokio::test]
async fn it_is_for_who_looks_after_queues_and_shows_them_theirs() {
    let (server, [sales, _], mut manager) = office().await;
    let mut anna = Agent::come(&server, "anna@example.com").await;
    anna.watch_wall().await;
    assert_eq!(anna.refused().await.code, Code::Forbidden);
    manager.wall_with(|wall| wall.agents.iter().any(|agent| agent.agent.name == "Anna")).await;

    let draft = AgentDraft {
        name: "Greta".into(),
        email: "greta@example.com".into(),
        role: Role::GroupManager,
        manages: vec![sales.clone()],
        ..AgentDraft::default()
    };
    let cookie = manager.cookie.clone();
    let made = server.own_page(Method::POST, "/api/admin/agents", &cookie).json(&draft).send().await;
    assert_eq!(made.status, 201, "{}", made.text());
    let invited: shared::staff::Invited = made.json();
    let token = invited.link.split_once('#').unwrap().1.to_owned();
    let password = crate::support::PASSWORD.to_owned();
    let set = shared::rest::SetPassword { token, password };
    let reply = server.post("/api/agent/set-password").json(&set).send().await;
    let mut greta = Agent::come_back(&server, reply.cookie()).await;
    greta.watch_wall().await;
    let wall = greta.wall().await;
    assert_eq!(wall.queues.iter().map(|queue| &queue.id).collect::<Vec<_>>(), [&sales]);
    assert_eq!(
        wall.agents.iter().map(|agent| agent.agent.name.as_str()).collect::<Vec<_>>(),
        ["Anna", "Somebody"]
    );
}

#[tokio::test]
async fn who_has_looked_away_is_told_nothing() {
    let (server, [sales, _], mut manager) = office().await;
    manager.wall().await;
    manager.socket.say(&AgentCommand::Wall(WallCommand::Unwatch)).await;
    // Answered in order: whatever comes from now on is no wall.
    manager.socket.say(&AgentCommand::SetStatus { status: Status::Away }).await;
    manager
        .until(|update| matches!(update, AgentUpdate::Status { status: Status::Away, .. }).then_some(()))
        .await;
    let mut ira = Visitor::come(&server).await;
    ira.ask(&sales).await;
    server.clock.advance(2_000);
    manager.socket.say(&AgentCommand::SetStatus { status: Status::Invisible }).await;
    let next = manager.until(|update| match update {
        AgentUpdate::Status { status: Status::Invisible, .. } => Some("status"),
        AgentUpdate::Wall(_) => Some("wall"),
        _ => None,
    });
    assert_eq!(next.await, "status");
}
